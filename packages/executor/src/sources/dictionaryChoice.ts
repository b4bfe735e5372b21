import { dictionaryEncode, type BytesColumn, type Column } from '@graticule/columnar';

/** Distinct strings up to a quarter of the rows are worth a dictionary: joins and groups then compare numbers. */
export const DICTIONARY_SHARE = 4;
/** Rows tried first: a column of all different values is recognised without hashing all of it. */
const SAMPLE_ROWS = 2048;

/** A string column by reference into its distinct values where that pays, else as it is. */
export function withDictionary(column: BytesColumn): Column {
  if (column.type.kind !== 'string' || column.length === 0) return column;
  if (column.length > 2 * SAMPLE_ROWS) {
    const sample = { ...column, length: SAMPLE_ROWS };
    if (dictionaryEncode(sample, SAMPLE_ROWS / 2) === null) return column;
  }
  return dictionaryEncode(column, Math.ceil(column.length / DICTIONARY_SHARE)) ?? column;
}
