import { bitmapBytes } from './bitmap.js';
import type { BytesColumn, Column, ListColumn, PrimitiveValues, StructColumn } from './column.js';
import type { DataType, StructType } from './types.js';

/** Constructors of columns from their buffers, and of all-null columns. */
export function primitiveColumn(
  type: DataType,
  values: PrimitiveValues,
  validity: Uint8Array | null = null,
  length = values.length,
): Column & { layout: 'primitive' } {
  return { layout: 'primitive', type, length, validity, values };
}

export function bytesColumn(
  type: DataType,
  offsets: Int32Array,
  data: Uint8Array,
  validity: Uint8Array | null = null,
): BytesColumn {
  return { layout: 'bytes', type, length: offsets.length - 1, validity, offsets, data };
}

/** A list column with offsets. */
export function listColumn(
  type: DataType,
  offsets: Int32Array,
  child: Column,
  validity: Uint8Array | null = null,
): ListColumn {
  return { layout: 'list', type, length: offsets.length - 1, validity, offsets, stride: 0, child };
}

export function structColumn(
  type: StructType,
  children: readonly Column[],
  length: number,
  validity: Uint8Array | null = null,
): StructColumn {
  return { layout: 'struct', type, length, validity, children };
}

/** An array of `length` zero values for a primitive type; null for types of another layout. */
export function allocateValues(type: DataType, length: number): PrimitiveValues | null {
  switch (type.kind) {
    case 'boolean':
      return new Uint8Array(length);
    case 'byte':
      return new Int8Array(length);
    case 'short':
      return new Int16Array(length);
    case 'int':
    case 'date':
    case 'yearMonthInterval':
      return new Int32Array(length);
    case 'long':
    case 'timestamp':
    case 'dayTimeInterval':
      return new BigInt64Array(length);
    case 'float':
      return new Float32Array(length);
    case 'double':
      return new Float64Array(length);
    default:
      return null;
  }
}

/** `length` nulls of any type. */
export function nullColumn(type: DataType, length: number): Column {
  const validity = new Uint8Array(bitmapBytes(length));
  const values = allocateValues(type, length);
  if (values !== null) return { layout: 'primitive', type, length, validity, values };
  switch (type.kind) {
    case 'decimal':
      return { layout: 'decimal', type, length, validity, words: new BigInt64Array(2 * length) };
    case 'string':
    case 'binary':
      return {
        layout: 'bytes',
        type,
        length,
        validity,
        offsets: new Int32Array(length + 1),
        data: new Uint8Array(0),
      };
    case 'interval':
      return {
        layout: 'interval',
        type,
        length,
        validity,
        months: new Int32Array(length),
        days: new Int32Array(length),
        micros: new BigInt64Array(length),
      };
    case 'array':
      return listColumn(type, new Int32Array(length + 1), nullColumn(type.element, 0), validity);
    case 'map':
      return listColumn(type, new Int32Array(length + 1), nullColumn(mapEntryType(type), 0), validity);
    case 'struct':
      return structColumn(
        type,
        type.fields.map((f) => nullColumn(f.type, length)),
        length,
        validity,
      );
    default:
      return { layout: 'null', type, length, validity: null };
  }
}

/** No rows of that type. */
export function emptyColumn(type: DataType): Column {
  return nullColumn(type, 0);
}

/** The struct of key and value that a map column's child holds. */
export function mapEntryType(type: DataType & { kind: 'map' }): StructType {
  return {
    kind: 'struct',
    fields: [
      { name: 'key', type: type.key, nullable: false },
      { name: 'value', type: type.value, nullable: type.valueContainsNull },
    ],
  };
}

/** The same rows under another validity bitmap. */
export function withValidity(column: Column, validity: Uint8Array | null): Column {
  return column.layout === 'null' ? column : { ...column, validity };
}

/** The number of each of `length` rows; several times faster than Int32Array.from. */
export function int32Of(length: number, at: (row: number) => number): Int32Array {
  const out = new Int32Array(length);
  for (let i = 0; i < length; i++) out[i] = at(i);
  return out;
}
