import { toAttribute } from '../plan/attribute.js';
import type { AggregateCall, NamedExpression } from '../plan/expression.js';
import { someExpression } from '../plan/expressions.js';
import type { AggregateNode, LogicalNode, SortNode } from '../plan/logical.js';
import { outputIds, transformUp } from '../plan/walk.js';
import { isIntegral } from '../types/coercion.js';
import { isDeterministic } from './determinism.js';

/** Removes operators that change nothing: sorts whose order is lost above them, distincts of distinct rows. */
export function removeRedundant(node: LogicalNode): LogicalNode {
  return transformUp(node, (inner) => {
    switch (inner.kind) {
      case 'sort':
        return simplifySort(inner);
      case 'aggregate':
        return simplifyAggregate(inner);
      case 'repartition':
        // The rows are spread anew.
        return inner.shuffle && inner.input.kind === 'repartition'
          ? { ...inner, input: inner.input.input }
          : inner;
      default:
        return inner;
    }
  });
}

function simplifySort(node: SortNode): LogicalNode {
  const orders = node.orders.filter(({ child }) => child.kind !== 'literal');
  if (orders.length === 0 && !node.global) return node.input;
  const input = node.global ? unsorted(node.input) : node.input;
  return orders.length === node.orders.length && input === node.input ? node : { ...node, orders, input };
}

/** The plan without a sort that its rows come from, where only columns and rows are chosen in between. */
function unsorted(node: LogicalNode): LogicalNode {
  if (node.kind === 'sort') return unsorted(node.input);
  const passes =
    (node.kind === 'project' && node.expressions.every(isDeterministic)) ||
    (node.kind === 'filter' && isDeterministic(node.condition));
  if (!passes) return node;
  const input = unsorted(node.input);
  return input === node.input ? node : { ...node, input };
}

function simplifyAggregate(node: AggregateNode): LogicalNode {
  const input = node.results.every(ignoresOrder) ? unsorted(node.input) : node.input;
  if (isDistinct(node) && areUnique(input, new Set(node.keys.map((key) => sourceId(key))))) {
    // Each row is a group of its own.
    const values = new Map(node.keys.map((key) => [key.id, key]));
    const expressions = node.results.map((result): NamedExpression => values.get(result.id) ?? result);
    return { kind: 'project', input, expressions };
  }
  return input === node.input ? node : { ...node, input };
}

/** Only keys come out, each as it is. */
function isDistinct({ keys, results, grouping }: AggregateNode): boolean {
  const ids = new Set(keys.map(({ id }) => id));
  return (
    grouping === undefined &&
    keys.length > 0 &&
    results.every((result) => result.kind === 'attribute' && ids.has(result.id))
  );
}

function sourceId(named: NamedExpression): number {
  return named.kind === 'alias' && named.child.kind === 'attribute' ? named.child.id : named.id;
}

/** Whether no two rows of a plan agree in all of these columns. */
function areUnique(node: LogicalNode, ids: ReadonlySet<number>): boolean {
  switch (node.kind) {
    case 'aggregate': {
      const kept = outputIds(node);
      return node.keys.every((key) => kept.has(key.id) && ids.has(key.id));
    }
    case 'filter':
    case 'sort':
    case 'limit':
    case 'tail':
    case 'repartition':
      return areUnique(node.input, ids);
    case 'project': {
      const below = node.expressions
        .filter((named) => ids.has(toAttribute(named).id))
        .map((named) => sourceId(named));
      return areUnique(node.input, new Set(below));
    }
    case 'join':
      return (node.type === 'semi' || node.type === 'anti') && areUnique(node.left, ids);
    default:
      return false;
  }
}

const ORDERLESS = new Set(['count', 'min', 'max', 'bool_and', 'bool_or', 'bit_and', 'bit_or', 'bit_xor']);

/** Whether the value of a group does not depend on the order of its rows, not even by rounding. */
function ignoresOrder(result: NamedExpression): boolean {
  return !someExpression(result, (inner) => {
    if (inner.kind === 'call') return !isDeterministic(inner);
    return inner.kind === 'aggregate' && !isOrderless(inner);
  });
}

function isOrderless({ name, args }: AggregateCall): boolean {
  if (ORDERLESS.has(name)) return true;
  return (name === 'sum' || name === 'avg') && args.every(({ type }) => isIntegral(type));
}
