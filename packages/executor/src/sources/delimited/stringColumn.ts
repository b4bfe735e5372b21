import { packBytes, type Column, type DataType } from '@graticule/columnar';
import { dictionaryWhereItPays } from '../dictionaryChoice.js';
import type { FieldValues } from './fieldValues.js';

/** The texts of field `slot` of the records first .. count, by reference into the distinct ones where that pays. */
export function stringColumn(
  values: FieldValues,
  slot: number,
  type: DataType,
  first: number,
  count: number,
): Column {
  const length = count - first;
  const distinct = dictionaryWhereItPays(count, (rows, limit) => values.dictionary(slot, rows, limit));
  const { offsets, data } = distinct ?? values.strings(slot);
  const validity = packBytes(values.lastStates().subarray(first), length);
  const own = { offsets: offsets.slice(distinct ? 0 : first), data: data.slice() };
  const texts = { layout: 'bytes', type, length: own.offsets.length - 1, ...own } as const;
  if (distinct === null) return { ...texts, validity };
  const indices = distinct.indices.slice(first);
  return { layout: 'dictionary', type, length, validity, indices, dictionary: { ...texts, validity: null } };
}
