import { AnalysisError, invalidPlan } from '../errors.js';
import type { Place } from '../errors.js';
import type { SparkVersion } from '../functions/definition.js';
import { aliasWithId, newAlias, newAttributeId, toAttribute } from '../plan/attribute.js';
import type { Alias, Attribute, Expression, NamedExpression, WindowCall } from '../plan/expression.js';
import {
  containsAggregate,
  expressionChildren,
  firstColumn,
  replaceExpression,
  sameExpression,
  withExpressionChildren,
} from '../plan/expressions.js';
import type { AggregateNode, GroupingInfo, LogicalNode } from '../plan/logical.js';
import type { UnresolvedExpression } from '../plan/unresolved.js';
import { expressionKey } from '../plan/expressionKey.js';
import { resolveNamed } from './expression.js';
import { messageSql, namedSql, prettySql } from '../plan/prettySql.js';
import { typeText } from '../types/text.js';
import { expandKeys, isGroupingCall, nullableOverSets, replaceGrouping } from './groupingSets.js';
import { selectList } from './selectList.js';
import type { PlacedGenerator } from './selectList.js';
import {
  containsSubquery,
  extractSubqueries,
  projectedPredicates,
  refusePredicates,
  takePredicates,
} from './subquery.js';
import { withUnevaluable } from './unevaluable.js';
import { containsWindow, extractWindows, isWindow } from './window.js';
import { aggregateScope, scopeOver } from './scope.js';
import { withTimeWindows } from './timeWindows.js';
import { revealKeys } from './usingKeys.js';
import type { Analysis } from './scope.js';

/**
 * groupBy(keys).agg(aggregates), or GROUP BY when `listed`. Keys may be positions in a listed result or names given
 * in it, as in SQL.
 */
export function groupRows(
  analysis: Analysis,
  below: LogicalNode,
  givenKeys: readonly UnresolvedExpression[],
  given: readonly UnresolvedExpression[],
  listed: boolean,
  sets: readonly (readonly number[])[] | null,
): LogicalNode {
  const windowed = withTimeWindows(
    analysis,
    revealKeys(below, [...givenKeys, ...given]),
    [...givenKeys, ...given],
    keysByPosition(givenKeys, given, listed),
  );
  const { input } = windowed;
  const keys = windowed.expressions.slice(0, givenKeys.length);
  const aggregates = windowed.expressions.slice(givenKeys.length);
  const naming = listed ? {} : ({ named: 'written' } as const);
  const scope = { ...scopeOver(analysis, 'groupBy', input), ...naming };
  const aggregating = { ...aggregateScope(analysis, 'agg', input), ...naming };
  const { expressions: results, generated } = selectList(aggregates, aggregating);
  let resolvedKeys = keys.flatMap((key): NamedExpression[] => {
    if (
      key.kind === 'literal' &&
      key.type.kind === 'int' &&
      listed &&
      isOn('spark.sql.groupByOrdinal', analysis)
    ) {
      if (aggregates.some((item) => item.kind === 'unresolvedStar')) {
        throw invalidPlan('Star (*) is not allowed in select list when GROUP BY ordinal position is used');
      }
      const position = key.value as number;
      const result = resultAt(results, position, key.place);
      if (containsAggregate(result)) throw positionOfAggregate(position, result, analysis.compat, key.place);
      return [asKey(result, analysis.compat)];
    }
    try {
      return resolveNamed(key, scope);
    } catch (error) {
      const byAlias = listed && isUnresolved(error) && isOn('spark.sql.groupByAliases', analysis);
      const named = byAlias ? resultNamed(key, results) : undefined;
      if (named === undefined) throw error;
      return [asKey(named, analysis.compat)];
    }
  });
  const placed = generated && { ...generated, at: generated.at + (listed ? 0 : resolvedKeys.length) };
  if (listed && analysis.compat === '2.2') resolvedKeys = resolvedKeys.map(withoutWindows);
  if (sets !== null) return groupBySets(analysis, input, resolvedKeys, results, listed, sets, placed);
  return groupedResults(
    analysis,
    input,
    resolvedKeys,
    listed ? results : [...resolvedKeys.map(toAttribute), ...results],
    null,
    placed,
  );
}

/** Positions in a listed result replaced by what stands there. */
function keysByPosition(
  keys: readonly UnresolvedExpression[],
  results: readonly UnresolvedExpression[],
  listed: boolean,
): readonly UnresolvedExpression[] {
  return keys.map((key) => {
    const isPosition = listed && key.kind === 'literal' && key.type.kind === 'int';
    return (
      (isPosition ? (results.at((key.value as number) - 1) as UnresolvedExpression | undefined) : null) ?? key
    );
  });
}

function groupBySets(
  analysis: Analysis,
  input: LogicalNode,
  keys: readonly NamedExpression[],
  results: readonly NamedExpression[],
  listed: boolean,
  sets: readonly (readonly number[])[],
  generated: PlacedGenerator | null,
): LogicalNode {
  const expanded = expandKeys(input, keys, sets, scopeOver(analysis, 'groupBy', input));
  const named = expanded.keys.map((key, i) => aliasWithId(toAttribute(key), keys[i].name, newAttributeId()));
  return groupedResults(
    analysis,
    expanded.input,
    expanded.keys,
    listed ? results : [...named, ...results],
    expanded.grouping,
    generated,
  );
}

/**
 * An aggregation whose results may also hold window functions, subqueries and a generator: these are computed over its
 * rows. grouping: of keys that were expanded to grouping sets.
 */
export function groupedResults(
  analysis: Analysis,
  input: LogicalNode,
  keys: readonly NamedExpression[],
  results: readonly NamedExpression[],
  grouping: GroupingInfo | null,
  generated: PlacedGenerator | null = null,
): LogicalNode {
  const scope = scopeOver(analysis, 'groupBy', input);
  const grouped = groupedBy(keys, grouping);
  for (const key of keys) checkKey(key, analysis.compat);
  const refusal = notGrouped(grouped, results, analysis.compat);
  const rewritten = results.map((result) => {
    const over = overKeys(result, grouped, refusal);
    return replaceGrouping(grouping === null ? over : nullableOverSets(over), grouping, scope);
  });
  const args =
    generated === null ? [] : generated.generator.args.map((arg) => valueOverKeys(arg, grouped, refusal));
  const prepared = prepareSubqueries(analysis, input, keys, [...rewritten, ...args]);
  const over = prepared.values.slice(0, rewritten.length) as NamedExpression[];
  const source = prepared.input;
  const actual = grouping === null ? prepared.keys : keysOfSets(grouping);
  const info = grouping === null ? {} : { grouping };
  const isLater = (result: NamedExpression): boolean => containsWindow(result) || containsSubquery(result);
  if (generated === null && !over.some(isLater)) {
    return { kind: 'aggregate', input: source, keys: actual, results: over, ...info };
  }
  const computed: NamedExpression[] = actual.map(toAttribute);
  const known = new Map<string, Attribute>();
  const replaced = prepared.values.map((value) => overAggregates(value, computed, known));
  const aggregate: LogicalNode = {
    kind: 'aggregate',
    input: source,
    keys: actual,
    results: computed,
    ...info,
  };
  const placed = generated && {
    ...generated,
    generator: { ...generated.generator, args: replaced.slice(over.length) },
  };
  return projectValues(analysis, aggregate, replaced.slice(0, over.length) as NamedExpression[], placed);
}

/**
 * Takes the subqueries out of keys and of the arguments of aggregate functions: these are computed before the rows are
 * grouped. Other subqueries of the values stay; they may refer to the outer query's groups only through a key.
 */
function prepareSubqueries(
  analysis: Analysis,
  input: LogicalNode,
  keys: readonly NamedExpression[],
  values: readonly Expression[],
): {
  readonly input: LogicalNode;
  readonly keys: readonly NamedExpression[];
  readonly values: readonly Expression[];
} {
  if (![...keys, ...values].some(containsSubquery)) return { input, keys, values };
  const taken = takePredicates(analysis, [...keys, ...values]);
  const grouped = extractSubqueries(analysis, input, taken.slice(0, keys.length) as NamedExpression[]);
  let source = grouped.input;
  const prepared = taken.slice(keys.length).map((value) =>
    replaceExpression(value, (inner) => {
      if (inner.kind === 'subquery' && inner.outer.length > 0) {
        const text = prettySql(inner, false);
        throw invalidPlan(
          `Correlated scalar subquery '${text}' is neither present in the group by, nor in an aggregate function. ` +
            "Add it to group by using ordinal position or wrap it in first() (or first_value) if you don't care " +
            'which value you get.',
        );
      }
      if (inner.kind !== 'aggregate' || !containsSubquery(inner)) return undefined;
      const extracted = extractSubqueries(analysis, source, [inner]);
      source = extracted.input;
      return extracted.expressions[0];
    }),
  );
  return { input: source, keys: grouped.expressions, values: prepared };
}

/** What rows of grouping sets are grouped by. */
function keysOfSets({ keys, id, position }: GroupingInfo): readonly Attribute[] {
  return [...keys.map(toAttribute), id, ...(position === undefined ? [] : [position])];
}

/** Results are rewritten over expanded keys and the number of the grouping set. */
function groupedBy(
  keys: readonly NamedExpression[],
  grouping: GroupingInfo | null,
): readonly NamedExpression[] {
  return grouping === null ? keys : [...keys, grouping.id];
}

/** Aggregate functions become columns of `computed` (known: these by their key); the function of a window stays. */
function overAggregates(
  value: Expression,
  computed: NamedExpression[],
  known: Map<string, Attribute>,
): Expression {
  const replace = (expression: Expression): Expression =>
    replaceExpression(expression, (inner) => {
      if (inner.kind === 'window') {
        const called = withExpressionChildren(
          inner.function,
          expressionChildren(inner.function).map(replace),
        );
        const [, ...rest] = expressionChildren(inner);
        return withExpressionChildren(inner, [called, ...rest.map(replace)]);
      }
      if (inner.kind !== 'aggregate') return undefined;
      const key = expressionKey(inner);
      const column = known.get(key);
      if (column !== undefined) return column;
      const alias = newAlias(inner, prettySql(inner, false));
      computed.push(alias);
      known.set(key, toAttribute(alias));
      return toAttribute(alias);
    });
  return value.kind === 'alias' ? { ...value, child: replace(value.child) } : replace(value);
}

/**
 * A projection whose expressions may hold window functions and subqueries. A generator makes its rows before the window
 * functions see them; its columns stand where it was written.
 */
export function projectValues(
  analysis: Analysis,
  input: LogicalNode,
  expressions: readonly NamedExpression[],
  generated: PlacedGenerator | null = null,
): LogicalNode {
  const taken = projectedPredicates(analysis, expressions);
  const source = generated === null ? input : generatedInput(analysis, input, generated);
  const queried = extractSubqueries(analysis, source, taken);
  const windowed = extractWindows(queried.input, queried.expressions);
  if (generated === null)
    return { kind: 'project', input: windowed.input, expressions: windowed.expressions };
  const { at, columns } = generated;
  const all = [...windowed.expressions.slice(0, at), ...columns, ...windowed.expressions.slice(at)];
  return { kind: 'project', input: windowed.input, expressions: all };
}

function generatedInput(analysis: Analysis, input: LogicalNode, generated: PlacedGenerator): LogicalNode {
  const { generator, columns } = generated;
  if (generator.args.some(containsWindow)) {
    throw invalidPlan(
      `a window function cannot be an argument of a generator: ${prettySql(generator, false)}`,
    );
  }
  refusePredicates(generator.args, analysis.compat);
  const { input: source, expressions } = extractSubqueries(analysis, input, generator.args);
  return { kind: 'generate', input: source, generator: { ...generator, args: expressions }, columns };
}

/** Settings that are on unless switched off. */
function isOn(setting: string, { context }: Analysis): boolean {
  return context.conf(setting)?.toLowerCase() !== 'false';
}

function isUnresolved(error: unknown): boolean {
  return error instanceof AnalysisError && error.code === 'UNRESOLVED_COLUMN';
}

function aggregateInKey(result: NamedExpression, compat: SparkVersion): Error {
  return invalidPlan(
    `aggregate functions are not allowed in GROUP BY, but found ${messageSql(result, compat)}`,
  );
}

/** A result that serves as key; an alias over a bare column groups by that column. */
function asKey(result: NamedExpression, compat: SparkVersion): NamedExpression {
  if (containsAggregate(result)) throw aggregateInKey(result, compat);
  if (result.kind === 'alias' && result.child.kind === 'attribute') return result.child;
  return result.kind === 'alias' ? newAlias(result.child, result.name) : result;
}

function positionOfAggregate(
  position: number,
  result: NamedExpression,
  compat: SparkVersion,
  place: Place | undefined,
): Error {
  if (compat === '2.2') return aggregateInKey(result, compat);
  return invalidPlan(
    `GROUP BY ${position} refers to an expression that is or contains an aggregate function. ` +
      `Aggregate functions are not allowed in GROUP BY, but got ${namedSql(result, compat)}`,
    place,
  );
}

function resultAt(
  results: readonly NamedExpression[],
  position: number,
  place: Place | undefined,
): NamedExpression {
  const result = results[position - 1];
  if (result !== undefined) return result;
  throw invalidPlan(
    `GROUP BY position ${position} is not in select list (valid range is [1, ${results.length}])`,
    place,
  );
}

function resultNamed(
  key: UnresolvedExpression,
  results: readonly NamedExpression[],
): NamedExpression | undefined {
  if (key.kind !== 'unresolvedAttribute' || key.parts.length !== 1) return undefined;
  const wanted = key.parts[0].toLowerCase();
  return results.find((result) => result.kind === 'alias' && result.name.toLowerCase() === wanted);
}

/**
 * The aggregation of `input` by keys. In the results, what equals a key's expression becomes a reference to the key;
 * any other column outside an aggregate function is an error.
 */
export function aggregateRows(
  input: LogicalNode,
  keys: readonly NamedExpression[],
  results: readonly NamedExpression[],
  compat: SparkVersion,
): AggregateNode {
  for (const key of keys) checkKey(key, compat);
  const refusal = notGrouped(keys, results, compat);
  return {
    kind: 'aggregate',
    input,
    keys,
    results: results.map((result) => overKeys(result, keys, refusal)),
  };
}

const withoutWindows = (key: NamedExpression): NamedExpression =>
  key.kind === 'alias' ? { ...key, child: withUnevaluable(key.child, isWindow) } : key;

function checkKey(key: NamedExpression, compat: SparkVersion): void {
  if (containsWindow(key)) {
    const column = compat === '2.2' ? firstColumn(key) : undefined;
    if (column !== undefined) throw notGrouped([key], [], compat)(column);
    throw invalidPlan(
      'The query operator `Aggregate` contains one or more unsupported\n' +
        `expression types Aggregate, Window or Generate.\nInvalid expressions: [${messageSql(key, compat)}]`,
    );
  }
  if (key.type.kind === 'map') {
    throw invalidPlan(
      `expression ${messageSql(key, compat)} cannot be used as a grouping expression because its data type ` +
        `${typeText(key.type)} is not an orderable data type.`,
    );
  }
}

/** A result over the output of the keys. Also used for conditions and orders above an aggregation. */
export function overKeys(
  result: NamedExpression,
  keys: readonly NamedExpression[],
  refusal: Refusal,
): NamedExpression {
  if (lookupOf(keys).ids.has(result.id)) return toAttribute(result);
  if (result.kind === 'attribute') {
    const key = keyOf(result, keys);
    if (key === undefined) throw refusal(result);
    return key.id === result.id
      ? result
      : aliasWithId(toAttribute(key), result.name, result.id, result.metadata);
  }
  return { ...result, child: valueOverKeys(result.child, keys, refusal) };
}

/** An expression over input columns and aggregate functions, rewritten to use the keys. */
export function valueOverKeys(
  value: Expression,
  keys: readonly NamedExpression[],
  refusal: Refusal,
): Expression {
  return replaceExpression(value, (inner) => {
    if (inner.kind === 'aggregate' || inner.kind === 'literal') return inner;
    if (inner.kind === 'attribute' && inner.outer === true) return inner;
    // Its arguments are found among the keys themselves, or by groupedResults.
    if (isGroupingCall(inner)) return inner;
    if (inner.kind === 'window') return windowOverKeys(inner, keys, refusal);
    const key = keyOf(inner, keys);
    if (key !== undefined) return toAttribute(key);
    if (inner.kind === 'attribute') {
      if (lookupOf(keys).ids.has(inner.id)) return inner;
      throw refusal(inner);
    }
    return undefined;
  });
}

/** The function of a window is computed over groups: its arguments are made of keys and aggregates. */
function windowOverKeys(call: WindowCall, keys: readonly NamedExpression[], refusal: Refusal): Expression {
  const over = (expression: Expression): Expression => valueOverKeys(expression, keys, refusal);
  const called = withExpressionChildren(call.function, expressionChildren(call.function).map(over));
  const [, ...rest] = expressionChildren(call);
  return withExpressionChildren(call, [called, ...rest.map(over)]);
}

function keyOf(value: Expression, keys: readonly NamedExpression[]): NamedExpression | undefined {
  const { columns, computed } = lookupOf(keys);
  if (value.kind === 'attribute') return columns.get(value.id);
  return computed.find((key) => sameExpression(key.child, value));
}

/** Keys that are columns by the id of the column, and those that are computed. */
interface KeyLookup {
  readonly ids: ReadonlySet<number>;
  readonly columns: ReadonlyMap<number, NamedExpression>;
  readonly computed: readonly Alias[];
}

const lookups = new WeakMap<readonly NamedExpression[], KeyLookup>();

function lookupOf(keys: readonly NamedExpression[]): KeyLookup {
  const known = lookups.get(keys);
  if (known !== undefined) return known;
  const columns = new Map<number, NamedExpression>();
  const computed: Alias[] = [];
  for (const key of keys) {
    const value = key.kind === 'alias' ? key.child : key;
    if (value.kind !== 'attribute') computed.push(key as Alias);
    else if (!columns.has(value.id)) columns.set(value.id, key);
  }
  const lookup = { ids: new Set(keys.map((key) => key.id)), columns, computed };
  lookups.set(keys, lookup);
  return lookup;
}

/** What is raised for a column that is no key. */
type Refusal = (column: Attribute) => Error;

/** results: of the aggregation. */
export function notGrouped(
  keys: readonly NamedExpression[],
  results: readonly NamedExpression[],
  compat: SparkVersion,
): Refusal {
  return (column) => {
    const name = messageSql(column, compat);
    if (keys.length === 0) {
      const aggregated = results
        .filter(containsAggregate)
        .map((result) => namedSql(result, compat))
        .join(', ');
      return invalidPlan(
        `grouping expressions sequence is empty, and '${name}' is not an aggregate function. Wrap ` +
          `'(${aggregated})' in windowing function(s) or wrap '${name}' in first() (or first_value) ` +
          "if you don't care which value you get.",
      );
    }
    return invalidPlan(
      `expression '${name}' is neither present in the group by, nor is it an aggregate function. ` +
        "Add to group by or wrap in first() (or first_value) if you don't care which value you get.",
    );
  };
}
