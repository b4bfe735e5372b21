import type { Batch, DataType, Metadata, StructType } from '@graticule/columnar';
import type { JoinType, Literal } from './expression.js';
import type { LogicalNode } from './logical.js';

/**
 * What the parser and the Spark Connect door produce and the analyser consumes: names are still text.
 * Every unresolved expression can carry the source text span it came from, for errors and default names.
 */
export type UnresolvedExpression =
  | Literal
  | UnresolvedAttribute
  | UnresolvedStar
  | UnresolvedFunction
  | UnresolvedCast
  | UnresolvedCase
  | UnresolvedAlias
  | UnresolvedExtract
  | UnresolvedSortOrder
  | SqlText;

export interface UnresolvedAttribute {
  readonly kind: 'unresolvedAttribute';
  /** Parts after splitting at dots outside backticks: [`$geometry`, `x`], [`a`, `b`, `c`]. */
  readonly parts: readonly string[];
  /** Id of the relation the column was taken from (`df.a`), when it was. */
  readonly relation?: string;
}

/** `*` or `a.b.*`. */
export interface UnresolvedStar {
  readonly kind: 'unresolvedStar';
  readonly target: readonly string[];
}

/** Scalar, aggregate, generator or window function by name; operators too (`+`, `==` arrives as `=`). */
export interface UnresolvedFunction {
  readonly kind: 'unresolvedFunction';
  readonly name: string;
  readonly args: readonly UnresolvedExpression[];
  readonly distinct: boolean;
  readonly filter?: UnresolvedExpression;
}

export interface UnresolvedCast {
  readonly kind: 'unresolvedCast';
  readonly child: UnresolvedExpression;
  readonly type: DataType;
}

/** Searched CASE; `CASE x WHEN v` is parsed into `x = v` conditions. */
export interface UnresolvedCase {
  readonly kind: 'unresolvedCase';
  readonly branches: readonly { readonly when: UnresolvedExpression; readonly then: UnresolvedExpression }[];
  readonly otherwise: UnresolvedExpression | null;
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
}

/** Text still to be parsed: `expr(...)`, `selectExpr`, `filter("...")`. */
export interface SqlText {
  readonly kind: 'sqlText';
  readonly text: string;
}

/** aggregate: the result has the keys first, then the aggregates; `listed`: exactly the aggregates, as a SELECT lists them.
 * join: `natural` uses the names that both sides have. */
export type UnresolvedRelation =
  | { readonly kind: 'resolved'; readonly plan: LogicalNode; readonly relation?: string }
  | {
      readonly kind: 'read';
      readonly format: string;
      readonly paths: readonly string[];
      readonly options: Readonly<Record<string, string>>;
      readonly schema?: StructType;
    }
  | { readonly kind: 'table'; readonly parts: readonly string[] }
  | { readonly kind: 'localRelation'; readonly schema: StructType; readonly batches: readonly Batch[] }
  | { readonly kind: 'range'; readonly start: bigint; readonly end: bigint; readonly step: bigint }
  | {
      readonly kind: 'project';
      readonly input: UnresolvedRelation | null;
      readonly expressions: readonly UnresolvedExpression[];
    }
  | { readonly kind: 'filter'; readonly input: UnresolvedRelation; readonly condition: UnresolvedExpression }
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
  | { readonly kind: 'toDF'; readonly input: UnresolvedRelation; readonly names: readonly string[] }
  | { readonly kind: 'subqueryAlias'; readonly input: UnresolvedRelation; readonly alias: string }
  | {
      readonly kind: 'aggregate';
      readonly input: UnresolvedRelation;
      readonly keys: readonly UnresolvedExpression[];
      readonly aggregates: readonly UnresolvedExpression[];
      readonly listed?: boolean;
    }
  | {
      readonly kind: 'sort';
      readonly input: UnresolvedRelation;
      readonly orders: readonly UnresolvedExpression[];
      readonly global: boolean;
    }
  | { readonly kind: 'limit'; readonly input: UnresolvedRelation; readonly count: number }
  | { readonly kind: 'offset'; readonly input: UnresolvedRelation; readonly offset: number }
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
      readonly keys: readonly UnresolvedExpression[];
    }
  | { readonly kind: 'hint'; readonly input: UnresolvedRelation; readonly name: string }
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
