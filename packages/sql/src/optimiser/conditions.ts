import { sameType } from '@graticule/columnar';
import type { Attribute, Expression } from '../plan/expression.js';
import {
  collectReferences,
  joinConjuncts,
  joinTerms,
  splitConjuncts,
  transformExpression,
} from '../plan/expressions.js';
import { expressionKey } from '../plan/expressionKey.js';
import type { LogicalNode } from '../plan/logical.js';
import { isCall, isLiteral, literal, test } from './build.js';
import { isDeterministic } from './determinism.js';
import type { ExpressionSimplifier } from './simplifyExpression.js';
import { termsOf } from './simplifyLogic.js';

/** What can be said about conditions: lists of conjuncts that hold together. */

/** The rows of `input` for which all conditions hold; each condition is tested once. */
export function filtered(
  input: LogicalNode,
  conditions: readonly Expression[],
  simplifier: ExpressionSimplifier,
): LogicalNode {
  const kept = withoutRepetition(conditions, simplifier);
  const condition = joinConjuncts(kept);
  return condition === null ? input : { kind: 'filter', input, condition };
}

function withoutRepetition(
  conditions: readonly Expression[],
  simplifier: ExpressionSimplifier,
): readonly Expression[] {
  const distinct = new Map<string, Expression>();
  for (const condition of conditions) {
    for (const one of splitConjuncts(condition)) distinct.set(expressionKey(one), one);
  }
  const all = [...distinct.values()];
  return all.filter((one) => {
    const column = testedForNull(one);
    if (column === null) return true;
    const ids = new Set([column.id]);
    return !all.some((other) => other !== one && rejectsNull(other, ids, simplifier));
  });
}

/** The column of `column IS NOT NULL`. */
export function testedForNull(condition: Expression): Attribute | null {
  if (!isCall(condition, 'isnotnull')) return null;
  const [column] = condition.args;
  return column.kind === 'attribute' ? column : null;
}

/** Whether a condition is not true when all columns of these ids are null. */
export function rejectsNull(
  condition: Expression,
  ids: ReadonlySet<number>,
  simplifier: ExpressionSimplifier,
): boolean {
  let found = false;
  const replaced = transformExpression(condition, (inner) => {
    if (inner.kind !== 'attribute' || !ids.has(inner.id)) return inner;
    found = true;
    return literal(null, inner.type);
  });
  if (!found || !isDeterministic(condition)) return false;
  return isLiteral(simplifier.condition(replaced), false);
}

/** Whether it is about columns, and about these alone. */
export function isAbout(condition: Expression, ids: ReadonlySet<number>): boolean {
  const used = collectReferences(condition);
  if (used.size === 0) return false;
  for (const id of used) if (!ids.has(id)) return false;
  return true;
}

/** What a condition says about these columns alone: `(a and x) or (b and y)` says `a or b` about those of a and b. */
export function impliedBy(condition: Expression, ids: ReadonlySet<number>): Expression | null {
  if (isAbout(condition, ids)) return isDeterministic(condition) ? condition : null;
  if (isCall(condition, 'and')) {
    return joinConjuncts(
      termsOf(condition, 'and')
        .map((term) => impliedBy(term, ids))
        .filter((term) => term !== null),
    );
  }
  if (!isCall(condition, 'or')) return null;
  const terms = termsOf(condition, 'or').map((term) => impliedBy(term, ids));
  if (!terms.every((term) => term !== null)) return null;
  return joinTerms(terms, (left, right) => test('or', left, right));
}

/** The two columns of `a = b`, if they are of one type. */
export function equalColumns(condition: Expression): readonly [Attribute, Attribute] | null {
  if (!isCall(condition, '=')) return null;
  const [left, right] = condition.args;
  if (left.kind !== 'attribute' || right.kind !== 'attribute') return null;
  return sameType(left.type, right.type) ? [left, right] : null;
}
