import type { JoinNode, LimitNode, LogicalNode, UnionNode } from '../plan/logical.js';
import { transformUp } from '../plan/walk.js';
import { rowsMax } from './rowsMax.js';

/**
 * Moves limits towards the data: below projections, into the inputs of unions and into the sides of joins whose rows
 * all come out. A limit that cuts nothing off goes.
 */
export function pushLimits(node: LogicalNode): LogicalNode {
  return transformUp(node, (inner) => (inner.kind === 'limit' ? pushLimit(inner) : inner));
}

function pushLimit(node: LimitNode): LogicalNode {
  const { input, count, offset } = node;
  if (offset === 0 && count !== null && rowsMax(input) <= count) return input;
  switch (input.kind) {
    case 'project':
      return { ...input, input: pushLimit({ ...node, input: input.input }) };
    case 'limit': {
      const combined = combineLimits(node, input);
      return combined === node ? node : pushLimit(combined);
    }
    case 'union':
      return count === null ? node : { ...node, input: limitedInputs(input, count + offset) };
    case 'join':
      return count === null ? node : { ...node, input: limitedSides(input, count + offset) };
    default:
      return node;
  }
}

function limitedInputs(union: UnionNode, most: number): UnionNode {
  const inputs = union.inputs.map((input) => limited(input, most));
  return inputs.every((input, i) => input === union.inputs[i]) ? union : { ...union, inputs };
}

/** Every row of an outer side, and of either side without a condition, comes out at least once. */
function limitedSides(join: JoinNode, most: number): JoinNode {
  const { type, condition } = join;
  const free = condition === null && (type === 'inner' || type === 'cross');
  const left = type === 'left' || free ? limited(join.left, most) : join.left;
  const right = type === 'right' || free ? limited(join.right, most) : join.right;
  return left === join.left && right === join.right ? join : { ...join, left, right };
}

/** At most `most` rows of every task; the limit above counts them all. */
function limited(input: LogicalNode, most: number): LogicalNode {
  if (rowsMax(input) <= most) return input;
  const known = input.kind === 'limit' && input.partial === true ? input.input : input;
  return pushLimit({ kind: 'limit', input: known, count: most, offset: 0, partial: true });
}

/** The inner limit comes first: rows after both offsets, as many as both allow. */
function combineLimits(outer: LimitNode, inner: LimitNode): LimitNode {
  if (inner.partial === true && outer.partial !== true) {
    // A global limit lets every task keep as many rows as it wants in the end.
    const enough = outer.count !== null && (inner.count ?? Infinity) >= outer.count + outer.offset;
    return enough ? { ...outer, input: inner.input } : outer;
  }
  const offset = inner.offset + outer.offset;
  const left = inner.count === null ? null : Math.max(0, inner.count - outer.offset);
  const count = left === null ? outer.count : outer.count === null ? left : Math.min(left, outer.count);
  return { ...inner, count, offset };
}
