import { invalidPlan, placed, typeMismatch, unsupportedGenerator } from '../errors.js';
import type { Place } from '../errors.js';
import type { Attribute, Expression } from '../plan/expression.js';
import type { LogicalNode } from '../plan/logical.js';
import type { UnresolvedExpression, UnresolvedSortOrder } from '../plan/unresolved.js';
import { outputOf } from '../plan/walk.js';
import { parseNamedExpression } from '../parser/parse.js';
import { containsMap } from '../types/coercion.js';
import { typeText } from '../types/text.js';
import { resolveCondition, resolveExpression } from './expression.js';
import { refuseForeign } from './foreign.js';
import { keysFirst, scopeBelow, withHidden } from './hidden.js';
import { extractSubqueries, filterBySubqueries, takePredicates } from './subquery.js';
import { someExpression } from '../plan/expressions.js';
import { withUnevaluable } from './unevaluable.js';
import { containsWindow, extractWindows, isWindow } from './window.js';
import { messageSql, orderText, planText } from '../plan/prettySql.js';
import type { Analysis } from './scope.js';

/** filter, where and HAVING. */
export function filterRows(
  analysis: Analysis,
  input: LogicalNode,
  condition: UnresolvedExpression,
  having = false,
): LogicalNode {
  const below = scopeBelow(analysis, 'filter', input);
  const ordered = having && analysis.compat !== '2.2' ? keysFirst(below, input) : below;
  const scope = { ...ordered, foreign: [] };
  const found = resolveCondition(condition, scope);
  refuseForeign(scope.foreign, scope.columns, () => `Filter ${planText(found, true)}`, analysis.compat);
  if (containsWindow(found) && analysis.compat !== '2.2') {
    throw invalidPlan('It is not allowed to use window functions inside WHERE clause');
  }
  const resolved = withUnevaluable(found, isWindow);
  if (someExpression(resolved, (inner) => inner.kind === 'generator')) {
    throw unsupportedGenerator({ outside: `'Filter ${planText(resolved)}` }, analysis.compat);
  }
  return withHidden(
    analysis,
    input,
    [resolved],
    (below, [over]) => filterBySubqueries(analysis, below, over),
    [condition],
  );
}

/** orderBy and sortWithinPartitions; a whole number names a column of the input by position. */
export function sortRows(
  analysis: Analysis,
  input: LogicalNode,
  orders: readonly UnresolvedExpression[],
  global: boolean,
): LogicalNode {
  const scope = { ...scopeBelow(analysis, 'sort', input), foreign: [] };
  const items = orders.map((order) => asOrder(order, analysis));
  const values = items.map(({ child, ascending, nullsFirst, place }): Expression => {
    const ordinal = analysis.context.conf('spark.sql.orderByOrdinal')?.toLowerCase() !== 'false';
    const column = ordinal ? positioned(child, outputOf(input), place) : undefined;
    const value = column ?? resolveExpression(child, scope);
    if (value.type.kind !== 'map') return value;
    const order = { child: value, ascending, nullsFirst: nullsFirst ?? ascending };
    return placed(place, () => {
      throw typeMismatch(
        orderText(order, (one) => messageSql(one, analysis.compat)),
        `cannot sort data type ${typeText(value.type)}`,
      );
    });
  });
  const sortText = (): string => {
    const texts = items.map(({ ascending, nullsFirst }, i) => {
      const order = { child: values[i], ascending, nullsFirst: nullsFirst ?? ascending };
      return orderText(order, (one) => planText(one, true));
    });
    return `Sort [${texts.join(', ')}], ${global}`;
  };
  refuseForeign(scope.foreign, scope.columns, sortText, analysis.compat);
  const build = (below: LogicalNode, given: readonly Expression[]): LogicalNode => {
    const over = takePredicates(analysis, given);
    refuseCorrelated(over);
    const queried = extractSubqueries(analysis, below, over);
    const { input: widened, expressions } = extractWindows(queried.input, queried.expressions);
    const orders = items.map(({ ascending, nullsFirst }, i) => ({
      child: expressions[i],
      ascending,
      nullsFirst: nullsFirst ?? ascending,
    }));
    const sorted: LogicalNode = { kind: 'sort', input: widened, global, orders };
    return widened === below ? sorted : { kind: 'project', input: sorted, expressions: outputOf(below) };
  };
  const written = items.map(({ child }) => child);
  return withHidden(analysis, input, values, build, written);
}

/** Rows sorted within their partitions by every column that has an order, from the first to the last. */
export function sortedByAll(input: LogicalNode): LogicalNode {
  const columns = outputOf(input).filter(({ type }) => !containsMap(type));
  if (columns.length === 0) return input;
  const orders = columns.map((child) => ({ child, ascending: true, nullsFirst: true }));
  return { kind: 'sort', input, global: false, orders };
}

function refuseCorrelated(orders: readonly Expression[]): void {
  const correlated = orders.some((order) =>
    someExpression(order, (inner) => inner.kind === 'subquery' && inner.outer.length > 0),
  );
  if (!correlated) return;
  throw invalidPlan(
    'Correlated scalar sub-queries can only be used in a Filter/Aggregate/Project and a few commands, found one in ORDER BY',
  );
}

function asOrder(order: UnresolvedExpression, analysis: Analysis): UnresolvedSortOrder {
  if (order.kind === 'unresolvedSortOrder') return order;
  if (order.kind === 'sqlText') return asOrder(parseNamedExpression(order.text, analysis.compat), analysis);
  return { kind: 'unresolvedSortOrder', child: order, ascending: true, nullsFirst: null };
}

function positioned(
  child: UnresolvedExpression,
  columns: readonly Attribute[],
  place: Place | undefined,
): Attribute | undefined {
  if (child.kind !== 'literal' || child.type.kind !== 'int') return undefined;
  const column = columns[(child.value as number) - 1];
  if (column !== undefined) return column;
  const position = String(child.value);
  throw invalidPlan(
    `ORDER BY position ${position} is not in select list (valid range is [1, ${columns.length}])`,
    place,
  );
}
