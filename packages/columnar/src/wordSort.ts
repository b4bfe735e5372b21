const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const DIGIT_MASK = DIGITS - 1;
/** Runs up to this long are sorted by insertion, longer ones by merging, and from RADIX_RUN on by radix. */
const SHORT_RUN = 16;
const RADIX_RUN = 4096;

/**
 * Sorts row numbers in place by unsigned 32-bit words, words[0] deciding first; stable. Rows are sorted by one word, then
 * every run of rows that are equal in it by the next one: most keys are told apart by their first words.
 */
export function sortByWords(words: readonly Uint32Array[], rows: Int32Array): void {
  new WordSort(words, rows).sort(0, rows.length, 0);
}

class WordSort {
  private readonly keys: Uint32Array;
  private readonly spareKeys: Uint32Array;
  private readonly spareRows: Int32Array;

  constructor(
    private readonly words: readonly Uint32Array[],
    private readonly rows: Int32Array,
  ) {
    this.keys = new Uint32Array(rows.length);
    this.spareKeys = new Uint32Array(rows.length);
    this.spareRows = new Int32Array(rows.length);
  }

  /** Sorts rows start .. end, which are equal in all words before `level`. */
  sort(start: number, end: number, level: number): void {
    for (let at = level; at < this.words.length && end - start > 1; at++) {
      if (end - start < RADIX_RUN) {
        this.mergeSort(start, end, at);
        return;
      }
      if (!this.radixSort(start, end, this.words[at])) continue;
      const { keys } = this;
      for (let first = start, last = start + 1; first < end; first = last++) {
        const key = keys[first];
        while (last < end && keys[last] === key) last++;
        if (last - first > 1) this.sort(first, last, at + 1);
      }
      return;
    }
  }

  /** Sorts by one word, least significant digit first; `keys` are then the words in order. False: all are equal. */
  private radixSort(start: number, end: number, word: Uint32Array): boolean {
    const { rows, keys } = this;
    const length = end - start;
    const low = new Int32Array(DIGITS);
    const middle = new Int32Array(DIGITS);
    const high = new Int32Array(DIGITS);
    for (let k = start; k < end; k++) {
      const key = word[rows[k]];
      keys[k] = key;
      low[key & DIGIT_MASK]++;
      middle[(key >>> DIGIT_BITS) & DIGIT_MASK]++;
      high[key >>> (2 * DIGIT_BITS)]++;
    }
    const first = keys[start];
    let swapped = false;
    for (const [counts, shift] of [
      [low, 0],
      [middle, DIGIT_BITS],
      [high, 2 * DIGIT_BITS],
    ] as const) {
      if (counts[(first >>> shift) & DIGIT_MASK] === length) continue;
      if (swapped) scatter(counts, shift, start, end, this.spareKeys, this.spareRows, keys, rows);
      else scatter(counts, shift, start, end, keys, rows, this.spareKeys, this.spareRows);
      swapped = !swapped;
    }
    if (swapped) {
      keys.set(this.spareKeys.subarray(start, end), start);
      rows.set(this.spareRows.subarray(start, end), start);
    }
    return keys[start] !== keys[end - 1];
  }

  private mergeSort(start: number, end: number, level: number): void {
    for (let first = start; first < end; first += SHORT_RUN) {
      this.insertionSort(first, Math.min(end, first + SHORT_RUN), level);
    }
    const { rows, spareRows } = this;
    for (let width = SHORT_RUN; width < end - start; width *= 2) {
      for (let first = start; first + width < end; first += 2 * width) {
        const middle = first + width;
        const last = Math.min(end, middle + width);
        if (this.compare(rows[middle - 1], rows[middle], level) <= 0) continue;
        spareRows.set(rows.subarray(first, middle), first);
        let i = first;
        let j = middle;
        for (let k = first; i < middle; k++) {
          const fromLeft = j >= last || this.compare(spareRows[i], rows[j], level) <= 0;
          rows[k] = fromLeft ? spareRows[i++] : rows[j++];
        }
      }
    }
  }

  private insertionSort(start: number, end: number, level: number): void {
    const { rows } = this;
    for (let k = start + 1; k < end; k++) {
      const row = rows[k];
      let at = k;
      for (; at > start && this.compare(rows[at - 1], row, level) > 0; at--) rows[at] = rows[at - 1];
      rows[at] = row;
    }
  }

  private compare(a: number, b: number, level: number): number {
    const { words } = this;
    for (let k = level; k < words.length; k++) {
      const x = words[k][a];
      const y = words[k][b];
      if (x !== y) return x < y ? -1 : 1;
    }
    return 0;
  }
}

/** One stable counting pass over a digit of the keys. counts: rows per digit; used up. */
function scatter(
  counts: Int32Array,
  shift: number,
  start: number,
  end: number,
  keys: Uint32Array,
  rows: Int32Array,
  keysOut: Uint32Array,
  rowsOut: Int32Array,
): void {
  for (let digit = 0, total = start; digit < DIGITS; digit++) {
    const count = counts[digit];
    counts[digit] = total;
    total += count;
  }
  for (let k = start; k < end; k++) {
    const key = keys[k];
    const at = counts[(key >>> shift) & DIGIT_MASK]++;
    keysOut[at] = key;
    rowsOut[at] = rows[k];
  }
}
