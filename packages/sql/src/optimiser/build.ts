import { BOOLEAN, sameType } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { isNullable } from '../plan/attribute.js';
import type { Expression, FunctionCall, Literal, LiteralValue } from '../plan/expression.js';

/** Expressions as the optimiser writes them. */

export const TRUE: Literal = { kind: 'literal', value: true, type: BOOLEAN };
export const FALSE: Literal = { kind: 'literal', value: false, type: BOOLEAN };
export const UNKNOWN: Literal = { kind: 'literal', value: null, type: BOOLEAN };

export function literal(value: LiteralValue, type: DataType): Literal {
  return { kind: 'literal', value, type };
}

/** A function from boolean, or comparable, arguments to a boolean that is null only where an argument is. */
export function test(name: string, ...args: readonly Expression[]): FunctionCall {
  const nullable = !NEVER_NULL.has(name) && args.some(isNullable);
  return { kind: 'call', name, args, type: BOOLEAN, nullable };
}

const NEVER_NULL = new Set(['isnull', 'isnotnull', '<=>']);

export function isCall(expression: Expression, name: string): expression is FunctionCall {
  return expression.kind === 'call' && expression.name === name;
}

export function isLiteral(expression: Expression, value: boolean | null): boolean {
  return expression.kind === 'literal' && expression.value === value;
}

/** True where the value is there, else null. */
export function trueUnlessNull(value: Expression): Expression {
  return isNullable(value) ? test('or', test('isnotnull', value), UNKNOWN) : TRUE;
}

/** False where the value is there, else null. */
export function falseUnlessNull(value: Expression): Expression {
  return isNullable(value) ? test('and', test('isnull', value), UNKNOWN) : FALSE;
}

/** The candidate if it has the type of what it is to stand for. */
export function inPlaceOf(expression: Expression, candidate: Expression): Expression {
  return sameType(candidate.type, expression.type) ? candidate : expression;
}
