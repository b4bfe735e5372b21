import { BytesBuilder, dictionaryEncode, isValid, stringAt, take } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';

/** A dictionary pays when it has at most one value per this many rows. */
const ROWS_PER_VALUE = 4;
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
    const rows = indices.slice();
    for (let i = 0; validity !== null && i < length; i++) {
      if ((validity[i >> 3] & (1 << (i & 7))) === 0) rows[i] = -1;
    }
    return take(converted, rows);
  }
  const builder = new BytesBuilder({ kind: 'string' });
  for (let i = 0; i < length; i++) {
    if (isValid(column, i)) builder.appendString(convert(stringAt(column, i)));
    else builder.appendNull();
  }
  return builder.finish();
}
