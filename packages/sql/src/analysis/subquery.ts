import { BOOLEAN, LONG } from '@graticule/columnar';
import { invalidPlan, unsupported } from '../errors.js';
import { isNullable, newAlias, newAttribute, toAttribute } from '../plan/attribute.js';
import type { Expression, Literal, NamedExpression, SubqueryCall } from '../plan/expression.js';
import {
  collectReferences,
  containsAggregate,
  joinConjuncts,
  replaceExpression,
  someExpression,
  splitConjuncts,
  transformExpression,
} from '../plan/expressions.js';
import type { AggregateNode, JoinNode, LogicalNode } from '../plan/logical.js';
import type { UnresolvedSubquery } from '../plan/unresolved.js';
import { outputIds, outputOf } from '../plan/walk.js';
import { builtinCall } from './call.js';
import type { Scope } from './context.js';
import { asInner, decorrelate, isCorrelated, outerColumns } from './decorrelate.js';
import { resolveExpression } from './expression.js';
import { scopeOver } from './scope.js';
import type { Analysis } from './scope.js';

/** A query in an expression whose own names were resolved before (its relation is `resolved`). */
export function resolveSubquery(subquery: UnresolvedSubquery, scope: Scope): SubqueryCall {
  const { form, query } = subquery;
  if (query.kind !== 'resolved') throw unsupported(`a subquery in ${scope.call}`);
  const { plan } = query;
  const columns = outputOf(plan);
  const outer = [...outerColumns(plan)].map(([id, column]) => ({ id, value: asInner(column) }));
  if (form === 'exists')
    return { kind: 'subquery', form, values: [], plan, outer, type: BOOLEAN, nullable: false };
  if (form === 'scalar') {
    if (columns.length !== 1) {
      throw invalidPlan(`Scalar subquery must return only one column, but got ${columns.length}`);
    }
    return { kind: 'subquery', form, values: [], plan, outer, type: columns[0].type, nullable: true };
  }
  const values = subquery.values.map((value) => resolveExpression(value, scope));
  if (values.length !== columns.length) {
    throw invalidPlan(
      'The number of columns in the left hand side of an IN subquery does not match the number of columns in the ' +
        `output of subquery.\n#columns in left hand side: ${values.length}.\n#columns in right hand side: ${columns.length}.`,
    );
  }
  // Raises the error of types that cannot be compared where the user wrote it.
  values.forEach((value, i) => builtinCall('=', [value, columns[i]], scope));
  const nullable = values.some(isNullable) || columns.some(isNullable);
  return { kind: 'subquery', form, values, plan, outer, type: BOOLEAN, nullable };
}

export function containsSubquery(expression: Expression): boolean {
  return someExpression(expression, (inner) => inner.kind === 'subquery');
}

/** filter, where, HAVING: conjuncts that are subqueries become semi and anti joins. The result has the input's columns. */
export function filterBySubqueries(
  analysis: Analysis,
  input: LogicalNode,
  condition: Expression,
): LogicalNode {
  if (!containsSubquery(condition)) return { kind: 'filter', input, condition };
  let plan = input;
  const rest: Expression[] = [];
  for (const conjunct of splitConjuncts(condition)) {
    const negated = conjunct.kind === 'call' && conjunct.name === 'not';
    const call = negated ? conjunct.args[0] : conjunct;
    if (call.kind === 'subquery' && call.form !== 'scalar') {
      const prepared = extractSubqueries(analysis, plan, call.values);
      const values = prepared.expressions;
      plan = membership(analysis, prepared.input, { ...call, values }, negated);
    } else rest.push(conjunct);
  }
  const remaining = joinConjuncts(rest);
  if (remaining !== null) {
    const { input: below, expressions } = extractSubqueries(analysis, plan, [remaining]);
    plan = { kind: 'filter', input: below, condition: expressions[0] };
  }
  const output = outputOf(input);
  return outputOf(plan).length === output.length
    ? plan
    : { kind: 'project', input: plan, expressions: output };
}

/** Rows of `input` for which the subquery is true, or when negated, false. */
function membership(
  analysis: Analysis,
  input: LogicalNode,
  call: SubqueryCall,
  negated: boolean,
): LogicalNode {
  const { plan, conditions } = rowsOf(call);
  const equal = equalities(analysis, call, plan);
  if (negated && call.form === 'in') return nullAwareAnti(analysis, input, plan, equal, conditions);
  const condition = joinConjuncts([...equal, ...conditions]);
  return { kind: 'join', left: input, right: plan, type: negated ? 'anti' : 'semi', condition };
}

/** The plan of the subquery without references to the outer query; one row is enough for an EXISTS on its own. */
function rowsOf({ form, plan, outer }: SubqueryCall): ReturnType<typeof decorrelate> {
  if (form === 'exists' && !isCorrelated(plan)) {
    return { plan: { kind: 'limit', input: plan, count: 1, offset: 0 }, conditions: [] };
  }
  if (form === 'exists' && aggregatesAll(plan)) {
    // An aggregation without keys has one row whatever the outer row is.
    return {
      plan: { kind: 'range', output: [newAttribute('id', LONG, false)], start: 0n, end: 1n, step: 1n },
      conditions: [],
    };
  }
  return decorrelate(plan, outer);
}

function aggregatesAll(node: LogicalNode): boolean {
  if (node.kind === 'aggregate') return node.keys.length === 0;
  return (
    (node.kind === 'project' || node.kind === 'subqueryAlias' || node.kind === 'sort') &&
    aggregatesAll(node.input)
  );
}

function equalities(analysis: Analysis, { values }: SubqueryCall, plan: LogicalNode): Expression[] {
  const scope = scopeOver(analysis, 'subquery', plan);
  const columns = outputOf(plan);
  return values.map((value, i) => builtinCall('=', [value, columns[i]], scope));
}

/**
 * NOT IN is true only when every comparison is false: a comparison that is null counts as a match. One comparison of
 * columns without further conditions has an operator of its own.
 */
function nullAwareAnti(
  analysis: Analysis,
  input: LogicalNode,
  plan: LogicalNode,
  equal: readonly Expression[],
  conditions: readonly Expression[],
): JoinNode {
  const join = { kind: 'join', left: input, right: plan, type: 'anti' } as const;
  const [only] = equal;
  if (equal.length === 1 && conditions.length === 0 && collectReferences(only).size === 2) {
    return { ...join, condition: only, nullAware: true };
  }
  const scope = scopeOver(analysis, 'subquery', input, plan);
  const unknown = equal.map((one) => builtinCall('or', [one, builtinCall('isnull', [one], scope)], scope));
  return { ...join, condition: joinConjuncts([...unknown, ...conditions]) };
}

/**
 * Takes the subqueries out of expressions over `input`: joins add their values as columns behind those of the input,
 * and the expressions refer to these.
 */
export function extractSubqueries<E extends Expression>(
  analysis: Analysis,
  input: LogicalNode,
  expressions: readonly E[],
): { readonly input: LogicalNode; readonly expressions: readonly E[] } {
  if (!expressions.some(containsSubquery)) return { input, expressions };
  let plan = input;
  const values = new Map<SubqueryCall, Expression>();
  const replaced = expressions.map((expression) => {
    refuseNegatedIn(expression, analysis);
    return replaceExpression(expression, (inner) => {
      if (inner.kind !== 'subquery') return undefined;
      let value = values.get(inner);
      if (value === undefined) {
        const added =
          inner.form === 'scalar' ? withScalar(analysis, plan, inner) : withExistence(analysis, plan, inner);
        plan = added.plan;
        valueJoins.add(plan);
        value = added.value;
        values.set(inner, value);
      }
      return value;
    }) as E;
  });
  return { input: plan, expressions: replaced };
}

/** Joins that only add the value of a subquery to the rows of their left side. */
const valueJoins = new WeakSet<LogicalNode>();

export function isValueJoin(node: LogicalNode): node is JoinNode {
  return valueJoins.has(node);
}

/** The same join over another left side. */
export function withLeft(join: JoinNode, left: LogicalNode): JoinNode {
  const changed = { ...join, left };
  valueJoins.add(changed);
  return changed;
}

/** Within OR and the like a NOT IN would have to tell null from false; Spark refuses it up to 2.3. */
function refuseNegatedIn(expression: Expression, analysis: Analysis): void {
  const found = someExpression(
    expression,
    (inner) => inner.kind === 'call' && inner.name === 'not' && isMembership(inner.args[0]),
  );
  if (!found) return;
  if (analysis.compat === '2.2') {
    throw invalidPlan('Null-aware predicate sub-queries cannot be used in nested conditions');
  }
  throw unsupported('NOT IN (subquery) inside OR or another expression');
}

function isMembership(expression: Expression): boolean {
  return expression.kind === 'subquery' && expression.form === 'in';
}

interface Added {
  readonly plan: LogicalNode;
  readonly value: Expression;
}

function withExistence(analysis: Analysis, left: LogicalNode, call: SubqueryCall): Added {
  const { plan, conditions } = rowsOf(call);
  const exists = newAttribute('exists', BOOLEAN, false);
  const prepared = extractSubqueries(analysis, left, call.values);
  const equal = equalities(analysis, { ...call, values: prepared.expressions }, plan);
  const condition = joinConjuncts([...equal, ...conditions]);
  return {
    plan: { kind: 'join', left: prepared.input, right: plan, type: 'existence', condition, exists },
    value: exists,
  };
}

const TRUE: Literal = { kind: 'literal', value: true, type: BOOLEAN };

function withScalar(analysis: Analysis, left: LogicalNode, call: SubqueryCall): Added {
  if (!isCorrelated(call.plan)) {
    const right: LogicalNode = { kind: 'singleRow', input: call.plan };
    return {
      plan: { kind: 'join', left, right, type: 'cross', condition: null },
      value: outputOf(right)[0],
    };
  }
  const aggregate = aggregateOf(call.plan);
  if (aggregate === null) throw invalidPlan('Correlated scalar subqueries must be aggregated');
  const { plan, conditions } = decorrelate(call.plan, call.outer);
  checkGrouping(aggregate, conditions, outputIds(plan));
  const [column] = outputOf(plan);
  const condition = joinConjuncts(conditions);
  const join = (right: LogicalNode): LogicalNode => ({ kind: 'join', left, right, type: 'left', condition });
  const whenEmpty = aggregate.keys.length === 0 ? valueOfNothing(call.plan, analysis) : null;
  if (whenEmpty === null) return { plan: join(plan), value: { ...column, nullable: true } };
  const marker = newAlias(TRUE, 'found');
  const marked: LogicalNode = {
    kind: 'project',
    input: plan,
    expressions: [...outputOf(plan), marker],
  };
  const scope = scopeOver(analysis, 'subquery', left, marked);
  const absent = builtinCall(
    'isnull',
    [{ ...toAttribute(marker), nullable: true } as NamedExpression],
    scope,
  );
  const value: Expression = {
    kind: 'case',
    branches: [{ when: absent, then: whenEmpty }],
    otherwise: { ...column, nullable: true },
    type: column.type,
    nullable: true,
  };
  return { plan: join(marked), value };
}

function aggregateOf(node: LogicalNode): AggregateNode | null {
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

/** What an aggregation without keys answers for no rows (count: 0), through projections; null when that is null. */
function valueOfNothing(node: LogicalNode, analysis: Analysis): Expression | null {
  const value = emptyValue(node, outputOf(node)[0].id, analysis);
  return value.kind === 'literal' && value.value === null ? null : value;
}

function emptyValue(node: LogicalNode, id: number, analysis: Analysis): Expression {
  switch (node.kind) {
    case 'subqueryAlias':
      return emptyValue(node.input, id, analysis);
    case 'project':
    case 'aggregate': {
      const named = node.kind === 'project' ? node.expressions : node.results;
      const found = named.find((one) => one.id === id);
      if (found === undefined) throw new Error(`no column ${id} in a subquery`);
      const value = found.kind === 'alias' ? found.child : found;
      if (node.kind === 'aggregate') return overNoRows(value);
      return transformExpression(value, (inner) =>
        inner.kind === 'attribute' ? emptyValue(node.input, inner.id, analysis) : inner,
      );
    }
    default:
      throw unsupported('a correlated subquery with HAVING over an aggregation of all rows');
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
