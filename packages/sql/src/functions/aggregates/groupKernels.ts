import { blocksOf, KERNEL_ROWS, KernelArray, KernelRows, type KernelMemory } from '@graticule/columnar';
import { GROUP_KERNELS } from './groupKernelsModule.js';

/** groupKernels.wat. */
interface Functions {
  sumDoubles(ids: number, values: number, validity: number, count: number, states: number): void;
  mergeSums(
    ...rows: [ids: number, sums: number, errors: number, counts: number, count: number, states: number]
  ): void;
  countRows(ids: number, validity: number, count: number, counts: number): void;
  addCounts(ids: number, values: number, count: number, counts: number): void;
  sumLongs(...rows: [...ValidRows, sums: number, counts: number]): void;
  sumInts(...rows: [...ValidRows, sums: number, counts: number]): void;
  foldDoubles(...rows: [...ValidRows, best: number, has: number, largest: number]): void;
  foldLongs(...rows: [...ValidRows, best: number, has: number, largest: number]): void;
}
type ValidRows = [ids: number, values: number, validity: number, count: number];

type Values = Float64Array | BigInt64Array | Int32Array;
type Bitmap = Uint8Array | null;

/** Arrays of a row's numbers at most. */
const COLUMNS_MAX = 3;

/** Does a kernel's work on `count` rows. All but the count are addresses: of values and of the numbers of groups. */
type Work = (
  ids: number,
  values: readonly number[],
  validity: number,
  count: number,
  numbers: readonly number[],
) => void;

/**
 * What aggregates do with the rows of many groups, in WebAssembly (see groupKernels.wat for the meaning of each). The
 * functions answer false, and have done nothing, when there are few rows or numbers that are not in the memory: then the
 * caller does it. Values lie outside; they are copied in block by block.
 */
export class GroupKernels {
  readonly #functions: Functions;
  readonly #rows: KernelRows;
  readonly #ids = new KernelArray(Int32Array);
  /** The ids that lie at #ids: every aggregate of a batch brings the same. */
  #placedIds: Int32Array | null = null;

  constructor(readonly memory: KernelMemory) {
    this.#functions = memory.functions(GROUP_KERNELS);
    this.#rows = new KernelRows(memory, COLUMNS_MAX);
    this.#ids.attach(memory);
  }

  sumDoubles(
    groupIds: Int32Array,
    values: Float64Array,
    validity: Bitmap,
    length: number,
    sums: KernelArray<Float64Array>,
  ): boolean {
    return this.#each(groupIds, [values], validity, length, [sums], (ids, [from], bits, count, [to]) =>
      this.#functions.sumDoubles(ids, from, bits, count, to),
    );
  }

  /** parts: sums, errors and counts. */
  mergeSums(
    groupIds: Int32Array,
    parts: readonly Float64Array[],
    length: number,
    sums: KernelArray<Float64Array>,
  ): boolean {
    return this.#each(groupIds, parts, null, length, [sums], (ids, [from, errors, counts], _, count, [to]) =>
      this.#functions.mergeSums(ids, from, errors, counts, count, to),
    );
  }

  countRows(
    groupIds: Int32Array,
    validity: Bitmap,
    length: number,
    counts: KernelArray<Float64Array>,
  ): boolean {
    return this.#each(groupIds, [], validity, length, [counts], (ids, _, bits, count, [to]) =>
      this.#functions.countRows(ids, bits, count, to),
    );
  }

  addCounts(
    groupIds: Int32Array,
    values: Float64Array,
    length: number,
    counts: KernelArray<Float64Array>,
  ): boolean {
    return this.#each(groupIds, [values], null, length, [counts], (ids, [from], _, count, [to]) =>
      this.#functions.addCounts(ids, from, count, to),
    );
  }

  sumWhole(
    groupIds: Int32Array,
    values: BigInt64Array | Int32Array,
    validity: Bitmap,
    length: number,
    sums: KernelArray<BigInt64Array>,
    counts: KernelArray<Float64Array>,
  ): boolean {
    const name = values instanceof Int32Array ? 'sumInts' : 'sumLongs';
    return this.#each(groupIds, [values], validity, length, [sums, counts], (ids, [from], bits, count, to) =>
      this.#functions[name](ids, from, bits, count, to[0], to[1]),
    );
  }

  fold(
    groupIds: Int32Array,
    values: Float64Array | BigInt64Array,
    validity: Bitmap,
    length: number,
    best: KernelArray<Float64Array> | KernelArray<BigInt64Array>,
    has: KernelArray<Uint8Array>,
    largest: boolean,
  ): boolean {
    const name = values instanceof Float64Array ? 'foldDoubles' : 'foldLongs';
    return this.#each(groupIds, [values], validity, length, [best, has], (ids, [from], bits, count, to) =>
      this.#functions[name](ids, from, bits, count, to[0], to[1], largest ? 1 : 0),
    );
  }

  /** Calls `work` for block after block with where its rows, and the numbers of groups, lie in the memory. */
  #each(
    groupIds: Int32Array,
    columns: readonly Values[],
    validity: Bitmap,
    length: number,
    numbers: readonly { readonly address: number | null }[],
    work: Work,
  ): boolean {
    const ids = length < KERNEL_ROWS ? null : this.#placed(groupIds);
    const addresses = numbers.map(({ address }) => address).filter((address) => address !== null);
    if (ids === null || addresses.length < numbers.length) return false;
    for (const block of blocksOf(length)) {
      const [start, end] = block;
      const values = columns.map((column, k) => this.#rows.place(k, column, block));
      work(ids + 4 * start, values, this.#rows.placeValidity(validity, block), end - start, addresses);
    }
    return true;
  }

  /** Where the ids lie in the memory; null when they do not fit. */
  #placed(groupIds: Int32Array): number | null {
    const address = this.memory.addressOf(groupIds);
    if (address !== null) return address;
    if (this.#placedIds !== groupIds) {
      this.#ids.reserve(groupIds.length);
      this.#ids.values.set(groupIds);
      this.#placedIds = groupIds;
    }
    return this.#ids.address;
  }
}
