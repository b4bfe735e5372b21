import type { Column, DataType, Field } from '@graticule/columnar';
import type { ColumnTypeName } from '../../files/flatgeobufFormat.js';
import { SourceError } from '../../sources/sourceError.js';
import { dateText, timestampText } from './timeText.js';

const TYPES: Readonly<Record<string, ColumnTypeName>> = {
  boolean: 'bool',
  byte: 'byte',
  short: 'short',
  int: 'int',
  long: 'long',
  float: 'float',
  double: 'double',
  decimal: 'double',
  string: 'string',
  binary: 'binary',
  date: 'datetime',
  timestamp: 'datetime',
};

/** The format's type for an attribute. Throws SINK_UNSUPPORTED for types that a layer cannot hold. */
export function columnTypeOf(field: Field): ColumnTypeName {
  const type = TYPES[field.type.kind];
  if (type) return type;
  throw new SourceError(
    'SINK_UNSUPPORTED',
    `column ${field.name} of type ${field.type.kind} cannot be written to a layer: expected a plain value (number, text, ` +
      'boolean, date, timestamp or binary); select its parts or convert it to text first',
  );
}

/** Bytes that all values of a row take at most, the two of the column's number included. */
export function attributeBytes(columns: readonly Column[], row: number): number {
  let size = 0;
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i];
    if (column.layout === 'bytes') size += 6 + column.offsets[row + 1] - column.offsets[row];
    else if (column.layout === 'dictionary') {
      const { offsets } = column.dictionary;
      const index = column.indices[row];
      size += 6 + (index < column.dictionary.length ? offsets[index + 1] - offsets[index] : 0);
    } else size += 6 + 40;
  }
  return size;
}

/** Writes the row's values that are not null at `at` and returns the position after them. */
export function encodeAttributes(
  columns: readonly Column[],
  row: number,
  view: DataView,
  bytes: Uint8Array,
  at: number,
): number {
  let end = at;
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i];
    if (column.layout === 'null') continue;
    const { validity } = column;
    if (validity !== null && (validity[row >> 3] & (1 << (row & 7))) === 0) continue;
    view.setUint16(end, i, true);
    end = encodeValue(column, row, view, bytes, end + 2);
  }
  return end;
}

function encodeValue(column: Column, row: number, view: DataView, bytes: Uint8Array, at: number): number {
  switch (column.layout) {
    case 'primitive':
      return encodePrimitive(column.type, column.values[row], view, bytes, at);
    case 'decimal':
      view.setFloat64(at, decimalValue(column, row), true);
      return at + 8;
    case 'bytes':
      return encodeBytes(column.data, column.offsets[row], column.offsets[row + 1], view, bytes, at);
    case 'dictionary': {
      const { data, offsets } = column.dictionary;
      const index = column.indices[row];
      return encodeBytes(data, offsets[index], offsets[index + 1], view, bytes, at);
    }
    default:
      throw new TypeError(`a column of layout ${column.layout} is not an attribute`);
  }
}

function encodePrimitive(
  type: DataType,
  value: number | bigint,
  view: DataView,
  bytes: Uint8Array,
  at: number,
): number {
  switch (type.kind) {
    case 'boolean':
      view.setUint8(at, value === 0 ? 0 : 1);
      return at + 1;
    case 'byte':
      view.setInt8(at, value as number);
      return at + 1;
    case 'short':
      view.setInt16(at, value as number, true);
      return at + 2;
    case 'int':
      view.setInt32(at, value as number, true);
      return at + 4;
    case 'long':
      view.setBigInt64(at, value as bigint, true);
      return at + 8;
    case 'float':
      view.setFloat32(at, value as number, true);
      return at + 4;
    case 'double':
      view.setFloat64(at, value as number, true);
      return at + 8;
    case 'date':
      return encodeText(dateText(value as number), view, bytes, at);
    default:
      return encodeText(timestampText(value as bigint), view, bytes, at);
  }
}

function encodeText(text: string, view: DataView, bytes: Uint8Array, at: number): number {
  view.setUint32(at, text.length, true);
  for (let i = 0; i < text.length; i++) bytes[at + 4 + i] = text.charCodeAt(i);
  return at + 4 + text.length;
}

function encodeBytes(
  data: Uint8Array,
  start: number,
  end: number,
  view: DataView,
  bytes: Uint8Array,
  at: number,
): number {
  view.setUint32(at, end - start, true);
  let to = at + 4;
  for (let i = start; i < end; i++) bytes[to++] = data[i];
  return to;
}

function decimalValue(column: Column & { layout: 'decimal' }, row: number): number {
  const unscaled = (column.words[2 * row + 1] << 64n) | BigInt.asUintN(64, column.words[2 * row]);
  const scale = column.type.kind === 'decimal' ? column.type.scale : 0;
  return Number(`${unscaled}e-${scale}`);
}
