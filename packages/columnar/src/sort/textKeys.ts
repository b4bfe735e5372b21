import type { BytesColumn } from '../column.js';
import { equalBytes } from '../equal.js';
import { KeyPacker } from './keyPacker.js';
import { sortLevels } from './levelSort.js';
import { textWords } from './textWords.js';

/** Adds the bytes of text, up to the length that words hold; the sort goes on with the text itself where that is not all. */
export function addText(
  packer: KeyPacker,
  column: BytesColumn,
  validity: Uint8Array | null,
  ascending: boolean,
): void {
  const text = textWords({ ...column, validity }, null, 0);
  for (const words of text.words) packer.addVarying({ words, stride: 1, offset: 0 }, validity, ascending);
  if (text.next !== null) packer.addText({ ...column, validity }, text.next, ascending);
}

/** Dense rank of each row's bytes, from 0; equal values share one. The column has no nulls. */
export function textRanks(column: BytesColumn): Int32Array {
  const { offsets, data, length } = column;
  const packer = new KeyPacker(length);
  addText(packer, column, null, true);
  const rows = sortLevels(packer.finish(), length);
  const ranks = new Int32Array(length);
  let rank = 0;
  for (let k = 1; k < length; k++) {
    const a = rows[k - 1];
    const b = rows[k];
    if (!equalBytes(data, offsets[a], offsets[a + 1], data, offsets[b], offsets[b + 1])) rank++;
    ranks[b] = rank;
  }
  return ranks;
}

const rankedDictionaries = new WeakMap<BytesColumn, Int32Array>();

/** The ranks of a dictionary, which are remembered; null when `rows` rows are too few to rank it for them. */
export function dictionaryRanks(dictionary: BytesColumn, rows: number): Int32Array | null {
  let ranks = rankedDictionaries.get(dictionary);
  if (ranks === undefined) {
    if (dictionary.length > rows) return null;
    ranks = textRanks(dictionary);
    rankedDictionaries.set(dictionary, ranks);
  }
  return ranks;
}
