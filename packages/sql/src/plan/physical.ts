import type { StructType } from '@graticule/columnar';
import type {
  AggregateCall,
  Expression,
  GeneratorCall,
  JoinType,
  SortOrder,
  WindowCall,
} from './expression.js';
import type { Extent, Source } from './source.js';

/**
 * What one task runs: a tree of operators whose leaves are scans, local rows or the outputs of other stages.
 * Plain data; travels to executors as JSON (plan/json.ts). All expressions are bound by position.
 */
export type PhysicalNode =
  | PhysicalScan
  | PhysicalLocal
  | PhysicalRange
  | StageInput
  | PhysicalProject
  | PhysicalFilter
  | PhysicalAggregate
  | PhysicalSort
  | PhysicalRangeSample
  | PhysicalTopK
  | PhysicalLimit
  | HashJoin
  | NestedLoopJoin
  | PhysicalUnion
  | PhysicalKernel
  | PhysicalWriteLayer
  | PhysicalTail
  | PhysicalWindow
  | PhysicalGenerate
  | PhysicalExpand
  | PhysicalSample
  | PhysicalSingleRow;

interface Node {
  /** Columns and types of the batches it produces. */
  readonly schema: StructType;
}

/** Reads the splits that the task brings for `scanId`. */
export interface PhysicalScan extends Node {
  readonly kind: 'scan';
  readonly scanId: number;
  readonly source: Source;
  readonly extent: Extent | null;
  readonly pushedFilters: readonly Expression[];
}

/** Rows sent with the task as Arrow IPC under `localId`. */
export interface PhysicalLocal extends Node {
  readonly kind: 'local';
  readonly localId: number;
}

/** Task p of n produces its contiguous share of start, start + step ... (exclusive end). */
export interface PhysicalRange extends Node {
  readonly kind: 'range';
  readonly start: bigint;
  readonly end: bigint;
  readonly step: bigint;
}

/**
 * Output of an earlier stage. 'partition': task p reads output partition p of every task of that stage, in task order;
 * 'forward': task p reads the output of task p; 'all': every task reads everything (broadcast).
 */
export interface StageInput extends Node {
  readonly kind: 'stageInput';
  readonly stage: number;
  readonly mode: 'partition' | 'forward' | 'all';
}

export interface PhysicalProject extends Node {
  readonly kind: 'project';
  readonly input: PhysicalNode;
  readonly expressions: readonly Expression[];
}

export interface PhysicalFilter extends Node {
  readonly kind: 'filter';
  readonly input: PhysicalNode;
  readonly condition: Expression;
}

/** One aggregate of a PhysicalAggregate. */
export interface AggregateStep {
  readonly call: AggregateCall;
  /**
   * The first of the input's columns that hold states of the call, which are merged (see AggregateFunction.state); null:
   * the call is computed over the rows. Where states are merged, the call only says what they are states of.
   */
  readonly states: number | null;
}

/**
 * Rows, or states, -> the keys and then per aggregate its state columns, or its one result column. Without keys there is
 * exactly one row. DISTINCT over rows can only give results: all rows of a group have to be in the task.
 */
export interface PhysicalAggregate extends Node {
  readonly kind: 'aggregate';
  readonly input: PhysicalNode;
  readonly keys: readonly Expression[];
  readonly aggregates: readonly AggregateStep[];
  readonly gives: 'states' | 'results';
  /** States of one group may come several times, as they are merged by a later aggregation. */
  readonly mayRepeat?: true;
}

/**
 * complete: all rows of the task in order. partial: every batch in order by itself. final: all rows in order, of an input
 * whose batches are in order by themselves. Rows that are equal in all orders keep their order.
 */
export interface PhysicalSort extends Node {
  readonly kind: 'sort';
  readonly mode: 'partial' | 'final' | 'complete';
  readonly input: PhysicalNode;
  readonly orders: readonly SortOrder[];
}

/**
 * Of the input's rows at most `rows`, evenly spread: the values of the orders, then (a double) how many rows of the input
 * each stands for.
 */
export interface PhysicalRangeSample extends Node {
  readonly kind: 'rangeSample';
  readonly input: PhysicalNode;
  readonly orders: readonly SortOrder[];
  readonly rows: number;
}

/** The first `count` rows of the sorted input, sorted. */
export interface PhysicalTopK extends Node {
  readonly kind: 'topK';
  readonly input: PhysicalNode;
  readonly orders: readonly SortOrder[];
  readonly count: number;
}

export interface PhysicalLimit extends Node {
  readonly kind: 'limit';
  readonly input: PhysicalNode;
  readonly count: number | null;
  readonly offset: number;
}

/** The last `count` rows of the input, in input order. */
export interface PhysicalTail extends Node {
  readonly kind: 'tail';
  readonly input: PhysicalNode;
  readonly count: number;
}

/**
 * Build side is hashed whole in each task, the other side streams. Row order follows the streamed side.
 * An existence join builds the right side and answers every left row with one more boolean column.
 */
export interface HashJoin extends Node {
  readonly kind: 'hashJoin';
  readonly left: PhysicalNode;
  readonly right: PhysicalNode;
  readonly build: 'left' | 'right';
  readonly leftKeys: readonly Expression[];
  readonly rightKeys: readonly Expression[];
  /** Per key: null equals null (`<=>`). */
  readonly nullSafe: readonly boolean[];
  readonly type: JoinType;
  /** Over left columns then right columns. */
  readonly condition: Expression | null;
  /** Of joins whose rows have columns of both sides: the places, over left then right columns, of those made. All without. */
  readonly kept?: readonly number[];
  /**
   * anti join with one key and no condition, right built whole in each task (NOT IN): a left row is kept when the
   * right side is empty, or when its key is not null, equals no right key and no right key is null.
   */
  readonly nullAware?: true;
}

export interface NestedLoopJoin extends Node {
  readonly kind: 'nestedLoopJoin';
  readonly left: PhysicalNode;
  readonly right: PhysicalNode;
  readonly build: 'left' | 'right';
  readonly type: JoinType;
  readonly condition: Expression | null;
  /** As in HashJoin. */
  readonly kept?: readonly number[];
}

export interface PhysicalUnion extends Node {
  readonly kind: 'union';
  readonly inputs: readonly PhysicalNode[];
}

export interface PhysicalKernel extends Node {
  readonly kind: 'kernel';
  readonly kernel: string;
  readonly inputs: readonly PhysicalNode[];
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface PhysicalWriteLayer extends Node {
  readonly kind: 'writeLayer';
  readonly input: PhysicalNode;
  readonly name: string;
  readonly path: string;
}

/**
 * Input rows with one more column per function, behind the input columns. All rows of a partition (equal partitionBy
 * values, null equals null) are in one task. Rows come out grouped by partition, partitions in the order of their
 * values, within a partition in the order of orderBy; ties keep the order of the input. Every function has the
 * node's partitionBy and orderBy and its own frame; without orderBy all rows are peers.
 * Window functions proper ignore the frame: row_number(), rank(), dense_rank(), percent_rank(), cume_dist(), ntile(n),
 * lag(value, offset int literal, default, ignoreNulls), lead(...): offset rows before or behind in the partition, the default where
 * there is none. first(value, ignoreNulls), last and nth_value(value, n, ignoreNulls) follow the frame, like aggregates.
 */
export interface PhysicalWindow extends Node {
  readonly kind: 'window';
  readonly input: PhysicalNode;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortOrder[];
  readonly functions: readonly WindowCall[];
}

/**
 * Per input row, in order, the rows that the generator makes of it: first the kept input columns, then the columns of
 * the generator. A generator that is `outer` makes one row of nulls where it would make none. replicate_rows(n) makes
 * n rows without columns (INTERSECT ALL, EXCEPT ALL).
 */
export interface PhysicalGenerate extends Node {
  readonly kind: 'generate';
  readonly input: PhysicalNode;
  readonly generator: GeneratorCall;
  /** Ordinals of input columns. */
  readonly kept: readonly number[];
}

/** Every input row once per projection; batch by batch, within a batch first all rows of the first projection. */
export interface PhysicalExpand extends Node {
  readonly kind: 'expand';
  readonly input: PhysicalNode;
  readonly projections: readonly (readonly Expression[])[];
}

/**
 * A row is kept when its random number in [0, 1) is in [lower, upper); with replacement it comes as often as a Poisson
 * number of mean upper - lower says. The random numbers follow from seed, task and place of the row in the task alone.
 */
export interface PhysicalSample extends Node {
  readonly kind: 'sample';
  readonly input: PhysicalNode;
  readonly lower: number;
  readonly upper: number;
  readonly withReplacement: boolean;
  readonly seed: bigint;
}

/**
 * The one row of the input; a row of nulls when it has none. More rows: ArgumentError
 * `more than one row returned by a subquery used as an expression`. Runs in one task.
 */
export interface PhysicalSingleRow extends Node {
  readonly kind: 'singleRow';
  readonly input: PhysicalNode;
}

/** How a task's output rows are spread over output partitions for the consuming stage. */
export type Distribution =
  | SingleDistribution
  | HashDistribution
  | { readonly kind: 'roundRobin'; readonly partitions: number }
  | RangeDistribution;

export interface HashDistribution {
  readonly kind: 'hash';
  readonly keys: readonly Expression[];
  readonly partitions: number;
  /** Rows of a large batch may come in order of their buckets, which saves an aggregation the work (see buckets.ts). */
  readonly inBuckets?: true;
}

export interface SingleDistribution {
  readonly kind: 'single';
  /** Batches are neither put together nor cut: each is in order by itself. */
  readonly keepsBatches?: true;
}

/**
 * Rows with smaller keys in earlier partitions, rows with equal keys in the same one; the partitions are about equally
 * large where the keys allow it. Every task finds the same bounds in the samples, which are rows of PhysicalRangeSample.
 */
export interface RangeDistribution {
  readonly kind: 'range';
  readonly orders: readonly SortOrder[];
  readonly partitions: number;
  readonly samples: readonly StageInput[];
  /** Batches come in order by themselves and are cut only, so that those of each partition are in order too. */
  readonly sortedBatches: boolean;
}

/** Operators between exchanges; `tasks` copies run, one per partition. Stages are in topological order, ids = positions. */
export interface Stage {
  readonly id: number;
  readonly root: PhysicalNode;
  readonly tasks: number;
  readonly output: Distribution;
  /** Stages whose output this one reads. */
  readonly inputs: readonly number[];
  /**
   * It needs only the first so many rows of its inputs, in the order of these and of their tasks: tasks behind those that
   * have made them need not run.
   */
  readonly rowsWanted?: number;
}
