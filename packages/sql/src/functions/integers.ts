import { int64Words, nullColumn, primitiveColumn } from '@graticule/columnar';
import type { Column, DataType, PrimitiveValues } from '@graticule/columnar';
import { allocateValues } from '@graticule/columnar';
import { isIntegral, numericType } from '../types/coercion.js';
import { anyNullable, commonValidity, strideOf, valuesOf } from './columns.js';
import { ArgumentError } from './definition.js';
import type { InputTypes, ScalarFunction } from './definition.js';
import { allUnits, isUnitInterval } from '../types/interval.js';
import { always, maybe, valueFunction } from './values.js';

/** Bits of whole numbers, factorials and histogram buckets. */

const INT = { kind: 'int' } as const;
const LONG = { kind: 'long' } as const;
const DOUBLE = { kind: 'double' } as const;
const BYTE = { kind: 'byte' } as const;

/** Two whole numbers brought to the wider type. */
const wholeNumbers = (name: string): InputTypes => ({
  rule: 'custom',
  min: 2,
  max: 2,
  types: ([{ type: a }, { type: b }]) => {
    const fits = (type: DataType): boolean => isIntegral(type) || type.kind === 'null';
    if (!fits(a) || !fits(b)) {
      throw new ArgumentError(`'${name}' expects whole numbers, found ${a.kind} and ${b.kind}`);
    }
    const common = a.kind === 'null' ? b : b.kind === 'null' ? a : (numericType(a, b) ?? a);
    return common.kind === 'null' ? [INT, INT] : [common, common];
  },
});

/** 64-bit numbers are combined as two words each. */
function combined(name: string, doc: string, combine: (a: number, b: number) => number): ScalarFunction {
  return {
    kind: 'scalar',
    names: [name],
    doc,
    deterministic: true,
    inputTypes: wholeNumbers(name),
    resultType: (args) => ({ type: args[0].type, nullable: anyNullable(args) }),
    evaluate: (args, length, _, type) => {
      const [a, b] = args;
      if (a.layout === 'null' || b.layout === 'null') return nullColumn(type, length);
      const out = allocateValues(type, length) as Int32Array;
      const stepA = strideOf(a, length);
      const stepB = strideOf(b, length);
      const width = out instanceof BigInt64Array ? 2 : 1;
      const words = (column: Column): Int32Array => {
        const values = valuesOf<PrimitiveValues>(column);
        return values instanceof BigInt64Array ? int64Words(values) : (values as Int32Array);
      };
      const x = words(a);
      const y = words(b);
      const target = out instanceof BigInt64Array ? int64Words(out) : out;
      for (let i = 0; i < length; i++) {
        for (let w = 0; w < width; w++) {
          target[width * i + w] = combine(x[width * i * stepA + w], y[width * i * stepB + w]);
        }
      }
      return primitiveColumn(type, out, commonValidity(args, length));
    },
  };
}

function shift(
  name: string,
  doc: string,
  onInt: (value: number, by: number) => number,
  onLong: (value: bigint, by: bigint) => bigint,
): ScalarFunction {
  return valueFunction({
    names: [name],
    doc,
    inputTypes: {
      rule: 'custom',
      min: 2,
      max: 2,
      types: ([{ type }]) => [type.kind === 'long' ? LONG : INT, INT],
    },
    resultType: (args) => ({ type: args[0].type, nullable: anyNullable(args) }),
    prepare: (type) =>
      type.kind === 'long'
        ? (value: bigint, by: number) => BigInt.asIntN(64, onLong(value, BigInt(by & 63)))
        : (value: number, by: number) => onInt(value, by & 31) | 0,
  });
}

function bitCount(value: bigint | number | boolean): number {
  let count = 0;
  for (let rest = BigInt.asUintN(64, BigInt(value)); rest > 0n; rest >>= 1n) count += Number(rest & 1n);
  return count;
}

function factorial(n: number): bigint | null {
  if (n < 0 || n > 20) return null;
  let result = 1n;
  for (let k = 2n; k <= BigInt(n); k++) result *= k;
  return result;
}

/** Number of the bucket, 0 below and buckets + 1 above the range; the range may run downwards. */
function widthBucket(value: number, min: number, max: number, buckets: bigint): bigint | null {
  const count = Number(buckets);
  if (count <= 0 || min === max || ![value, min, max].every(Number.isFinite)) return null;
  const lower = Math.min(min, max);
  const upper = Math.max(min, max);
  if (min < max) {
    if (value < lower) return 0n;
    if (value >= upper) return buckets + 1n;
    return BigInt(Math.floor((count * (value - lower)) / (upper - lower)) + 1);
  }
  if (value > upper) return 0n;
  if (value <= lower) return buckets + 1n;
  return BigInt(Math.floor((count * (upper - value)) / (upper - lower)) + 1);
}

export const integerFunctions: readonly ScalarFunction[] = [
  combined('&', 'Bits that both whole numbers have.', (a, b) => a & b),
  combined('|', 'Bits that one of two whole numbers has.', (a, b) => a | b),
  combined('^', 'Bits that exactly one of two whole numbers has.', (a, b) => a ^ b),
  valueFunction({
    names: ['~', 'bitwise_not'],
    doc: 'All bits of a whole number turned over.',
    inputTypes: { rule: 'each', types: [{ exactly: 'integral' }] },
    resultType: ([arg]) => arg,
    prepare: () => (value: number | bigint) => (typeof value === 'bigint' ? ~value : ~value),
  }),
  shift(
    'shiftleft',
    'Bits moved to the left.',
    (value, by) => value << by,
    (value, by) => value << by,
  ),
  shift(
    'shiftright',
    'Bits moved to the right, with the sign.',
    (value, by) => value >> by,
    (value, by) => value >> by,
  ),
  shift(
    'shiftrightunsigned',
    'Bits moved to the right, zeros coming in.',
    (value, by) => value >>> by,
    (value, by) => BigInt.asUintN(64, value) >> by,
  ),
  valueFunction({
    names: ['bit_count'],
    doc: 'Number of bits that are set, of 64.',
    inputTypes: {
      rule: 'custom',
      min: 1,
      max: 1,
      types: ([{ type }]) => {
        if (type.kind === 'boolean' || isIntegral(type)) return [type];
        if (type.kind === 'null') return [LONG];
        throw new ArgumentError(`bit_count expects a whole number or a boolean, found ${type.kind}`);
      },
    },
    resultType: always(INT),
    prepare: () => bitCount,
  }),
  valueFunction({
    names: ['bit_get', 'getbit'],
    doc: 'Bit of a whole number at a position from the right, from 0.',
    raises: true,
    inputTypes: { rule: 'each', types: [{ exactly: 'integral', as: LONG }, INT] },
    resultType: always(BYTE),
    prepare: () => (value: bigint, position: number) => {
      if (position < 0 || position > 63) {
        throw new ArgumentError(
          `bit_get expects a position from 0 to 63, found ${position}`,
          'IllegalArgumentException',
        );
      }
      return Number((value >> BigInt(position)) & 1n);
    },
  }),
  valueFunction({
    names: ['factorial'],
    doc: 'Factorial of 0 to 20; null for other numbers.',
    inputTypes: { rule: 'each', types: [INT] },
    resultType: maybe(LONG),
    prepare: () => factorial,
  }),
  valueFunction({
    names: ['width_bucket'],
    doc: 'Number of the bucket, of some of equal width between two bounds, that holds a number.',
    inputTypes: {
      rule: 'custom',
      min: 4,
      max: 4,
      // Intervals are counted in months or microseconds.
      types: (args) =>
        args.map(({ type }, k) => (k === 3 ? LONG : isUnitInterval(type) ? allUnits(type) : DOUBLE)),
    },
    resultType: maybe(LONG),
    prepare:
      () =>
      (...[value, low, high, count]: (number | bigint)[]) =>
        widthBucket(Number(value), Number(low), Number(high), BigInt(count)),
  }),
];
