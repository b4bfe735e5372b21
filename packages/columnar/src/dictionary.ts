import { ByteTable } from './byteTable.js';
import type { Batch, BytesColumn, Column, DictionaryColumn } from './column.js';
import { slice } from './slice.js';
import { plainBytes } from './take.js';

/** Dictionaries are made one when they have at most this share of the rows' number of values. */
const COMMON_SHARE = 1 / 8;
/** So many rows are looked up before it is seen whether there are too many values. */
const TRIED_ROWS = 4096;

/**
 * The column by reference into its distinct values, or null when there are more than `limit` of them (then a dictionary
 * does not pay).
 */
export function dictionaryEncode(column: BytesColumn, limit = column.length): DictionaryColumn | null {
  const { validity, length } = column;
  const distinct = new ByteTable();
  const indices = new Int32Array(length);
  for (let first = 0; first < length; first += TRIED_ROWS) {
    const part = slice(column, first, Math.min(length, first + TRIED_ROWS)) as BytesColumn;
    indices.set(distinct.lookup(part, true, false), first);
    if (distinct.size > limit) return null;
  }
  // Nulls have no number.
  if (validity !== null) for (let i = 0; i < length; i++) if (indices[i] < 0) indices[i] = 0;
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
  const distinct = new ByteTable();
  distinct.lookup({ ...column, validity: null }, true);
  return distinct.size < column.length;
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
