import { STRING, fromValues, sameType } from '@graticule/columnar';
import { evaluateConstant } from '../evaluation/compile.js';
import { formatValue } from '../evaluation/format.js';
import { invalidPlan, unsupported } from '../errors.js';
import { newAlias, toAttribute } from '../plan/attribute.js';
import type { Attribute, Expression, Literal, NamedExpression } from '../plan/expression.js';
import { collectReferences, containsAggregate, firstColumn, replaceExpression } from '../plan/expressions.js';
import type { LogicalNode } from '../plan/logical.js';
import { prettySql, withSummedCasts } from '../plan/prettySql.js';
import type { UnresolvedExpression, UnresolvedPivot } from '../plan/unresolved.js';
import { outputOf } from '../plan/walk.js';
import { aggregateRows, notGrouped } from './aggregate.js';
import { builtinCall, implicitlyCast } from './call.js';
import type { Scope } from './context.js';
import { resolveExpression, resolveNamed } from './expression.js';
import { aggregateScope, scopeOver } from './scope.js';
import type { Analysis } from './scope.js';

interface PivotValue {
  readonly value: Expression;
  readonly name: string;
}

/** Spark's limit of distinct values when none are given (`spark.sql.pivotMaxValues`). */
const MOST_VALUES = 10_000;

/** Before 3.0 aggregates that nobody named show their casts here, those of sums and means of whole numbers too. */
function withCastsShown(named: NamedExpression): NamedExpression {
  if (named.kind !== 'alias') return named;
  return { ...named, name: prettySql(withSummedCasts(named.child), true) };
}

/**
 * groupBy(keys).pivot(column, values).agg(...): one row per key whose columns are the aggregates of each value. Without
 * given values the distinct ones are looked up, in their order.
 */
export async function pivotRows(
  analysis: Analysis,
  input: LogicalNode,
  pivot: UnresolvedPivot,
): Promise<LogicalNode> {
  const scope: Scope = { ...scopeOver(analysis, 'pivot', input), belowRoot: true };
  const aggregating: Scope = { ...aggregateScope(analysis, 'pivot', input), belowRoot: true };
  const column = pivotColumn(pivot.columns, scope);
  const aggregates = pivot.aggregates.flatMap((item) => {
    const named = resolveNamed(item, aggregating);
    return scope.compat === '2.2' && item.kind !== 'unresolvedAlias' ? named.map(withCastsShown) : named;
  });
  for (const aggregate of aggregates) {
    if (containsAggregate(aggregate)) continue;
    const column = scope.compat === '2.2' ? firstColumn(aggregate) : undefined;
    if (column !== undefined) throw notGrouped([column], [], '2.2')(column);
    throw invalidPlan(
      `Aggregate expression required for pivot, but '${aggregate.name}' did not appear in any aggregate function.`,
    );
  }
  const keys =
    pivot.keys === null
      ? implicitKeys(input, column, aggregates)
      : pivot.keys.flatMap((key) => resolveNamed(key, scope));
  const values =
    pivot.values.length > 0
      ? pivot.values.map((value) => givenValue(value, column, scope))
      : await distinctValues(analysis, input, column);
  const title = ({ name }: PivotValue, aggregate: NamedExpression): string =>
    aggregates.length === 1 ? name : `${name}_${aggregate.name}`;
  if (aggregates.every(({ type }) => IN_STEPS.has(type.kind))) {
    return pivotInSteps(input, keys, column, values, aggregates, title, analysis);
  }
  const results = values.flatMap((value) => {
    const when = builtinCall('<=>', [column, value.value], scope);
    return aggregates.map((aggregate) => newAlias(aggregateWhere(aggregate, when), title(value, aggregate)));
  });
  return aggregateRows(input, keys, [...keys.map(toAttribute), ...results], analysis.compat);
}

/** Types for which Spark aggregates by key and pivoted value first: what has no rows is null then, even a count. */
const IN_STEPS = new Set(['byte', 'short', 'int', 'long', 'float', 'double', 'boolean', 'decimal']);

type Title = (value: PivotValue, aggregate: NamedExpression) => string;

function pivotInSteps(
  input: LogicalNode,
  keys: readonly NamedExpression[],
  column: Expression,
  values: readonly PivotValue[],
  aggregates: readonly NamedExpression[],
  title: Title,
  analysis: Analysis,
): LogicalNode {
  const pivoted = newAlias(column, 'pivot');
  const first = aggregateRows(
    input,
    [...keys, pivoted],
    [...keys.map(toAttribute), toAttribute(pivoted), ...aggregates],
    analysis.compat,
  );
  const shown = outputOf(first);
  const keyColumns = shown.slice(0, keys.length);
  const pivotValue = shown[keys.length];
  const computed = shown.slice(keys.length + 1);
  const over = aggregateScope(analysis, 'pivot', first);
  const results = values.flatMap((value) =>
    computed.map((aggregate) =>
      newAlias(valueWhere(aggregate, pivotValue, value.value, over), title(value, aggregate)),
    ),
  );
  return aggregateRows(first, keyColumns, [...keyColumns, ...results], analysis.compat);
}

/** The same aggregate over null where the condition does not hold; of first and last, of the values that are not null. */
function aggregateWhere(aggregate: NamedExpression, when: Expression): Expression {
  const value = aggregate.kind === 'alias' ? aggregate.child : aggregate;
  return replaceExpression(value, (inner) => {
    if (inner.kind !== 'aggregate') return undefined;
    const args = inner.args.map((arg, i) => (i > 0 && arg.kind === 'literal' ? arg : valueIf(when, arg)));
    if (inner.name !== 'first' && inner.name !== 'last') return { ...inner, args };
    return { ...inner, args: [args[0], TRUE], nullable: true };
  });
}

const TRUE: Literal = { kind: 'literal', value: true, type: { kind: 'boolean' } };

function valueIf(when: Expression, then: Expression): Expression {
  return { kind: 'case', branches: [{ when, then }], otherwise: null, type: then.type, nullable: true };
}

function pivotColumn(columns: readonly UnresolvedExpression[], scope: Scope): Expression {
  const resolved = columns.map((column) => resolveExpression(column, scope));
  if (resolved.length === 1) return resolved[0];
  return builtinCall(
    'named_struct',
    resolved.flatMap((value, i): Expression[] => [
      { kind: 'literal', value: value.kind === 'attribute' ? value.name : `col${i + 1}`, type: STRING },
      value,
    ]),
    scope,
  );
}

function implicitKeys(
  input: LogicalNode,
  column: Expression,
  aggregates: readonly NamedExpression[],
): Attribute[] {
  const used = collectReferences(column);
  for (const aggregate of aggregates) collectReferences(aggregate, used);
  return outputOf(input).filter((one) => !used.has(one.id));
}

function givenValue(item: UnresolvedExpression, column: Expression, scope: Scope): PivotValue {
  const alias = item.kind === 'unresolvedAlias' ? item.names[0] : null;
  const value = resolveExpression(item, scope);
  if (collectReferences(value).size > 0) {
    throw invalidPlan(`Literal expressions required for pivot values, found '${prettySql(value, false)}'`);
  }
  return { value: implicitlyCast(value, column.type), name: alias ?? valueName(value) };
}

/** The value as text, like a cast to string. */
function valueName(value: Expression): string {
  const literal: Literal =
    value.kind === 'literal' ? value : { kind: 'literal', value: evaluateConstant(value), type: value.type };
  if (literal.value === null) return 'null';
  if (sameType(literal.type, STRING)) return literal.value as string;
  return formatValue(fromValues(literal.type, [literal.value]), 0, { compat: '3.3', timeZone: 'UTC' });
}

async function distinctValues(
  analysis: Analysis,
  input: LogicalNode,
  column: Expression,
): Promise<PivotValue[]> {
  if (analysis.context.rows === undefined) throw unsupported('pivot() without a list of values here');
  const key = newAlias(column, 'value');
  const distinct = aggregateRows(input, [key], [toAttribute(key)], analysis.compat);
  const sorted: LogicalNode = {
    kind: 'sort',
    input: distinct,
    global: true,
    orders: [{ child: toAttribute(key), ascending: true, nullsFirst: true }],
  };
  const limited: LogicalNode = { kind: 'limit', input: sorted, count: MOST_VALUES + 1, offset: 0 };
  const rows = await analysis.context.rows(limited);
  if (rows.length > MOST_VALUES) {
    throw invalidPlan(
      `The pivot column ${prettySql(column, false)} has more than ${MOST_VALUES} distinct values, this could ` +
        'indicate an error. If this was intended, give the values in pivot(column, values).',
    );
  }
  return rows.map(([value]): PivotValue => {
    const literal: Literal = { kind: 'literal', value, type: column.type };
    return { value: literal, name: valueName(literal) };
  });
}

/** The aggregate in the one row of the group that has the pivoted value; null when there is none. */
function valueWhere(aggregate: Attribute, pivoted: Attribute, value: Expression, scope: Scope): Expression {
  const chosen = valueIf(builtinCall('<=>', [pivoted, value], scope), aggregate);
  return builtinCall('first', [chosen, TRUE], scope);
}
