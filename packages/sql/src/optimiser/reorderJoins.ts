import { estimateRows, rowBytes } from '../planner/estimateRows.js';
import type { LogicalNode } from '../plan/logical.js';
import { mapChildren } from '../plan/walk.js';
import { chainOf, inOrderOf, isInnerJoin, joinParts } from './joinChain.js';
import type { JoinChain } from './joinChain.js';

/** All orders of so many relations are compared; for more of them the best next one is taken each time. */
const COMPARED_RELATIONS_MAX = 8;

/** Of more relations only the first ones, in the order of the text, are reordered. */
const REORDERED_RELATIONS_MAX = 24;

/** A new order must be expected to move this many times fewer bytes. */
const GAIN_MIN = 1.2;

/**
 * Brings relations of inner joins together in the order in which the rows in between are expected to be fewest. Plans
 * with sources of unknown size stay as they are. No relations are multiplied that were not before.
 */
export function reorderJoins(node: LogicalNode): LogicalNode {
  if (!isInnerJoin(node)) return mapChildren(node, reorderJoins);
  const found = chainOf(node);
  const count = found?.items.length ?? 0;
  if (found === null || count < 3 || count > REORDERED_RELATIONS_MAX) return mapChildren(node, reorderJoins);
  const chain = { ...found, items: found.items.map(reorderJoins) };
  if (chain.items.some((item) => estimateRows(item) === null)) return mapChildren(node, reorderJoins);
  const best = chain.items.length <= COMPARED_RELATIONS_MAX ? cheapestOfAll(chain) : cheapestNext(chain);
  const before = costOf(node);
  return best.cost * GAIN_MIN < before.cost || best.products < before.products
    ? inOrderOf(best.plan, node)
    : mapChildren(node, reorderJoins);
}

interface Part {
  readonly plan: LogicalNode;
  /** Bytes of all rows that joins below, and this one, make. */
  readonly cost: number;
  /** Joins without condition. */
  readonly products: number;
}

/** For every set of relations the cheapest plan of them, from small sets to large ones. */
function cheapestOfAll(chain: JoinChain): Part {
  const count = chain.items.length;
  const best = new Map<number, Part>(chain.items.map((plan, i) => [1 << i, leaf(plan)]));
  for (let set = 1; set < 1 << count; set++) {
    if (best.has(set)) continue;
    let cheapest: Part | null = null;
    // Each pair of parts is met once: the one that holds the lowest relation is the left one.
    const lowest = set & -set;
    for (let left = (set - 1) & set; left > 0; left = (left - 1) & set) {
      if ((left & lowest) === 0) continue;
      const joined = join(best.get(left)!, best.get(set ^ left)!, chain);
      if (cheapest === null || isCheaper(joined, cheapest)) cheapest = joined;
    }
    best.set(set, cheapest!);
  }
  return best.get((1 << count) - 1)!;
}

/** Begins with the cheapest pair and takes the relation that adds least, again and again. */
function cheapestNext(chain: JoinChain): Part {
  const waiting = new Set(chain.items.map(leaf));
  let plan: Part | null = null;
  while (waiting.size > (plan === null ? 1 : 0)) {
    let best: { readonly joined: Part; readonly used: readonly Part[] } | null = null;
    for (const left of plan === null ? waiting : [plan]) {
      for (const right of waiting) {
        if (left === right) continue;
        const joined = join(left, right, chain);
        if (best === null || isCheaper(joined, best.joined)) best = { joined, used: [left, right] };
      }
    }
    plan = best!.joined;
    best!.used.forEach((part) => waiting.delete(part));
  }
  return plan!;
}

function leaf(plan: LogicalNode): Part {
  return { plan, cost: 0, products: 0 };
}

/** The side with more rows stands on the left, where rows stream. */
function join(a: Part, b: Part, { conditions }: JoinChain): Part {
  const swapped = (estimateRows(a.plan) ?? 0) < (estimateRows(b.plan) ?? 0);
  const [left, right] = swapped ? [b, a] : [a, b];
  const plan = joinParts(left.plan, right.plan, conditions);
  const product = plan.condition === null ? 1 : 0;
  return {
    plan,
    cost: a.cost + b.cost + bytesOf(plan),
    products: a.products + b.products + product,
  };
}

function isCheaper(a: Part, b: Part): boolean {
  return a.products === b.products ? a.cost < b.cost : a.products < b.products;
}

function bytesOf(plan: LogicalNode): number {
  return (estimateRows(plan) ?? 0) * rowBytes(plan);
}

/** What the joins of a chain cost as they are. */
function costOf(node: LogicalNode): Omit<Part, 'plan'> {
  const inner = node.kind === 'project' ? node.input : node;
  if (node.kind === 'project' && !isInnerJoin(inner)) return { cost: 0, products: 0 };
  if (node.kind === 'project') return costOf(inner);
  if (!isInnerJoin(node)) return { cost: 0, products: 0 };
  const [left, right] = [costOf(node.left), costOf(node.right)];
  return {
    cost: left.cost + right.cost + bytesOf(node),
    products: left.products + right.products + (node.condition === null ? 1 : 0),
  };
}
