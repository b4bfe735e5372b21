import type { Alias, Expression, SortOrder, WindowCall } from '../plan/expression.js';
import { newAlias, toAttribute } from '../plan/attribute.js';
import type { LogicalNode, WindowNode } from '../plan/logical.js';
import { outputOf } from '../plan/walk.js';

/**
 * The input with a column for every key that is none yet, and the keys as columns: they are evaluated once however often
 * operators look at them, which random ones need. The input itself when all keys are columns.
 */
export function namedKeys(
  input: LogicalNode,
  keys: readonly Expression[],
): { readonly input: LogicalNode; readonly keys: readonly Expression[] } {
  const aliases = keys.map((key, k) => (key.kind === 'attribute' ? null : newAlias(key, `key ${k}`)));
  const added = aliases.filter((alias) => alias !== null);
  if (added.length === 0) return { input, keys };
  return {
    input: { kind: 'project', input, expressions: [...outputOf(input), ...added] },
    keys: aliases.map((alias, k) => (alias === null ? keys[k] : toAttribute(alias))),
  };
}

/** The same for the orders of a sort. */
export function namedOrders(
  input: LogicalNode,
  orders: readonly SortOrder[],
): { readonly input: LogicalNode; readonly orders: readonly SortOrder[] } {
  const named = namedKeys(
    input,
    orders.map(({ child }) => child),
  );
  if (named.input === input) return { input, orders };
  return { input: named.input, orders: orders.map((order, k) => ({ ...order, child: named.keys[k] })) };
}

/** The same for a window; the node itself when all keys are columns. */
export function namedWindow(node: WindowNode): WindowNode {
  const { partitionBy, orderBy } = node;
  const { input, keys } = namedKeys(node.input, [...partitionBy, ...orderBy.map(({ child }) => child)]);
  if (input === node.input) return node;
  const order = {
    partitionBy: keys.slice(0, partitionBy.length),
    orderBy: orderBy.map((one, k) => ({ ...one, child: keys[partitionBy.length + k] })),
  };
  const functions = node.functions.map((alias): Alias => {
    return { ...alias, child: { ...(alias.child as WindowCall), ...order } };
  });
  return { ...node, ...order, input, functions };
}
