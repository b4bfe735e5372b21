import type { Expression, JoinType } from '../plan/expression.js';
import { joinConjuncts, splitConjuncts } from '../plan/expressions.js';
import type { JoinNode, LogicalNode } from '../plan/logical.js';
import { outputIds } from '../plan/walk.js';
import { filtered, isAbout, rejectsNull } from './conditions.js';
import { isDeterministic } from './determinism.js';
import { inferConditions } from './inferConditions.js';
import { knownConditions } from './knownConditions.js';
import type { ExpressionSimplifier } from './simplifyExpression.js';

/** Whether something may be done to the left and to the right side. */
type Sides = readonly [left: boolean, right: boolean];

/**
 * Per join type, which sides conditions may go to. above: those on the join's rows; within: those on its pairs of
 * rows, because rows of that side matter only as a part of a pair.
 */
const PASSES: Readonly<Record<JoinType, { readonly above: Sides; readonly within: Sides }>> = {
  inner: { above: [true, true], within: [true, true] },
  cross: { above: [true, true], within: [true, true] },
  left: { above: [true, false], within: [false, true] },
  right: { above: [false, true], within: [true, false] },
  full: { above: [false, false], within: [false, false] },
  semi: { above: [true, false], within: [true, true] },
  anti: { above: [true, false], within: [false, true] },
  existence: { above: [true, false], within: [false, true] },
};

/**
 * The rows of a join for which all conditions hold. Conditions go to the sides they are about; what they and the join
 * itself say about a side goes there too. An outer join whose added rows no condition keeps becomes an inner one.
 */
export function pushIntoJoin(
  node: JoinNode,
  conditions: readonly Expression[],
  simplifier: ExpressionSimplifier,
  push: (node: LogicalNode, conditions: readonly Expression[]) => LogicalNode,
): LogicalNode {
  const sides = [outputIds(node.left), outputIds(node.right)] as const;
  const type = withoutAddedRows(node.type, conditions, sides, simplifier);
  const passes = PASSES[type];
  const pushed: [Expression[], Expression[]] = [[], []];
  const within: Expression[] = [];
  const above: Expression[] = [];
  const sort = (condition: Expression, allowed: Sides, rest: Expression[]): void => {
    const side = sides.findIndex((ids) => isAbout(condition, ids));
    if (side >= 0 && allowed[side] && isDeterministic(condition)) pushed[side].push(condition);
    else rest.push(condition);
  };
  const inner = type === 'inner' || type === 'cross';
  for (const condition of node.condition === null ? [] : splitConjuncts(node.condition)) {
    sort(condition, passes.within, within);
  }
  for (const condition of conditions) {
    sort(condition, passes.above, inner && isDeterministic(condition) ? within : above);
  }
  if (node.nullAware !== true) {
    const known = [node.left, node.right].map((side, i) => [...knownConditions(side), ...pushed[i]]);
    const facts = [...within, ...known[0], ...known[1]];
    sides.forEach((ids, i) => {
      if (passes.within[i]) pushed[i].push(...inferConditions(facts, known[i], ids, simplifier));
    });
  }
  const condition = joinConjuncts(within);
  const join: JoinNode = {
    ...node,
    left: push(node.left, pushed[0]),
    right: push(node.right, pushed[1]),
    type: inner ? innerType(node, condition) : type,
    condition,
  };
  return filtered(join, above, simplifier);
}

/** Only joins that were written as inner ones count as such when they have no condition (see refuseCartesian). */
function innerType(node: JoinNode, condition: Expression | null): JoinType {
  return condition !== null || node.type === 'inner' ? 'inner' : 'cross';
}

/** The join type when rows that were filled with nulls are not wanted. */
function withoutAddedRows(
  type: JoinType,
  conditions: readonly Expression[],
  sides: readonly [ReadonlySet<number>, ReadonlySet<number>],
  simplifier: ExpressionSimplifier,
): JoinType {
  if (type !== 'left' && type !== 'right' && type !== 'full') return type;
  const [leftWanted, rightWanted] = sides.map((ids) =>
    conditions.some((condition) => rejectsNull(condition, ids, simplifier)),
  );
  const fillsLeft = type !== 'left' && !leftWanted;
  const fillsRight = type !== 'right' && !rightWanted;
  if (fillsLeft && fillsRight) return 'full';
  if (fillsLeft) return 'right';
  return fillsRight ? 'left' : 'inner';
}
