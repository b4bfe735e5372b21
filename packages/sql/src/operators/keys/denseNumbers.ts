import { NONE } from './keyTable.js';

/** A range of this many keys is always worth a table; of more, when there are enough rows; never more than the last. */
const LENGTH_FREE = 1 << 16;
const LENGTH_PER_ROW = 4;
const LENGTH_MAX = 1 << 23;

/**
 * Numbers of whole keys that lie close together, by their place in the range: entry key - base of `numbers`, NONE where
 * the key is not known. Finding a key is one look into memory, without a hash and without a comparison.
 */
export class DenseNumbers {
  base = 0;
  numbers: Int32Array<ArrayBuffer> = new Int32Array(0);
  #rows = 0;

  /** Makes room for the keys from low to high of `rows` more rows; false when the range is too wide for that many rows. */
  cover(low: number, high: number, rows: number): boolean {
    this.#rows += rows;
    const { base, numbers } = this;
    const end = base + numbers.length;
    if (low >= base && high < end) return true;
    const isFirst = numbers.length === 0;
    const from = isFirst ? low : Math.min(low, base);
    const needed = (isFirst ? high + 1 : Math.max(high + 1, end)) - from;
    const most = Math.min(LENGTH_MAX, Math.max(LENGTH_FREE, LENGTH_PER_ROW * this.#rows));
    if (!(needed <= most)) return false;
    // Keys often come in ascending order: grow by doubling, so that copying stays in proportion.
    const grown = new Int32Array(Math.max(needed, Math.min(2 * numbers.length, most))).fill(NONE);
    if (!isFirst) grown.set(numbers, base - from);
    this.base = from;
    this.numbers = grown;
    return true;
  }
}
