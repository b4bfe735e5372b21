import {
  andBitmaps,
  asciiText,
  bitmapBytes,
  getBit,
  isValid,
  repeatRow,
  stringAt,
} from '@graticule/columnar';
import type { BytesColumn, Column, DataType } from '@graticule/columnar';
import type { ArgumentType, ResultType } from './definition.js';

/** Helpers of function kernels. An argument column of length 1 stands for the same value in each of `length` rows. */

/** 0 for a constant argument, else 1: what an index into it grows by from row to row. */
export function strideOf(column: Column, length: number): 0 | 1 {
  return column.length === length ? 1 : 0;
}

/** A constant argument as a column of `length` rows. */
export function expand(column: Column, length: number): Column {
  return column.length === length ? column : repeatRow(column, 0, length);
}

/** Valid where all arguments are. */
export function commonValidity(columns: readonly Column[], length: number): Uint8Array | null {
  let validity: Uint8Array | null = null;
  for (const column of columns) {
    if (column.layout === 'null') return new Uint8Array(bitmapBytes(length));
    if (column.length === length) validity = andBitmaps(validity, column.validity, length);
    else if (!isValid(column, 0)) return new Uint8Array(bitmapBytes(length));
  }
  return validity;
}

/** A bitmap of its own that may be changed; all valid when there was none. */
export function ownValidity(validity: Uint8Array | null, length: number): Uint8Array {
  return validity === null ? new Uint8Array(bitmapBytes(length)).fill(255) : validity.slice();
}

/** Values of a primitive column. */
export function valuesOf<T>(column: Column): T {
  return (column as Column & { layout: 'primitive' }).values as T;
}

/** Fewer rows than this are decoded one by one. */
const FEW_ROWS = 16;

/** Reads text row by row; the texts of constants and dictionaries once. */
export function textReader(column: Column, length: number): (row: number) => string {
  if (column.length !== length) {
    const text = isValid(column, 0) ? stringAt(column, 0) : '';
    return () => text;
  }
  if (column.layout === 'dictionary') {
    const { indices, dictionary } = column;
    const texts: (string | undefined)[] = new Array<undefined>(dictionary.length);
    return (row) => (texts[indices[row]] ??= stringAt(dictionary, indices[row]));
  }
  const whole = column.layout === 'bytes' && length > FEW_ROWS ? asciiText(column) : null;
  if (whole === null) return (row) => stringAt(column, row);
  const { offsets } = column as BytesColumn;
  const start = offsets[0];
  return (row) => whole.substring(offsets[row] - start, offsets[row + 1] - start);
}

export function isRowValid(validity: Uint8Array | null, row: number): boolean {
  return validity === null || getBit(validity, row);
}

export function anyNullable(args: readonly ArgumentType[]): boolean {
  return args.some((arg) => arg.nullable);
}

/** A result type that is always `type`, null when an argument is. */
export function returns(type: DataType): (args: readonly ArgumentType[]) => ResultType {
  return (args) => ({ type, nullable: anyNullable(args) });
}

/** As `returns`, when the function also gives null for some values. */
export function returnsNullable(type: DataType): () => ResultType {
  return () => ({ type, nullable: true });
}

export function booleanColumn(values: Uint8Array, validity: Uint8Array | null): Column {
  return { layout: 'primitive', type: { kind: 'boolean' }, length: values.length, validity, values };
}
