import { newAttribute, schemaOf, toAttribute } from '../plan/attribute.js';
import type { AggregateCall, Attribute, Expression } from '../plan/expression.js';
import { expressionKey } from '../plan/expressionKey.js';
import { replaceExpression, someExpression } from '../plan/expressions.js';
import type { AggregateNode } from '../plan/logical.js';
import { outputOf } from '../plan/walk.js';
import { keyValues, mergeSteps, rowSteps, stateColumns } from './aggregateSteps.js';
import { bind, boundColumn } from './bind.js';
import { needsDistinctRows, planDistinct } from './distinctAggregate.js';
import { onTop } from './pipeline.js';
import type { Pipeline, Pipelines, StageList } from './pipeline.js';

/**
 * Aggregation in two steps: every task reduces its own rows to states, states with equal keys meet in one task. With
 * one task there is one step. DISTINCT needs all rows of a group together, so the rows themselves are exchanged then.
 */
export function planAggregate(
  node: AggregateNode,
  input: Pipelines,
  stages: StageList,
  partitions: number,
): Pipelines {
  const calls = distinctCalls(node);
  const aggregates = [...calls.values()].map(({ call }) => call);
  const reduced = reduce(node, aggregates, input, stages, partitions);
  const output = outputOf(node);
  const schema = schemaOf(output);
  const expressions = node.results.map((result) => overReduced(result, node, calls, reduced.columns));
  return [
    { ...reduced, columns: output, root: { kind: 'project', input: reduced.root, expressions, schema } },
  ];
}

/** Aggregate calls by their key, and the place of each among them. */
type Calls = ReadonlyMap<string, { readonly call: AggregateCall; readonly place: number }>;

/** The aggregate calls of the results, each once. */
function distinctCalls(node: AggregateNode): Calls {
  const calls = new Map<string, { readonly call: AggregateCall; readonly place: number }>();
  for (const result of node.results) {
    someExpression(result, (inner) => {
      if (inner.kind !== 'aggregate') return false;
      const key = expressionKey(inner);
      if (!calls.has(key)) calls.set(key, { call: inner, place: calls.size });
      return false;
    });
  }
  return calls;
}

/** Columns: keys, then one result per aggregate. */
function reduce(
  node: AggregateNode,
  aggregates: readonly AggregateCall[],
  input: Pipelines,
  stages: StageList,
  partitions: number,
): Pipeline {
  const keys = node.keys.map(toAttribute);
  const results = aggregates.map((call) => newAttribute(call.name, call.type, call.nullable));
  const columns = [...keys, ...results];
  if (input.length === 1 && input[0].tasks === 1) {
    return onTop(input, columns, (root, own, schema) => ({
      kind: 'aggregate',
      input: root,
      keys: keyValues(node, own.columns),
      aggregates: rowSteps(aggregates, own.columns),
      gives: 'results',
      schema,
    }))[0];
  }
  if (aggregates.some(needsDistinctRows))
    return planDistinct(node, aggregates, columns, input, stages, partitions);
  const states = aggregates.map(stateColumns);
  const partial = onTop(input, [...keys, ...states.flat()], (root, own, schema) => ({
    kind: 'aggregate',
    input: root,
    keys: keyValues(node, own.columns),
    aggregates: rowSteps(aggregates, own.columns),
    gives: 'states',
    mayRepeat: true,
    schema,
  }));
  const merged = keys.length === 0 ? stages.gather(partial) : stages.hash(partial, keys, partitions, true);
  return onTop([merged], columns, (root, _own, schema) => ({
    kind: 'aggregate',
    input: root,
    keys: keys.map(boundColumn),
    aggregates: mergeSteps(aggregates, states, keys.length, input[0].columns),
    gives: 'results',
    schema,
  }))[0];
}

/** A result over the columns that `reduce` gives. */
function overReduced(
  result: Expression,
  node: AggregateNode,
  calls: Calls,
  columns: readonly Attribute[],
): Expression {
  const value = result.kind === 'alias' ? result.child : result;
  const replaced = replaceExpression(value, (inner) => {
    if (inner.kind !== 'aggregate') return undefined;
    const ordinal = node.keys.length + (calls.get(expressionKey(inner))?.place ?? NaN);
    return boundColumn(columns[ordinal], ordinal);
  });
  return bind(replaced, columns);
}
