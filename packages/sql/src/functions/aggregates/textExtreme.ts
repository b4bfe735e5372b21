import { wordsOf, type BytesColumn, type Column, type DictionaryColumn } from '@graticule/columnar';

/** The row of a column's smallest or largest text by bytes, -1 when all are null; null for columns of another layout. */
export function extremeTextRow(column: Column, largest: boolean): number | null {
  if (column.layout === 'bytes') return ofBytes(column, largest);
  return column.layout === 'dictionary' ? ofDictionary(column, largest) : null;
}

function ofBytes({ offsets, data, validity, length }: BytesColumn, largest: boolean): number {
  const words = wordsOf(data);
  let best = -1;
  let bestStart = 0;
  let bestEnd = 0;
  for (let i = 0; i < length; i++) {
    if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
    const start = offsets[i];
    const end = offsets[i + 1];
    if (best >= 0) {
      const order = compareWords(words, start, end, bestStart, bestEnd);
      if (largest ? order <= 0 : order >= 0) continue;
    }
    best = i;
    bestStart = start;
    bestEnd = end;
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

/** Only values that a row has take part: a dictionary may hold others. */
function ofDictionary({ indices, dictionary, validity, length }: DictionaryColumn, largest: boolean): number {
  const rows = new Int32Array(dictionary.length).fill(-1);
  for (let i = 0; i < length; i++) {
    if (validity === null || (validity[i >> 3] & (1 << (i & 7))) !== 0) rows[indices[i]] = i;
  }
  const used = new Uint8Array((rows.length + 7) >> 3);
  for (let code = 0; code < rows.length; code++) if (rows[code] >= 0) used[code >> 3] |= 1 << (code & 7);
  const best = ofBytes({ ...dictionary, validity: used }, largest);
  return best < 0 ? -1 : rows[best];
}
