import { BOOLEAN } from '@graticule/columnar';
import { AnalysisError, invalidPlan, typeMismatch, unsupported } from '../errors.js';
import type { SparkVersion } from '../functions/definition.js';
import { isNullable, newAttribute } from '../plan/attribute.js';
import type { Attribute, Expression, FunctionCall, SubqueryCall } from '../plan/expression.js';
import {
  collectReferences,
  joinConjuncts,
  replaceExpression,
  someExpression,
  splitConjuncts,
} from '../plan/expressions.js';
import type { JoinNode, LogicalNode } from '../plan/logical.js';
import { messageSql, planText, prettySql } from '../plan/prettySql.js';
import { typeText } from '../types/text.js';
import type { UnresolvedSubquery } from '../plan/unresolved.js';
import { outputOf } from '../plan/walk.js';
import { builtinCall } from './call.js';
import type { Scope } from './context.js';
import { asInner, decorrelate, isCorrelated, outerColumns } from './decorrelate.js';
import type { Decorrelated } from './decorrelate.js';
import { resolveExpression } from './expression.js';
import { withScalar } from './scalarSubquery.js';
import type { AddedValue } from './scalarSubquery.js';
import { scopeOver } from './scope.js';
import type { Analysis } from './scope.js';
import { withUnevaluable } from './unevaluable.js';

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
      if (scope.compat === '2.2') throw columnsOfSubquery(columns.length, 1);
      throw invalidPlan(`Scalar subquery must return only one column, but got ${columns.length}`);
    }
    return { kind: 'subquery', form, values: [], plan, outer, type: columns[0].type, nullable: true };
  }
  const values = subquery.values.map((value) => resolveExpression(value, scope));
  const nullable = values.some(isNullable) || columns.some(isNullable);
  const call = { kind: 'subquery', form, values, plan, outer, type: BOOLEAN, nullable } as const;
  if (values.length !== columns.length) {
    if (scope.compat === '2.2') throw columnsOfSubquery(columns.length, values.length);
    throw typeMismatch(
      messageSql(call, scope.compat),
      '\nThe number of columns in the left hand side of an IN subquery does not match the number of columns in the ' +
        `output of subquery.\n#columns in left hand side: ${values.length}.\n#columns in right hand side: ${columns.length}.`,
    );
  }
  values.forEach((value, i) => checkComparable(value, columns[i], call, scope));
  return call;
}

/** Spark 2 says it of both kinds. */
function columnsOfSubquery(found: number, wanted: number): Error {
  return invalidPlan(
    `The number of columns in the subquery (${found}) does not match the required number of columns (${wanted})`,
  );
}

/** Raises an error where values of the two types cannot be compared. */
function checkComparable(value: Expression, column: Attribute, call: SubqueryCall, scope: Scope): void {
  try {
    builtinCall('=', [value, column], scope);
  } catch (error) {
    if (!(error instanceof AnalysisError) || error.code !== 'TYPE_MISMATCH') throw error;
    throw typeMismatch(
      messageSql(call, scope.compat),
      '\nThe data type of one or more elements in the left hand side of an IN subquery is not compatible with the ' +
        `data type of the output of the subquery: ${typeText(value.type)} and ${typeText(column.type)}.`,
    );
  }
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
  refuseNullAware(condition, analysis);
  let plan = input;
  const rest: Expression[] = [];
  for (const conjunct of splitConjuncts(pushNegations(condition, false))) {
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
function rowsOf({ form, plan, outer }: SubqueryCall): Pick<Decorrelated, 'plan' | 'conditions'> {
  if (form === 'exists' && !isCorrelated(plan)) {
    return { plan: { kind: 'limit', input: plan, count: 1, offset: 0 }, conditions: [] };
  }
  // As in Spark, an aggregation of all rows finds nothing where there are no rows.
  return decorrelate(plan, outer);
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
  return { ...join, condition: joinConjuncts([...orUnknown(analysis, equal), ...conditions]) };
}

/** Each comparison, or that it is null. */
function orUnknown(analysis: Analysis, equal: readonly Expression[]): readonly Expression[] {
  const scope = scopeOver(analysis, 'subquery');
  return equal.map((one) => builtinCall('or', [one, builtinCall('isnull', [one], scope)], scope));
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
  const replaced = expressions.map(
    (expression) =>
      replaceExpression(expression, (inner) => {
        const negated = isNegatedMembership(inner);
        const call = negated ? (inner as FunctionCall).args[0] : inner;
        if (call.kind !== 'subquery') return undefined;
        const known = values.get(call);
        if (known !== undefined && !negated) return known;
        const added =
          call.form === 'scalar'
            ? withScalar(analysis, plan, call)
            : withExistence(analysis, plan, call, negated);
        if (added.plan !== plan) valueJoins.add(added.plan);
        plan = added.plan;
        if (!negated) values.set(call, added.value);
        return added.value;
      }) as E,
  );
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

/** Up to 2.3 Spark refuses NOT around IN, except where it is a conjunct of its own. */
function refuseNullAware(condition: Expression, analysis: Analysis): void {
  if (analysis.compat !== '2.2') return;
  const nested = splitConjuncts(condition).some(
    (conjunct) =>
      !isNegatedMembership(conjunct) &&
      someExpression(
        conjunct,
        (inner) => inner.kind === 'call' && inner.name === 'not' && someExpression(inner, isMembership),
      ),
  );
  if (nested) throw invalidPlan('Null-aware predicate sub-queries cannot be used in nested conditions');
}

function isMembership(expression: Expression): boolean {
  return expression.kind === 'subquery' && expression.form === 'in';
}

function isNegatedMembership(expression: Expression): boolean {
  return expression.kind === 'call' && expression.name === 'not' && isMembership(expression.args[0]);
}

const OPPOSITES: Readonly<Record<string, string>> = { and: 'or', or: 'and' };

/** NOT moved through AND and OR to the subqueries inside, where IN and NOT IN mean what Spark makes of them. */
export function pushNegations(condition: Expression, negated: boolean): Expression {
  if (condition.kind === 'call' && containsSubquery(condition)) {
    if (condition.name === 'not') return pushNegations(condition.args[0], !negated);
    if (condition.name in OPPOSITES) {
      const args = condition.args.map((arg) => pushNegations(arg, negated));
      return { ...condition, name: negated ? OPPOSITES[condition.name] : condition.name, args };
    }
  }
  if (!negated) return condition;
  const nullable = isNullable(condition);
  return { kind: 'call', name: 'not', args: [condition], type: BOOLEAN, nullable };
}

const isPredicate = (inner: Expression): boolean => inner.kind === 'subquery' && inner.form !== 'scalar';

/** In a projection Spark 2 does not look for IN and EXISTS where it finds a correlated scalar subquery. */
export function projectedPredicates<E extends Expression>(
  analysis: Analysis,
  expressions: readonly E[],
): readonly E[] {
  const isCorrelatedValue = (inner: Expression): boolean =>
    inner.kind === 'subquery' && inner.form === 'scalar' && inner.outer.length > 0;
  if (analysis.compat === '2.2' && expressions.some((one) => someExpression(one, isCorrelatedValue))) {
    return takePredicates(analysis, expressions);
  }
  refusePredicates(expressions, analysis.compat);
  return expressions;
}

/** Spark 2 takes IN and EXISTS in aggregations and orders too, where it cannot compute them; 3.3 refuses them. */
export function takePredicates<E extends Expression>(
  analysis: Analysis,
  expressions: readonly E[],
): readonly E[] {
  if (analysis.compat === '2.2') return expressions.map((one) => withUnevaluable(one, isPredicate) as E);
  refusePredicates(expressions, analysis.compat);
  return expressions;
}

/** IN and EXISTS are conditions of filters and joins alone. */
export function refusePredicates(expressions: readonly Expression[], compat: SparkVersion): void {
  const found = expressions.find((expression) => someExpression(expression, isPredicate));
  if (found === undefined) return;
  if (compat === '2.2') {
    const listed = expressions.map((one) => planText(one)).join(', ');
    throw invalidPlan(`Predicate sub-queries can only be used in a Filter: Project [${listed}]`);
  }
  throw invalidPlan(
    `IN/EXISTS predicate sub-queries can only be used in Filter/Join and a few commands: ${prettySql(found, false)}`,
  );
}

function withExistence(
  analysis: Analysis,
  left: LogicalNode,
  call: SubqueryCall,
  negated: boolean,
): AddedValue {
  const { plan, conditions } = rowsOf(call);
  const exists = newAttribute('exists', BOOLEAN, false);
  const prepared = extractSubqueries(analysis, left, call.values);
  const equal = equalities(analysis, { ...call, values: prepared.expressions }, plan);
  const condition = joinConjuncts([...(negated ? orUnknown(analysis, equal) : equal), ...conditions]);
  return {
    plan: { kind: 'join', left: prepared.input, right: plan, type: 'existence', condition, exists },
    value: negated ? pushNegations(exists, true) : exists,
  };
}
