import { BOOLEAN, DATE, DOUBLE, INT, STRING, TIMESTAMP, decimalType, sameType } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import type { InputType, SparkVersion } from '../functions/definition.js';
import { commonInterval, isUnitInterval } from './interval.js';

/** Spark's non-ANSI rules for the types that values are converted to without being asked. null: there is none. */

export type Decimal = DataType & { kind: 'decimal' };

const INTEGRAL_DIGITS: Readonly<Record<string, number>> = { byte: 3, short: 5, int: 10, long: 20 };
const RANKS: readonly string[] = ['byte', 'short', 'int', 'long', 'float', 'double'];
const MAX_PRECISION = 38;

export function isNumeric(type: DataType): boolean {
  return type.kind === 'decimal' || RANKS.includes(type.kind);
}

export function isIntegral(type: DataType): boolean {
  return type.kind in INTEGRAL_DIGITS;
}

export function isAtomic(type: DataType): boolean {
  return !['null', 'array', 'map', 'struct', 'interval'].includes(type.kind);
}

/** The decimal that holds every value of an integral type. */
export function decimalFor(type: DataType): Decimal | null {
  if (type.kind === 'decimal') return type;
  const digits = INTEGRAL_DIGITS[type.kind];
  return digits === undefined ? null : (decimalType(digits, 0) as Decimal);
}

/** The decimal that holds every value of both, as far as 38 digits go. */
export function widerDecimal(a: Decimal, b: Decimal): DataType {
  const scale = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  return decimalType(Math.min(whole + scale, MAX_PRECISION), Math.min(scale, MAX_PRECISION));
}

function isTime(type: DataType): boolean {
  return type.kind === 'date' || type.kind === 'timestamp';
}

/** The numeric type for an operation on two numbers: int and decimal give decimal, decimal and double give double. */
export function numericType(a: DataType, b: DataType): DataType | null {
  if (!isNumeric(a) || !isNumeric(b)) return null;
  if (a.kind === 'decimal' || b.kind === 'decimal') {
    const left = decimalFor(a);
    const right = decimalFor(b);
    return left === null || right === null ? DOUBLE : widerDecimal(left, right);
  }
  return RANKS.indexOf(a.kind) >= RANKS.indexOf(b.kind) ? a : b;
}

/** The common type without turning anything into text; null when there is none. */
export function sharedType(a: DataType, b: DataType): DataType | null {
  if (sameType(a, b)) return withAllNulls(a, b);
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  if (isTime(a) && isTime(b)) return TIMESTAMP;
  if (isUnitInterval(a) && isUnitInterval(b)) return commonInterval(a, b);
  return numericType(a, b) ?? nested(a, b, sharedType);
}

/** The common type for UNION, CASE, coalesce, arrays: text wins against any atomic type but boolean and binary. */
export function widerType(a: DataType, b: DataType): DataType | null {
  const tightest = sharedType(a, b);
  if (tightest !== null) return tightest;
  if (a.kind === 'string' && promotesToText(b)) return STRING;
  if (b.kind === 'string' && promotesToText(a)) return STRING;
  return nested(a, b, widerType);
}

function promotesToText(type: DataType): boolean {
  return isAtomic(type) && type.kind !== 'binary' && type.kind !== 'boolean';
}

/** widerType over any number of types; no types: null type. */
export function widestType(types: readonly DataType[]): DataType | null {
  let common: DataType | null = { kind: 'null' };
  for (const type of types) common = common === null ? null : widerType(common, type);
  return common;
}

/** Element by element; containsNull and nullability of a field hold if they do on either side. */
function nested(
  a: DataType,
  b: DataType,
  common: (a: DataType, b: DataType) => DataType | null,
): DataType | null {
  if (a.kind === 'array' && b.kind === 'array') {
    const element = common(a.element, b.element);
    return element && { kind: 'array', element, containsNull: a.containsNull || b.containsNull };
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const key = common(a.key, b.key);
    const value = common(a.value, b.value);
    if (key === null || value === null) return null;
    return { kind: 'map', key, value, valueContainsNull: a.valueContainsNull || b.valueContainsNull };
  }
  if (a.kind === 'struct' && b.kind === 'struct' && a.fields.length === b.fields.length) {
    const fields = a.fields.map((field, i) => {
      const other = b.fields[i];
      const type = common(field.type, other.type);
      if (type === null || field.name.toLowerCase() !== other.name.toLowerCase()) return null;
      return { ...field, type, nullable: field.nullable || other.nullable };
    });
    return fields.includes(null)
      ? null
      : { kind: 'struct', fields: fields.filter((field) => field !== null) };
  }
  return null;
}

function withAllNulls(a: DataType, b: DataType): DataType {
  return a === b ? a : (nested(a, b, (left, right) => (sameType(left, right) ? left : null)) ?? a);
}

/**
 * The type in which two values are compared. Text against a number takes the number's type (against a decimal: double); text against date or timestamp is compared as text before 3.0, except `=` with a timestamp.
 */
export function comparisonType(
  operator: string,
  a: DataType,
  b: DataType,
  compat: SparkVersion,
): DataType | null {
  const equality = operator === '=' || operator === '<=>';
  if (sameType(a, b)) return withAllNulls(a, b);
  if (isTime(a) && isTime(b)) return compat === '2.2' ? STRING : TIMESTAMP;
  if (a.kind === 'string' || b.kind === 'string') {
    const other = a.kind === 'string' ? b : a;
    if (isTime(other)) {
      if (compat === '2.2') return equality && other.kind === 'timestamp' ? TIMESTAMP : STRING;
      return other;
    }
    if (other.kind === 'decimal') return DOUBLE;
    if (other.kind === 'null') return STRING;
    if (isNumeric(other) || other.kind === 'boolean' || other.kind === 'binary') return other;
    return null;
  }
  if (a.kind === 'boolean' && isNumeric(b)) return equality ? b : null;
  if (b.kind === 'boolean' && isNumeric(a)) return equality ? a : null;
  return sharedType(a, b) ?? nested(a, b, (left, right) => comparisonType(operator, left, right, compat));
}

/** Both operands of `+ - * %` ...: text becomes double; two decimals keep their own precision. */
export function arithmeticTypes(a: DataType, b: DataType): readonly [DataType, DataType] | null {
  const left = a.kind === 'string' ? DOUBLE : a;
  const right = b.kind === 'string' ? DOUBLE : b;
  if (left.kind === 'null' && right.kind === 'null') return [DOUBLE, DOUBLE];
  if (left.kind === 'null') return isNumeric(right) ? [right, right] : null;
  if (right.kind === 'null') return isNumeric(left) ? [left, left] : null;
  const common = numericType(left, right);
  if (common === null) return null;
  if (common.kind !== 'decimal') return [common, common];
  return [decimalFor(left) ?? common, decimalFor(right) ?? common];
}

/** What an argument of this type becomes where `expected` is asked for; null when it does not fit. */
export function inputType(type: DataType, expected: InputType): DataType | null {
  if (typeof expected === 'object' && 'exactly' in expected) return exactType(type, expected);
  if (typeof expected === 'object') return implicitCast(type, expected) ? expected : null;
  const isText = type.kind === 'string' || type.kind === 'null';
  switch (expected) {
    case 'any':
      return type;
    case 'ordered':
      return type.kind === 'map' || type.kind === 'interval' ? null : type;
    case 'numeric':
      return isNumeric(type) ? type : isText ? DOUBLE : null;
    case 'additive':
      return isUnitInterval(type) ? type : inputType(type, 'numeric');
    case 'integral':
      return isIntegral(type) ? type : isNumeric(type) || isText ? INT : null;
    case 'fraction':
      return type.kind === 'float' || type.kind === 'double'
        ? type
        : isNumeric(type) || isText
          ? DOUBLE
          : null;
    case 'stringOrBinary':
      return type.kind === 'binary' ? type : isAtomic(type) || type.kind === 'null' ? STRING : null;
    case 'dateOrTimestamp':
      return isTime(type) ? type : isText ? TIMESTAMP : null;
    case 'collection':
      return ['array', 'map', 'null'].includes(type.kind) ? type : null;
    case 'array':
    case 'map':
    case 'struct':
      return type.kind === expected || type.kind === 'null' ? type : null;
  }
}

function exactType(
  type: DataType,
  { exactly, as }: Extract<InputType, { readonly exactly: unknown }>,
): DataType | null {
  if (type.kind === 'null') return as ?? (typeof exactly === 'object' ? exactly : INT);
  const fits =
    typeof exactly === 'object'
      ? sameType(type, exactly)
      : exactly === 'integral'
        ? isIntegral(type)
        : isNumeric(type);
  return fits ? (as ?? type) : null;
}

/** Whether Spark converts a value of one type to another without being asked. */
export function implicitCast(from: DataType, to: DataType): boolean {
  if (sameType(from, to) || from.kind === 'null') return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (isTime(from) && isTime(to)) return true;
  if (isUnitInterval(from) && from.kind === to.kind) return true;
  if (to.kind === 'string') return isAtomic(from);
  if (from.kind === 'string') return isNumeric(to) || isTime(to) || to.kind === 'binary';
  if (from.kind === 'array' && to.kind === 'array') return implicitCast(from.element, to.element);
  return false;
}

/** Whether a cast may give null for a value that is not: Spark goes by the types alone. */
export function castFails(from: DataType, to: DataType, compat: SparkVersion): boolean {
  if (from.kind === 'null' || sameType(from, to) || isUnitInterval(from)) return false;
  if (from.kind === 'string') return to.kind !== 'binary';
  if (to.kind === 'string') return false;
  if (isFraction(from) && to.kind === 'timestamp') return true;
  if (to.kind === 'date') return from.kind !== 'timestamp';
  if (from.kind === 'date') return to.kind !== 'timestamp';
  if (to.kind === 'interval') return true;
  if (to.kind === 'decimal') return compat === '2.2' || !holds(to, from);
  return (isFraction(from) || from.kind === 'decimal') && isIntegral(to);
}

function isFraction(type: DataType): boolean {
  return type.kind === 'float' || type.kind === 'double';
}

/** Whether a decimal type holds every value of another type. */
function holds(to: Decimal, from: DataType): boolean {
  const whole = to.precision - to.scale;
  if (from.kind === 'boolean') return whole >= 1;
  const held = decimalFor(from);
  if (held === null) return false;
  const heldWhole = held.precision - held.scale;
  return whole > heldWhole || (whole === heldWhole && to.scale >= held.scale);
}

/** Whether `CAST(x AS to)` may be written; what cannot be converted at run time becomes null. */
export function canCast(from: DataType, to: DataType): boolean {
  if (from.kind === 'null' || sameType(from, to) || to.kind === 'string') return true;
  if (from.kind === 'array' && to.kind === 'array') return canCast(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map')
    return canCast(from.key, to.key) && canCast(from.value, to.value);
  if (from.kind === 'struct' && to.kind === 'struct') {
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((f, i) => canCast(f.type, to.fields[i].type))
    );
  }
  if (isUnitInterval(to)) {
    return from.kind === 'string' || from.kind === to.kind || (isIntegral(from) && to.start === to.end);
  }
  if (isUnitInterval(from)) return isIntegral(to);
  if (!isAtomic(from) || to.kind === 'null') return false;
  if (to.kind === 'binary') return from.kind === 'string' || isIntegral(from);
  if (to.kind === 'interval') return from.kind === 'string';
  if (!isAtomic(to) || from.kind === 'binary') return false;
  if (sameType(to, DATE)) return from.kind === 'string' || from.kind === 'timestamp';
  if (from.kind === 'date') return isTime(to) || isNumeric(to) || sameType(to, BOOLEAN);
  return true;
}

/** Whether it is a map, or has one inside. */
export function containsMap(type: DataType): boolean {
  switch (type.kind) {
    case 'map':
      return true;
    case 'array':
      return containsMap(type.element);
    case 'struct':
      return type.fields.some((field) => containsMap(field.type));
    default:
      return false;
  }
}
