import { dictionaryEncode, type BytesColumn, type Column } from '@graticule/columnar';

/** Distinct strings up to a quarter of the rows are worth a dictionary: joins and groups then compare numbers. */
export const DICTIONARY_SHARE = 4;
/** Rows tried first: a column of all different values is recognised without hashing all of it. */
const SAMPLE_ROWS = 2048;

/** What `encode` gives for so many of the rows and up to `limit` distinct values, or null where no dictionary pays. */
export function dictionaryWhereItPays<T>(
  length: number,
  encode: (rows: number, limit: number) => T | null,
): T | null {
  if (length > 2 * SAMPLE_ROWS && encode(SAMPLE_ROWS, SAMPLE_ROWS / 2) === null) return null;
  return length === 0 ? null : encode(length, Math.ceil(length / DICTIONARY_SHARE));
}

/** A string column by reference into its distinct values where that pays, else as it is. */
export function withDictionary(column: BytesColumn): Column {
  if (column.type.kind !== 'string') return column;
  const encode = (length: number, limit: number) => dictionaryEncode({ ...column, length }, limit);
  return dictionaryWhereItPays(column.length, encode) ?? column;
}
