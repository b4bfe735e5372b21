import { compareBytes } from '../compare.js';
import { KeyPacker, type SortLevel, type TextLevel, type WordLevel } from './keyPacker.js';
import { RADIX_ROWS_MAX, RadixSorter, type RadixArea } from './radixSorter.js';
import { textWords } from './textWords.js';

/** Runs up to this long are sorted by insertion; up to MERGED_RUN by merging such runs; longer ones by radix. */
const SHORT_RUN = 16;
const MERGED_RUN = 1024;
/** The same for runs that are told apart by text. */
const MERGED_TEXT_RUN = 64;
/** Text that is still undecided after so many steps is compared as a whole. */
const TEXT_STEPS_MAX = 64;

/**
 * Row numbers 0 .. length - 1 sorted by the levels, stable. Rows are sorted by one level, then every run of rows that
 * are equal in it by the next one: most rows are told apart by the first.
 */
export function sortLevels(levels: readonly SortLevel[], length: number): Int32Array {
  const rows = new Int32Array(length);
  for (let i = 0; i < length; i++) rows[i] = i;
  sortRows(levels, rows);
  return rows;
}

function sortRows(levels: readonly SortLevel[], rows: Int32Array): void {
  const sort = new LevelSort(levels, rows);
  try {
    sort.sort(0, rows.length, 0);
  } finally {
    sort.close();
  }
}

class LevelSort {
  readonly #levels: readonly SortLevel[];
  readonly #rows: Int32Array;
  /** For the words of all rows; opened when it is needed. */
  #area: RadixArea | null = null;
  #mergedRows: Int32Array | null = null;
  /** Whether rows may be out of their first order. */
  #moved = false;

  constructor(levels: readonly SortLevel[], rows: Int32Array) {
    this.#levels = levels;
    this.#rows = rows;
  }

  close(): void {
    this.#area?.close();
  }

  /** Sorts rows start .. end, which are equal in all levels before `at`. */
  sort(start: number, end: number, at: number): void {
    if (end - start < 2 || at === this.#levels.length) return;
    const level = this.#levels[at];
    const merged = level.kind === 'word' ? MERGED_RUN : MERGED_TEXT_RUN;
    if (end - start <= merged || this.#rows.length > RADIX_ROWS_MAX) this.#mergeSort(start, end, at);
    else if (level.kind === 'word') this.#sortByWord(start, end, at, level);
    else if (this.#isNull(level, start)) this.sort(start, end, at + 1);
    else this.#sortByText(start, end, at, level, level.from, 0);
  }

  #sortByWord(start: number, end: number, at: number, { word, unusedBits }: WordLevel): void {
    const rows = this.#rows;
    const { length } = rows;
    const area = (this.#area ??= RadixSorter.for(length).open(length));
    let { words } = area;
    // At first, when all rows are equal so far, they are still numbered in their order.
    const isFirst = end - start === length && !this.#moved;
    if (isFirst) words.set(word);
    else for (let k = start; k < end; k++) words[k] = word[rows[k]];
    const order = area.sort(start, end, unusedBits);
    if (order !== null && isFirst) rows.set(order);
    else if (order !== null) {
      const before = rows.slice(start, end);
      for (let k = 0; k < order.length; k++) rows[start + k] = before[order[k]];
    }
    this.#moved ||= order !== null;
    if (at + 1 === this.#levels.length) return;
    for (let first = start, last = start + 1; first < end; first = last++) {
      const key = words[first];
      while (last < end && words[last] === key) last++;
      if (last - first < 2) continue;
      this.sort(first, last, at + 1);
      // An area above it may have moved the memory; what is looked at next has not been sorted again.
      words = area.words;
    }
  }

  /** Sorts by the bytes from `from` on: by words of some bytes, then again where these are equal and more follow. */
  #sortByText(start: number, end: number, at: number, level: TextLevel, from: number, step: number): void {
    if (step === TEXT_STEPS_MAX) {
      this.#mergeSort(start, end, at);
      return;
    }
    this.#moved = true;
    const run = this.#rows.slice(start, end);
    const { words, next } = textWords(level.column, run, from);
    const packer = new KeyPacker(run.length);
    for (const word of words) packer.addVarying({ words: word, stride: 1, offset: 0 }, null, level.ascending);
    const order = run.map((_, k) => k);
    sortRows(packer.finish(), order);
    for (let k = 0; k < run.length; k++) this.#rows[start + k] = run[order[k]];
    const [high, low, lengths = null] = words;
    for (let first = 0, last = 1; first < run.length; first = last++) {
      const i = order[first];
      for (; last < run.length; last++) {
        const j = order[last];
        if (high[i] !== high[j] || low[i] !== low[j] || (lengths !== null && lengths[i] !== lengths[j]))
          break;
      }
      if (last - first === 1) continue;
      if (next === null) this.sort(start + first, start + last, at + 1);
      else if (last - first <= MERGED_TEXT_RUN) this.#mergeSort(start + first, start + last, at);
      else this.#sortByText(start + first, start + last, at, level, next, step + 1);
    }
  }

  #isNull(level: TextLevel, place: number): boolean {
    const { validity } = level.column;
    const row = this.#rows[place];
    return validity !== null && (validity[row >> 3] & (1 << (row & 7))) === 0;
  }

  #mergeSort(start: number, end: number, at: number): void {
    this.#moved = true;
    for (let first = start; first < end; first += SHORT_RUN) {
      this.#insertionSort(first, Math.min(end, first + SHORT_RUN), at);
    }
    if (end - start <= SHORT_RUN) return;
    const rows = this.#rows;
    if (this.#mergedRows === null || this.#mergedRows.length < end - start) {
      this.#mergedRows = new Int32Array(Math.max(MERGED_RUN, end - start));
    }
    const left = this.#mergedRows;
    for (let width = SHORT_RUN; width < end - start; width *= 2) {
      for (let first = start; first + width < end; first += 2 * width) {
        const middle = first + width;
        const last = Math.min(end, middle + width);
        if (this.#compare(rows[middle - 1], rows[middle], at) <= 0) continue;
        left.set(rows.subarray(first, middle));
        let i = 0;
        let j = middle;
        for (let k = first; i < width; k++) {
          const fromLeft = j >= last || this.#compare(left[i], rows[j], at) <= 0;
          rows[k] = fromLeft ? left[i++] : rows[j++];
        }
      }
    }
  }

  #insertionSort(start: number, end: number, at: number): void {
    const rows = this.#rows;
    for (let k = start + 1; k < end; k++) {
      const row = rows[k];
      let place = k;
      for (; place > start && this.#compare(rows[place - 1], row, at) > 0; place--)
        rows[place] = rows[place - 1];
      rows[place] = row;
    }
  }

  #compare(a: number, b: number, at: number): number {
    const levels = this.#levels;
    for (let k = at; k < levels.length; k++) {
      const level = levels[k];
      if (level.kind === 'word') {
        const x = level.word[a];
        const y = level.word[b];
        if (x !== y) return x < y ? -1 : 1;
      } else {
        const order = compareText(level, a, b);
        if (order !== 0) return order;
      }
    }
    return 0;
  }
}

function compareText({ column, from, ascending }: TextLevel, a: number, b: number): number {
  const { offsets, data, validity } = column;
  if (validity !== null && (validity[a >> 3] & (1 << (a & 7))) === 0) return 0;
  const order = compareBytes(
    data,
    offsets[a] + from,
    offsets[a + 1],
    data,
    offsets[b] + from,
    offsets[b + 1],
  );
  return ascending ? order : -order;
}
