import type { DataType, Metadata } from '@graticule/columnar';

/**
 * Resolved expressions: plain frozen data, typed, no names left to look up. Logical plans refer to input columns by
 * attribute id; physical plans by position (`bound`). Behaviour lives in the function registry and in evaluation.
 */
export type Expression =
  | Attribute | BoundReference | Literal | FunctionCall | Cast | CaseWhen | FieldAccess | Alias | AggregateCall;

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
  | null | boolean | number | bigint | string | Uint8Array
  | { readonly months: number; readonly days: number; readonly micros: bigint }
  | readonly LiteralValue[];

export interface Literal {
  readonly kind: 'literal';
  readonly value: LiteralValue;
  readonly type: DataType;
}

/** Call of a scalar function of the registry; operators are functions too, named as Spark names them: `+`, `=`, `and`. */
export interface FunctionCall {
  readonly kind: 'call';
  readonly name: string;
  /** The name that default column names show, where it is not `name`. */
  readonly shownAs?: string;
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
  readonly type: DataType;
  readonly nullable: boolean;
}

/** Only inside an aggregate operator (and, later, window operator). */
export interface AggregateCall {
  readonly kind: 'aggregate';
  readonly name: string;
  /** As in FunctionCall. */
  readonly shownAs?: string;
  readonly args: readonly Expression[];
  readonly distinct: boolean;
  readonly filter: Expression | null;
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

export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti' | 'cross';
