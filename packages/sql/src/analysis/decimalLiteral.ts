import { BOOLEAN, LONG, decimalType } from '@graticule/columnar';
import type { SparkVersion } from '../functions/definition.js';
import type { Expression, Literal } from '../plan/expression.js';
import { literalText } from '../plan/prettySql.js';
import { isIntegral } from '../types/coercion.js';
import { implicitlyCast } from './call.js';

const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

/** Whether the literal, moved to the other side of the operator, is rounded up to the next whole number. */
const ROUNDED_UP: Readonly<Record<string, boolean>> = { '>': false, '>=': true, '<': true, '<=': false };

/** The same comparison with its sides exchanged. */
const MIRRORED: Readonly<Record<string, string>> = { '>': '<', '>=': '<=', '<': '>', '<=': '>=' };

/**
 * Spark compares a whole number with a decimal literal as whole numbers: `id > 0.5` is `id > 0`. What no long can hold
 * decides the comparison at once. The new arguments of the operator, or its constant result; null: another comparison.
 */
export function withWholeLiteral(
  operator: string,
  args: readonly Expression[],
  compat: SparkVersion,
): readonly [Expression, Expression] | Literal | null {
  if (!(operator in ROUNDED_UP) || args.length !== 2) return null;
  const [left, right] = args;
  const onRight = isDecimalLiteral(right) && isIntegral(left.type);
  if (!onRight && !(isDecimalLiteral(left) && isIntegral(right.type))) return null;
  const [number, decimal] = onRight ? [left, right as Literal] : [right, left as Literal];
  const asWritten = onRight ? operator : MIRRORED[operator];
  const unscaled = decimal.value as bigint;
  const { scale } = decimal.type as { readonly scale: number };
  const unit = 10n ** BigInt(Math.abs(scale));
  const [floor, exact] =
    scale <= 0 ? [unscaled * unit, true] : [floorDivide(unscaled, unit), unscaled % unit === 0n];
  if (floor < LONG_MIN) return truth(asWritten.startsWith('>'));
  if (floor > LONG_MAX || (floor === LONG_MAX && !exact)) return truth(asWritten.startsWith('<'));
  const value = ROUNDED_UP[asWritten] && !exact ? floor + 1n : floor;
  const shown = compat === '2.2' ? { writtenText: literalText(decimal) } : {};
  const whole: Literal = { kind: 'literal', value, type: LONG, ...shown };
  const long = implicitlyCast(number, LONG);
  return onRight ? [long, whole] : [whole, long];
}

/** Operators whose operands are brought to one decimal type. */
const BINARY = new Set(['+', '-', '*', '/', '%', 'div', 'pmod', '=', '<=>', '<', '<=', '>', '>=']);

/** From 2.4 a whole literal (no byte) beside a decimal is a decimal of its own digits, not of those of its type. */
export function withExactLiteral(
  operator: string,
  args: readonly Expression[],
  compat: SparkVersion,
): readonly Expression[] {
  if (compat === '2.2' || args.length !== 2 || !BINARY.has(operator)) return args;
  return args.map((arg, i) => {
    if (arg.kind !== 'literal' || !isIntegral(arg.type) || args[1 - i].type.kind !== 'decimal') return arg;
    if (arg.value === null || arg.type.kind === 'byte') return arg;
    const digits = String(arg.value).replace('-', '').length;
    return implicitlyCast(arg, decimalType(digits, 0));
  });
}

function isDecimalLiteral(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.type.kind === 'decimal' && expression.value !== null;
}

function floorDivide(value: bigint, unit: bigint): bigint {
  const quotient = value / unit;
  return value < 0n && value % unit !== 0n ? quotient - 1n : quotient;
}

function truth(value: boolean): Literal {
  return { kind: 'literal', value, type: BOOLEAN };
}
