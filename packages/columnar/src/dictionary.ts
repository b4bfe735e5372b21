import { ByteTable } from './byteTable.js';
import type { BytesColumn, DictionaryColumn } from './column.js';
import { equalBytes } from './equal.js';
import { hashBytes, wordsOf } from './hash.js';

/**
 * The column by reference into its distinct values, or null when there are more than `limit` of them (then a dictionary
 * does not pay).
 */
export function dictionaryEncode(column: BytesColumn, limit = column.length): DictionaryColumn | null {
  const distinct = new ByteTable();
  const { offsets, data, validity, length } = column;
  const words = wordsOf(data);
  const indices = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
    indices[i] = distinct.number(
      data,
      words,
      hashBytes(words, offsets[i], offsets[i + 1]),
      offsets[i],
      offsets[i + 1],
      true,
    );
    if (distinct.size > limit) return null;
  }
  const dictionary = distinct.toColumn(column.type);
  return { layout: 'dictionary', type: column.type, length, validity, indices, dictionary };
}

/** The same columns over one common dictionary. Columns that already share one are returned as they are. */
export function unifyDictionaries(columns: readonly DictionaryColumn[]): DictionaryColumn[] {
  if (columns.every((column) => column.dictionary === columns[0].dictionary)) return [...columns];
  const distinct = new ByteTable();
  const renumbered = new Map<BytesColumn, Int32Array>();
  const indices = columns.map((column) => {
    const { dictionary } = column;
    let numbers = renumbered.get(dictionary);
    if (numbers === undefined) {
      numbers = distinct.lookup(dictionary, true);
      renumbered.set(dictionary, numbers);
    }
    const out = new Int32Array(column.length);
    // A null row may hold any index; `| 0` makes 0 of one past the dictionary.
    for (let i = 0; i < out.length; i++) out[i] = numbers[column.indices[i]] | 0;
    return out;
  });
  const dictionary = distinct.toColumn(columns[0].type);
  return columns.map((column, k) => ({ ...column, indices: indices[k], dictionary }));
}

/** Whether two rows of the column are equal. Nulls are taken for what their bytes are. */
export function hasDuplicates(column: BytesColumn): boolean {
  const { offsets, data, length } = column;
  const words = wordsOf(data);
  let size = 16;
  while (size < 2 * length) size *= 2;
  // Slot s holds a row's number.
  const slots = new Int32Array(size).fill(-1);
  const hashes = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const hash = hashBytes(words, offsets[i], offsets[i + 1]);
    let slot = hash & (size - 1);
    for (let other = slots[slot]; other >= 0; other = slots[slot]) {
      if (
        hashes[other] === hash &&
        equalBytes(data, offsets[i], offsets[i + 1], data, offsets[other], offsets[other + 1])
      )
        return true;
      slot = (slot + 1) & (size - 1);
    }
    slots[slot] = i;
    hashes[i] = hash;
  }
  return false;
}
