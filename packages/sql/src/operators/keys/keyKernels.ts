import {
  KERNEL_ROWS,
  KernelRows,
  type Block,
  type KernelArray,
  type KernelMemory,
} from '@graticule/columnar';
import type { IntHash } from './intHash.js';
import { KEY_KERNELS } from './keyKernelsModule.js';
import type { Matrix, Places } from './placeLookup.js';

/** keyKernels.wat. */
interface Functions {
  findInts(...rows: PlaceArguments): number;
  findLongs(...rows: PlaceArguments): number;
  findPairs(
    ...rows: [
      ...[first: number, second: number, count: number],
      ...[height: number, width: number, cells: number, out: number],
    ]
  ): number;
  findHashed(...rows: [...Keys, numberOfNull: number, count: number, ...Slots, out: number]): void;
  enterHashed(...rows: [...Keys, state: number, count: number, ...Slots, entered: number, out: number]): void;
  rehash(entered: number, count: number, numberOfNull: number, ...slots: Slots): void;
}
type Keys = [keys: number, validity: number];
type Slots = [slots: number, shift: number, mask: number];
type PlaceArguments = [
  ...[keys: number, validity: number, numberOfNull: number, count: number],
  ...[base: number, extent: number, numbers: number, out: number],
];

/** Looks for the numbers of many keys in WebAssembly. Keys may lie outside; they are copied in block by block. */
export class KeyKernels {
  readonly #functions: Functions;
  readonly #rows: KernelRows;
  readonly #state: Int32Array;

  constructor(readonly memory: KernelMemory) {
    this.#functions = memory.functions(KEY_KERNELS);
    this.#rows = new KernelRows(memory, 2);
    const state = memory.area(8);
    this.#state = new Int32Array(state.buffer, state.byteOffset, 2);
  }

  /** Whether to look so many rows up here, with tables and answers that have to be in the memory. */
  serves(length: number, ...arrays: readonly KernelArray<Int32Array>[]): boolean {
    return length >= KERNEL_ROWS && arrays.every(({ address }) => address !== null);
  }

  /** As findByPlace. */
  findByPlace(
    keys: Int32Array | BigInt64Array,
    validity: Uint8Array | null,
    block: Block,
    { base, extent, numbers, numberOfNull }: Places,
    out: Int32Array,
  ): number {
    const [start, end] = block;
    const from = this.#rows.place(0, keys, block);
    const bits = this.#rows.placeValidity(validity, block);
    return this.#functions[keys instanceof Int32Array ? 'findInts' : 'findLongs'](
      ...([from, bits, numberOfNull, end - start] as const),
      ...([base, extent, numbers.address!, out.byteOffset + 4 * start] as const),
    );
  }

  /** As findPairs. */
  findPairs(
    first: Int32Array,
    second: Int32Array,
    block: Block,
    { height, width, cells }: Matrix,
    out: Int32Array,
  ): number {
    const [start, end] = block;
    const a = this.#rows.place(0, first, block);
    const b = this.#rows.place(1, second, block);
    return this.#functions.findPairs(
      ...([a, b, end - start, height, width, cells.address!, out.byteOffset + 4 * start] as const),
    );
  }

  /** As IntHash does; enter: where there is room for as many keys. */
  lookupHashed(
    keys: Int32Array,
    validity: Uint8Array | null,
    block: Block,
    table: IntHash,
    enter: boolean,
    out: Int32Array,
  ): void {
    const [start, end] = block;
    const from = this.#rows.place(0, keys, block);
    const bits = this.#rows.placeValidity(validity, block);
    const to = out.byteOffset + 4 * start;
    const count = end - start;
    if (!enter) {
      this.#functions.findHashed(from, bits, table.numberOfNull, count, ...slotsOf(table), to);
      return;
    }
    const state = this.#state;
    state[0] = table.size;
    state[1] = table.numberOfNull;
    this.#functions.enterHashed(
      ...([from, bits, state.byteOffset, count, ...slotsOf(table), table.keys.address!, to] as const),
    );
    table.size = state[0];
    table.numberOfNull = state[1];
  }

  /** Enters all keys of a table into its slots, which are empty. */
  rehash(table: IntHash): void {
    const { keys, size, numberOfNull } = table;
    this.#functions.rehash(keys.address!, size, numberOfNull, ...slotsOf(table));
  }
}

function slotsOf({ slots, bits }: IntHash): [slots: number, shift: number, mask: number] {
  return [slots.address!, 32 - bits, (1 << bits) - 1];
}
