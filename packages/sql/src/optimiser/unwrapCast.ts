import type { DataType } from '@graticule/columnar';
import type { Cast, Expression, Literal } from '../plan/expression.js';
import { falseUnlessNull, FALSE, literal, test, trueUnlessNull } from './build.js';

/**
 * A comparison of a cast whole number with a literal as one of the number itself: `CAST(n AS BIGINT) > 5` is `n > 5`,
 * `CAST(n AS DOUBLE) < 3.5` is `n <= 3`. Sources can skip data by the result, and no row is converted.
 * null: the cast may change the value, or it is none of a whole number.
 */
export function withoutCast(name: string, value: Expression, other: Literal): Expression | null {
  if (value.kind !== 'cast' || !isExact(value)) return null;
  const { child } = value;
  const range = RANGES[child.type.kind];
  const point = pointOf(other);
  if (point === null) return null;
  const { floor, whole } = point;
  const inside = whole && floor >= range[0] && floor <= range[1];
  const compare = (operator: string, bound: bigint): Expression =>
    test(operator, child, literal(child.type.kind === 'long' ? bound : Number(bound), child.type));
  switch (name) {
    case '=':
      return inside ? compare('=', floor) : falseUnlessNull(child);
    case '<=>':
      return inside ? compare('<=>', floor) : FALSE;
    case '!=':
      return inside ? compare('!=', floor) : trueUnlessNull(child);
    case '<':
    case '<=': {
      const last = name === '<' && whole ? floor - 1n : floor;
      if (last < range[0]) return falseUnlessNull(child);
      if (last >= range[1]) return trueUnlessNull(child);
      return whole ? compare(name, floor) : compare('<=', floor);
    }
    case '>':
    case '>=': {
      const first = name === '>=' && whole ? floor : floor + 1n;
      if (first > range[1]) return falseUnlessNull(child);
      if (first <= range[0]) return trueUnlessNull(child);
      return whole ? compare(name, floor) : compare('>', floor);
    }
    default:
      return null;
  }
}

const RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  byte: [-(2n ** 7n), 2n ** 7n - 1n],
  short: [-(2n ** 15n), 2n ** 15n - 1n],
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
};

const DIGITS: Readonly<Record<string, number>> = { byte: 3, short: 5, int: 10, long: 19 };

/** Types that hold every value of a whole type as it is, besides decimals with enough digits. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  byte: ['short', 'int', 'long', 'float', 'double'],
  short: ['int', 'long', 'float', 'double'],
  int: ['long', 'double'],
  long: [],
};

function isExact({ child, type }: Cast): boolean {
  const from = child.type.kind;
  if (!(from in RANGES)) return false;
  if (type.kind === 'decimal') return type.precision - type.scale >= DIGITS[from];
  return WIDER[from].includes(type.kind);
}

/** The largest whole number that is not above a numeric literal, and whether it is the literal. */
function pointOf({ value, type }: Literal): { readonly floor: bigint; readonly whole: boolean } | null {
  const beyond = 2n ** 64n;
  switch (type.kind) {
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
      return { floor: BigInt(value as number | bigint), whole: true };
    case 'float':
    case 'double': {
      const number = value as number;
      // NaN is above all numbers.
      if (Number.isNaN(number) || number >= 2 ** 64) return { floor: beyond, whole: false };
      if (number <= -(2 ** 64)) return { floor: -beyond, whole: false };
      return { floor: BigInt(Math.floor(number)), whole: Number.isInteger(number) };
    }
    case 'decimal':
      return decimalPoint(value as bigint, type);
    default:
      return null;
  }
}

function decimalPoint(unscaled: bigint, type: DataType & { readonly kind: 'decimal' }) {
  const one = 10n ** BigInt(type.scale);
  const quotient = unscaled / one;
  const whole = quotient * one === unscaled;
  return { floor: whole || unscaled > 0n ? quotient : quotient - 1n, whole };
}
