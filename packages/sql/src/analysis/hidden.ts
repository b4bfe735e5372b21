import { newAlias, toAttribute } from '../plan/attribute.js';
import {
  collectReferences,
  containsAggregate,
  replaceExpression,
  sameExpression,
} from '../plan/expressions.js';
import type { Attribute, Expression, NamedExpression } from '../plan/expression.js';
import type { AggregateNode, LogicalNode } from '../plan/logical.js';
import { outputIds, outputOf } from '../plan/walk.js';
import { unresolvedColumn } from '../errors.js';
import type { UnresolvedAttribute, UnresolvedExpression } from '../plan/unresolved.js';
import { collectUnresolved } from '../plan/unresolvedExpressions.js';
import { notGrouped, valueOverKeys } from './aggregate.js';
import { nameable } from './names.js';
import type { Scope } from './context.js';
import { replaceGrouping } from './groupingSets.js';
import { isValueJoin, withLeft } from './subquery.js';
import { scopeOver } from './scope.js';
import type { Analysis } from './scope.js';

/**
 * Filters and sorts may use what their input does not hand up: columns that a projection left out, and, above an
 * aggregation, its keys and further aggregate functions (HAVING, ORDER BY count(*)). Such values are handed up for the
 * operation and dropped again after it.
 */
export function scopeBelow(analysis: Analysis, call: string, input: LogicalNode): Scope {
  const aggregate = aggregateBelow(input);
  return {
    ...scopeOver(analysis, call, input),
    hidden: hiddenColumns(input),
    aggregated: aggregate === null ? null : outputOf(aggregate.input),
  };
}

/** HAVING of 3.x: a name that a key and a result have is that of the key. */
export function keysFirst(scope: Scope, input: LogicalNode): Scope {
  const aggregate = aggregateBelow(input);
  if (aggregate === null) return scope;
  const keyIds = new Set(
    (aggregate.grouping?.keys ?? aggregate.keys).map((key) =>
      key.kind === 'alias' && key.child.kind === 'attribute' ? key.child.id : key.id,
    ),
  );
  // Keys that are shown are null where a grouping set leaves them out.
  const shown = new Map(scope.columns.map((column) => [column.id, column]));
  const keys = outputOf(aggregate.input)
    .filter((column) => keyIds.has(column.id))
    .map((column) => shown.get(column.id) ?? column);
  const names = new Set(keys.map((key) => key.name.toLowerCase()));
  return {
    ...scope,
    columns: [...keys, ...scope.columns.filter(({ name }) => !names.has(name.toLowerCase()))],
  };
}

/** The aggregation that the input shows through projections and filters only. */
function aggregateBelow(node: LogicalNode): AggregateNode | null {
  switch (node.kind) {
    case 'aggregate':
      return node;
    case 'project':
    case 'filter':
    case 'window':
      return aggregateBelow(node.input);
    default:
      return isValueJoin(node) ? aggregateBelow(node.left) : null;
  }
}

function hiddenColumns(node: LogicalNode): readonly Attribute[] {
  switch (node.kind) {
    case 'project': {
      const shown = new Set(node.expressions.map((named) => named.id));
      return [...outputOf(node.input), ...hiddenColumns(node.input)].filter(
        (column) => !shown.has(column.id),
      );
    }
    case 'filter':
    case 'sort':
    case 'window':
    case 'repartition':
      return hiddenColumns(node.input);
    case 'aggregate':
      return outputOf(node.input);
    default:
      return [];
  }
}

/**
 * Builds an operation over `input` whose expressions were resolved with scopeBelow. `build` gets the input that hands
 * up everything needed and the expressions over it; the result has the columns of `input`. written: the expressions as
 * they were given, for messages.
 */
export function withHidden(
  analysis: Analysis,
  input: LogicalNode,
  expressions: readonly Expression[],
  build: (input: LogicalNode, expressions: readonly Expression[]) => LogicalNode,
  written: readonly UnresolvedExpression[] = [],
): LogicalNode {
  const aggregate = aggregateBelow(input);
  const extra: NamedExpression[] = [];
  const shown = outputIds(input);
  const scope = scopeOver(analysis, 'filter', input);
  const refusal = (column: Attribute): Error =>
    aggregate === null || expressions.some(containsAggregate)
      ? notGrouped(aggregate?.keys ?? [], aggregate?.results ?? [], analysis.compat)(column)
      : hiddenColumn(column, outputOf(input), written, analysis);
  const adapted = expressions.map((one) => {
    const ungrouped = replaceGrouping(one, aggregate?.grouping ?? null, scope);
    return aggregate === null ? ungrouped : overAggregate(ungrouped, aggregate, shown, extra, refusal);
  });
  const wanted = new Set<number>();
  for (const expression of adapted) collectReferences(expression, wanted);
  for (const id of shown) wanted.delete(id);
  if (wanted.size === 0) return build(input, adapted);
  const output = outputOf(input);
  const using = input.kind === 'project' && input.using === true ? ({ using: true } as const) : {};
  return {
    kind: 'project',
    input: build(handUp(input, wanted, extra), adapted),
    expressions: output,
    ...using,
  };
}

/** What is no key cannot be seen above an aggregation. */
function hiddenColumn(
  column: Attribute,
  output: readonly Attribute[],
  written: readonly UnresolvedExpression[],
  { compat }: Analysis,
): Error {
  const name = column.name.toLowerCase();
  const isName = (one: UnresolvedExpression): one is UnresolvedAttribute =>
    one.kind === 'unresolvedAttribute' && one.parts[one.parts.length - 1].toLowerCase() === name;
  const [found] = written.flatMap((one) => collectUnresolved(one, isName)) as (
    UnresolvedAttribute | undefined
  )[];
  return unresolvedColumn(found?.parts ?? [column.name], nameable(output, compat), compat, found?.place);
}

/** Replaces aggregate functions and grouped expressions by columns of the aggregation; new ones go to `extra`. */
function overAggregate(
  expression: Expression,
  aggregate: AggregateNode,
  shown: ReadonlySet<number>,
  extra: NamedExpression[],
  refusal: (column: Attribute) => Error,
): Expression {
  const isOutput = (id: number): boolean =>
    shown.has(id) || aggregate.results.some((result) => result.id === id);
  const overOutput = replaceExpression(expression, (inner) => {
    if (inner.kind === 'attribute' && isOutput(inner.id)) return inner;
    if (inner.kind === 'aggregate') return resultFor(inner, aggregate, extra);
    return undefined;
  });
  if (!hasForeign(overOutput, (id) => isOutput(id) || extra.some((named) => named.id === id)))
    return overOutput;
  const keys = [...aggregate.keys, ...(aggregate.grouping?.keys ?? [])];
  const outputs = [...keys, ...[...aggregate.results, ...extra].map(toAttribute)];
  const value = valueOverKeys(overOutput, outputs, refusal);
  for (const key of aggregate.keys) {
    if (collectReferences(value).has(key.id) && !isOutput(key.id)) extra.push(toAttribute(key));
  }
  return value;
}

function hasForeign(expression: Expression, known: (id: number) => boolean): boolean {
  return [...collectReferences(expression)].some((id) => !known(id));
}

function resultFor(call: Expression, aggregate: AggregateNode, extra: NamedExpression[]): Expression {
  const existing = [...aggregate.results, ...extra].find(
    (named) => named.kind === 'alias' && sameExpression(named.child, call),
  );
  if (existing !== undefined) return toAttribute(existing);
  const alias = newAlias(call, 'aggregate');
  extra.push(alias);
  return toAttribute(alias);
}

/** The plan with the wanted columns of lower nodes added to its output. */
function handUp(
  node: LogicalNode,
  wanted: ReadonlySet<number>,
  extra: readonly NamedExpression[],
): LogicalNode {
  switch (node.kind) {
    case 'filter':
    case 'sort':
    case 'window':
    case 'repartition':
      return { ...node, input: handUp(node.input, wanted, extra) };
    case 'aggregate':
      return { ...node, results: [...node.results, ...extra.filter((named) => wanted.has(named.id))] };
    case 'project': {
      const shown = new Set(node.expressions.map((named) => named.id));
      const missing = new Set([...wanted].filter((id) => !shown.has(id)));
      if (missing.size === 0) return node;
      const available = outputIds(node.input);
      const lower = new Set([...missing].filter((id) => !available.has(id)));
      const input = lower.size === 0 ? node.input : handUp(node.input, lower, extra);
      const added = outputOf(input).filter((column) => missing.has(column.id));
      return { ...node, input, expressions: [...node.expressions, ...added] };
    }
    default:
      return isValueJoin(node) ? withLeft(node, handUp(node.left, wanted, extra)) : node;
  }
}
