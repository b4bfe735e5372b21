import { int64ToNumbers, KernelArray, type Block } from '@graticule/columnar';
import type { KeyKernels } from './keyKernels.js';
import { NONE } from './keyTable.js';
import { PlaceLookup, type Places } from './placeLookup.js';

/** A range of this many keys is always worth a table; of more, when there are enough rows; never more than the last. */
const LENGTH_FREE = 1 << 16;
const LENGTH_PER_ROW = 4;
const LENGTH_MAX = 1 << 23;
/** Up to here whole numbers are exact as doubles. */
const SAFE = Number.MAX_SAFE_INTEGER;

/** Gives keys that are new the next number. */
export interface KeyList {
  append(key: number): number;
  /** The number of null, which is taken when it is first asked for with `enter`; NONE before. */
  reserveNull(enter: boolean): number;
}

/**
 * Numbers of whole keys that lie close together, by their place in the range: entry key - base of `numbers`, NONE where
 * the key is not known. Finding a key is one look into memory, without a hash and without a comparison.
 */
export class DenseNumbers implements Places {
  base = 0;
  extent = 0;
  numberOfNull = NONE;
  readonly numbers = new KernelArray(Int32Array, NONE);
  readonly #places = new PlaceLookup();
  /** That have been looked up. */
  #rows = 0;

  constructor(private readonly keys: KeyList) {
    this.numbers.reserve(1);
  }

  attach(kernels: KeyKernels): void {
    this.#places.attach(kernels);
    this.numbers.attach(kernels.memory);
  }

  /**
   * The number of each key. New ones are entered, or answered by NONE when `enter` is false. Null when the keys lie too
   * far apart; what has been entered until then stays.
   */
  lookup(
    keys: Int32Array | BigInt64Array,
    validity: Uint8Array | null,
    length: number,
    enter: boolean,
  ): Int32Array | null {
    this.#rows += length;
    this.numberOfNull = this.keys.reserveNull(false);
    return this.#places.byPlace(
      keys,
      validity,
      length,
      this,
      (block, out) => !enter || this.#enter(keys, validity, block, out),
    );
  }

  /** Gives the nulls and keys of a block that have no number one; false when they lie too far apart. */
  #enter(
    all: Int32Array | BigInt64Array,
    validity: Uint8Array | null,
    [start, end]: Block,
    out: Int32Array,
  ): boolean {
    const keys =
      all instanceof Int32Array ? all.subarray(start, end) : int64ToNumbers(all.subarray(start, end));
    if (!this.#covers(keys)) return false;
    const numbers = this.numbers.values;
    for (let i = start; i < end; i++) {
      if (out[i] !== NONE) continue;
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) {
        this.numberOfNull = this.keys.reserveNull(true);
        out[i] = this.numberOfNull;
        continue;
      }
      const key = keys[i - start];
      const place = key - this.base;
      if (numbers[place] === NONE) numbers[place] = this.keys.append(key);
      out[i] = numbers[place];
    }
    return true;
  }

  /** Makes room for the keys. What stands at nulls counts too: rarely does it widen the range. */
  #covers(keys: Int32Array | Float64Array): boolean {
    let low = keys[0];
    let high = low;
    for (let i = 1; i < keys.length; i++) {
      const key = keys[i];
      if (key < low) low = key;
      if (key > high) high = key;
    }
    return low >= -SAFE && high <= SAFE && this.#cover(low, high);
  }

  /** Makes room for the keys from low to high; false when the range is too wide for the rows there have been. */
  #cover(low: number, high: number): boolean {
    const { base, extent, numbers } = this;
    const end = base + extent;
    if (low >= base && high < end) return true;
    const isFirst = extent === 0;
    const from = isFirst ? low : Math.min(low, base);
    const needed = (isFirst ? high + 1 : Math.max(high + 1, end)) - from;
    const most = Math.min(LENGTH_MAX, Math.max(LENGTH_FREE, LENGTH_PER_ROW * this.#rows));
    if (!(needed <= most)) return false;
    // Keys often come in ascending order: grow by doubling, so that copying stays in proportion.
    this.extent = Math.max(needed, Math.min(2 * extent, most));
    numbers.reserve(this.extent + 1);
    const shift = isFirst ? 0 : base - from;
    if (shift > 0) {
      numbers.values.copyWithin(shift, 0, extent);
      numbers.clear(0, shift);
    }
    numbers.clear(shift + extent, this.extent + 1);
    this.base = from;
    return true;
  }
}
