import { KernelArray } from '@graticule/columnar';
import { NONE } from './keyTable.js';
import type { Places } from './placeLookup.js';

/** A range of this many keys is always worth a table; of more, when there are enough rows; never more than the last. */
const LENGTH_FREE = 1 << 16;
const LENGTH_PER_ROW = 4;
const LENGTH_MAX = 1 << 23;

/**
 * Numbers of whole keys that lie close together, by their place in the range: entry key - base of `numbers`, NONE where
 * the key is not known. Finding a key is one look into memory, without a hash and without a comparison.
 */
export class DenseNumbers implements Places {
  base = 0;
  extent = 0;
  numberOfNull = NONE;
  readonly numbers = new KernelArray(Int32Array, NONE);

  constructor() {
    this.numbers.reserve(1);
  }

  /** Makes room for the keys from low to high; false when the range is too wide for the `rows` there have been. */
  cover(low: number, high: number, rows: number): boolean {
    const { base, extent, numbers } = this;
    const end = base + extent;
    if (low >= base && high < end) return true;
    const isFirst = extent === 0;
    const from = isFirst ? low : Math.min(low, base);
    const needed = (isFirst ? high + 1 : Math.max(high + 1, end)) - from;
    const most = Math.min(LENGTH_MAX, Math.max(LENGTH_FREE, LENGTH_PER_ROW * rows));
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
