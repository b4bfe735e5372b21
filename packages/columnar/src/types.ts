/**
 * Logical column types: Spark SQL's types as plain data. They are shared by every layer, so they live at the bottom.
 * Spellings for people (`bigint`, `struct<x:double>`) and for the wire are made elsewhere from these.
 */
export type DataType =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'byte' }
  | { readonly kind: 'short' }
  | { readonly kind: 'int' }
  | { readonly kind: 'long' }
  | { readonly kind: 'float' }
  | { readonly kind: 'double' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'string' }
  | { readonly kind: 'binary' }
  /** Days since 1970-01-01. */
  | { readonly kind: 'date' }
  /** Microseconds since 1970-01-01T00:00:00Z. */
  | { readonly kind: 'timestamp' }
  /** Months, days and microseconds (Spark's `interval`). */
  | { readonly kind: 'interval' }
  | YearMonthIntervalType
  | DayTimeIntervalType
  | ArrayType
  | MapType
  | StructType;

/** Months, written from `start` to `end`: 0 years, 1 months. */
export interface YearMonthIntervalType {
  readonly kind: 'yearMonthInterval';
  readonly start: 0 | 1;
  readonly end: 0 | 1;
}

export type DayTimeField = 0 | 1 | 2 | 3;

/** Microseconds, written from `start` to `end`: 0 days, 1 hours, 2 minutes, 3 seconds. */
export interface DayTimeIntervalType {
  readonly kind: 'dayTimeInterval';
  readonly start: DayTimeField;
  readonly end: DayTimeField;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly element: DataType;
  readonly containsNull: boolean;
}

export interface MapType {
  readonly kind: 'map';
  readonly key: DataType;
  readonly value: DataType;
  readonly valueContainsNull: boolean;
}

export interface StructType {
  readonly kind: 'struct';
  readonly fields: readonly Field[];
}

/** Free JSON attached to a field; `geometry` and `time` are the keys this project gives a meaning to. */
export type Metadata = Readonly<Record<string, unknown>>;

export interface Field {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly metadata?: Metadata;
}

export const NULL: DataType = { kind: 'null' };
export const BOOLEAN: DataType = { kind: 'boolean' };
export const BYTE: DataType = { kind: 'byte' };
export const SHORT: DataType = { kind: 'short' };
export const INT: DataType = { kind: 'int' };
export const LONG: DataType = { kind: 'long' };
export const FLOAT: DataType = { kind: 'float' };
export const DOUBLE: DataType = { kind: 'double' };
export const STRING: DataType = { kind: 'string' };
export const BINARY: DataType = { kind: 'binary' };
export const DATE: DataType = { kind: 'date' };
export const TIMESTAMP: DataType = { kind: 'timestamp' };
export const INTERVAL: DataType = { kind: 'interval' };
export const YEAR_TO_MONTH: YearMonthIntervalType = { kind: 'yearMonthInterval', start: 0, end: 1 };
export const DAY_TO_SECOND: DayTimeIntervalType = { kind: 'dayTimeInterval', start: 0, end: 3 };

export function decimalType(precision: number, scale: number): DataType {
  return { kind: 'decimal', precision, scale };
}

export function arrayType(element: DataType, containsNull = true): ArrayType {
  return { kind: 'array', element, containsNull };
}

export function mapType(key: DataType, value: DataType, valueContainsNull = true): MapType {
  return { kind: 'map', key, value, valueContainsNull };
}

export function structType(fields: readonly Field[]): StructType {
  return { kind: 'struct', fields };
}

export function field(name: string, type: DataType, nullable = true, metadata?: Metadata): Field {
  return metadata ? { name, type, nullable, metadata } : { name, type, nullable };
}

/** Equal up to nullability, `containsNull` and metadata: the sense in which two columns hold the same kind of value. */
export function sameType(a: DataType, b: DataType): boolean {
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'decimal': {
      const other = b as typeof a;
      return a.precision === other.precision && a.scale === other.scale;
    }
    case 'yearMonthInterval':
    case 'dayTimeInterval': {
      const other = b as typeof a;
      return a.start === other.start && a.end === other.end;
    }
    case 'array':
      return sameType(a.element, (b as ArrayType).element);
    case 'map':
      return sameType(a.key, (b as MapType).key) && sameType(a.value, (b as MapType).value);
    case 'struct': {
      const other = (b as StructType).fields;
      return (
        a.fields.length === other.length &&
        a.fields.every((f, i) => f.name === other[i].name && sameType(f.type, other[i].type))
      );
    }
    default:
      return true;
  }
}
