const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const DIGIT_MASK = DIGITS - 1;

/**
 * Sorts row numbers by unsigned 32-bit words, stably, least significant digit first. The words travel with the row
 * numbers, so that a pass reads in sequence; digits that all rows share cost no pass.
 */
export class RadixSort {
  /** Row numbers in the order so far; at first 0 .. length - 1. */
  indices: Int32Array;
  private spareIndices: Int32Array;
  private keys: Uint32Array;
  private spareKeys: Uint32Array;

  constructor(length: number) {
    this.indices = new Int32Array(length);
    for (let i = 0; i < length; i++) this.indices[i] = i;
    this.spareIndices = new Int32Array(length);
    this.keys = new Uint32Array(length);
    this.spareKeys = new Uint32Array(length);
  }

  /** Sorts by word[row]; rows with equal words keep their order. */
  sortBy(word: Uint32Array): void {
    const { indices, keys } = this;
    const length = indices.length;
    if (length < 2) return;
    const low = new Int32Array(DIGITS);
    const middle = new Int32Array(DIGITS);
    const high = new Int32Array(DIGITS);
    for (let k = 0; k < length; k++) {
      const key = word[indices[k]];
      keys[k] = key;
      low[key & DIGIT_MASK]++;
      middle[(key >>> DIGIT_BITS) & DIGIT_MASK]++;
      high[key >>> (2 * DIGIT_BITS)]++;
    }
    this.pass(low, 0);
    this.pass(middle, DIGIT_BITS);
    this.pass(high, 2 * DIGIT_BITS);
  }

  private pass(counts: Int32Array, shift: number): void {
    const { indices, keys, spareIndices, spareKeys } = this;
    const length = indices.length;
    if (counts[(keys[0] >>> shift) & DIGIT_MASK] === length) return;
    for (let digit = 0, total = 0; digit < DIGITS; digit++) {
      const count = counts[digit];
      counts[digit] = total;
      total += count;
    }
    for (let k = 0; k < length; k++) {
      const key = keys[k];
      const at = counts[(key >>> shift) & DIGIT_MASK]++;
      spareKeys[at] = key;
      spareIndices[at] = indices[k];
    }
    this.indices = spareIndices;
    this.keys = spareKeys;
    this.spareIndices = indices;
    this.spareKeys = keys;
  }
}
