import { ByteTable } from './byteTable.js';
import type { Batch, BytesColumn, Column, DictionaryColumn } from './column.js';
import { equalBytes } from './equal.js';
import { hashBytes } from './hash.js';
import { plainBytes } from './take.js';
import { wordsOf } from './takeBytes.js';

/** Dictionaries are made one when they have at most this share of the rows' number of values. */
const COMMON_SHARE = 1 / 8;

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
    const { dictionary, indices: codes } = column;
    let numbers = renumbered.get(dictionary);
    if (numbers === undefined) {
      numbers = distinct.lookup(dictionary, true);
      renumbered.set(dictionary, numbers);
    }
    const out = new Int32Array(column.length);
    // A null row may hold any index; `| 0` makes 0 of one past the dictionary.
    for (let i = 0; i < out.length; i++) out[i] = numbers[codes[i]] | 0;
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

/**
 * The batches with one dictionary per column of text by reference, so that their rows can be put together in any way
 * without looking at the dictionaries again; as plain text where the dictionaries are large beside the rows.
 */
export function commonDictionaries(batches: readonly Batch[]): readonly Batch[] {
  const rows = batches.reduce((sum, { length }) => sum + length, 0);
  const columns = batches.map((batch) => [...batch.columns]);
  for (let k = 0; k < (columns[0]?.length ?? 0); k++) {
    const coded = columns.map((own) => own[k]).filter((column) => column.layout === 'dictionary');
    if (coded.length === 0) continue;
    const dictionaries = new Set(coded.map(({ dictionary }) => dictionary));
    const values = [...dictionaries].reduce((sum, { length }) => sum + length, 0);
    const alike = coded.length === batches.length && values <= Math.max(1, rows * COMMON_SHARE);
    const common: readonly Column[] = alike ? unifyDictionaries(coded) : coded.map(plainBytes);
    let next = 0;
    for (const own of columns) if (own[k].layout === 'dictionary') own[k] = common[next++];
  }
  return batches.map((batch, i) => ({ ...batch, columns: columns[i] }));
}
