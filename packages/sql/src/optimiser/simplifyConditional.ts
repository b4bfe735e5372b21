import { sameType } from '@graticule/columnar';
import { isNullable } from '../plan/attribute.js';
import type { CaseWhen, Expression, FunctionCall } from '../plan/expression.js';
import { sameExpression } from '../plan/expressions.js';
import { FALSE, TRUE, inPlaceOf, isLiteral, literal } from './build.js';
import { isDeterministic } from './determinism.js';
import { negate } from './simplifyLogic.js';

/** IF, CASE, coalesce and tests for null whose parts are simple already. Conditions count null as false. */

export function simplifyIf(call: FunctionCall): Expression {
  const [condition, then, otherwise] = call.args;
  if (isLiteral(condition, true)) return inPlaceOf(call, then);
  if (isLiteral(condition, false) || isLiteral(condition, null)) return inPlaceOf(call, otherwise);
  if (isDeterministic(condition) && sameExpression(then, otherwise)) return inPlaceOf(call, then);
  if (!isNullable(condition)) {
    if (isLiteral(then, true) && isLiteral(otherwise, false)) return condition;
    if (isLiteral(then, false) && isLiteral(otherwise, true)) return negate(condition);
  }
  return call;
}

/** Branches that are never taken go, and so do those behind one that always is. */
export function simplifyCase(expression: CaseWhen): Expression {
  const open = expression.branches.filter(({ when }) => !isLiteral(when, false) && !isLiteral(when, null));
  const always = open.findIndex(({ when }) => isLiteral(when, true));
  const branches = always < 0 ? open : open.slice(0, always);
  const otherwise = always < 0 ? expression.otherwise : open[always].then;
  const rest = otherwise ?? literal(null, expression.type);
  if (branches.every(({ when, then }) => isDeterministic(when) && sameExpression(then, rest))) {
    return inPlaceOf(expression, rest);
  }
  if (branches.length === expression.branches.length && otherwise === expression.otherwise) return expression;
  return { ...expression, branches, otherwise };
}

/** The first argument that is never null ends the list; literal nulls are no candidates. */
export function simplifyCoalesce(call: FunctionCall): Expression {
  const candidates = call.args.filter((arg) => !isLiteral(arg, null));
  const certain = candidates.findIndex((arg) => !isNullable(arg));
  const kept = certain < 0 ? candidates : candidates.slice(0, certain + 1);
  if (kept.length === call.args.length && kept.length > 1) return call;
  if (kept.length === 0) return inPlaceOf(call, literal(null, call.type));
  if (!kept.every((arg) => sameType(arg.type, call.type))) return call;
  if (kept.length === 1) return kept[0];
  // Two arguments are all that nvl takes.
  return { ...call, name: 'coalesce', args: kept };
}

export function simplifyNullTest(call: FunctionCall): Expression {
  const [value] = call.args;
  if (value.kind === 'literal') return (value.value === null) === (call.name === 'isnull') ? TRUE : FALSE;
  if (isNullable(value) || !isDeterministic(value)) return call;
  return call.name === 'isnull' ? FALSE : TRUE;
}
