import type { Column, DataType, StructType } from '@graticule/columnar';
import type { Expression, Literal, LiteralValue } from '../plan/expression.js';
import type { GroupKernels } from './aggregates/groupKernels.js';

/** Which Spark's behaviour expressions follow where 2.x and 3.x differ. */
export type SparkVersion = '2.2' | '3.3';

/** What a function may know besides its arguments. Settings are fixed for the whole query. */
export interface EvaluationContext {
  readonly compat: SparkVersion;
  /** IANA name or fixed offset of `spark.sql.session.timeZone`. */
  readonly timeZone: string;
  /** How to_date, to_timestamp, date_format ... read patterns. */
  readonly timeParserPolicy: 'LEGACY' | 'CORRECTED' | 'EXCEPTION';
  /** What becomes of a key that a map is given twice, from 3.0 on. */
  readonly mapKeyDedupPolicy: 'EXCEPTION' | 'LAST_WIN';
  /** Time of the query, microseconds since 1970-01-01 UTC: current_timestamp. */
  readonly queryMicros: bigint;
  /** Index of the partition that is computed. */
  readonly task: number;
  /** Rows of this partition that came before the batch, set by the operator (monotonically_increasing_id, rand). */
  rowOffset: number;
  /** The part of a file that the rows come from, set by the scan; null where they come from no file. */
  inputFile: InputFile | null;
}

/** uri: as `file:///data/a.csv`. start and length in bytes. */
export interface InputFile {
  readonly uri: string;
  readonly start: number;
  readonly length: number;
}

/** An argument as the analyser sees it. literal: its value when the argument is a literal (null for the null literal). */
export interface ArgumentType {
  readonly type: DataType;
  readonly nullable: boolean;
  readonly literal?: LiteralValue;
  /** The column's name when the argument is a column (fields of arrays_zip). */
  readonly name?: string;
  /** The argument as messages quote it, columns with their ids. */
  readonly text?: string;
  /** Of an array written out as array(a, b ...): its elements. */
  readonly elements?: readonly ArgumentType[];
}

export interface ResultType {
  readonly type: DataType;
  readonly nullable: boolean;
}

/**
 * What one argument is cast to before the call, by Spark's implicit rules:
 * a DataType: exactly that; 'any': left alone; 'numeric': numbers stay, strings become double, null becomes double;
 * 'additive': as numeric, and intervals of months or microseconds stay;
 * 'integral': byte to long stay, other numbers and strings become int; 'fraction': float and double stay, all else double;
 * 'string' etc. by name; 'dateOrTimestamp': dates and timestamps stay, strings become timestamp;
 * 'array' | 'map' | 'struct' | 'collection' (array or map): must already be one; 'stringOrBinary': binary stays, all else string;
 * 'ordered': any type that can be compared (no map, no interval of months and days);
 * exactly: as it is, nothing else is converted to it but null; it becomes `as` where the function computes with that.
 */
export type InputType =
  | DataType
  | { readonly exactly: DataType | 'integral' | 'numeric'; readonly as?: DataType }
  | 'any'
  | 'numeric'
  | 'additive'
  | 'integral'
  | 'fraction'
  | 'stringOrBinary'
  | 'dateOrTimestamp'
  | 'array'
  | 'map'
  | 'struct'
  | 'collection'
  | 'ordered';

/**
 * How the arguments of a call are coerced.
 * each: argument i to types[i]; the last `optional` ones may be missing; `repeated`: the last type serves any number more.
 * widest: all arguments (`min` to `max` of them) to their widest common type (string wins against any atomic type, but
 *   withoutText: text goes with text only).
 * comparison: two arguments by the comparison rules (string against number: the number's type ...).
 * arithmetic: two arguments to their common numeric type, strings to double (decimals keep their own precision);
 *   dates, timestamps and intervals stay, a string beside an interval becomes a timestamp.
 * custom: `types` gives the type of every argument.
 */
export type InputTypes =
  | {
      readonly rule: 'each';
      readonly types: readonly InputType[];
      readonly optional?: number;
      readonly repeated?: boolean;
    }
  | { readonly rule: 'widest'; readonly min: number; readonly max?: number; readonly withoutText?: true }
  | { readonly rule: 'comparison' }
  | { readonly rule: 'arithmetic' }
  | {
      readonly rule: 'custom';
      readonly min: number;
      readonly max: number;
      types(args: readonly ArgumentType[], compat: SparkVersion): readonly DataType[];
    };

interface Definition {
  /** The first is Spark's own name, the one that default column names show; all in lower case. */
  readonly names: readonly string[];
  /** One line for the reference. */
  readonly doc: string;
  /** Only for plans that analysis or tools make: no text names it, no list shows it. */
  readonly internal?: true;
  readonly inputTypes: InputTypes;
  /** Of the last arguments of rule `each` or `custom`, where Spark puts in a value for one left out: it shows in default names. */
  readonly defaults?: readonly DefaultArgument[];
  /** Types after coercion. Throws ArgumentError when the call cannot be typed. */
  resultType(args: readonly ArgumentType[], compat: SparkVersion): ResultType;
}

/** since: the one release that has it, where the function has no such argument in the other. ofBytes: in 3.3 where the first argument is bytes. */
export interface DefaultArgument {
  readonly literal: Literal;
  readonly ofBytes?: Literal;
  readonly since?: SparkVersion;
}

export type Raises = true | ((args: readonly Expression[]) => boolean);

export interface ScalarFunction extends Definition {
  readonly kind: 'scalar';
  /** Not moved, merged or folded by the optimiser when false. */
  readonly deterministic: boolean;
  /** Of one that is not: it has one value in the whole query, which is known once the query is about to run. */
  readonly fixedInQuery?: true;
  /**
   * Where the values of a row may be refused with an error: for which arguments. Branches of conditions that contain such
   * a call are computed only for the rows that take them.
   */
  readonly raises?: Raises;
  /** Throws ArgumentError for literal arguments that the call can do nothing with, whatever rows there are. */
  refuseLiterals?(args: readonly Expression[], context: EvaluationContext): void;
  /** Any number of arguments, computed from left to right: evaluate gets the value so far and the next argument. */
  readonly folds?: true;
  /**
   * Only of higher-order functions: what the lambda function at position args.length is called with, null where no
   * lambda function is expected. args: the arguments before it, of a lambda function the type of its result;
   * count: the number of parameters that the user wrote. To the rules above a lambda function counts as an argument
   * of the type of its result.
   */
  lambdaParameters?(args: readonly ArgumentType[], count: number): readonly ResultType[] | null;
  /**
   * A column argument of length 1 stands for the same value in every row (literals). The result has `length` rows,
   * or one row when that holds for all of them.
   * type: the call's result type. lambdas: the lambda functions among the arguments, which `args` leaves out.
   */
  evaluate(
    args: readonly Column[],
    length: number,
    context: EvaluationContext,
    type: DataType,
    lambdas: readonly LambdaKernel[],
  ): Column;
}

/**
 * A lambda function over columns: one value per element of the parameters, as many as it was typed with.
 * rows: which row of the call's input each element belongs to, for the outer columns that the body refers to.
 */
export type LambdaKernel = (parameters: readonly Column[], rows: Int32Array) => Column;

export interface AggregateFunction extends Definition {
  readonly kind: 'aggregate';
  /** Whether a DISTINCT changes nothing (min, max ...). */
  readonly ignoresDuplicates: boolean;
  /** Whether of the arguments it only counts which are null. */
  readonly readsNullsOnly?: true;
  /** Types of the state columns that travel from partial to final aggregation. */
  stateTypes(args: readonly ArgumentType[]): readonly DataType[];
  create(args: readonly ArgumentType[], type: DataType, context: EvaluationContext): Accumulator;
  /** The states of groups of one row each, where they are at hand without an accumulator; else null. */
  rowStates?(columns: readonly Column[], length: number): readonly Column[] | null;
}

/** Holds one aggregate for all groups of a task. Group ids are dense from 0; `groups` is their number so far. */
export interface Accumulator {
  /**
   * Row i of the argument columns (literals are repeated) belongs to group groupIds[i]. The ids are only lent: the next
   * rows overwrite them.
   */
  update(groupIds: Int32Array, columns: readonly Column[], length: number, groups: number): void;
  merge(groupIds: Int32Array, states: readonly Column[], length: number, groups: number): void;
  state(groups: number): readonly Column[];
  result(groups: number): Column;
  /** Keeps the numbers of groups in the memory of kernels from now on, where many rows take less time. */
  attach?(kernels: GroupKernels): void;
}

/** explode and its kin: any number of rows per input row; run by the generate operator. */
export interface GeneratorFunction extends Definition {
  readonly kind: 'generator';
  /** Named `..._outer`: input rows without output rows get one of nulls, which the operator adds. */
  readonly outer: boolean;
  /** Always a struct: the output columns under their default names. */
  resultType(args: readonly ArgumentType[], compat: SparkVersion): ResultType & { readonly type: StructType };
  /** A column argument of length 1 stands for the same value in every row. type: the call's struct. */
  generate(
    args: readonly Column[],
    length: number,
    context: EvaluationContext,
    type: StructType,
  ): GeneratedRows;
}

/** Output row i came from input row rows[i] (ascending); columns are the fields of the call's struct. */
export interface GeneratedRows {
  readonly rows: Int32Array;
  readonly columns: readonly Column[];
}

/**
 * Only valid with OVER; computed by the window operator.
 * rank: of the order alone, needs ORDER BY and has no frame (row_number, rank, ntile ...);
 * offset: a row at a distance in the partition, needs ORDER BY and has no frame (lag, lead);
 * value: of a row of the frame (nth_value; first and last are aggregates).
 */
export interface WindowFunction extends Definition {
  readonly kind: 'window';
  readonly family: 'rank' | 'offset' | 'value';
}

export type FunctionDefinition = ScalarFunction | AggregateFunction | GeneratorFunction | WindowFunction;

/** Spark's class of an error that a function raises: scripts see it where the value was computed ahead of the tasks. */
export type RaisedClass =
  | 'RuntimeException'
  | 'IllegalArgumentException'
  | 'SparkUpgradeException'
  | 'AnalysisException'
  | 'AssertionError';

/** The user's call cannot be typed or evaluated; the message says what was expected and found. */
export class ArgumentError extends Error {
  override readonly name: string = 'ArgumentError';

  constructor(
    message: string,
    readonly raisedClass: RaisedClass = 'RuntimeException',
  ) {
    super(message);
  }
}

/**
 * An error of a class of Java that extends IllegalArgumentException (PatternSyntaxException, IllegalFormatException):
 * PySpark 2 does not know it as one.
 */
export class ExtendedArgumentError extends ArgumentError {
  override readonly name = 'ExtendedArgumentError';

  constructor(message: string) {
    super(message, 'IllegalArgumentException');
  }
}

/** Argument `index` is not of a type that is wanted; the message is made where its text is known. */
export class UnwantedType extends ArgumentError {
  override readonly name = 'UnwantedType';

  constructor(
    readonly index: number,
    readonly wanted: string,
  ) {
    super(`argument ${index + 1} requires ${wanted} type`);
  }
}

/** The arguments are of types that do not go together; the message is made where the text of the call is known. */
export class DifferingTypes extends ArgumentError {
  override readonly name = 'DifferingTypes';

  constructor() {
    super('differing types');
  }
}
