import type { DataType, Metadata, StructType } from '@graticule/columnar';
import type { LogicalNode } from './logical.js';

/**
 * Resolved expressions: plain frozen data, typed, no names left to look up. Logical plans refer to input columns by
 * attribute id; physical plans by position (`bound`). Behaviour lives in the function registry and in evaluation.
 */
export type Expression =
  | Attribute
  | BoundReference
  | Literal
  | FunctionCall
  | Cast
  | CaseWhen
  | FieldAccess
  | Alias
  | AggregateCall
  | WindowCall
  | GeneratorCall
  | LambdaFunction
  | LambdaVariable
  | SubqueryCall;

/** A column produced somewhere below in the logical plan. Ids are unique within a coordinator process. */
export interface Attribute {
  readonly kind: 'attribute';
  readonly id: number;
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly metadata?: Metadata;
  /** Names that may stand before this column's name, outermost first (`alias`, or a table's parts). */
  readonly qualifier?: readonly string[];
  /** During analysis: found by its qualified name only, as a key of a side of a join with USING. */
  readonly qualifiedOnly?: boolean;
  /** During the analysis of a subquery: a column of the query around it. */
  readonly outer?: true;
  /** Of such a column that stands for an aggregate function of the query around: that call. */
  readonly outerCall?: AggregateCall;
}

/** Column `ordinal` of the operator's input batch (joins: left columns first, then right). */
export interface BoundReference {
  readonly kind: 'bound';
  readonly ordinal: number;
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
}

/**
 * Value by type: boolean; byte, short, int, float, double, date (days): number; long, timestamp (µs), decimal
 * (unscaled): bigint; string; binary: Uint8Array; array, struct: LiteralValue[]; map: [key, value][]; null.
 */
export type LiteralValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | { readonly months: number; readonly days: number; readonly micros: bigint }
  | readonly LiteralValue[];

export interface Literal {
  readonly kind: 'literal';
  readonly value: LiteralValue;
  readonly type: DataType;
  /** The text that default column names show, where it depends on the session. */
  readonly shownText?: string;
  /** The text of names that are given before analysis, where it has put in this literal for another one. */
  readonly writtenText?: string;
}

/** Call of a scalar function of the registry; operators are functions too, named as Spark names them: `+`, `=`, `and`. */
export interface FunctionCall {
  readonly kind: 'call';
  readonly name: string;
  /** The name that default column names show, where it is not `name`. */
  readonly shownAs?: string;
  /** The whole text that default column names show, where it is not made of name and arguments. */
  readonly shownText?: string;
  readonly args: readonly Expression[];
  readonly type: DataType;
  readonly nullable: boolean;
}

export interface Cast {
  readonly kind: 'cast';
  readonly child: Expression;
  readonly type: DataType;
  readonly nullable: boolean;
  /** Put there by analysis; from 3.0 such casts do not show in default column names. */
  readonly implicit?: true;
  /** The text that default column names show, where it is another. */
  readonly shownText?: string;
}

export interface CaseWhen {
  readonly kind: 'case';
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
  readonly otherwise: Expression | null;
  readonly type: DataType;
  readonly nullable: boolean;
}

/** Field `ordinal` of a struct. */
export interface FieldAccess {
  readonly kind: 'field';
  /** The text that default column names show, where it is not made of child and name. */
  readonly shownText?: string;
  readonly child: Expression;
  readonly ordinal: number;
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
}

/** Names a value and gives it the attribute id by which operators above refer to it. Only at the top of a projection. */
export interface Alias {
  readonly kind: 'alias';
  readonly child: Expression;
  readonly name: string;
  readonly id: number;
  readonly metadata?: Metadata;
  /** Of its column, as in Attribute. */
  readonly qualifier?: readonly string[];
  readonly type: DataType;
  readonly nullable: boolean;
}

/** Only inside an aggregate operator, or as the function of a WindowCall. */
export interface AggregateCall {
  readonly kind: 'aggregate';
  readonly name: string;
  /** As in FunctionCall. */
  readonly shownAs?: string;
  readonly shownText?: string;
  readonly args: readonly Expression[];
  readonly distinct: boolean;
  readonly filter: Expression | null;
  readonly type: DataType;
  readonly nullable: boolean;
}

/**
 * `function OVER (...)`: only as a column of a window operator (during analysis anywhere in a select list).
 * function: an aggregate, or a call of a function of kind 'window' (row_number, lag ...).
 */
export interface WindowCall {
  readonly kind: 'window';
  readonly function: AggregateCall | FunctionCall;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortOrder[];
  readonly frame: WindowFrame;
  /** Default names show that no frame was written (before 3.0, but in statements). */
  readonly framed?: false;
  readonly type: DataType;
  readonly nullable: boolean;
}

/**
 * The rows that a window function sees for a row, in the order of orderBy within the partition. Both bounds inclusive;
 * a frame whose lower bound lies behind its upper one is empty.
 * rows: an offset counts rows (int). range: peers (rows with equal order values) are in or out together; an offset is
 * added to the one order value: for an ascending order the frame is value + lower .. value + upper, for a descending
 * one value - lower .. value - upper. Its type is that of the order value, or interval for a timestamp and int (days)
 * for a date. A row whose order value is null has exactly its peers where a bound is an offset. NaN equals NaN.
 */
export interface WindowFrame {
  readonly unit: 'rows' | 'range';
  readonly lower: FrameBound;
  readonly upper: FrameBound;
}

/** A negative offset precedes the row, a positive one follows it. */
export type FrameBound =
  | { readonly kind: 'unboundedPreceding' }
  | { readonly kind: 'currentRow' }
  | { readonly kind: 'unboundedFollowing' }
  | {
      readonly kind: 'offset';
      readonly offset: Literal;
      /** Shown as `n PRECEDING` in default names. */
      readonly preceding?: true;
      /** The text of n in default names, where it is not that of the offset. */
      readonly shownText?: string;
    };

/** Any number of rows for one: only in a generate operator. type: a struct of the columns it makes. */
export interface GeneratorCall {
  readonly kind: 'generator';
  /** explode, posexplode, inline, stack, json_tuple ...; also replicate_rows(n: long): n rows without columns. */
  readonly name: string;
  readonly args: readonly Expression[];
  /** A row with nulls where the generator makes none. */
  readonly outer: boolean;
  readonly type: StructType;
  readonly nullable: boolean;
}

/** The function argument of transform, filter ...: `(x, i) -> x + i`. type and nullable are those of the body. */
export interface LambdaFunction {
  readonly kind: 'lambda';
  readonly parameters: readonly LambdaVariable[];
  readonly body: Expression;
  readonly type: DataType;
  readonly nullable: boolean;
}

/** A parameter inside the body of a lambda function. Ids are unique within a coordinator process, like attributes'. */
export interface LambdaVariable {
  readonly kind: 'lambdaVariable';
  readonly id: number;
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
}

/**
 * A query inside an expression. Exists during analysis only: the operator that holds it is rewritten to joins.
 * The plan refers to columns of the outer query by their attribute ids.
 */
export interface SubqueryCall {
  readonly kind: 'subquery';
  readonly form: 'scalar' | 'exists' | 'in';
  /** What is looked for in the rows of the plan (`in`), else empty. */
  readonly values: readonly Expression[];
  readonly plan: LogicalNode;
  /** What the plan's outer columns are in the query around, by their id in the plan. */
  readonly outer: readonly { readonly id: number; readonly value: Expression }[];
  readonly type: DataType;
  readonly nullable: boolean;
}

export interface SortOrder {
  readonly child: Expression;
  readonly ascending: boolean;
  readonly nullsFirst: boolean;
}

/** What a projection or an aggregate's result list may hold: every element has a name and an id. */
export type NamedExpression = Attribute | Alias;

/** existence: every left row once, with one more column (boolean, not null): whether a right row matches it. */
export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti' | 'cross' | 'existence';
