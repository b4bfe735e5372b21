import { takeBitmap } from './bitmap.js';
import { listEnd, listStart } from './column.js';
import type { Batch, BytesColumn, Column, DictionaryColumn, ListColumn, PrimitiveValues } from './column.js';
import { gather } from './gather.js';
import { int64Words } from './int64.js';
import { allocateValues, nullColumn } from './make.js';
import { takeBytes } from './takeBytes.js';

/** The rows at `indices`, in that order; a negative index gives a null. negative: whether there may be one. */
export function take(column: Column, indices: Int32Array, negative = hasNegative(indices)): Column {
  const length = indices.length;
  if (column.length === 0 && length > 0) return nullColumn(column.type, length);
  if (column.layout === 'null') return { ...column, length };
  const validity =
    column.validity === null && !negative ? null : takeBitmap(column.validity, indices, length);
  switch (column.layout) {
    case 'primitive':
      return { ...column, length, validity, values: takeValues(column.values, indices) };
    case 'decimal':
      return { ...column, length, validity, words: takeWide(column.words, indices, 4) };
    case 'bytes':
      return takeBytes(column, indices, validity);
    case 'dictionary':
      return { ...column, length, validity, indices: takeValues(column.indices, indices) };
    case 'list':
      return takeList(column, indices, validity);
    case 'struct':
      return {
        ...column,
        length,
        validity,
        children: column.children.map((c) => take(c, indices, negative)),
      };
    case 'interval':
      return {
        ...column,
        length,
        validity,
        months: takeValues(column.months, indices),
        days: takeValues(column.days, indices),
        micros: takeWide(column.micros, indices, 2),
      };
  }
}

/** negative: whether an index may be negative, as for take. */
export function takeBatch(batch: Batch, indices: Int32Array, negative = hasNegative(indices)): Batch {
  return {
    schema: batch.schema,
    length: indices.length,
    columns: batch.columns.map((c) => take(c, indices, negative)),
  };
}

function hasNegative(indices: Int32Array): boolean {
  for (let k = 0; k < indices.length; k++) if (indices[k] < 0) return true;
  return false;
}

function takeValues<T extends PrimitiveValues>(values: T, indices: Int32Array): T {
  if (values instanceof BigInt64Array) return takeWide(values, indices, 2) as T;
  if (values instanceof Float64Array) return takeDoubles(values, indices) as T;
  if (values instanceof Int32Array) return takeInts(values, indices) as T;
  const out = new (values.constructor as new (length: number) => Exclude<T, BigInt64Array>)(indices.length);
  for (let k = 0; k < indices.length; k++) {
    const index = indices[k];
    out[k] = (values as Exclude<T, BigInt64Array>)[index < 0 ? 0 : index];
  }
  return out;
}

function takeDoubles(values: Float64Array, indices: Int32Array): Float64Array {
  const out = new Float64Array(indices.length);
  if (gather(values, indices, out)) return out;
  for (let k = 0; k < indices.length; k++) {
    const index = indices[k];
    out[k] = values[index < 0 ? 0 : index];
  }
  return out;
}

function takeInts(values: Int32Array, indices: Int32Array): Int32Array {
  const out = new Int32Array(indices.length);
  if (gather(values, indices, out)) return out;
  for (let k = 0; k < indices.length; k++) {
    const index = indices[k];
    out[k] = values[index < 0 ? 0 : index];
  }
  return out;
}

/** Values of `words` 32-bit words each, copied without a BigInt per row. */
function takeWide(values: BigInt64Array, indices: Int32Array, words: 2 | 4): BigInt64Array {
  const out = new BigInt64Array((indices.length * words) / 2);
  if (words === 2 && gather(values, indices, out)) return out;
  const from = int64Words(values);
  const to = int64Words(out);
  if (words === 2) {
    for (let k = 0; k < indices.length; k++) {
      const index = indices[k];
      const source = index < 0 ? 0 : 2 * index;
      to[2 * k] = from[source];
      to[2 * k + 1] = from[source + 1];
    }
    return out;
  }
  for (let k = 0, at = 0; k < indices.length; k++) {
    const index = indices[k];
    let source = index < 0 ? 0 : index * words;
    for (let w = 0; w < words; w++) to[at++] = from[source++];
  }
  return out;
}

function takeList(column: ListColumn, indices: Int32Array, validity: Uint8Array | null): ListColumn {
  const length = indices.length;
  const offsets = new Int32Array(length + 1);
  const fixed = column.offsets === null;
  let total = 0;
  for (let k = 0; k < length; k++) {
    const index = indices[k];
    if (fixed) total += column.stride;
    else if (index >= 0) total += listEnd(column, index) - listStart(column, index);
    offsets[k + 1] = total;
  }
  const childIndices = new Int32Array(total);
  for (let k = 0; k < length; k++) {
    const index = indices[k] < 0 ? 0 : indices[k];
    const end = offsets[k + 1];
    let source = listStart(column, index);
    for (let at = offsets[k]; at < end; at++) childIndices[at] = source++;
  }
  const child = take(column.child, childIndices);
  return { ...column, length, validity, offsets: fixed ? null : offsets, child };
}

/** The same text or bytes without the dictionary; other columns unchanged. */
export function decodeDictionary(column: Column): Column {
  return column.layout === 'dictionary' ? plainBytes(column) : column;
}

/** A bytes or dictionary column as bytes. */
export function plainBytes(column: BytesColumn | DictionaryColumn): BytesColumn {
  if (column.layout === 'bytes') return column;
  if (column.dictionary.length === 0) return nullColumn(column.type, column.length) as BytesColumn;
  return takeBytes(column.dictionary, column.indices, column.validity);
}

/** `length` copies of one row. Text becomes a dictionary column. */
export function repeatRow(column: Column, row: number, length: number): Column {
  if (column.layout === 'bytes') {
    const one = takeBytes(column, Int32Array.of(row), null);
    const valid = column.validity === null || (column.validity[row >> 3] & (1 << (row & 7))) !== 0;
    if (!valid) return nullColumn(column.type, length);
    return {
      layout: 'dictionary',
      type: column.type,
      length,
      validity: null,
      indices: new Int32Array(length),
      dictionary: one,
    };
  }
  const valid = column.validity === null || (column.validity[row >> 3] & (1 << (row & 7))) !== 0;
  if (column.layout === 'primitive' && valid) {
    const values = allocateValues(column.type, length)!;
    (values as Float64Array).fill(column.values[row] as number);
    return { ...column, length, validity: null, values };
  }
  return take(column, new Int32Array(length).fill(row));
}
