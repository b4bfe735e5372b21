import { BytesBuilder, dictionaryEncode, isValid, take } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import { isRowValid, textReader } from './columns.js';

/** A dictionary pays when it has at most one value per this many rows. */
export const ROWS_PER_VALUE = 4;
const FEW_ROWS = 64;

/** Applies `convert` to the text of every row, or to every distinct text when there are few. Null stays null. */
export function mapText(column: Column, length: number, convert: (text: string) => string): Column {
  if (column.layout === 'bytes' && length > FEW_ROWS) {
    const encoded = dictionaryEncode(column, Math.floor(length / ROWS_PER_VALUE));
    if (encoded !== null) return mapText(encoded, length, convert);
  }
  if (column.layout === 'dictionary' && column.dictionary.length <= length) {
    const { dictionary, indices, validity } = column;
    const converted = mapText(dictionary, dictionary.length, convert);
    return take(converted, rowsOf(indices, validity));
  }
  const builder = new BytesBuilder({ kind: 'string' });
  const text = textReader(column, length);
  for (let i = 0; i < length; i++) {
    if (isValid(column, i)) builder.appendString(convert(text(i)));
    else builder.appendNull();
  }
  return builder.finish();
}

/** Which of a dictionary's values each row has: -1 for null, as `take` reads it. */
export function rowsOf(indices: Int32Array, validity: Uint8Array | null): Int32Array {
  if (validity === null) return indices;
  return indices.map((index, i) => (isRowValid(validity, i) ? index : -1));
}
