import type { Batch, StructType } from '@graticule/columnar';
import type {
  Alias,
  Attribute,
  Expression,
  GeneratorCall,
  JoinType,
  NamedExpression,
  SortOrder,
} from './expression.js';
import type { Extent, Source } from './source.js';

/** Resolved logical plan: plain frozen nodes; every name is an attribute id. `outputOf(node)` gives the columns. */
export type LogicalNode =
  | ScanNode
  | LocalNode
  | RangeNode
  | ProjectNode
  | FilterNode
  | AggregateNode
  | SortNode
  | LimitNode
  | JoinNode
  | UnionNode
  | SubqueryAliasNode
  | KernelNode
  | WriteLayerNode
  | SharedNode
  | TailNode
  | RepartitionNode
  | WindowNode
  | GenerateNode
  | ExpandNode
  | SampleNode
  | SingleRowNode;

export interface ScanNode {
  readonly kind: 'scan';
  readonly source: Source;
  readonly output: readonly Attribute[];
  /** Rows whose geometry does not touch it are not read; exact (tested per feature) and applied by the source. */
  readonly extent: Extent | null;
  /** Conjuncts that the source may use to skip data; they are still evaluated above. Filled by the optimiser. */
  readonly pushedFilters: readonly Expression[];
  /** Size of the decoded data, if it is known before reading; decides which join side is broadcast. */
  readonly estimatedBytes?: number;
  /** Number of its rows, if that is known before reading, conditions aside. */
  readonly estimatedRows?: number;
}

/** Rows that came with the plan (createDataFrame). Held by the coordinator, sent with the tasks. */
export interface LocalNode {
  readonly kind: 'local';
  readonly output: readonly Attribute[];
  readonly batches: readonly Batch[];
  /** Rows of VALUES. */
  readonly inline?: true;
}

export interface RangeNode {
  readonly kind: 'range';
  readonly output: readonly Attribute[];
  readonly start: bigint;
  readonly end: bigint;
  readonly step: bigint;
  /** As many partitions as this; as many as the rows need when absent. */
  readonly partitions?: number | undefined;
}

export interface ProjectNode {
  readonly kind: 'project';
  readonly input: LogicalNode;
  readonly expressions: readonly NamedExpression[];
  /** What a join with USING shows: the keys of its sides may still be named with their qualifiers. */
  readonly using?: true;
}

export interface FilterNode {
  readonly kind: 'filter';
  readonly input: LogicalNode;
  readonly condition: Expression;
}

/** results: attributes of the keys, and aliases over expressions of keys and AggregateCalls. No keys: one row always. */
export interface AggregateNode {
  readonly kind: 'aggregate';
  readonly input: LogicalNode;
  readonly keys: readonly NamedExpression[];
  readonly results: readonly NamedExpression[];
  /** Of grouping sets, for conditions and orders above that ask grouping(). */
  readonly grouping?: GroupingInfo;
}

/**
 * keys: what the user grouped by, under the ids of the columns that hold it; id: a bit per key, set where left out;
 * position: which set it is, where a set is listed twice.
 */
export interface GroupingInfo {
  readonly keys: readonly Alias[];
  readonly id: Attribute;
  readonly position?: Attribute;
}

export interface SortNode {
  readonly kind: 'sort';
  readonly input: LogicalNode;
  readonly orders: readonly SortOrder[];
  /** false: only within partitions. */
  readonly global: boolean;
}

export interface LimitNode {
  readonly kind: 'limit';
  readonly input: LogicalNode;
  /** null: no limit, only the offset. */
  readonly count: number | null;
  readonly offset: number;
  /** Every task by itself keeps its first `count` rows; there is no offset. Put there by the optimiser. */
  readonly partial?: true;
}

export interface JoinNode {
  readonly kind: 'join';
  readonly left: LogicalNode;
  readonly right: LogicalNode;
  readonly type: JoinType;
  readonly condition: Expression | null;
  /** anti only, NOT IN: a left row also goes when the condition is null for some right row. */
  readonly nullAware?: true;
  /** existence only: the column it adds. */
  readonly exists?: Attribute;
}

/** By position; all inputs have been projected to equal types. */
export interface UnionNode {
  readonly kind: 'union';
  readonly inputs: readonly LogicalNode[];
  readonly output: readonly Attribute[];
}

/** Gives the input's columns a qualifier. Disappears in the physical plan. */
export interface SubqueryAliasNode {
  readonly kind: 'subqueryAlias';
  readonly input: LogicalNode;
  readonly alias: string;
}

/** How the rows of an operator's input must be spread over its tasks. */
export type Requirement =
  | { readonly kind: 'any' }
  | { readonly kind: 'single' }
  | { readonly kind: 'broadcast' }
  | { readonly kind: 'hash'; readonly keys: readonly Expression[] };

/**
 * A named pure function over batches that the executor's kernel registry knows (spatial join, bin geometry ...).
 * This is what tools are lowered to where no relational operator fits. parameters: JSON.
 */
export interface KernelNode {
  readonly kind: 'kernel';
  readonly kernel: string;
  readonly inputs: readonly LogicalNode[];
  readonly requirements: readonly Requirement[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly output: readonly Attribute[];
}

/** Writes all rows to one hosted-layer file at `path`; its result is one row (see writeLayerSchema). */
export interface WriteLayerNode {
  readonly kind: 'writeLayer';
  readonly input: LogicalNode;
  readonly name: string;
  readonly path: string;
  readonly output: readonly Attribute[];
}

/**
 * A sub-plan that is computed once and read by several consumers: nodes with the same id are the same computation.
 * Its rows keep the partitions in which they were made.
 */
export interface SharedNode {
  readonly kind: 'shared';
  readonly id: string;
  readonly input: LogicalNode;
}

/** The last `count` rows, in input order. */
export interface TailNode {
  readonly kind: 'tail';
  readonly input: LogicalNode;
  readonly count: number;
}

/**
 * Spreads rows over `partitions` (null: the shuffle setting) by hash of the keys, or evenly without keys. orders: by
 * ranges of their values instead.
 */
export interface RepartitionNode {
  readonly kind: 'repartition';
  readonly input: LogicalNode;
  readonly partitions: number | null;
  readonly keys: readonly Expression[];
  readonly orders?: readonly SortOrder[];
  /** false (coalesce): only ever fewer partitions than there are. */
  readonly shuffle: boolean;
}

/** Adds the columns of window functions that share partition and order. functions: aliases over WindowCalls. */
export interface WindowNode {
  readonly kind: 'window';
  readonly input: LogicalNode;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortOrder[];
  readonly functions: readonly Alias[];
}

/** Each input row, repeated for every row that the generator makes of it, with that row's columns behind it. */
export interface GenerateNode {
  readonly kind: 'generate';
  readonly input: LogicalNode;
  readonly generator: GeneratorCall;
  readonly columns: readonly Attribute[];
  /** The columns of the input that go on; all of them when absent. Put there by the optimiser. */
  readonly kept?: readonly Attribute[];
}

/** Each input row once per projection (grouping sets, unpivot). */
export interface ExpandNode {
  readonly kind: 'expand';
  readonly input: LogicalNode;
  readonly projections: readonly (readonly Expression[])[];
  readonly output: readonly Attribute[];
}

/** See PhysicalSample. */
export interface SampleNode {
  readonly kind: 'sample';
  readonly input: LogicalNode;
  readonly lower: number;
  readonly upper: number;
  readonly withReplacement: boolean;
  readonly seed: bigint;
}

/** Exactly one row: nulls for an empty input, an error for more than one row (scalar subqueries). */
export interface SingleRowNode {
  readonly kind: 'singleRow';
  readonly input: LogicalNode;
}

export type { StructType };
