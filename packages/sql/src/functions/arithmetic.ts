import {
  clearBit,
  int64ToNumber,
  int64Words,
  isSafeInt64,
  nullColumn,
  writeInt64,
  valueAt,
} from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';
import { arithmeticTypes } from '../types/coercion.js';
import type { Expression } from '../plan/expression.js';
import { isUnitInterval } from '../types/interval.js';
import { addIntervals, addToDates, addToTimestamps, subtractTimestamps } from './intervalArithmetic.js';
import { intervalArithmetic, scaleCalendar, subtractDates } from './intervalNumbers.js';
import { anyNullable, commonValidity, isRowValid, ownValidity, strideOf, valuesOf } from './columns.js';
import {
  boundedDecimal,
  decimalReader,
  divideHalfUp,
  fitsPrecision,
  powerOfTen,
  writeDecimal,
} from './decimal.js';
import type { DecimalType } from './decimal.js';
import { ArgumentError, DifferingTypes } from './definition.js';
import type {
  ArgumentType,
  EvaluationContext,
  ResultType,
  ScalarFunction,
  SparkVersion,
} from './definition.js';

type Operator = '+' | '-' | '*' | '/' | '%' | 'div' | 'pmod';

/** The binary operators on numbers, and those on dates, timestamps and intervals, which analysis types from 3.0 on. */
export const arithmeticFunctions: readonly ScalarFunction[] = [
  operator('+', ['+', 'add'], 'Sum; integers wrap around.'),
  operator('-', ['-', 'subtract'], 'Difference; integers wrap around.'),
  operator('*', ['*', 'multiply'], 'Product; integers wrap around.'),
  operator('/', ['/', 'divide'], 'Quotient as double or decimal; null when the divisor is 0.'),
  operator('%', ['%', 'mod'], 'Remainder with the sign of the dividend; null when the divisor is 0.'),
  operator('div', ['div'], 'Whole part of the quotient as bigint; null when the divisor is 0.'),
  operator('pmod', ['pmod'], 'Remainder with the sign of the divisor; null when the divisor is 0.'),
];

/** Many terms of one type as one call, where calls in each other would be too deep. */
export const termFunctions: readonly ScalarFunction[] = [
  ofTerms('+', 'add_terms', 'Sum of any number of terms, from left to right.'),
  ofTerms('-', 'subtract_terms', 'The first term less all others, from left to right.'),
  ofTerms('*', 'multiply_terms', 'Product of any number of terms, from left to right.'),
];

function ofTerms(symbol: Operator, name: string, doc: string): ScalarFunction {
  return {
    kind: 'scalar',
    names: [name],
    doc,
    internal: true,
    deterministic: true,
    folds: true,
    inputTypes: { rule: 'each', types: ['any'], repeated: true },
    resultType: ([{ type }]) => ({ type, nullable: true }),
    evaluate: ([soFar, next], length, context, type) => evaluate(symbol, soFar, next, length, context, type),
  };
}

/** Intervals overflow with an error. */
function onIntervals(args: readonly Expression[]): boolean {
  return args.some(({ type }) => type.kind === 'interval' || isUnitInterval(type));
}

function operator(symbol: Operator, names: readonly string[], doc: string): ScalarFunction {
  return {
    kind: 'scalar',
    names,
    doc,
    raises: symbol === 'pmod' ? true : onIntervals,
    deterministic: true,
    inputTypes:
      symbol === '/'
        ? {
            rule: 'custom',
            min: 2,
            max: 2,
            types: ([a, b]) => {
              const decimal =
                (a.type.kind === 'decimal' || b.type.kind === 'decimal') && exact(a.type) && exact(b.type);
              return decimal
                ? [toDecimal(a.type), toDecimal(b.type)]
                : [{ kind: 'double' }, { kind: 'double' }];
            },
          }
        : symbol === '+' || symbol === '-'
          ? { rule: 'custom', min: 2, max: 2, types: (args) => sumTypes(symbol, args) }
          : { rule: 'arithmetic' },
    resultType: (args, compat) => resultType(symbol, names[0], args, compat),
    evaluate: ([a, b], length, context, type) =>
      symbol === 'pmod' && context.compat === '2.2'
        ? pmodBefore3(a, b, length, context, type)
        : evaluate(symbol, a, b, length, context, type),
  };
}

/** Argument types of + and -: dates and timestamps with intervals stay, text beside an interval is a timestamp. */
function sumTypes(symbol: '+' | '-', args: readonly ArgumentType[]): readonly DataType[] {
  const [a, b] = args.map(({ type }, k) => {
    const other = args[1 - k].type;
    return type.kind === 'string' && other.kind === 'interval' ? ({ kind: 'timestamp' } as const) : type;
  });
  if (timeResult(symbol, a, b) !== null) return [a, b];
  const types = arithmeticTypes(a, b);
  if (types === null) throw new DifferingTypes();
  return types;
}

function exact(type: DataType): boolean {
  return ['byte', 'short', 'int', 'long', 'decimal', 'null'].includes(type.kind);
}

/** The decimal type that holds every value of an integer type. */
function toDecimal(type: DataType): DataType {
  const digits: Partial<Record<DataType['kind'], number>> = { byte: 3, short: 5, int: 10, long: 20, null: 1 };
  return type.kind === 'decimal' ? type : { kind: 'decimal', precision: digits[type.kind] ?? 38, scale: 0 };
}

function resultType(
  symbol: Operator,
  name: string,
  args: readonly ArgumentType[],
  compat: SparkVersion,
): ResultType {
  const [a, b] = args.map((arg) => arg.type);
  const nullable = anyNullable(args);
  const divides = symbol === '/' || symbol === '%' || symbol === 'div' || symbol === 'pmod';
  if (a.kind === 'decimal' && b.kind === 'decimal') {
    if (symbol === 'div') return { type: { kind: 'long' }, nullable: true };
    return { type: decimalResult(symbol, a, b, compat), nullable: true };
  }
  const time = symbol === '+' || symbol === '-' ? timeResult(symbol, a, b) : null;
  if (time !== null) return { type: time, nullable };
  if (!isNumeric(a) || !isNumeric(b)) {
    throw new ArgumentError(`'${name}' expects two numbers, found ${a.kind} and ${b.kind}`);
  }
  if (symbol === '/') return { type: { kind: 'double' }, nullable: true };
  if (symbol === 'div') return { type: { kind: 'long' }, nullable: true };
  const failsAtZero = symbol === 'pmod' && compat === '2.2';
  return { type: a.kind === 'null' ? b : a, nullable: nullable || (divides && !failsAtZero) };
}

function isNumeric(type: DataType): boolean {
  return ['byte', 'short', 'int', 'long', 'float', 'double', 'decimal', 'null'].includes(type.kind);
}

/** Spark's rules for the precision of decimal results. */
function decimalResult(symbol: Operator, a: DecimalType, b: DecimalType, compat: SparkVersion): DecimalType {
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  const scale = Math.max(a.scale, b.scale);
  switch (symbol) {
    case '*':
      return boundedDecimal(a.precision + b.precision + 1, a.scale + b.scale, compat);
    case '/': {
      const digits = Math.max(6, a.scale + b.precision + 1);
      const whole = a.precision - a.scale + b.scale;
      return compat === '2.2'
        ? quotientBefore3(whole, digits)
        : boundedDecimal(whole + digits, digits, compat);
    }
    case '%':
    case 'pmod':
      return boundedDecimal(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale, compat);
    default:
      return boundedDecimal(whole + scale + 1, scale, compat);
  }
}

/** Where the digits of a quotient do not fit, Spark 2.2 takes half of what is too much, and one more, from the fraction. */
function quotientBefore3(whole: number, digits: number): DecimalType {
  const [before, after] = [Math.min(whole, DIGITS_MAX), Math.min(digits, DIGITS_MAX)];
  const excess = before + after - DIGITS_MAX;
  if (excess <= 0) return { kind: 'decimal', precision: before + after, scale: after };
  return { kind: 'decimal', precision: DIGITS_MAX, scale: after - Math.floor(excess / 2) - 1 };
}

/** The type of times and intervals with each other before 3.0; timeArithmetic.ts has those from 3.0, which are more. */
function timeResult(symbol: '+' | '-', a: DataType, b: DataType): DataType | null {
  const isTime = (type: DataType): boolean => type.kind === 'date' || type.kind === 'timestamp';
  if (isTime(a) && b.kind === 'interval') return a;
  if (symbol === '+' && a.kind === 'interval' && isTime(b)) return b;
  if (a.kind === 'interval' && b.kind === 'interval') return a;
  return null;
}

/** Spark 2.x does not look for a divisor of 0: Java divides, which fails for whole numbers and decimals and gives NaN else. */
function pmodBefore3(
  a: Column,
  b: Column,
  length: number,
  context: EvaluationContext,
  type: DataType,
): Column {
  const result = evaluate('pmod', a, b, length, context, type);
  const validity = commonValidity([a, b], length);
  if (type.kind === 'double' || type.kind === 'float') return { ...result, validity } as Column;
  for (let i = 0, step = strideOf(b, length); i < length; i++) {
    if (isRowValid(validity, i) && Number(valueAt(b, i * step)) === 0) throw new ArgumentError('/ by zero');
  }
  return result;
}

function evaluate(
  symbol: Operator,
  a: Column,
  b: Column,
  length: number,
  context: EvaluationContext,
  type: DataType,
): Column {
  if (a.layout === 'null' || b.layout === 'null') return nullColumn(type, length);
  if (a.layout === 'decimal') return decimals(symbol, a, b, length, type);
  const sign = symbol === '-' ? -1 : 1;
  if (isUnitInterval(a.type)) return intervalArithmetic(symbol, a, b, length, type);
  if (a.type.kind === 'date' && b.type.kind === 'date') return subtractDates(a, b, length, type);
  if (a.type.kind === 'date') return addToDates(a, b, length, sign);
  if (a.type.kind === 'timestamp') {
    return b.type.kind === 'timestamp'
      ? subtractTimestamps(a, b, length, type, context.timeZone)
      : addToTimestamps(a, b, length, sign, context.timeZone);
  }
  if (a.type.kind === 'interval') {
    if (b.type.kind === 'date') return addToDates(b, a, length, 1);
    if (b.type.kind === 'timestamp') return addToTimestamps(b, a, length, 1, context.timeZone);
    if (symbol === '*' || symbol === '/') return scaleCalendar(symbol, a, b, length);
    return addIntervals(a, b, length, sign);
  }
  const validity = commonValidity([a, b], length);
  const values = valuesOf<Float64Array | BigInt64Array>(a);
  if (values instanceof BigInt64Array) {
    return longs(
      symbol,
      values,
      valuesOf<BigInt64Array>(b),
      length,
      strideOf(a, length),
      strideOf(b, length),
      validity,
      type,
    );
  }
  return numbers(
    symbol,
    values,
    valuesOf<Float64Array>(b),
    length,
    strideOf(a, length),
    strideOf(b, length),
    validity,
    type,
  );
}

function numbers(
  symbol: Operator,
  a: Float64Array,
  b: Float64Array,
  length: number,
  stepA: number,
  stepB: number,
  validity: Uint8Array | null,
  type: DataType,
): Column {
  if (symbol === 'div') {
    const quotient = new BigInt64Array(length);
    const words = int64Words(quotient);
    const valid = nullAtZero(b, stepB, length, validity);
    for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) {
      if (b[y] !== 0) writeInt64(words, i, Math.trunc(a[x] / b[y]));
    }
    return { layout: 'primitive', type, length, validity: valid, values: quotient };
  }
  // Same array type as the result: the stores do the wrapping of integers and the rounding of floats.
  const out = new (symbol === '/' ? Float64Array : (a.constructor as Float64ArrayConstructor))(length);
  const whole = type.kind === 'int';
  let valid = validity;
  switch (symbol) {
    case '+':
      for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) out[i] = a[x] + b[y];
      break;
    case '-':
      for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) out[i] = a[x] - b[y];
      break;
    case '*':
      if (whole)
        for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) out[i] = Math.imul(a[x], b[y]);
      else for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) out[i] = a[x] * b[y];
      break;
    case '/':
      for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) out[i] = a[x] / b[y];
      valid = nullAtZero(b, stepB, length, validity);
      break;
    case '%':
      for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) out[i] = a[x] % b[y];
      valid = nullAtZero(b, stepB, length, validity);
      break;
    case 'pmod':
      for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) {
        const rest = a[x] % b[y];
        out[i] = rest < 0 ? (rest + b[y]) % b[y] : rest;
      }
      valid = nullAtZero(b, stepB, length, validity);
      break;
  }
  return { layout: 'primitive', type, length, validity: valid, values: out };
}

/** The validity without the rows whose divisor is 0. */
function nullAtZero(
  divisors: Float64Array,
  step: number,
  length: number,
  validity: Uint8Array | null,
): Uint8Array | null {
  let own: Uint8Array | null = null;
  for (let i = 0, y = 0; i < length; i++, y += step) {
    if (divisors[y] === 0) clearBit((own ??= ownValidity(validity, length)), i);
  }
  return own ?? validity;
}

function longs(
  symbol: Operator,
  a: BigInt64Array,
  b: BigInt64Array,
  length: number,
  stepA: number,
  stepB: number,
  validity: Uint8Array | null,
  type: DataType,
): Column {
  const out = new BigInt64Array(length);
  const wa = int64Words(a);
  const wb = int64Words(b);
  const wo = int64Words(out);
  let own: Uint8Array | null = null;
  if (symbol === '+' || symbol === '-') {
    const subtract = symbol === '-';
    for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) {
      const low = subtract ? (wa[2 * x] >>> 0) - (wb[2 * y] >>> 0) : (wa[2 * x] >>> 0) + (wb[2 * y] >>> 0);
      const high = subtract ? wa[2 * x + 1] - wb[2 * y + 1] : wa[2 * x + 1] + wb[2 * y + 1];
      wo[2 * i] = low;
      wo[2 * i + 1] = high + (low < 0 ? -1 : low > 4294967295 ? 1 : 0);
    }
    return { layout: 'primitive', type, length, validity, values: out };
  }
  for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) {
    const left = int64ToNumber(wa, x);
    const right = int64ToNumber(wb, y);
    if (symbol === '*') {
      const product = left * right;
      if (product > -9007199254740992 && product < 9007199254740992) writeInt64(wo, i, product);
      else out[i] = BigInt.asIntN(64, a[x] * b[y]);
    } else if (right === 0) clearBit((own ??= ownValidity(validity, length)), i);
    else if (isSafeInt64(wa, x) && isSafeInt64(wb, y)) {
      const rest = left % right;
      if (symbol === 'div') writeInt64(wo, i, (left - rest) / right);
      else writeInt64(wo, i, symbol === 'pmod' && rest < 0 ? (rest + right) % right : rest);
    } else {
      const rest = a[x] % b[y];
      if (symbol === 'div') out[i] = BigInt.asIntN(64, a[x] / b[y]);
      else out[i] = symbol === 'pmod' && rest < 0n ? (rest + b[y]) % b[y] : rest;
    }
  }
  return { layout: 'primitive', type, length, validity: own ?? validity, values: out };
}

function decimals(symbol: Operator, a: Column, b: Column, length: number, type: DataType): Column {
  const from = (a.type as DecimalType).scale;
  const by = (b.type as DecimalType).scale;
  const base = commonValidity([a, b], length);
  const common = Math.max(from, by);
  const exactScale = symbol === '*' || symbol === '/';
  const left = decimalReader(a, length, exactScale ? from : common);
  const right = decimalReader(b, length, exactScale ? by : common);
  const validity = ownValidity(base, length);
  if (symbol === 'div') {
    const values = new BigInt64Array(length);
    for (let i = 0; i < length; i++) {
      if (!isRowValid(base, i)) continue;
      const divisor = right(i);
      if (divisor === 0n) clearBit(validity, i);
      else values[i] = BigInt.asIntN(64, left(i) / divisor);
    }
    return { layout: 'primitive', type, length, validity, values };
  }
  const { precision, scale } = type as DecimalType;
  const words = new BigInt64Array(2 * length);
  const tooWide = overflowOfOperands(a.type as DecimalType, b.type as DecimalType, exactScale);
  for (let i = 0; i < length; i++) {
    if (!isRowValid(base, i)) continue;
    const x = left(i);
    const y = right(i);
    const value =
      tooWide !== null && tooWide(x, y) ? null : decimalValue(symbol, x, y, from, by, common, scale);
    if (value === null || !fitsPrecision(value, precision)) clearBit(validity, i);
    else writeDecimal(words, i, value);
  }
  return { layout: 'decimal', type, length, validity, words };
}

/**
 * Spark brings both operands to one scale first: a result is null where one has more than 38 digits then. Null when none
 * can have. ownScale: operands come in the scales of their types, else in the common one.
 */
function overflowOfOperands(
  a: DecimalType,
  b: DecimalType,
  ownScale: boolean,
): ((x: bigint, y: bigint) => boolean) | null {
  const common = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  if (whole + common <= DIGITS_MAX) return null;
  const limitOf = ({ scale }: DecimalType): number => DIGITS_MAX - (ownScale ? common - scale : 0);
  const [limitA, limitB] = [limitOf(a), limitOf(b)];
  return (x, y) => !fitsPrecision(x, limitA) || !fitsPrecision(y, limitB);
}

const DIGITS_MAX = 38;

/** One decimal result at `scale` digits; null when dividing by 0. */
function decimalValue(
  symbol: Operator,
  a: bigint,
  b: bigint,
  scaleA: number,
  scaleB: number,
  common: number,
  scale: number,
): bigint | null {
  const round = (value: bigint, from: number): bigint =>
    scale >= from ? value * powerOfTen(scale - from) : divideHalfUp(value, powerOfTen(from - scale));
  switch (symbol) {
    case '+':
      return round(a + b, common);
    case '-':
      return round(a - b, common);
    case '*':
      return round(a * b, scaleA + scaleB);
    case '/': {
      if (b === 0n) return null;
      const shift = scale + scaleB - scaleA;
      return shift >= 0 ? divideHalfUp(a * powerOfTen(shift), b) : divideHalfUp(a, b * powerOfTen(-shift));
    }
    default: {
      if (b === 0n) return null;
      const rest = a % b;
      return round(symbol === 'pmod' && rest < 0n ? (rest + b) % b : rest, common);
    }
  }
}
