import {
  STRING,
  dictionaryEncode,
  hasDuplicates,
  plainBytes,
  type BytesColumn,
  type Column,
  type DictionaryColumn,
} from '@graticule/columnar';
import { DICTIONARY_SHARE, withDictionary } from '../dictionaryChoice.js';
import { decimalOfBytes } from './logicalColumn.js';
import type { SchemaLeaf } from './parquetSchema.js';

/** BYTE_ARRAY values by what the schema says they are. Text keeps the file's dictionary where one pays. */
export function textColumn(leaf: SchemaLeaf, values: BytesColumn | DictionaryColumn): Column {
  const kind = leaf.annotation?.kind;
  if (kind === 'decimal') return decimalOfBytes(leaf, plainBytes(values));
  if (kind !== 'text') return plainBytes(values);
  if (values.layout === 'bytes') return withDictionary({ ...values, type: STRING });
  const dictionary: BytesColumn = { ...values.dictionary, type: STRING };
  const column: DictionaryColumn = { ...values, type: STRING, dictionary };
  if (dictionary.length * DICTIONARY_SHARE > values.length) return plainBytes(column);
  return hasDuplicates(dictionary) ? withoutDuplicates(column) : column;
}

function withoutDuplicates(column: DictionaryColumn): DictionaryColumn {
  const { indices: codes, dictionary } = dictionaryEncode(column.dictionary)!;
  const indices = new Int32Array(column.length);
  for (let i = 0; i < indices.length; i++) indices[i] = codes[column.indices[i]];
  return { ...column, indices, dictionary };
}
