import type { BytesColumn } from './column.js';
import { compareBytes } from './compare.js';
import { equalBytes } from './equal.js';
import { sortByWords } from './wordSort.js';

/** Bytes that one radix sort tells apart. */
const CHUNK = 8;
/** Runs up to this long are sorted by comparing; so is what is still undecided after this many chunks. */
const SHORT_RUN = 24;
const CHUNKS_MAX = 64;

/**
 * Dense rank of each row's bytes, from 0; equal values share one, what stands at nulls does not matter. Rows are sorted
 * by eight bytes behind their common prefix at a time, then the runs that these bytes do not decide are sorted likewise.
 */
export function textRanks(column: BytesColumn): Uint32Array {
  const { offsets, data, length } = column;
  const rows = validRows(column);
  sortText(column, rows, 0, 0);
  const ranks = new Uint32Array(length);
  let rank = 0;
  for (let k = 1; k < rows.length; k++) {
    const a = rows[k - 1];
    const b = rows[k];
    if (!equalBytes(data, offsets[a], offsets[a + 1], data, offsets[b], offsets[b + 1])) rank++;
    ranks[b] = rank;
  }
  return ranks;
}

function validRows({ validity, length }: BytesColumn): Int32Array {
  const rows = new Int32Array(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    if (validity === null || (validity[i >> 3] & (1 << (i & 7))) !== 0) rows[count++] = i;
  }
  return rows.subarray(0, count);
}

/** Sorts `rows` in place; the first `from` bytes of all of them are equal. */
function sortText(column: BytesColumn, rows: Int32Array, from: number, chunks: number): void {
  const { offsets, data } = column;
  if (rows.length <= SHORT_RUN || chunks === CHUNKS_MAX) {
    const sorted = rows.length <= SHORT_RUN ? null : [...rows];
    const compare = (a: number, b: number): number =>
      compareBytes(data, offsets[a] + from, offsets[a + 1], data, offsets[b] + from, offsets[b + 1]);
    if (sorted === null) insertionSort(rows, compare);
    else rows.set(sorted.sort(compare));
    return;
  }
  const start = from + sharedPrefix(column, rows, from);
  const high = new Uint32Array(rows.length);
  const low = new Uint32Array(rows.length);
  // Zero bytes fill up what is too short; how long it is decides between it and real zeros.
  const lengths = new Uint32Array(rows.length);
  for (let k = 0; k < rows.length; k++) {
    const at = offsets[rows[k]] + start;
    const left = offsets[rows[k] + 1] - at;
    lengths[k] = left < CHUNK ? left : CHUNK;
    if (left >= CHUNK) {
      high[k] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
      low[k] = (data[at + 4] << 24) | (data[at + 5] << 16) | (data[at + 6] << 8) | data[at + 7];
    } else {
      for (let b = 0; b < left; b++) {
        if (b < 4) high[k] |= data[at + b] << (24 - 8 * b);
        else low[k] |= data[at + b] << (56 - 8 * b);
      }
    }
  }
  const indices = new Int32Array(rows.length);
  for (let k = 0; k < indices.length; k++) indices[k] = k;
  sortByWords([high, low, lengths], indices);
  const before = rows.slice();
  for (let k = 0; k < rows.length; k++) rows[k] = before[indices[k]];
  for (let first = 0, end = 1; first < rows.length; first = end++) {
    const i = indices[first];
    for (; end < rows.length; end++) {
      const j = indices[end];
      if (high[j] !== high[i] || low[j] !== low[i] || lengths[j] !== lengths[i]) break;
    }
    if (end - first > 1 && lengths[i] === CHUNK) {
      sortText(column, rows.subarray(first, end), start + CHUNK, chunks + 1);
    }
  }
}

/** How many bytes from `from` on all rows share. */
function sharedPrefix({ offsets, data }: BytesColumn, rows: Int32Array, from: number): number {
  const start = offsets[rows[0]] + from;
  let shared = offsets[rows[0] + 1] - start;
  for (let k = 1; k < rows.length && shared > 0; k++) {
    const at = offsets[rows[k]] + from;
    const left = offsets[rows[k] + 1] - at;
    if (left < shared) shared = left;
    let same = 0;
    while (same < shared && data[at + same] === data[start + same]) same++;
    shared = same;
  }
  return shared;
}

function insertionSort(rows: Int32Array, compare: (a: number, b: number) => number): void {
  for (let k = 1; k < rows.length; k++) {
    const row = rows[k];
    let at = k;
    for (; at > 0 && compare(rows[at - 1], row) > 0; at--) rows[at] = rows[at - 1];
    rows[at] = row;
  }
}
