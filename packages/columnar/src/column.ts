import type { DataType, StructType } from './types.js';

/**
 * A column is immutable and laid out as Arrow lays it out, so that Arrow IPC needs no conversion of the large buffers:
 * validity is a bitmap (least significant bit first, 1 = valid; null = no nulls), offsets are 32-bit.
 * One deviation: booleans hold a byte (0 or 1) per row, which loops write faster; they are packed at the IPC boundary.
 * There is no row offset: a slice is a view on sub-arrays (see slice.ts). Buffers may lie in ArrayBuffers while a task
 * computes; what a task hands on is sealed into one SharedArrayBuffer (see seal.ts).
 */
export type Column =
  | NullColumn
  | PrimitiveColumn
  | DecimalColumn
  | BytesColumn
  | DictionaryColumn
  | ListColumn
  | StructColumn
  | IntervalColumn;

export interface NullColumn {
  readonly layout: 'null';
  readonly type: DataType;
  readonly length: number;
  readonly validity: null;
}

export type PrimitiveValues =
  Uint8Array | Int8Array | Int16Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

/**
 * boolean: Uint8Array of 0/1; byte, short, int, date (days), yearMonthInterval (months): Int8/16/32Array; long, timestamp
 * and dayTimeInterval (µs): BigInt64Array; float, double.
 */
export interface PrimitiveColumn {
  readonly layout: 'primitive';
  readonly type: DataType;
  readonly length: number;
  readonly validity: Uint8Array | null;
  readonly values: PrimitiveValues;
}

/** Unscaled 128-bit two's complement values, little endian: words[2 * i] low, words[2 * i + 1] high. */
export interface DecimalColumn {
  readonly layout: 'decimal';
  readonly type: DataType;
  readonly length: number;
  readonly validity: Uint8Array | null;
  readonly words: BigInt64Array;
}

/** string (UTF-8) or binary: row i is data[offsets[i] .. offsets[i + 1]); offsets[0] need not be 0. */
export interface BytesColumn {
  readonly layout: 'bytes';
  readonly type: DataType;
  readonly length: number;
  readonly validity: Uint8Array | null;
  readonly offsets: Int32Array;
  readonly data: Uint8Array;
}

/** string or binary by reference into distinct values; the dictionary has no nulls and no duplicates. */
export interface DictionaryColumn {
  readonly layout: 'dictionary';
  readonly type: DataType;
  readonly length: number;
  readonly validity: Uint8Array | null;
  readonly indices: Int32Array;
  readonly dictionary: BytesColumn;
}

/**
 * array or map (then the child is a struct of key and value).
 * offsets: row i is child[offsets[i] .. offsets[i + 1]). offsets null: every row has `stride` elements, row i starts at
 * i * stride (Arrow FixedSizeList); coordinates are stored so, hence flat x,y,x,y.
 */
export interface ListColumn {
  readonly layout: 'list';
  readonly type: DataType;
  readonly length: number;
  readonly validity: Uint8Array | null;
  readonly offsets: Int32Array | null;
  readonly stride: number;
  readonly child: Column;
}

export interface StructColumn {
  readonly layout: 'struct';
  readonly type: StructType;
  readonly length: number;
  readonly validity: Uint8Array | null;
  readonly children: readonly Column[];
}

/** Spark calendar interval. */
export interface IntervalColumn {
  readonly layout: 'interval';
  readonly type: DataType;
  readonly length: number;
  readonly validity: Uint8Array | null;
  readonly months: Int32Array;
  readonly days: Int32Array;
  readonly micros: BigInt64Array;
}

/** Rows of equal schema; the unit that operators exchange. columns.length equals schema.fields.length. */
export interface Batch {
  readonly schema: StructType;
  readonly length: number;
  readonly columns: readonly Column[];
}

export function isValid(column: Column, row: number): boolean {
  if (column.layout === 'null') return false;
  const bits = column.validity;
  return bits === null || (bits[row >> 3] & (1 << (row & 7))) !== 0;
}

export function listStart(column: ListColumn, row: number): number {
  return column.offsets === null ? row * column.stride : column.offsets[row];
}

export function listEnd(column: ListColumn, row: number): number {
  return column.offsets === null ? (row + 1) * column.stride : column.offsets[row + 1];
}
