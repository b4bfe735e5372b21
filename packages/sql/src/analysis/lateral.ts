import { BOOLEAN } from '@graticule/columnar';
import { unsupported } from '../errors.js';
import { newAlias } from '../plan/attribute.js';
import type { CaseWhen, Expression, NamedExpression } from '../plan/expression.js';
import { joinConjuncts, splitConjuncts } from '../plan/expressions.js';
import type { JoinNode, LogicalNode } from '../plan/logical.js';
import type { UnresolvedExpression } from '../plan/unresolved.js';
import { outputOf } from '../plan/walk.js';
import { asInner, decorrelate, isCorrelated, outerColumns, substituted } from './decorrelate.js';
import { resolveCondition } from './expression.js';
import { aggregateOf, withAggregation } from './scalarSubquery.js';
import { scopeOver } from './scope.js';
import type { Analysis } from './scope.js';

/** LATERAL: rows of `left` beside the rows that `right`, which may refer to left columns, has for each of them. */
export function lateralJoin(
  analysis: Analysis,
  left: LogicalNode,
  right: LogicalNode,
  type: JoinNode['type'],
  on: UnresolvedExpression | null,
): LogicalNode {
  const rows = withOwnColumns(right);
  const condition = on && resolveCondition(on, scopeOver(analysis, 'join', left, rows));
  if (!isCorrelated(rows)) return { kind: 'join', left, right: rows, type, condition };
  const aggregate = aggregateOf(rows);
  return aggregate !== null && aggregate.keys.length === 0
    ? oneRowEach(analysis, left, rows, type, condition)
    : anyRowsEach(left, rows, type, condition);
}

/** A left column that the right side hands up gets an id of its own: in a left join it may be null. */
function withOwnColumns(right: LogicalNode): LogicalNode {
  if (right.kind === 'subqueryAlias') return { ...right, input: withOwnColumns(right.input) };
  const output = outputOf(right);
  if (!output.some((column) => column.outer === true)) return right;
  const expressions = output.map((column) =>
    column.outer === true ? newAlias(column, column.name, column.metadata) : column,
  );
  return { kind: 'project', input: right, expressions };
}

function outerOf(right: LogicalNode): { id: number; value: Expression }[] {
  return [...outerColumns(right)].map(([id, column]) => ({ id, value: asInner(column) }));
}

function anyRowsEach(
  left: LogicalNode,
  right: LogicalNode,
  type: JoinNode['type'],
  on: Expression | null,
): LogicalNode {
  const { plan, conditions, computed } = decorrelate(right, outerOf(right), true);
  const own = on === null ? [] : splitConjuncts(substituted(on, computed));
  const condition = joinConjuncts([...conditions, ...own]);
  if (computed.size === 0 || type !== 'left') {
    const join: LogicalNode = { kind: 'join', left, right: plan, type, condition };
    return shown(left, right, join, (id) => computed.get(id));
  }
  const found = newAlias({ kind: 'literal', value: true, type: BOOLEAN }, 'found');
  const marked: LogicalNode = { kind: 'project', input: plan, expressions: [...outputOf(plan), found] };
  const join: LogicalNode = { kind: 'join', left, right: marked, type, condition };
  const marker = outputOf(join)[outputOf(join).length - 1];
  return shown(left, right, join, (id) => {
    const value = computed.get(id);
    return value && only(marker, value);
  });
}

/** An aggregation of all rows has exactly one row for each left one. */
function oneRowEach(
  analysis: Analysis,
  left: LogicalNode,
  right: LogicalNode,
  type: JoinNode['type'],
  on: Expression | null,
): LogicalNode {
  if (hasHaving(right)) throw unsupported('HAVING over an aggregation of all rows in LATERAL');
  const row = withAggregation(analysis, left, right, outerOf(right), true);
  const values = new Map(outputOf(right).map((column, i) => [column.id, row.values[i]]));
  const condition = on && substituted(on, values);
  if (condition === null) return shown(left, right, row.plan, (id) => values.get(id));
  if (type !== 'left') {
    const kept: LogicalNode = { kind: 'filter', input: row.plan, condition };
    return shown(left, right, kept, (id) => values.get(id));
  }
  return shown(left, right, row.plan, (id) => {
    const value = values.get(id);
    return value && only(condition, value);
  });
}

function hasHaving(node: LogicalNode): boolean {
  if (node.kind === 'filter') return true;
  return (node.kind === 'project' || node.kind === 'subqueryAlias') && hasHaving(node.input);
}

/** The value where a condition holds, else null. */
function only(when: Expression, then: Expression): CaseWhen {
  const { type } = then;
  return { kind: 'case', branches: [{ when, then }], otherwise: null, type, nullable: true };
}

/** The columns of both sides over their join; those with a value of their own are computed there. */
function shown(
  left: LogicalNode,
  right: LogicalNode,
  input: LogicalNode,
  valueOf: (id: number) => Expression | undefined,
): LogicalNode {
  const joined = new Map(outputOf(input).map((column) => [column.id, column]));
  const columns = outputOf(right).map((column): NamedExpression => {
    const { id, name, metadata, qualifier } = column;
    const value = valueOf(id);
    if (value === undefined) return { ...column, nullable: joined.get(id)?.nullable ?? column.nullable };
    const alias = { ...newAlias(value, name, metadata), id };
    return qualifier === undefined ? alias : { ...alias, qualifier };
  });
  return { kind: 'project', input, expressions: [...outputOf(left), ...columns] };
}
