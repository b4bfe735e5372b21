import type { Expression, JoinType } from '../plan/expression.js';
import { collectReferences, joinConjuncts, splitConjuncts } from '../plan/expressions.js';
import type { JoinNode, LogicalNode } from '../plan/logical.js';
import type { PhysicalNode } from '../plan/physical.js';
import { outputIds, outputOf } from '../plan/walk.js';
import { schemaOf } from '../plan/attribute.js';
import { bind } from './bind.js';
import { estimateBytes } from './estimate.js';
import { tasksOf } from './pipeline.js';
import type { Pipeline, Pipelines, StageList } from './pipeline.js';

type Side = 'left' | 'right';

/** A condition taken apart: equalities between the two sides, and the rest. */
export interface JoinKeys {
  readonly left: readonly Expression[];
  readonly right: readonly Expression[];
  readonly nullSafe: readonly boolean[];
  readonly rest: Expression | null;
}

function joinKeys(node: JoinNode): JoinKeys {
  const left: Expression[] = [];
  const right: Expression[] = [];
  const nullSafe: boolean[] = [];
  const rest: Expression[] = [];
  const leftIds = outputIds(node.left);
  const rightIds = outputIds(node.right);
  const within = (expression: Expression, ids: ReadonlySet<number>): boolean => {
    const used = [...collectReferences(expression)];
    return used.length > 0 && used.every((id) => ids.has(id));
  };
  for (const conjunct of node.condition === null ? [] : splitConjuncts(node.condition)) {
    const isEquality = conjunct.kind === 'call' && (conjunct.name === '=' || conjunct.name === '<=>');
    const [a, b] = isEquality ? conjunct.args : [];
    if (isEquality && within(a, leftIds) && within(b, rightIds)) {
      left.push(a);
      right.push(b);
    } else if (isEquality && within(a, rightIds) && within(b, leftIds)) {
      left.push(b);
      right.push(a);
    } else {
      rest.push(conjunct);
      continue;
    }
    nullSafe.push(conjunct.name === '<=>');
  }
  return { left, right, nullSafe, rest: joinConjuncts(rest) };
}

/** The sides that may be sent whole to every task: not one whose unmatched rows the join keeps. */
const BUILDABLE: Readonly<Record<JoinType, readonly Side[]>> = {
  inner: ['right', 'left'],
  cross: ['right', 'left'],
  left: ['right'],
  semi: ['right'],
  anti: ['right'],
  right: ['left'],
  full: [],
  existence: ['right'],
};

/**
 * The join without tests for null of the keys of rows that stay where they are while the other side is sent to them: a
 * row whose key is null finds no partner anyway, and leaving it out first would copy all the others.
 */
export function withoutNullTests(node: JoinNode, broadcastThresholdBytes: number): JoinNode {
  if (node.type !== 'inner' && node.type !== 'semi') return node;
  const keys = joinKeys(node);
  const build = smallerSide(node, BUILDABLE[node.type]);
  if (keys.left.length === 0 || build === null || !fits(node, build, broadcastThresholdBytes)) return node;
  const streamed = build === 'left' ? 'right' : 'left';
  const ids = new Set<number>();
  keys[streamed].forEach((key, i) => {
    if (key.kind === 'attribute' && !keys.nullSafe[i]) ids.add(key.id);
  });
  return { ...node, [streamed]: withoutTests(node[streamed], ids) };
}

function withoutTests(node: LogicalNode, ids: ReadonlySet<number>): LogicalNode {
  if (node.kind === 'project' && node.expressions.every(({ kind }) => kind === 'attribute')) {
    return { ...node, input: withoutTests(node.input, ids) };
  }
  if (node.kind !== 'filter') return node;
  const kept = splitConjuncts(node.condition).filter((condition) => {
    if (condition.kind !== 'call' || condition.name !== 'isnotnull') return true;
    const [column] = condition.args;
    return column.kind !== 'attribute' || !ids.has(column.id);
  });
  const condition = joinConjuncts(kept);
  return condition === null ? node.input : { ...node, condition };
}

export interface JoinOptions {
  readonly shufflePartitions: number;
  readonly broadcastThresholdBytes: number;
  /** Ids of the columns that the reader of the join uses; null: it may use all. */
  readonly wanted: ReadonlySet<number> | null;
}

/**
 * A side known to be small is sent to every task of the other one; else both sides are exchanged by the hash of their
 * keys. Without equalities the smaller side is sent whatever its size; a full join then runs in one task.
 */
export function planJoin(
  node: JoinNode,
  left: Pipelines,
  right: Pipelines,
  stages: StageList,
  options: JoinOptions,
): Pipelines {
  const keys = joinKeys(node);
  const { wanted } = options;
  const build = smallerSide(node, BUILDABLE[node.type]);
  if (tasksOf(left) === 1 && tasksOf(right) === 1) {
    return [joined(node, keys, wanted, left[0], right[0], build ?? 'right')];
  }
  const hasKeys = keys.left.length > 0;
  if (
    build !== null &&
    (node.nullAware === true || !hasKeys || fits(node, build, options.broadcastThresholdBytes))
  ) {
    return broadcastJoin(node, keys, wanted, left, right, stages, build);
  }
  if (!hasKeys) return [joined(node, keys, wanted, stages.gather(left), stages.gather(right), 'right')];
  const partitions = Math.min(options.shufflePartitions, Math.max(tasksOf(left), tasksOf(right)));
  const leftRows = stages.hash(left, keys.left, partitions);
  const rightRows = stages.hash(right, keys.right, partitions);
  return [joined(node, keys, wanted, leftRows, rightRows, build ?? 'right')];
}

function broadcastJoin(
  node: JoinNode,
  keys: JoinKeys,
  wanted: JoinOptions['wanted'],
  left: Pipelines,
  right: Pipelines,
  stages: StageList,
  build: Side,
): Pipelines {
  const [built, streamed] = build === 'left' ? [left, right] : [right, left];
  const whole = stages.broadcast(built);
  return streamed.map((stream) =>
    build === 'left'
      ? joined(node, keys, wanted, whole, stream, build)
      : joined(node, keys, wanted, stream, whole, build),
  );
}

/** The side to hold in memory: the one known to be smaller, among those allowed; null when none is. */
function smallerSide(node: JoinNode, allowed: readonly Side[]): Side | null {
  if (allowed.length < 2) return allowed[0] ?? null;
  const left = estimateBytes(node.left) ?? Infinity;
  const right = estimateBytes(node.right) ?? Infinity;
  return left < right ? 'left' : 'right';
}

function fits(node: JoinNode, side: Side, limitBytes: number): boolean {
  const bytes = estimateBytes(side === 'left' ? node.left : node.right);
  return bytes !== null && bytes <= limitBytes;
}

/** Joins whose rows are those of the left side. */
const OF_ONE_SIDE: ReadonlySet<JoinType> = new Set(['semi', 'anti', 'existence']);

/** Both inputs in one task. Joins whose rows hold columns of both sides make only those that are wanted. */
function joined(
  node: JoinNode,
  keys: JoinKeys,
  wanted: JoinOptions['wanted'],
  left: Pipeline,
  right: Pipeline,
  build: Side,
): Pipeline {
  const all = outputOf(node);
  const both = [...left.columns, ...right.columns];
  const kept = all.flatMap(({ id }, place) => (wanted === null || wanted.has(id) ? [place] : []));
  const narrow = !OF_ONE_SIDE.has(node.type) && kept.length < all.length;
  const columns = narrow ? kept.map((place) => all[place]) : all;
  const flags = {
    ...(node.nullAware === true && { nullAware: true as const }),
    ...(narrow && { kept }),
  };
  const condition = keys.rest && bind(keys.rest, both);
  const schema = schemaOf(columns);
  const common = { ...flags, left: left.root, right: right.root, build, type: node.type, condition, schema };
  const root: PhysicalNode =
    keys.left.length === 0
      ? { kind: 'nestedLoopJoin', ...common }
      : {
          kind: 'hashJoin',
          ...common,
          leftKeys: keys.left.map((key) => bind(key, left.columns)),
          rightKeys: keys.right.map((key) => bind(key, right.columns)),
          nullSafe: keys.nullSafe,
        };
  return {
    root,
    columns,
    tasks: Math.max(left.tasks, right.tasks),
    inputs: [...left.inputs, ...right.inputs],
  };
}
