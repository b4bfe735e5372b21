import { bitmapBytes, bytesOf, copyBytes, KernelArray, type KernelMemory } from '@graticule/columnar';
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

/** Fewer rows are not worth the way. */
export const KERNEL_ROWS = 2048;
/** Rows that are copied in at a time: they stay in the processor's own cache. */
const BLOCK_ROWS = 8192;
/** Arrays of a row's numbers at most. */
const COLUMNS_MAX = 3;

/**
 * What aggregates do with the rows of many groups, in WebAssembly (see groupKernels.wat for the meaning of each). The
 * functions answer false, and have done nothing, when there are few rows or numbers that are not in the memory: then the
 * caller does it. Values lie outside; they are copied in block by block.
 */
export class GroupKernels {
  readonly #functions: Functions;
  readonly #columns: readonly Uint8Array[];
  readonly #validity: Uint8Array;
  /** A bitmap without a 0. */
  readonly #allValid: Uint8Array;
  readonly #ids = new KernelArray(Int32Array);
  /** The ids that lie at #ids: every aggregate of a batch brings the same. */
  #placedIds: Int32Array | null = null;

  constructor(readonly memory: KernelMemory) {
    this.#functions = memory.functions(GROUP_KERNELS);
    this.#columns = Array.from({ length: COLUMNS_MAX }, () => area(memory, 8 * BLOCK_ROWS));
    this.#validity = area(memory, bitmapBytes(BLOCK_ROWS));
    this.#allValid = area(memory, bitmapBytes(BLOCK_ROWS)).fill(255);
    this.#ids.attach(memory);
  }

  sumDoubles(
    groupIds: Int32Array,
    values: Float64Array,
    validity: Bitmap,
    length: number,
    states: KernelArray<Float64Array>,
  ): boolean {
    const at = states.address;
    if (at === null) return false;
    return this.#each(groupIds, [values], validity, length, (ids, [from], bits, count) =>
      this.#functions.sumDoubles(ids, from, bits, count, at),
    );
  }

  mergeSums(
    groupIds: Int32Array,
    parts: readonly Float64Array[],
    length: number,
    states: KernelArray<Float64Array>,
  ): boolean {
    const at = states.address;
    if (at === null) return false;
    return this.#each(groupIds, parts, null, length, (ids, [sums, errors, counts], _, count) =>
      this.#functions.mergeSums(ids, sums, errors, counts, count, at),
    );
  }

  countRows(
    groupIds: Int32Array,
    validity: Bitmap,
    length: number,
    counts: KernelArray<Float64Array>,
  ): boolean {
    const at = counts.address;
    if (at === null) return false;
    return this.#each(groupIds, [], validity, length, (ids, _, bits, count) =>
      this.#functions.countRows(ids, bits, count, at),
    );
  }

  addCounts(
    groupIds: Int32Array,
    values: Float64Array,
    length: number,
    counts: KernelArray<Float64Array>,
  ): boolean {
    const at = counts.address;
    if (at === null) return false;
    return this.#each(groupIds, [values], null, length, (ids, [from], _, count) =>
      this.#functions.addCounts(ids, from, count, at),
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
    const [at, countsAt] = [sums.address, counts.address];
    if (at === null || countsAt === null) return false;
    const name = values instanceof Int32Array ? 'sumInts' : 'sumLongs';
    return this.#each(groupIds, [values], validity, length, (ids, [from], bits, count) =>
      this.#functions[name](ids, from, bits, count, at, countsAt),
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
    const [at, hasAt] = [best.address, has.address];
    if (at === null || hasAt === null) return false;
    const name = values instanceof Float64Array ? 'foldDoubles' : 'foldLongs';
    return this.#each(groupIds, [values], validity, length, (ids, [from], bits, count) =>
      this.#functions[name](ids, from, bits, count, at, hasAt, largest ? 1 : 0),
    );
  }

  /** Calls `work` for block after block with where its rows lie in the memory. */
  #each(
    groupIds: Int32Array,
    columns: readonly Values[],
    validity: Bitmap,
    length: number,
    work: (ids: number, columns: readonly number[], validity: number, count: number) => void,
  ): boolean {
    if (length < KERNEL_ROWS) return false;
    const ids = this.#placed(groupIds);
    if (ids === null) return false;
    for (let start = 0; start < length; start += BLOCK_ROWS) {
      const end = Math.min(length, start + BLOCK_ROWS);
      const addresses = columns.map((values, k) => {
        copyBytes(bytesOf(values.subarray(start, end)), this.#columns[k], 0);
        return this.#columns[k].byteOffset;
      });
      if (validity !== null) copyBytes(validity.subarray(start >> 3, (end + 7) >> 3), this.#validity, 0);
      const bits = validity === null ? this.#allValid : this.#validity;
      work(ids + 4 * start, addresses, bits.byteOffset, end - start);
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

function area(memory: KernelMemory, bytes: number): Uint8Array {
  const address = memory.allocate(bytes);
  if (address === null) throw new RangeError('no memory for the kernels of aggregates');
  return new Uint8Array(memory.buffer, address, bytes);
}
