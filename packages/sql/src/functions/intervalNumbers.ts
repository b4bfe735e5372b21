import { int64Words, isValid, nullColumn, writeInt64 } from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';
import { commonValidity, isRowValid, strideOf, valuesOf } from './columns.js';
import { decimalAt, divideHalfUp, powerOfTen } from './decimal.js';
import type { DecimalType } from './decimal.js';
import { ArgumentError } from './definition.js';

/**
 * Arithmetic of SQL's intervals, which are numbers of months or microseconds. What leaves the limits of the type, or
 * divides by 0, is an error. Intervals are rare: values are computed as bigints, one by one.
 */
type Operator = '+' | '-' | '*' | '/' | 'div';

const INT_LIMIT = 2n ** 31n;
const LONG_LIMIT = 2n ** 63n;

/** An interval and an interval, or an interval and a number. */
export function intervalArithmetic(
  operator: string,
  left: Column,
  right: Column,
  length: number,
  type: DataType,
): Column {
  const validity = commonValidity([left, right], length);
  const stepLeft = strideOf(left, length);
  const stepRight = strideOf(right, length);
  const a = valuesOf<Int32Array | BigInt64Array>(left);
  const compute = computation(operator as Operator, right, type);
  const months = type.kind === 'yearMonthInterval';
  const limit = months ? INT_LIMIT : LONG_LIMIT;
  const values = months ? new Int32Array(length) : new BigInt64Array(length);
  for (let i = 0; i < length; i++) {
    if (!isRowValid(validity, i)) continue;
    const value = compute(BigInt(a[i * stepLeft]), i * stepRight);
    if (value < -limit || value >= limit) throw overflow(months);
    values[i] = months ? Number(value) : value;
  }
  return { layout: 'primitive', type, length, validity, values };
}

function overflow(months: boolean): ArgumentError {
  return new ArgumentError(`${months ? 'integer' : 'long'} overflow in an interval`);
}

/** The value for a left side and the row of the right one. */
function computation(operator: Operator, right: Column, type: DataType): (a: bigint, row: number) => bigint {
  switch (operator) {
    case '+':
    case '-': {
      const values = valuesOf<Int32Array | BigInt64Array>(right);
      return operator === '+' ? (a, row) => a + BigInt(values[row]) : (a, row) => a - BigInt(values[row]);
    }
    case 'div': {
      const values = valuesOf<Int32Array | BigInt64Array>(right);
      return (a, row) => a / divisor(BigInt(values[row]));
    }
    case '*':
    case '/':
      return scaling(operator, right, type.kind === 'yearMonthInterval');
  }
}

function scaling(operator: '*' | '/', right: Column, months: boolean): (a: bigint, row: number) => bigint {
  if (right.layout === 'decimal') {
    const unit = powerOfTen((right.type as DecimalType).scale);
    return operator === '*'
      ? (a, row) => divideHalfUp(a * decimalAt(right.words, row), unit)
      : (a, row) => divideHalfUp(a * unit, divisor(decimalAt(right.words, row)));
  }
  const values = valuesOf<Float64Array | BigInt64Array>(right);
  if (right.type.kind === 'double' || right.type.kind === 'float') {
    const numbers = values as Float64Array;
    return (a, row) => {
      if (operator === '/' && numbers[row] === 0) throw divided();
      return rounded(operator === '*' ? Number(a) * numbers[row] : Number(a) / numbers[row], months);
    };
  }
  return operator === '*'
    ? (a, row) => a * BigInt(values[row])
    : (a, row) => divideHalfUp(a, divisor(BigInt(values[row])));
}

function rounded(value: number, months: boolean): bigint {
  if (!Number.isFinite(value)) throw overflow(months);
  const size = Math.abs(value);
  const whole = size - Math.floor(size) >= 0.5 ? Math.ceil(size) : Math.floor(size);
  return BigInt(value < 0 ? -whole : whole);
}

function divisor(value: bigint): bigint {
  if (value === 0n) throw divided();
  return value;
}

function divided(): ArgumentError {
  return new ArgumentError(
    'Division by zero. Use `try_divide` to tolerate divisor being 0 and return NULL instead.',
  );
}

/** Dates' difference as an interval of days. */
export function subtractDates(end: Column, start: Column, length: number, type: DataType): Column {
  if (end.layout === 'null' || start.layout === 'null') return nullColumn(type, length);
  const a = valuesOf<Int32Array>(end);
  const b = valuesOf<Int32Array>(start);
  const stepA = strideOf(end, length);
  const stepB = strideOf(start, length);
  const values = new BigInt64Array(length);
  const words = int64Words(values);
  for (let i = 0; i < length; i++) writeInt64(words, i, (a[i * stepA] - b[i * stepB]) * 86_400_000_000);
  return { layout: 'primitive', type, length, validity: commonValidity([end, start], length), values };
}

/** A calendar interval times or by a number: months and days keep their whole part, the rest goes on to smaller units. */
export function scaleCalendar(operator: '*' | '/', interval: Column, by: Column, length: number): Column {
  const source = interval as Column & { layout: 'interval' };
  const numbers = valuesOf<Float64Array>(by);
  const stepSource = strideOf(interval, length);
  const stepBy = strideOf(by, length);
  const base = commonValidity([interval, by], length);
  const months = new Int32Array(length);
  const days = new Int32Array(length);
  const micros = new BigInt64Array(length);
  const validity = new Uint8Array((length + 7) >> 3);
  for (let i = 0; i < length; i++) {
    if (!isRowValid(base, i) || !isValid(source, i * stepSource)) continue;
    const number = numbers[i * stepBy];
    if (operator === '/' && number === 0) continue;
    const scale = (value: number): number => (operator === '*' ? value * number : value / number);
    const row = i * stepSource;
    const scaledDays = scale(source.days[row]);
    months[i] = Math.trunc(scale(source.months[row]));
    days[i] = Math.trunc(scaledDays);
    const rest = scale(Number(source.micros[row])) + (scaledDays - days[i]) * 86_400_000_000;
    micros[i] = rounded(rest, false);
    validity[i >> 3] |= 1 << (i & 7);
  }
  return { layout: 'interval', type: interval.type, length, validity, months, days, micros };
}
