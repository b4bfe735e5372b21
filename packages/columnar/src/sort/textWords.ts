import type { BytesColumn } from '../column.js';

/** Bytes that two words hold. */
const BYTES = 8;

export interface TextWords {
  /** Ascending words, the first decides first; what stands at nulls does not matter. */
  readonly words: readonly Int32Array[];
  /** Where the bytes begin that the words do not hold; null when they hold all. */
  readonly next: number | null;
}

/**
 * Eight bytes of each row behind what all rows share from byte `from` on. rows: which rows, in whose order the words
 * are; null for all of them.
 */
export function textWords(column: BytesColumn, rows: Int32Array | null, from: number): TextWords {
  const { offsets, data, validity } = column;
  const length = rows === null ? column.length : rows.length;
  const start = from + sharedPrefix(column, rows, from);
  const high = new Int32Array(length);
  const low = new Int32Array(length);
  let longer = 0;
  let shorter = 0;
  // A byte that is 0 has its highest bit set in this.
  let zeros = 0;
  for (let k = 0; k < length; k++) {
    const row = rows === null ? k : rows[k];
    if (validity !== null && (validity[row >> 3] & (1 << (row & 7))) === 0) continue;
    const at = offsets[row] + start;
    const left = offsets[row + 1] - at;
    if (left >= BYTES) {
      if (left > BYTES) longer++;
      const h = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
      const l = (data[at + 4] << 24) | (data[at + 5] << 16) | (data[at + 6] << 8) | data[at + 7];
      zeros |= ((h - 0x01010101) & ~h) | ((l - 0x01010101) & ~l);
      high[k] = h;
      low[k] = l;
    } else {
      shorter++;
      for (let b = 0; b < left; b++) {
        const byte = data[at + b];
        if (byte === 0) zeros = -1;
        if (b < 4) high[k] |= byte << (24 - 8 * b);
        else low[k] |= byte << (56 - 8 * b);
      }
    }
  }
  const words: Int32Array[] = [high, low];
  // Zeros fill up what is too short; how long it is decides between it and real zeros.
  if (shorter > 0 && (zeros & 0x80808080) !== 0) words.push(lengths(column, rows, start));
  return { words, next: longer > 0 ? start + BYTES : null };
}

function lengths({ offsets, length }: BytesColumn, rows: Int32Array | null, start: number): Int32Array {
  const out = new Int32Array(rows === null ? length : rows.length);
  for (let k = 0; k < out.length; k++) {
    const row = rows === null ? k : rows[k];
    out[k] = Math.max(0, Math.min(BYTES, offsets[row + 1] - offsets[row] - start));
  }
  return out;
}

/** How many bytes from `from` on all rows that are not null share. */
function sharedPrefix(column: BytesColumn, rows: Int32Array | null, from: number): number {
  const { offsets, data, validity } = column;
  const length = rows === null ? column.length : rows.length;
  let first = -1;
  let shared = 0;
  for (let k = 0; k < length; k++) {
    const row = rows === null ? k : rows[k];
    if (validity !== null && (validity[row >> 3] & (1 << (row & 7))) === 0) continue;
    const at = offsets[row] + from;
    const left = offsets[row + 1] - at;
    if (first < 0) {
      first = at;
      shared = left;
      continue;
    }
    if (left < shared) shared = left;
    let same = 0;
    while (same < shared && data[at + same] === data[first + same]) same++;
    shared = same;
    if (shared === 0) return 0;
  }
  return Math.max(0, shared);
}
