import type { Expression } from '../plan/expression.js';
import { joinConjuncts, splitConjuncts } from '../plan/expressions.js';
import type { JoinNode, LogicalNode } from '../plan/logical.js';
import { outputIds, outputOf } from '../plan/walk.js';
import { isAbout } from './conditions.js';
import { isDeterministic } from './determinism.js';

/** Relations that inner and cross joins bring together, and all conditions among them. */
export interface JoinChain {
  readonly items: readonly LogicalNode[];
  readonly conditions: readonly Expression[];
}

export function isInnerJoin(node: LogicalNode): node is JoinNode {
  if (node.kind !== 'join' || (node.type !== 'inner' && node.type !== 'cross')) return false;
  return node.condition === null || isDeterministic(node.condition);
}

/**
 * The chain under an inner join; projections that only choose columns are looked through. null: a condition does not
 * compare relations with one another, so that it would have no place in another order.
 */
export function chainOf(join: JoinNode): JoinChain | null {
  const items: LogicalNode[] = [];
  const conditions: Expression[] = [];
  const visit = (node: LogicalNode): void => {
    const inner = withoutChoice(node);
    if (!isInnerJoin(inner)) {
      items.push(node);
      return;
    }
    visit(inner.left);
    visit(inner.right);
    if (inner.condition !== null) conditions.push(...splitConjuncts(inner.condition));
  };
  visit(join);
  const sides = items.map(outputIds);
  const all = new Set(sides.flatMap((ids) => [...ids]));
  const compares = (condition: Expression): boolean =>
    isAbout(condition, all) && !sides.some((ids) => isAbout(condition, ids));
  return conditions.every(compares) ? { items, conditions } : null;
}

function withoutChoice(node: LogicalNode): LogicalNode {
  let inner = node;
  while (inner.kind === 'project' && inner.expressions.every(({ kind }) => kind === 'attribute')) {
    inner = inner.input;
  }
  return inner;
}

/** Two parts joined by those conditions that need both of them. */
export function joinParts(
  left: LogicalNode,
  right: LogicalNode,
  conditions: readonly Expression[],
): JoinNode {
  const condition = joinConjuncts(connecting(left, right, conditions));
  return { kind: 'join', left, right, type: condition === null ? 'cross' : 'inner', condition };
}

function connecting(
  left: LogicalNode,
  right: LogicalNode,
  conditions: readonly Expression[],
): readonly Expression[] {
  const ids = [outputIds(left), outputIds(right)];
  const both = new Set([...ids[0], ...ids[1]]);
  return conditions.filter(
    (condition) => isAbout(condition, both) && !ids.some((side) => isAbout(condition, side)),
  );
}

/** The same columns in the order in which the plan had them before. */
export function inOrderOf(plan: LogicalNode, before: LogicalNode): LogicalNode {
  return { kind: 'project', input: plan, expressions: outputOf(before) };
}

/**
 * Joins in the order of the text, except that a relation without a condition to those before it waits until there is
 * one: `a, b, c WHERE a.x = c.x AND b.y = c.y` needs no product of a and b.
 */
export function avoidProducts(node: LogicalNode): LogicalNode {
  if (!isInnerJoin(node)) return node;
  const chain = chainOf(node);
  if (chain === null || chain.items.length < 3 || !hasProduct(node)) return node;
  const [first, ...waiting] = chain.items;
  let plan = first;
  while (waiting.length > 0) {
    const found = waiting.findIndex((item) => connecting(plan, item, chain.conditions).length > 0);
    const [next] = waiting.splice(Math.max(0, found), 1);
    plan = joinParts(plan, next, chain.conditions);
  }
  return inOrderOf(plan, node);
}

function hasProduct(node: LogicalNode): boolean {
  const inner = withoutChoice(node);
  if (!isInnerJoin(inner)) return false;
  return inner.condition === null || hasProduct(inner.left) || hasProduct(inner.right);
}
