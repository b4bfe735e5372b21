import type { Attribute, Expression } from '../plan/expression.js';
import { collectReferences, expressionChildren } from '../plan/expressions.js';
import { expressionKey } from '../plan/expressionKey.js';
import { equalColumns, impliedBy, isAbout, rejectsNull } from './conditions.js';
import { isNullable } from '../plan/attribute.js';
import { test } from './build.js';
import { isDeterministic } from './determinism.js';
import type { ExpressionSimplifier } from './simplifyExpression.js';
import { substitute } from './substitute.js';

/**
 * What follows for the columns of one side of a join when all of `facts` hold, and is not among `known`, the
 * conditions that hold there already: conditions on a column hold for those equal to it, a comparison says that its
 * columns are not null, a disjunction may say something about one side.
 */
export function inferConditions(
  facts: readonly Expression[],
  known: readonly Expression[],
  ids: ReadonlySet<number>,
  simplifier: ExpressionSimplifier,
): Expression[] {
  const keys = new Set(known.map((condition) => expressionKey(condition)));
  const inferred: Expression[] = [];
  const add = (condition: Expression): void => {
    const key = expressionKey(condition);
    if (keys.has(key)) return;
    keys.add(key);
    inferred.push(condition);
  };
  for (const condition of acrossEqualities(facts, ids)) add(condition);
  for (const fact of facts) {
    if (isAbout(fact, ids) || !isDeterministic(fact)) continue;
    const implied = impliedBy(fact, ids);
    if (implied !== null) add(implied);
    for (const column of columnsOf(fact, ids)) {
      const only = new Set([column.id]);
      if (!isNullable(column) || !rejectsNull(fact, only, simplifier)) continue;
      if (![...known, ...inferred].some((one) => rejectsNull(one, only, simplifier))) {
        add(test('isnotnull', column));
      }
    }
  }
  return inferred;
}

/** Conditions on one column, said of the columns among `ids` that are equal to it. */
function acrossEqualities(facts: readonly Expression[], ids: ReadonlySet<number>): Expression[] {
  const classes = equalityClasses(facts);
  if (classes.size === 0) return [];
  const moved: Expression[] = [];
  for (const fact of facts) {
    const used = [...collectReferences(fact)];
    if (used.length !== 1 || !isDeterministic(fact)) continue;
    for (const column of classes.get(used[0]) ?? []) {
      if (column.id === used[0] || !ids.has(column.id) || !seesEqualAlike(column, fact)) continue;
      moved.push(substitute(fact, new Map([[used[0], column]])));
    }
  }
  return moved;
}

/** By column: all that are equal to it, itself included. */
function equalityClasses(facts: readonly Expression[]): ReadonlyMap<number, readonly Attribute[]> {
  const classes = new Map<number, readonly Attribute[]>();
  for (const fact of facts) {
    const equal = equalColumns(fact);
    if (equal === null) continue;
    const [left, right] = equal.map((column) => classes.get(column.id) ?? [column]);
    if (left === right) continue;
    const all = [...left, ...right.filter((column) => !left.some(({ id }) => id === column.id))];
    for (const { id } of all) classes.set(id, all);
  }
  return classes;
}

const COMPARISONS = new Set([
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'isnull',
  'isnotnull',
  'and',
  'or',
  'not',
  '<=>',
]);

/** 0.0 equals -0.0, but not everything computed of them is equal. */
function seesEqualAlike({ type }: Attribute, condition: Expression): boolean {
  if (type.kind !== 'double' && type.kind !== 'float') return true;
  if (condition.kind === 'attribute' || condition.kind === 'literal') return true;
  if (condition.kind !== 'call' || !COMPARISONS.has(condition.name)) return false;
  return condition.args.every((arg) => seesEqualAlike({ type } as Attribute, arg));
}

function columnsOf(expression: Expression, ids: ReadonlySet<number>): Attribute[] {
  const columns = new Map<number, Attribute>();
  const visit = (inner: Expression): void => {
    if (inner.kind === 'attribute') columns.set(inner.id, inner);
    else expressionChildren(inner).forEach(visit);
  };
  visit(expression);
  return [...columns.values()].filter(({ id }) => ids.has(id));
}
