import type { Batch, DataType, Metadata, StructType } from '@graticule/columnar';
import type { Attribute, JoinType, Literal } from './expression.js';
import type { Place } from '../errors.js';
import type { LogicalNode } from './logical.js';

/**
 * What the parser and the Spark Connect door produce and the analyser consumes: names are still text.
 * place: where it stands in SQL text, for messages.
 */
export type UnresolvedExpression =
  /** With its place where it may be the position of a column. */
  | (Literal & { readonly place?: Place })
  /** A column that analysis has found already. */
  | Attribute
  | UnresolvedAttribute
  | UnresolvedStar
  | UnresolvedFunction
  | UnresolvedCast
  | UnresolvedTimeLiteral
  | UnresolvedCase
  | UnresolvedAlias
  | UnresolvedExtract
  | UnresolvedSortOrder
  | UnresolvedWindow
  | UnresolvedLambda
  | UnresolvedSubquery
  | UnresolvedUpdateFields
  | UnresolvedColumnPattern
  | SqlText;

export interface UnresolvedAttribute {
  readonly kind: 'unresolvedAttribute';
  /** Parts after splitting at dots outside backticks: [`$geometry`, `x`], [`a`, `b`, `c`]. */
  readonly parts: readonly string[];
  /** Id of the relation the column was taken from (`df.a`), when it was. */
  readonly relation?: string;
  readonly place?: Place;
}

/** `*` or `a.b.*`. */
export interface UnresolvedStar {
  readonly kind: 'unresolvedStar';
  readonly target: readonly string[];
  /** The frame whose columns are meant: `df['*']`. */
  readonly relation?: string;
  readonly place?: Place;
}

/** Scalar, aggregate, generator or window function by name; operators too (`+`, `==` arrives as `=`). */
export interface UnresolvedFunction {
  readonly kind: 'unresolvedFunction';
  readonly name: string;
  readonly args: readonly UnresolvedExpression[];
  readonly distinct: boolean;
  readonly filter?: UnresolvedExpression;
  /** Written out as `name(...)` in SQL text or by name, where operators are functions too. */
  readonly written?: true;
  /** The last argument stands for IGNORE NULLS. */
  readonly ignoresNulls?: true;
  readonly place?: Place;
}

export interface UnresolvedCast {
  readonly kind: 'unresolvedCast';
  readonly child: UnresolvedExpression;
  readonly type: DataType;
  readonly place?: Place;
}

/** `TIMESTAMP '...'` of readable text, `DATE 'today'`: literals that need the session's time zone. */
export interface UnresolvedTimeLiteral {
  readonly kind: 'unresolvedTimeLiteral';
  readonly type: 'date' | 'timestamp';
  readonly text: string;
}

/** Searched CASE; `CASE x WHEN v` is parsed into `x = v` conditions. */
export interface UnresolvedCase {
  readonly kind: 'unresolvedCase';
  readonly branches: readonly { readonly when: UnresolvedExpression; readonly then: UnresolvedExpression }[];
  readonly otherwise: UnresolvedExpression | null;
  readonly place?: Place;
}

export interface UnresolvedAlias {
  readonly kind: 'unresolvedAlias';
  readonly child: UnresolvedExpression;
  /** Several names only for generators. */
  readonly names: readonly string[];
  readonly metadata?: Metadata;
}

/** child[extraction] or child.extraction: struct field, array item or map value. */
export interface UnresolvedExtract {
  readonly kind: 'unresolvedExtract';
  readonly child: UnresolvedExpression;
  readonly extraction: UnresolvedExpression;
}

export interface UnresolvedSortOrder {
  readonly kind: 'unresolvedSortOrder';
  readonly child: UnresolvedExpression;
  readonly ascending: boolean;
  /** null: Spark's default (nulls first when ascending, last when descending). */
  readonly nullsFirst: boolean | null;
  readonly place?: Place;
}

/** `function OVER window`; a window by name is replaced by its definition in the parser. */
export interface UnresolvedWindow {
  readonly kind: 'unresolvedWindow';
  readonly function: UnresolvedExpression;
  readonly window: WindowDefinition | { readonly name: string };
}

export interface WindowDefinition {
  readonly partitionBy: readonly UnresolvedExpression[];
  readonly orderBy: readonly UnresolvedExpression[];
  readonly frame: UnresolvedFrame | null;
  readonly place?: Place;
}

export interface UnresolvedFrame {
  readonly unit: 'rows' | 'range';
  readonly lower: UnresolvedBound;
  readonly upper: UnresolvedBound;
}

/** offset: a constant; negative precedes the row. */
export type UnresolvedBound =
  | { readonly kind: 'unboundedPreceding' }
  | { readonly kind: 'currentRow' }
  | { readonly kind: 'unboundedFollowing' }
  | { readonly kind: 'offset'; readonly offset: UnresolvedExpression };

/** `(x, y) -> body`: the parameters are attributes of one part inside the body. */
export interface UnresolvedLambda {
  readonly kind: 'unresolvedLambda';
  readonly parameters: readonly string[];
  readonly body: UnresolvedExpression;
}

/** `(SELECT ...)`, `EXISTS (SELECT ...)`, `values IN (SELECT ...)`. */
export interface UnresolvedSubquery {
  readonly kind: 'unresolvedSubquery';
  readonly form: 'scalar' | 'exists' | 'in';
  readonly values: readonly UnresolvedExpression[];
  readonly query: UnresolvedRelation;
}

/** withField and dropFields: the struct with the field at `path` set, or dropped where value is null. */
export interface UnresolvedUpdateFields {
  readonly kind: 'unresolvedUpdateFields';
  readonly child: UnresolvedExpression;
  readonly path: readonly string[];
  readonly value: UnresolvedExpression | null;
}

/** Columns whose whole name matches a regular expression (colRegex), without regard to case. */
export interface UnresolvedColumnPattern {
  readonly kind: 'unresolvedColumnPattern';
  readonly pattern: string;
}

/** Text still to be parsed: `expr(...)`, `selectExpr`, `filter("...")`. */
export interface SqlText {
  readonly kind: 'sqlText';
  readonly text: string;
  /** What the text says, where it had to be parsed already. */
  readonly parsed?: UnresolvedExpression;
}

/** pivot: keys null (SQL): every column that neither the pivoted column nor an aggregate uses. */
export interface UnresolvedPivot {
  readonly kind: 'pivot';
  readonly input: UnresolvedRelation;
  readonly keys: readonly UnresolvedExpression[] | null;
  /** Several columns: the values are structs. */
  readonly columns: readonly UnresolvedExpression[];
  readonly values: readonly UnresolvedExpression[];
  readonly aggregates: readonly UnresolvedExpression[];
}

/** One row per input row and value column. values null: all columns that are not ids. */
export interface UnresolvedUnpivot {
  readonly kind: 'unpivot';
  readonly input: UnresolvedRelation;
  readonly ids: readonly UnresolvedExpression[];
  readonly values: readonly UnresolvedExpression[] | null;
  readonly variableColumn: string;
  readonly valueColumn: string;
}

/** `LATERAL VIEW [OUTER] generator alias AS names`; names empty: the generator's own. */
export interface UnresolvedLateralView {
  readonly kind: 'lateralView';
  readonly input: UnresolvedRelation;
  readonly generator: UnresolvedExpression;
  readonly outer: boolean;
  readonly alias: string;
  readonly names: readonly string[];
}

/** See PhysicalSample; without a seed one is drawn. */
export interface UnresolvedSample {
  readonly kind: 'sample';
  readonly input: UnresolvedRelation;
  readonly lower: number;
  readonly upper: number;
  readonly withReplacement: boolean;
  readonly seed: bigint | null;
  /** Rows are sorted within their partitions first, as for randomSplit. */
  readonly sorted?: boolean;
}

/** aggregate: `sets` are the grouping sets, as positions in keys. The result has the keys first, then the aggregates; `listed`: exactly the aggregates, as a SELECT lists them.
 * join: `natural` uses the names that both sides have. */
export type UnresolvedRelation =
  | UnresolvedPivot
  | UnresolvedUnpivot
  | UnresolvedLateralView
  | UnresolvedSample
  | { readonly kind: 'resolved'; readonly plan: LogicalNode; readonly relation?: string }
  | {
      readonly kind: 'read';
      readonly format: string;
      readonly paths: readonly string[];
      readonly options: Readonly<Record<string, string>>;
      readonly schema?: StructType;
      /** jdbc: conditions that each make one partition. */
      readonly predicates?: readonly string[];
    }
  /** place: in the text that it was read from. */
  | { readonly kind: 'table'; readonly parts: readonly string[]; readonly place?: Place }
  | { readonly kind: 'localRelation'; readonly schema: StructType; readonly batches: readonly Batch[] }
  | {
      readonly kind: 'tableFunction';
      readonly name: string;
      readonly args: readonly UnresolvedExpression[];
      readonly place?: Place;
    }
  | {
      readonly kind: 'range';
      readonly start: bigint;
      readonly end: bigint;
      readonly step: bigint;
      /** As many partitions as this; as many as the rows need when absent. */
      readonly partitions?: number | undefined;
    }
  | {
      readonly kind: 'project';
      readonly input: UnresolvedRelation | null;
      readonly expressions: readonly UnresolvedExpression[];
    }
  | {
      readonly kind: 'filter';
      readonly input: UnresolvedRelation;
      readonly condition: UnresolvedExpression;
      /** HAVING over an aggregation. */
      readonly having?: true;
    }
  | {
      readonly kind: 'withColumns';
      readonly input: UnresolvedRelation;
      readonly aliases: readonly UnresolvedAlias[];
    }
  | {
      readonly kind: 'withColumnsRenamed';
      readonly input: UnresolvedRelation;
      readonly renames: readonly { readonly from: string; readonly to: string }[];
    }
  | {
      readonly kind: 'drop';
      readonly input: UnresolvedRelation;
      readonly columns: readonly UnresolvedExpression[];
      readonly names: readonly string[];
    }
  | {
      readonly kind: 'toDF';
      readonly input: UnresolvedRelation;
      readonly names: readonly string[];
      /** Of a relation that SQL text gives names to. */
      readonly place?: Place;
    }
  | { readonly kind: 'subqueryAlias'; readonly input: UnresolvedRelation; readonly alias: string }
  | {
      readonly kind: 'aggregate';
      readonly input: UnresolvedRelation;
      readonly keys: readonly UnresolvedExpression[];
      readonly aggregates: readonly UnresolvedExpression[];
      readonly listed?: boolean;
      readonly sets?: readonly (readonly number[])[];
    }
  | {
      readonly kind: 'sort';
      readonly input: UnresolvedRelation;
      readonly orders: readonly UnresolvedExpression[];
      readonly global: boolean;
    }
  | {
      readonly kind: 'limit';
      readonly input: UnresolvedRelation;
      /** An expression must be a constant. */
      readonly count: number | UnresolvedExpression;
    }
  | {
      readonly kind: 'offset';
      readonly input: UnresolvedRelation;
      readonly offset: number | UnresolvedExpression;
    }
  | { readonly kind: 'tail'; readonly input: UnresolvedRelation; readonly count: number }
  | {
      readonly kind: 'join';
      readonly left: UnresolvedRelation;
      readonly right: UnresolvedRelation;
      readonly type: JoinType;
      readonly condition: UnresolvedExpression | null;
      readonly using: readonly string[];
      readonly natural?: boolean;
    }
  | {
      /** The right side may refer to columns of the left one. left null: of one row without columns. */
      readonly kind: 'lateralJoin';
      readonly left: UnresolvedRelation | null;
      readonly right: UnresolvedRelation;
      readonly type: JoinType;
      readonly condition: UnresolvedExpression | null;
    }
  | {
      readonly kind: 'inlineTable';
      readonly rows: readonly (readonly UnresolvedExpression[])[];
      readonly place?: Place;
    }
  | {
      readonly kind: 'setOperation';
      readonly operation: 'union' | 'intersect' | 'except';
      readonly inputs: readonly UnresolvedRelation[];
      readonly all: boolean;
      readonly byName: boolean;
      readonly allowMissing: boolean;
    }
  | {
      readonly kind: 'deduplicate';
      readonly input: UnresolvedRelation;
      readonly columns: readonly string[] | null;
    }
  | {
      readonly kind: 'repartition';
      readonly input: UnresolvedRelation;
      readonly partitions: number | null;
      readonly shuffle: boolean;
      /** All sort orders: by ranges of them. */
      readonly keys: readonly UnresolvedExpression[];
    }
  | {
      readonly kind: 'hint';
      readonly input: UnresolvedRelation;
      readonly name: string;
      readonly parameters: readonly UnresolvedExpression[];
    }
  | {
      readonly kind: 'tool';
      readonly tool: string;
      readonly inputs: Readonly<Record<string, UnresolvedRelation>>;
      readonly parameters: Readonly<Record<string, unknown>>;
      readonly output: string;
      readonly runId: string;
    }
  | { readonly kind: 'sql'; readonly text: string };

export type { DataType };
