import { bitmapBytes, copyBytes, type KernelArray, type KernelMemory } from '@graticule/columnar';
import type { IntHash } from './intHash.js';
import { KEY_KERNELS } from './keyKernelsModule.js';
import type { Block, Matrix, Places } from './placeLookup.js';

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

/** Fewer rows are not worth the way. */
const ROWS_MIN = 2048;
/** Rows that are looked up at a time: what is copied in stays in the processor's own cache. A multiple of 8. */
export const BLOCK_ROWS = 8192;

/** Looks for the numbers of many keys in WebAssembly. Keys may lie outside; they are copied in block by block. */
export class KeyKernels {
  readonly #functions: Functions;
  readonly #first: Uint8Array;
  readonly #second: Uint8Array;
  readonly #validity: Uint8Array;
  /** A bitmap without a 0. */
  readonly #allValid: Uint8Array;
  readonly #state: Int32Array;

  constructor(readonly memory: KernelMemory) {
    this.#functions = memory.functions(KEY_KERNELS);
    this.#first = area(memory, 8 * BLOCK_ROWS);
    this.#second = area(memory, 4 * BLOCK_ROWS);
    this.#validity = area(memory, bitmapBytes(BLOCK_ROWS));
    this.#allValid = area(memory, bitmapBytes(BLOCK_ROWS)).fill(255);
    const state = area(memory, 8);
    this.#state = new Int32Array(state.buffer, state.byteOffset, 2);
  }

  /** Whether to look so many rows up here, with tables and answers that have to be in the memory. */
  serves(length: number, ...arrays: readonly KernelArray<Int32Array>[]): boolean {
    return length >= ROWS_MIN && arrays.every(({ address }) => address !== null);
  }

  /** As findByPlace. */
  findByPlace(
    keys: Int32Array | BigInt64Array,
    validity: Uint8Array | null,
    [start, end]: Block,
    { base, extent, numbers, numberOfNull }: Places,
    out: Int32Array,
  ): number {
    const from = this.#placed(keys, start, end, this.#first);
    const bits = this.#placedBits(validity, start, end);
    return this.#functions[keys instanceof Int32Array ? 'findInts' : 'findLongs'](
      ...([from, bits, numberOfNull, end - start] as const),
      ...([base, extent, numbers.address!, out.byteOffset + 4 * start] as const),
    );
  }

  /** As findPairs. */
  findPairs(
    first: Int32Array,
    second: Int32Array,
    [start, end]: Block,
    { height, width, cells }: Matrix,
    out: Int32Array,
  ): number {
    const a = this.#placed(first, start, end, this.#first);
    const b = this.#placed(second, start, end, this.#second);
    return this.#functions.findPairs(
      ...([a, b, end - start, height, width, cells.address!, out.byteOffset + 4 * start] as const),
    );
  }

  /** As IntHash does; enter: where there is room for as many keys. */
  lookupHashed(
    keys: Int32Array,
    validity: Uint8Array | null,
    [start, end]: Block,
    table: IntHash,
    enter: boolean,
    out: Int32Array,
  ): void {
    const from = this.#placed(keys, start, end, this.#first);
    const bits = this.#placedBits(validity, start, end);
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

  #placedBits(validity: Uint8Array | null, start: number, end: number): number {
    if (validity === null) return this.#allValid.byteOffset;
    copyBytes(validity.subarray(start >> 3, (end + 7) >> 3), this.#validity, 0);
    return this.#validity.byteOffset;
  }

  /** The address of elements start .. end; they are copied to the area unless they are in the memory. */
  #placed(values: Int32Array | BigInt64Array, start: number, end: number, area: Uint8Array): number {
    const { buffer, byteOffset, BYTES_PER_ELEMENT: width } = values;
    const address = this.memory.addressOf(values);
    if (address !== null) return address + start * width;
    copyBytes(new Uint8Array(buffer, byteOffset + start * width, (end - start) * width), area, 0);
    return area.byteOffset;
  }
}

function slotsOf({ slots, bits }: IntHash): [slots: number, shift: number, mask: number] {
  return [slots.address!, 32 - bits, (1 << bits) - 1];
}

function area(memory: KernelMemory, bytes: number): Uint8Array {
  const address = memory.allocate(bytes);
  if (address === null) throw new RangeError('no memory for the kernels of keys');
  return new Uint8Array(memory.buffer, address, bytes);
}
