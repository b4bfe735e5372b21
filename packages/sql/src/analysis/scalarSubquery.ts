import { BOOLEAN } from '@graticule/columnar';
import { invalidPlan, unsupported } from '../errors.js';
import type { SparkVersion } from '../functions/definition.js';
import { newAlias, toAttribute } from '../plan/attribute.js';
import type { Attribute, CaseWhen, Expression, Literal, SubqueryCall } from '../plan/expression.js';
import {
  collectReferences,
  containsAggregate,
  joinConjuncts,
  transformExpression,
} from '../plan/expressions.js';
import type { AggregateNode, LogicalNode } from '../plan/logical.js';
import { planText } from '../plan/prettySql.js';
import { outputIds, outputOf } from '../plan/walk.js';
import { builtinCall } from './call.js';
import { asInner, decorrelate, hasOuter, isCorrelated } from './decorrelate.js';
import { scopeOver } from './scope.js';
import type { Analysis } from './scope.js';

/** A plan that hands up what a subquery needs, and the subquery's value over it. */
export interface AddedValue {
  readonly plan: LogicalNode;
  readonly value: Expression;
}

const TRUE: Literal = { kind: 'literal', value: true, type: BOOLEAN };

/** plan: of a correlated subquery that may give several rows; what it filters is told. */
function notAggregated(plan: LogicalNode, compat: SparkVersion): Error {
  let node = plan;
  while (node.kind === 'project' || node.kind === 'subqueryAlias') node = node.input as LogicalNode;
  const shown = node.kind === 'filter' ? `: Filter ${planText(node.condition)}` : '';
  return invalidPlan(
    `Correlated scalar subqueries must be ${compat === '2.2' ? 'Aggregated' : 'aggregated'}${shown}`,
  );
}

/** The one value of a subquery beside each row of `left`. */
export function withScalar(analysis: Analysis, left: LogicalNode, call: SubqueryCall): AddedValue {
  if (!isCorrelated(call.plan)) {
    const right: LogicalNode = { kind: 'singleRow', input: call.plan };
    return {
      plan: { kind: 'join', left, right, type: 'cross', condition: null },
      value: outputOf(right)[0],
    };
  }
  const plain = valueOfOuter(call.plan);
  if (plain !== null) return { plan: left, value: plain };
  const aggregate = aggregateOf(call.plan);
  if (aggregate === null) throw notAggregated(call.plan, analysis.compat);
  if (aggregate.keys.length === 0) {
    const row = withAggregation(analysis, left, call.plan, call.outer, false);
    return { plan: row.plan, value: row.values[0] };
  }
  const { plan, conditions } = decorrelate(call.plan, call.outer);
  checkGrouping(aggregate, conditions, outputIds(plan));
  const [column] = outputOf(plan);
  return {
    plan: { kind: 'join', left, right: plan, type: 'left', condition: joinConjuncts(conditions) },
    value: { ...column, nullable: true },
  };
}

/** `(SELECT a + 1)`: a query without FROM computes over the outer row alone. */
function valueOfOuter(node: LogicalNode): Expression | null {
  if (node.kind === 'subqueryAlias') return valueOfOuter(node.input);
  if (node.kind !== 'project' || node.input.kind !== 'range' || node.input.end !== 1n) return null;
  const [named] = node.expressions;
  const value = named.kind === 'alias' ? named.child : named;
  if (collectReferences(value).size > 0) return null;
  return transformExpression(value, (inner) => (inner.kind === 'attribute' ? asInner(inner) : inner));
}

/** The aggregation that a query shows through projections and filters only. */
export function aggregateOf(node: LogicalNode): AggregateNode | null {
  if (node.kind === 'aggregate') return node;
  const passes = node.kind === 'project' || node.kind === 'filter' || node.kind === 'subqueryAlias';
  return passes ? aggregateOf(node.input) : null;
}

/** Grouped columns must be those of the conditions, else there may be several rows for one outer row. */
function checkGrouping(
  aggregate: AggregateNode,
  conditions: readonly Expression[],
  produced: ReadonlySet<number>,
): void {
  const correlated = new Set<number>();
  for (const condition of conditions) collectReferences(condition, correlated);
  const foreign = aggregate.keys.find((key) => !correlated.has(key.id) || !produced.has(key.id));
  if (foreign === undefined) return;
  throw invalidPlan(
    `A GROUP BY clause in a scalar correlated subquery cannot contain non-correlated columns: ${foreign.name}`,
  );
}

/**
 * The values of a correlated aggregation of all rows (all its columns) beside each row of `left`. Where the aggregation
 * sees no rows the join finds nothing: the value is then what the aggregates give for no rows (count: 0).
 */
export function withAggregation(
  analysis: Analysis,
  left: LogicalNode,
  subquery: LogicalNode,
  outer: SubqueryCall['outer'],
  computing: boolean,
): { readonly plan: LogicalNode; readonly values: readonly Expression[] } {
  const columns = outputOf(subquery);
  const opened = openHaving(subquery);
  const { plan, conditions, computed } = decorrelate(opened.plan, outer, computing);
  const condition = joinConjuncts(conditions);
  const join = (right: LogicalNode): LogicalNode => ({ kind: 'join', left, right, type: 'left', condition });
  const found = columns.map((column): Expression => computed.get(column.id) ?? { ...column, nullable: true });
  const whenEmpty = columns.map((column) => emptyValue(subquery, column.id));
  const { having } = opened;
  if (having === null && whenEmpty.every((value) => value.kind === 'literal' && value.value === null)) {
    return { plan: join(plan), values: found };
  }
  const marker = newAlias(TRUE, 'found');
  const marked: LogicalNode = { kind: 'project', input: plan, expressions: [...outputOf(plan), marker] };
  const scope = scopeOver(analysis, 'subquery', left, marked);
  const absent = builtinCall('isnull', [{ ...toAttribute(marker), nullable: true } as Attribute], scope);
  const values = columns.map(({ type }, i): CaseWhen => {
    const nothing: Literal = { kind: 'literal', value: null, type };
    const emptied = having === null ? absent : builtinCall('and', [absent, having.whenEmpty], scope);
    return {
      kind: 'case',
      branches:
        having === null
          ? [{ when: emptied, then: whenEmpty[i] }]
          : [
              { when: emptied, then: whenEmpty[i] },
              { when: absent, then: nothing },
              { when: { ...having.kept, nullable: true }, then: found[i] },
            ],
      otherwise: having === null ? found[i] : nothing,
      type,
      nullable: true,
    };
  });
  return { plan: join(marked), values };
}

interface Opened {
  readonly plan: LogicalNode;
  /** kept: the column that says whether HAVING keeps the row; whenEmpty: the same of an aggregation of no rows. */
  readonly having: { readonly kept: Attribute; readonly whenEmpty: Expression } | null;
}

/** HAVING above an aggregation of all rows as a column, so that a row it drops is told from one that is not there. */
function openHaving(node: LogicalNode): Opened {
  if (node.kind !== 'project' && node.kind !== 'filter' && node.kind !== 'subqueryAlias') {
    return { plan: node, having: null };
  }
  const below = openHaving(node.input);
  const { having } = below;
  if (node.kind === 'subqueryAlias') return { plan: { ...node, input: below.plan }, having };
  if (node.kind === 'project') {
    const added = having === null ? [] : [having.kept];
    const expressions = [...node.expressions, ...added];
    return { plan: { ...node, input: below.plan, expressions }, having };
  }
  if (having !== null || hasOuter(node.condition)) {
    throw unsupported('this HAVING over a correlated aggregation of all rows');
  }
  const kept = newAlias(node.condition, 'having');
  const plan: LogicalNode = {
    kind: 'project',
    input: below.plan,
    expressions: [...outputOf(below.plan), kept],
  };
  const whenEmpty = transformExpression(node.condition, (inner) =>
    inner.kind === 'attribute' ? emptyValue(node.input, inner.id) : inner,
  );
  return { plan, having: { kept: toAttribute(kept), whenEmpty } };
}

/** What a column of an aggregation of all rows is when there are none (count: 0), through projections and HAVING. */
function emptyValue(node: LogicalNode, id: number): Expression {
  switch (node.kind) {
    case 'subqueryAlias':
    case 'filter':
      return emptyValue(node.input, id);
    case 'project':
    case 'aggregate': {
      const named = node.kind === 'project' ? node.expressions : node.results;
      const found = named.find((one) => one.id === id);
      if (found === undefined) throw new Error(`no column ${id} in a subquery`);
      const value = found.kind === 'alias' ? found.child : found;
      if (node.kind === 'aggregate') return overNoRows(value);
      return transformExpression(value, (inner) => {
        if (inner.kind !== 'attribute') return inner;
        return inner.outer === true ? asInner(inner) : emptyValue(node.input, inner.id);
      });
    }
    default:
      throw new Error(`an aggregation of all rows below ${node.kind}`);
  }
}

const COUNTING = new Set(['count', 'approx_count_distinct', 'count_if']);
const COLLECTING = new Set(['collect_list', 'collect_set']);

function overNoRows(value: Expression): Expression {
  if (!containsAggregate(value)) return value;
  return transformExpression(value, (inner): Expression => {
    if (inner.kind !== 'aggregate') return inner;
    if (COUNTING.has(inner.name)) return { kind: 'literal', value: 0n, type: inner.type };
    if (COLLECTING.has(inner.name)) return { kind: 'literal', value: [], type: inner.type };
    return { kind: 'literal', value: null, type: inner.type };
  });
}
