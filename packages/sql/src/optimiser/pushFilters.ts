import { invalidPlan } from '../errors.js';
import type { Expression, JoinType } from '../plan/expression.js';
import { collectReferences, containsAggregate, joinConjuncts, splitConjuncts } from '../plan/expressions.js';
import type {
  AggregateNode,
  JoinNode,
  LogicalNode,
  ProjectNode,
  ScanNode,
  UnionNode,
} from '../plan/logical.js';
import { mapChildren, outputIds, outputOf } from '../plan/walk.js';
import { isDeterministic } from './determinism.js';
import { definitionsOf, substitute } from './substitute.js';

/**
 * Moves conditions as near to the data as they can go without changing the result: through projections, sorts,
 * grouping keys, unions and the sides of joins, and, for a source to skip data by, into scans. Conditions that are not
 * deterministic stay where they are, and nothing moves past them.
 */
export function pushFilters(node: LogicalNode): LogicalNode {
  return push(node, []);
}

/** The plan of the rows of `node` for which all conditions hold. */
function push(node: LogicalNode, conditions: readonly Expression[]): LogicalNode {
  switch (node.kind) {
    case 'filter': {
      const own = splitConjuncts(node.condition);
      if (own.every(isDeterministic)) return push(node.input, [...own, ...conditions]);
      return place({ ...node, input: push(node.input, []) }, conditions);
    }
    case 'project':
      return pushThroughProject(node, conditions);
    case 'aggregate':
      return pushThroughAggregate(node, conditions);
    case 'join':
      return pushIntoJoin(node, conditions);
    case 'union':
      return pushIntoUnion(node, conditions);
    case 'sort':
    case 'repartition':
      return { ...node, input: push(node.input, conditions) };
    case 'scan':
      return pushIntoScan(node, conditions);
    default:
      return place(
        mapChildren(node, (child) => push(child, [])),
        conditions,
      );
  }
}

function place(input: LogicalNode, conditions: readonly Expression[]): LogicalNode {
  const condition = joinConjuncts(conditions);
  return condition === null ? input : { kind: 'filter', input, condition };
}

function pushThroughProject(node: ProjectNode, conditions: readonly Expression[]): LogicalNode {
  if (!node.expressions.every(isDeterministic)) {
    return place({ ...node, input: push(node.input, []) }, conditions);
  }
  const definitions = definitionsOf(node.expressions);
  const below = conditions.map((condition) => substitute(condition, definitions));
  return { ...node, input: push(node.input, below) };
}

/** Conditions on keys alone hold for all rows of a group or none. Without keys there is a row even for no input. */
function pushThroughAggregate(node: AggregateNode, conditions: readonly Expression[]): LogicalNode {
  const keys = new Set(node.keys.map((key) => key.id));
  const results = definitionsOf(node.results);
  const overKeys = conditions.map((condition) => substitute(condition, results));
  const moves = overKeys.map((condition) => {
    const used = [...collectReferences(condition)];
    return used.length > 0 && used.every((id) => keys.has(id)) && !containsAggregate(condition);
  });
  const definitions = definitionsOf(node.keys);
  const below = overKeys.filter((_, i) => moves[i]).map((condition) => substitute(condition, definitions));
  return place(
    { ...node, input: push(node.input, below) },
    conditions.filter((_, i) => !moves[i]),
  );
}

function pushIntoUnion(node: UnionNode, conditions: readonly Expression[]): LogicalNode {
  const inputs = node.inputs.map((input) => {
    const columns = outputOf(input);
    const definitions = new Map<number, Expression>(
      node.output.map((column, i) => [column.id, columns[i]] as const),
    );
    return push(
      input,
      conditions.map((condition) => substitute(condition, definitions)),
    );
  });
  return { ...node, inputs };
}

/** Per join type: whether conditions above the join, and conditions of the join, may go to its left and right side. */
const PASSES: Readonly<
  Record<
    JoinType,
    { readonly above: readonly [boolean, boolean]; readonly within: readonly [boolean, boolean] }
  >
> = {
  inner: { above: [true, true], within: [true, true] },
  cross: { above: [true, true], within: [true, true] },
  left: { above: [true, false], within: [false, true] },
  right: { above: [false, true], within: [true, false] },
  full: { above: [false, false], within: [false, false] },
  semi: { above: [true, false], within: [true, true] },
  anti: { above: [true, false], within: [false, true] },
  existence: { above: [true, false], within: [false, true] },
};

function pushIntoJoin(node: JoinNode, conditions: readonly Expression[]): LogicalNode {
  const { type } = node;
  const passes = PASSES[type];
  const sides = [outputIds(node.left), outputIds(node.right)] as const;
  const pushed: [Expression[], Expression[]] = [[], []];
  const within: Expression[] = [];
  const above: Expression[] = [];
  const sort = (condition: Expression, allowed: readonly [boolean, boolean], rest: Expression[]): void => {
    const used = [...collectReferences(condition)];
    const side = used.length === 0 ? -1 : sides.findIndex((ids) => used.every((id) => ids.has(id)));
    if (side >= 0 && allowed[side] && isDeterministic(condition)) pushed[side].push(condition);
    else rest.push(condition);
  };
  const inner = type === 'inner' || type === 'cross';
  for (const condition of conditions) {
    sort(condition, passes.above, inner && isDeterministic(condition) ? within : above);
  }
  for (const condition of node.condition === null ? [] : splitConjuncts(node.condition)) {
    sort(condition, passes.within, within);
  }
  const condition = joinConjuncts(within);
  const join: JoinNode = {
    ...node,
    left: push(node.left, pushed[0]),
    right: push(node.right, pushed[1]),
    type: type === 'cross' && condition !== null ? 'inner' : type,
    condition,
  };
  return place(join, above);
}

const COMPARISONS = new Set(['=', '<=>', '<', '<=', '>', '>=', 'in', 'isnull', 'isnotnull', 'and', 'or']);

/** Comparisons of columns with literals; sources know what to do with these. */
function isSimple(condition: Expression): boolean {
  if (condition.kind !== 'call' || !COMPARISONS.has(condition.name)) return false;
  if (condition.name === 'and' || condition.name === 'or') return condition.args.every(isSimple);
  return condition.args.every(
    (arg) => arg.kind === 'attribute' || arg.kind === 'literal' || arg.kind === 'field',
  );
}

function pushIntoScan(node: ScanNode, conditions: readonly Expression[]): LogicalNode {
  return place({ ...node, pushedFilters: conditions.filter(isSimple) }, conditions);
}

/**
 * Spark 2.x refuses an inner join without a condition between its sides, unless it is written as a cross join or
 * `spark.sql.crossJoin.enabled` is set. To be checked after conditions were pushed.
 */
export function refuseCartesian(node: LogicalNode): void {
  mapChildren(node, (child) => {
    refuseCartesian(child);
    return child;
  });
  if (node.kind !== 'join' || node.type !== 'inner' || node.condition !== null) return;
  throw invalidPlan(
    'Detected cartesian product for INNER join: the join condition is missing or trivial. Use the CROSS JOIN syntax ' +
      '(crossJoin) to allow cartesian products between these relations, or set spark.sql.crossJoin.enabled to true',
  );
}
