import { toAttribute } from './attribute.js';
import type { Alias, Attribute, Expression, GeneratorCall, NamedExpression } from './expression.js';
import type { LogicalNode } from './logical.js';

/** Walking and rewriting of logical plans. Nodes are immutable, so what is computed from one may be remembered. */

const outputs = new WeakMap<LogicalNode, readonly Attribute[]>();

/** The columns a node produces, in order. */
export function outputOf(node: LogicalNode): readonly Attribute[] {
  const known = outputs.get(node);
  if (known !== undefined) return known;
  const output = computeOutput(node);
  outputs.set(node, output);
  return output;
}

function computeOutput(node: LogicalNode): readonly Attribute[] {
  switch (node.kind) {
    case 'scan':
    case 'local':
    case 'range':
    case 'union':
    case 'kernel':
    case 'writeLayer':
      return node.output;
    case 'project':
      return node.expressions.map(toAttribute);
    case 'expand':
      return node.output;
    case 'window':
      return [...outputOf(node.input), ...node.functions.map(toAttribute)];
    case 'generate':
      return [...(node.kept ?? outputOf(node.input)), ...node.columns];
    case 'singleRow':
      return outputOf(node.input).map(asNullable);
    case 'sample':
      return outputOf(node.input);
    case 'aggregate':
      return node.results.map(toAttribute);
    case 'filter':
    case 'sort':
    case 'limit':
    case 'tail':
    case 'shared':
    case 'repartition':
      return outputOf(node.input);
    case 'subqueryAlias':
      return outputOf(node.input).map((attribute) => ({ ...attribute, qualifier: [node.alias] }));
    case 'join': {
      const { type } = node;
      const left = outputOf(node.left);
      if (type === 'semi' || type === 'anti') return left;
      if (type === 'existence') return node.exists === undefined ? left : [...left, node.exists];
      const right = outputOf(node.right);
      return [
        ...(type === 'right' || type === 'full' ? left.map(asNullable) : left),
        ...(type === 'left' || type === 'full' ? right.map(asNullable) : right),
      ];
    }
  }
}

function asNullable(attribute: Attribute): Attribute {
  return attribute.nullable ? attribute : { ...attribute, nullable: true };
}

export function childrenOf(node: LogicalNode): readonly LogicalNode[] {
  switch (node.kind) {
    case 'scan':
    case 'local':
    case 'range':
      return [];
    case 'join':
      return [node.left, node.right];
    case 'union':
    case 'kernel':
      return node.inputs;
    default:
      return [node.input];
  }
}

/** The same node over other children, given in the order of childrenOf. */
export function withChildren(node: LogicalNode, children: readonly LogicalNode[]): LogicalNode {
  switch (node.kind) {
    case 'scan':
    case 'local':
    case 'range':
      return node;
    case 'join':
      return { ...node, left: children[0], right: children[1] };
    case 'union':
    case 'kernel':
      return { ...node, inputs: children };
    default:
      return { ...node, input: children[0] };
  }
}

/** Rewrites the children first; `change` then sees each node over its new children. */
export function transformUp(node: LogicalNode, change: (node: LogicalNode) => LogicalNode): LogicalNode {
  return change(mapChildren(node, (child) => transformUp(child, change)));
}

/** The node over mapped children; the node itself when no child changed. */
export function mapChildren(node: LogicalNode, change: (child: LogicalNode) => LogicalNode): LogicalNode {
  const children = childrenOf(node);
  if (children.length === 0) return node;
  const changed = children.map(change);
  return changed.every((child, i) => child === children[i]) ? node : withChildren(node, changed);
}

/** Every expression the node evaluates itself (not those of its children). */
export function expressionsOf(node: LogicalNode): readonly Expression[] {
  switch (node.kind) {
    case 'scan':
      return node.pushedFilters;
    case 'project':
      return node.expressions;
    case 'filter':
      return [node.condition];
    case 'aggregate':
      return [...node.keys, ...node.results];
    case 'sort':
      return node.orders.map((order) => order.child);
    case 'join':
      return node.condition === null ? [] : [node.condition];
    case 'repartition':
      return [...node.keys, ...(node.orders ?? []).map((order) => order.child)];
    case 'window':
      return node.functions;
    case 'generate':
      return [node.generator];
    case 'expand':
      return node.projections.flat();
    case 'kernel':
      return node.requirements.flatMap((requirement) =>
        requirement.kind === 'hash' ? requirement.keys : [],
      );
    default:
      return [];
  }
}

/**
 * The node with every expression it evaluates replaced; the node itself when a projection, filter or aggregation does
 * not change. `change` must keep what is named named: an alias or an attribute stays one.
 */
export function mapExpressions(
  node: LogicalNode,
  change: (expression: Expression) => Expression,
): LogicalNode {
  const named = (expression: NamedExpression): NamedExpression => change(expression) as NamedExpression;
  switch (node.kind) {
    case 'scan':
      return node.pushedFilters.length === 0
        ? node
        : { ...node, pushedFilters: node.pushedFilters.map(change) };
    case 'project': {
      const expressions = mapList(node.expressions, named);
      return expressions === node.expressions ? node : { ...node, expressions };
    }
    case 'filter': {
      const condition = change(node.condition);
      return condition === node.condition ? node : { ...node, condition };
    }
    case 'aggregate': {
      const keys = mapList(node.keys, named);
      const results = mapList(node.results, named);
      return keys === node.keys && results === node.results ? node : { ...node, keys, results };
    }
    case 'sort':
      return { ...node, orders: node.orders.map((order) => ({ ...order, child: change(order.child) })) };
    case 'join':
      return node.condition === null ? node : { ...node, condition: change(node.condition) };
    case 'repartition':
      return {
        ...node,
        keys: node.keys.map(change),
        ...(node.orders && {
          orders: node.orders.map((order) => ({ ...order, child: change(order.child) })),
        }),
      };
    case 'window':
      return {
        ...node,
        partitionBy: node.partitionBy.map(change),
        orderBy: node.orderBy.map((order) => ({ ...order, child: change(order.child) })),
        functions: node.functions.map((one) => change(one) as Alias),
      };
    case 'generate':
      return { ...node, generator: change(node.generator) as GeneratorCall };
    case 'expand':
      return { ...node, projections: node.projections.map((row) => row.map(change)) };
    case 'kernel':
      return {
        ...node,
        requirements: node.requirements.map((requirement) =>
          requirement.kind === 'hash' ? { ...requirement, keys: requirement.keys.map(change) } : requirement,
        ),
      };
    default:
      return node;
  }
}

/** The list itself when no element changes. */
function mapList<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  const changed = list.map(change);
  return changed.every((item, i) => item === list[i]) ? list : changed;
}

/** Ids of all columns the node produces. */
export function outputIds(node: LogicalNode): Set<number> {
  return new Set(outputOf(node).map((attribute) => attribute.id));
}
