import {
  clearBit,
  filledBitmap,
  getBit,
  wordsOf,
  type BytesColumn,
  type Column,
  type DictionaryColumn,
} from '@graticule/columnar';

/** The row of a column's smallest or largest text by bytes, -1 when all are null; null for columns of another layout. */
export function extremeTextRow(column: Column, largest: boolean): number | null {
  if (column.layout === 'bytes') return ofBytes(column, largest);
  return column.layout === 'dictionary' ? ofDictionary(column, largest) : null;
}

/** Bytes by which most texts are told apart, read as two numbers. */
const HEAD_BYTES = 8;

function ofBytes({ offsets, data, validity, length }: BytesColumn, largest: boolean): number {
  const words = wordsOf(data);
  let best = -1;
  let bestStart = 0;
  let bestEnd = 0;
  let bestFirst = 0;
  let bestSecond = 0;
  let bestIsLong = false;
  for (let i = 0; i < length; i++) {
    if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
    const start = offsets[i];
    const end = offsets[i + 1];
    const isLong = end - start >= HEAD_BYTES;
    const first = isLong ? words.getUint32(start) : 0;
    const second = isLong ? words.getUint32(start + 4) : 0;
    if (isLong && bestIsLong && first !== bestFirst) {
      if (first < bestFirst === largest) continue;
    } else if (isLong && bestIsLong && second !== bestSecond) {
      if (second < bestSecond === largest) continue;
    } else if (best >= 0) {
      const order = compareWords(words, start, end, bestStart, bestEnd);
      if (largest ? order <= 0 : order >= 0) continue;
    }
    best = i;
    bestStart = start;
    bestEnd = end;
    bestFirst = first;
    bestSecond = second;
    bestIsLong = isLong;
  }
  return best;
}

/** Order of two runs of bytes, four at a time. */
function compareWords(
  words: DataView,
  start: number,
  end: number,
  otherStart: number,
  otherEnd: number,
): number {
  const shared = Math.min(end - start, otherEnd - otherStart);
  let k = 0;
  for (; k + 4 <= shared; k += 4) {
    const difference = words.getUint32(start + k) - words.getUint32(otherStart + k);
    if (difference !== 0) return difference;
  }
  for (; k < shared; k++) {
    const difference = words.getUint8(start + k) - words.getUint8(otherStart + k);
    if (difference !== 0) return difference;
  }
  return end - start - (otherEnd - otherStart);
}

/** Values of a dictionary that are looked for among the rows one after the other. */
const TRIES = 4;

/** Only values that a row has take part: a dictionary may hold others. Mostly the first one that is looked for is there. */
function ofDictionary(column: DictionaryColumn, largest: boolean): number {
  const { dictionary } = column;
  const candidates = filledBitmap(dictionary.length);
  for (let tries = 0; ; tries++) {
    if (tries === TRIES) keepUsed(candidates, column);
    const best = ofBytes({ ...dictionary, validity: candidates }, largest);
    const row = best < 0 ? -1 : rowOf(column, best);
    if (best < 0 || row >= 0) return row;
    clearBit(candidates, best);
  }
}

/** The first row with value `code`, or -1. */
function rowOf({ indices, validity, length }: DictionaryColumn, code: number): number {
  let row = indices.indexOf(code);
  while (row >= 0 && validity !== null && row < length && !getBit(validity, row))
    row = indices.indexOf(code, row + 1);
  return row < length ? row : -1;
}

/** Leaves of a set of codes those that a row has. */
function keepUsed(codes: Uint8Array, { indices, validity, length }: DictionaryColumn): void {
  const used = new Uint8Array(codes.length << 3);
  for (let i = 0; i < length; i++) if (validity === null || getBit(validity, i)) used[indices[i]] = 1;
  for (let code = 0; code < used.length; code++) if (used[code] === 0) clearBit(codes, code);
}
