import { isNullable } from '../plan/attribute.js';
import type { Expression, FunctionCall, Literal } from '../plan/expression.js';
import { sameExpression } from '../plan/expressions.js';
import { expressionKey } from '../plan/expressionKey.js';
import { FALSE, TRUE, UNKNOWN, falseUnlessNull, isLiteral, literal, test, trueUnlessNull } from './build.js';
import { isDeterministic } from './determinism.js';
import { negate } from './simplifyLogic.js';
import { withoutCast } from './unwrapCast.js';

const SWAPPED: Readonly<Record<string, string>> = {
  '=': '=',
  '!=': '!=',
  '<=>': '<=>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

export function isComparison(name: string): boolean {
  return name in SWAPPED;
}

/** A comparison with simple arguments; the same one when there is nothing to simplify. */
export function simplifyComparison(call: FunctionCall): Expression {
  const [left, right] = call.args;
  if (call.name !== '<=>' && (isLiteral(left, null) || isLiteral(right, null))) return UNKNOWN;
  if (left.kind === 'literal' && right.kind !== 'literal') {
    const swapped = simplifyComparison({ ...call, name: SWAPPED[call.name], args: [right, left] });
    // Which side the literal stands on is the user's business unless something is gained.
    return swapped.kind === 'call' && swapped.name === SWAPPED[call.name] && swapped.args[0] === right
      ? call
      : swapped;
  }
  if (right.kind === 'literal') return withLiteral(call, left, right);
  if (sameExpression(left, right) && isDeterministic(left)) return withItself(call.name, left);
  return call;
}

function withLiteral(call: FunctionCall, value: Expression, other: Literal): Expression {
  const { name } = call;
  if (other.value === null) return isNullable(value) ? test('isnull', value) : FALSE;
  if (typeof other.value === 'boolean') {
    if (name === '=' || (name === '<=>' && !isNullable(value))) return other.value ? value : negate(value);
    if (name === '!=') return other.value ? negate(value) : value;
  }
  return withoutCast(name, value, other) ?? call;
}

function withItself(name: string, value: Expression): Expression {
  switch (name) {
    case '<=>':
      return TRUE;
    case '=':
    case '<=':
    case '>=':
      return trueUnlessNull(value);
    default:
      return falseUnlessNull(value);
  }
}

/** IN: one value is a comparison, values that occur twice are tested once, casts go from the column to the literals. */
export function simplifyIn(call: FunctionCall): Expression {
  const [value, ...items] = call.args;
  if (isLiteral(value, null)) return UNKNOWN;
  if (!items.every((item) => item.kind === 'literal')) return call;
  const known = items.filter((item) => item.value !== null);
  const unknown = known.length < items.length;
  const distinct = new Map(known.map((item) => [expressionKey(item), item]));
  const uncast = castless(value, [...distinct.values()]);
  const { value: subject, items: kept } = uncast ?? { value, items: [...distinct.values()] };
  if (kept.length === 0) return unknown ? UNKNOWN : falseUnlessNull(subject);
  if (uncast === null && kept.length === items.length && items.length > 1) return call;
  const all = unknown ? [...kept, literal(null, subject.type)] : kept;
  if (all.length === 1) return test('=', subject, all[0]);
  return { ...test('in', subject, ...all), nullable: unknown || isNullable(subject) };
}

/** Items that the type without the cast does not have are equal to none of its values. */
function castless(
  value: Expression,
  items: readonly Literal[],
): { readonly value: Expression; readonly items: readonly Literal[] } | null {
  if (value.kind !== 'cast') return null;
  const kept: Literal[] = [];
  for (const item of items) {
    const simpler = withoutCast('<=>', value, item);
    if (simpler === null) return null;
    if (simpler.kind === 'call') kept.push(simpler.args[1] as Literal);
  }
  return { value: value.child, items: kept };
}

/** LIKE with a pattern that has no wildcard is a comparison; `%` matches every text. */
export function simplifyLike(call: FunctionCall): Expression {
  const [value, pattern, escape] = call.args;
  if (pattern.kind !== 'literal' || typeof pattern.value !== 'string') return call;
  if (escape !== undefined && escape.kind !== 'literal') return call;
  const special = ['%', '_', escape === undefined ? '\\' : String(escape.value)];
  if (/^%+$/.test(pattern.value) && special[2] !== '%') return trueUnlessNull(value);
  return special.some((character) => pattern.value!.toString().includes(character))
    ? call
    : test('=', value, pattern);
}
