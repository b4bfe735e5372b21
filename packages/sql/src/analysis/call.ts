import {
  BINARY,
  BOOLEAN,
  BYTE,
  DATE,
  DOUBLE,
  FLOAT,
  INT,
  LONG,
  NULL,
  SHORT,
  STRING,
  TIMESTAMP,
  decimalType,
  sameType,
} from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { evaluateConstant } from '../evaluation/compile.js';
import { isConstant } from '../evaluation/constant.js';
import {
  AnalysisError,
  RefusedConstant,
  invalidPlan,
  typeMismatch,
  unresolvedFunction,
  unsupportedGenerator,
} from '../errors.js';
import { withDefaultArguments } from '../functions/defaultArguments.js';
import { DifferingTypes, UnwantedType } from '../functions/definition.js';
import { ArgumentError, lookupFunction } from '../functions/registry.js';
import type {
  ArgumentType,
  FunctionDefinition,
  InputType,
  ResultType,
  SparkVersion,
} from '../functions/registry.js';
import { isNullable } from '../plan/attribute.js';
import { containsAggregate, someExpression } from '../plan/expressions.js';
import type { Expression, Literal, LiteralValue } from '../plan/expression.js';
import {
  arithmeticTypes,
  canCast,
  castFails,
  comparisonType,
  containsMap,
  inputType,
  isAtomic,
  isNumeric,
  widestType,
} from '../types/coercion.js';
import type { UnresolvedFunction } from '../plan/unresolved.js';
import { typeInMessage, typeSql, typeText } from '../types/text.js';
import type { Scope } from './context.js';
import { withExactLiteral, withWholeLiteral } from './decimalLiteral.js';
import { messageCall, messageSql, planText, prettyCall, prettySql } from '../plan/prettySql.js';
import { checkCount, differing, misfit, notOneType, unordered, unwanted } from './misfit.js';
import { timeArithmetic } from './timeArithmetic.js';
import { failsAtAction, unevaluable } from './unevaluable.js';

/** What may stand beside the arguments of a call. */
export interface Clauses {
  readonly distinct: boolean;
  readonly filter: Expression | null;
  /** The call is the function of a window: aggregates are no aggregation then. */
  readonly windowed?: true;
}

const PLAIN: Clauses = { distinct: false, filter: null };

/** `flag = 1` is the flag itself to Spark, `flag = 0` its opposite; null for any other call. */
function comparedWithOne(operator: string, args: readonly Expression[], scope: Scope): Expression | null {
  if (args.length !== 2 || (operator !== '=' && operator !== '<=>')) return null;
  const flag = args.find(({ type }) => type.kind === 'boolean');
  const number = args.find((arg): arg is Literal => arg.kind === 'literal' && isNumeric(arg.type));
  if (flag === undefined || number === undefined || number.value === null) return null;
  const scale = number.type.kind === 'decimal' ? 10 ** number.type.scale : 1;
  const value = Number(number.value) / scale;
  if (value !== 1 && value !== 0) return null;
  const test = value === 1 ? flag : builtinCall('not', [flag], scope);
  return operator === '=' ? test : builtinCall('and', [builtinCall('isnotnull', [flag], scope), test], scope);
}

/** Operators by the functions that give null where these do not fit their type. */
const TRIED: Readonly<Record<string, string>> = {
  try_add: '+',
  try_subtract: '-',
  try_multiply: '*',
  try_divide: '/',
};

/** Where generators inside of expressions are refused once the whole expression is known; until then it has no type. */
const CHECKS_GENERATORS = new Set(['select', 'agg', 'withColumn', 'filter']);

/** A call of a function or operator of the registry over resolved arguments, with implicit casts put in. */
export function builtinCall(
  name: string,
  args: readonly Expression[],
  scope: Scope,
  clauses: Clauses = PLAIN,
): Expression {
  const definition = lookupFunction(name);
  if (definition === undefined) throw unresolvedFunction(name, scope.compat);
  const operator = TRIED[definition.names[0]] ?? definition.names[0];
  const timed = scope.compat === '2.2' ? null : timeArithmetic(operator, args);
  if (timed?.kind === 'call' && operator !== definition.names[0]) {
    return { ...timed, shownText: prettyCall(definition.names[0], args, false) };
  }
  if (timed !== null) return timed;
  const truth = comparedWithOne(operator, args, scope);
  if (truth !== null) return truth;
  const whole = withWholeLiteral(name, args, scope.compat);
  if (whole !== null && 'kind' in whole) return whole;
  const canonical = definition.names[0];
  if (args.some((arg) => arg.kind === 'generator')) {
    if (definition.kind === 'generator' || !CHECKS_GENERATORS.has(scope.call)) {
      throw unsupportedGenerator({ nested: prettyCall(canonical, args, false) }, scope.compat);
    }
    return { kind: 'call', name: canonical, args, type: NULL, nullable: true };
  }
  const exact = withExactLiteral(operator, whole ?? args, scope.compat);
  const given = withDefaultArguments(definition, exact, scope.compat);
  // Written only for errors: the text of each call in a deep expression would be long.
  const textOf = (shown: readonly Expression[]) => (): string =>
    messageCall(canonical, shown, clauses.distinct, scope.compat);
  const text = textOf(given);
  const coerced = coerceArguments(definition, name.toLowerCase(), given, text, scope);
  const { type, nullable } = resultOf(definition, coerced, textOf(coerced), scope);
  const shown = shownName(name.toLowerCase(), canonical, scope);
  switch (definition.kind) {
    case 'scalar':
      if (clauses.distinct || clauses.filter !== null) {
        throw invalidPlan(`DISTINCT or FILTER specified, but ${canonical} is not an aggregate function`);
      }
      return {
        kind: 'call',
        name: canonical,
        ...shown,
        ...movedTime(canonical, coerced, type, scope),
        args: coerced,
        type,
        nullable,
      };
    case 'aggregate': {
      const { distinct, filter } = clauses;
      if (clauses.windowed !== true) {
        const given = { kind: 'aggregate', name: canonical, ...shown, args: coerced } as const;
        const call = { ...given, distinct, filter, type, nullable };
        checkAggregate(scope.compat === '2.2' ? () => messageSql(call, '2.2') : text, coerced, scope);
        if (failsAtAction(scope)) return unevaluable(call);
      }
      const only = shownArguments(canonical, coerced, clauses, scope);
      if (only !== null) {
        const shownText = prettyCall(shown.shownAs ?? canonical, only, false);
        return {
          kind: 'aggregate',
          name: canonical,
          shownText,
          args: coerced,
          distinct,
          filter,
          type,
          nullable,
        };
      }
      return {
        kind: 'aggregate',
        name: canonical,
        ...shown,
        args: coerced,
        distinct,
        filter,
        type,
        nullable,
      };
    }
    case 'generator':
      if (type.kind !== 'struct') throw new Error(`the generator ${canonical} must be typed as a struct`);
      return { kind: 'generator', name: canonical, args: coerced, outer: definition.outer, type, nullable };
    case 'window': {
      if (clauses.windowed !== true && scope.compat !== '2.2') {
        throw invalidPlan(`Window function ${text()} requires an OVER clause.`);
      }
      const call = { kind: 'call', name: canonical, ...shown, args: coerced, type, nullable } as const;
      return clauses.windowed === true ? call : unevaluable(call);
    }
  }
}

/** The name of a call as it shows: a function that is told to ignore nulls shows its first one. */
export function calledName({ name, ignoresNulls }: UnresolvedFunction): string {
  return ignoresNulls === true ? (lookupFunction(name)?.names[0] ?? name) : name;
}

/** Functions that Spark shows under another name than the one they are best known by. */
const SHOWN: Readonly<Record<string, string>> = {
  stddev: 'stddev_samp',
  variance: 'var_samp',
};

const SHOWN_FROM_3: Readonly<Record<string, string>> = { decode: 'stringdecode' };

const SHOWN_IN_TEXT: Readonly<Record<string, string>> = { array_agg: 'collect_list', random: 'rand' };

const SHOWN_BEFORE_3: Readonly<Record<string, string>> = {
  to_json: 'structstojson',
  from_json: 'jsontostructs',
  ln: 'LOG',
  rint: 'ROUND',
};

/** Operators are shown as such, whatever they were called. */
function shownName(called: string, canonical: string, scope: Scope): { readonly shownAs?: string } {
  if (canonical === 'rlike' && scope.compat !== '2.2') return { shownAs: called.toUpperCase() };
  const shown =
    scope.text && scope.compat !== '2.2' && /^\w+$/.test(canonical)
      ? (SHOWN_IN_TEXT[called] ?? called)
      : (SHOWN[canonical] ??
        (scope.compat === '2.2' ? SHOWN_BEFORE_3 : SHOWN_FROM_3)[canonical] ??
        canonical);
  return shown === canonical ? {} : { shownAs: shown };
}

/** The text of `t + INTERVAL ...` in statements before 3.0, which has a cast around it. */
function movedTime(
  operator: string,
  args: readonly Expression[],
  type: DataType,
  scope: Scope,
): { readonly shownText?: string } {
  if (scope.compat !== '2.2' || !scope.statement || (operator !== '+' && operator !== '-')) return {};
  const [time, interval] = args;
  if (interval.type.kind !== 'interval' || time.type.kind === 'interval') return {};
  const text = prettySql(time, true);
  const moved = time.type.kind === 'date' ? `CAST(${text} AS TIMESTAMP)` : text;
  return { shownText: `CAST(${moved} ${operator} ${prettySql(interval, true)} AS ${typeSql(type)})` };
}

const FIRST_AND_LAST = new Set(['first', 'last', 'any_value']);

/**
 * From 3.0 the names of first and last leave out whether nulls count, and countDistinct in agg() leaves out DISTINCT.
 * null: the name shows the call as it is.
 */
function shownArguments(
  name: string,
  args: readonly Expression[],
  { distinct, filter }: Clauses,
  scope: Scope,
): readonly Expression[] | null {
  if (scope.compat === '2.2' || filter !== null) return null;
  if (FIRST_AND_LAST.has(name) && args.length === 2 && !distinct) return [args[0]];
  return distinct && name === 'count' && scope.named === 'written' && !scope.text ? args : null;
}

function checkAggregate(text: () => string, args: readonly Expression[], scope: Scope): void {
  if (scope.aggregated === null && !failsAtAction(scope)) {
    if (scope.call === 'filter') {
      throw invalidPlan('Aggregate/Window/Generate expressions are not valid in where clause of the query.');
    }
    if (scope.call === 'join') {
      throw invalidPlan(
        'The query operator `Join` contains one or more unsupported\n' +
          `expression types Aggregate, Window or Generate.\nInvalid expressions: [${text()}]`,
      );
    }
    if (scope.call === 'groupBy') {
      throw invalidPlan(`aggregate functions are not allowed in GROUP BY, but found ${text()}`);
    }
    throw invalidPlan(`Aggregate function ${text()} is not allowed in ${scope.call}`);
  }
  if (args.some((arg) => someExpression(arg, (inner) => inner.kind === 'window'))) {
    // There Spark 2 analyses without end.
    if (scope.compat === '2.2') throw new RefusedConstant('RuntimeException', 'java.lang.StackOverflowError');
    throw invalidPlan(
      'It is not allowed to use a window function inside an aggregate function. Please use the inner window ' +
        'function in a sub-query.',
    );
  }
  if (args.some(containsAggregate)) {
    throw invalidPlan(
      'It is not allowed to use an aggregate function in the argument of another aggregate function. ' +
        'Please use the inner aggregate function in a sub-query.',
    );
  }
}

function resultOf(
  definition: FunctionDefinition,
  args: readonly Expression[],
  text: () => string,
  scope: Scope,
): ResultType {
  try {
    return definition.resultType(args.map(argumentType), scope.compat);
  } catch (error) {
    if (error instanceof ArgumentError) throw typeMismatch(text(), error.message);
    throw error;
  }
}

/** An argument as type rules see it; what depends on no column is as good as a literal. */
export function argumentType(expression: Expression): ArgumentType {
  const { type } = expression;
  const nullable = isNullable(expression);
  const name = expression.kind === 'attribute' ? { name: expression.name } : {};
  // Few rules ask for these.
  return {
    type,
    nullable,
    ...name,
    get text() {
      return planText(expression);
    },
    get elements() {
      const listed = expression.kind === 'call' && expression.name === 'array';
      return listed ? expression.args.map(argumentType) : undefined;
    },
    get literal() {
      return literalOf(expression);
    },
  };
}

function literalOf(expression: Expression): LiteralValue | undefined {
  if (expression.kind === 'literal') return expression.value;
  if (!isConstant(expression)) return undefined;
  try {
    return evaluateConstant(expression);
  } catch {
    // The value is refused: so will the call be when it is computed.
    return undefined;
  }
}

function coerceArguments(
  definition: FunctionDefinition,
  name: string,
  args: readonly Expression[],
  text: () => string,
  scope: Scope,
): readonly Expression[] {
  const rule = definition.inputTypes;
  const types = args.map((arg) => arg.type);
  switch (rule.rule) {
    case 'each': {
      const required = rule.types.length - (rule.optional ?? 0);
      checkCount(
        definition,
        args.length,
        required,
        rule.repeated === true ? Infinity : rule.types.length,
        scope.compat,
      );
      return args.map((_, i) =>
        coerceOne(definition, args, i, rule.types[Math.min(i, rule.types.length - 1)], text, scope.compat),
      );
    }
    case 'widest': {
      checkCount(definition, args.length, rule.min, rule.max ?? Infinity, scope.compat);
      const mixed = rule.withoutText === true && mixesText(types);
      const common = mixed ? null : widestType(types);
      if (common === null) throw typeMismatch(text(), notOneType(definition.names[0], types, scope.compat));
      return args.map((arg) => implicitlyCast(arg, common, scope.compat));
    }
    case 'comparison': {
      checkCount(definition, args.length, 2, 2, scope.compat);
      const map = types.find(containsMap);
      if (map !== undefined && name in COMPARISONS) {
        throw typeMismatch(text(), unordered(COMPARISONS[name], text(), map, scope.compat));
      }
      const common = comparisonType(name, types[0], types[1], scope.compat);
      if (common === null) throw typeMismatch(text(), differing(text(), types));
      return args.map((arg) => implicitlyCast(arg, common, scope.compat));
    }
    case 'arithmetic': {
      checkCount(definition, args.length, 2, 2, scope.compat);
      const pair = arithmeticTypes(types[0], types[1]);
      if (pair === null) throw typeMismatch(text(), differing(text(), types));
      return args.map((arg, i) => implicitlyCast(arg, pair[i], scope.compat));
    }
    case 'custom': {
      checkCount(definition, args.length, rule.min, rule.max, scope.compat);
      return customTypes(rule, args, text, scope).map((type, i) =>
        isAtomic(type)
          ? coerceOne(definition, args, i, type, text, scope.compat)
          : implicitlyCast(args[i], type, scope.compat),
      );
    }
  }
}

/** What Spark calls comparisons, none of which is for maps. */
const COMPARISONS: Readonly<Record<string, string>> = {
  '=': 'EqualTo',
  '<=>': 'EqualNullSafe',
  '<': 'LessThan',
  '<=': 'LessThanOrEqual',
  '>': 'GreaterThan',
  '>=': 'GreaterThanOrEqual',
};

/** Whether there is text beside other values that are not null. */
function mixesText(types: readonly DataType[]): boolean {
  return (
    types.some(({ kind }) => kind === 'string') &&
    types.some(({ kind }) => kind !== 'string' && kind !== 'null')
  );
}

function customTypes(
  rule: Extract<FunctionDefinition['inputTypes'], { rule: 'custom' }>,
  args: readonly Expression[],
  text: () => string,
  scope: Scope,
): readonly DataType[] {
  try {
    return rule.types(args.map(argumentType), scope.compat);
  } catch (error) {
    if (error instanceof DifferingTypes) {
      throw typeMismatch(
        text(),
        differing(
          text(),
          args.map(({ type }) => type),
        ),
      );
    }
    if (error instanceof UnwantedType) {
      throw typeMismatch(text(), unwanted(args[error.index], error.index, error.wanted, scope.compat));
    }
    if (error instanceof ArgumentError) throw typeMismatch(text(), error.message);
    throw error;
  }
}

function coerceOne(
  definition: FunctionDefinition,
  args: readonly Expression[],
  index: number,
  expected: InputType,
  text: () => string,
  compat: SparkVersion,
): Expression {
  const type = inputType(args[index].type, expected);
  if (type !== null) return implicitlyCast(args[index], type, compat);
  throw typeMismatch(text(), misfit(definition, args, index, expected, text(), compat));
}

/** The expression as `type`; nothing is added where it already is of that type. */
export function implicitlyCast(child: Expression, type: DataType, compat: SparkVersion = '3.3'): Expression {
  if (sameType(child.type, type)) return child;
  const nullable = isNullable(child) || castFails(child.type, type, compat);
  return { kind: 'cast', child, type, nullable, implicit: true };
}

/** A cast that the user wrote. */
export function explicitCast(child: Expression, type: DataType, compat: SparkVersion = '3.3'): Expression {
  if (!canCast(child.type, type)) {
    throw typeMismatch(
      `CAST(${messageSql(child, compat)} AS ${typeSql(type)})`,
      `cannot cast ${typeInMessage(child.type, compat)} to ${typeInMessage(type, compat)}`,
    );
  }
  const nullable = isNullable(child) || castFails(child.type, type, compat);
  return { kind: 'cast', child, type, nullable };
}

/** Conditions must be boolean; NULL is taken as one. place: `filter`, `join` ... */
export function asCondition(condition: Expression, place: string, compat: SparkVersion): Expression {
  if (condition.type.kind === 'null') return implicitlyCast(condition, BOOLEAN);
  if (condition.type.kind === 'boolean') return condition;
  const what = `${place} ${place === 'join' ? 'condition' : 'expression'}`;
  throw new AnalysisError(
    'TYPE_MISMATCH',
    `${what} '${messageSql(condition, compat)}' of type ${typeText(condition.type)} is not a boolean.`,
  );
}

/** `count(*)` counts rows: the literal 1 stands for the star. */
export const COUNTED_ROW: Expression = { kind: 'literal', value: 1, type: INT };

/** Functions named like a type convert to it. */
export const CONVERSIONS: ReadonlyMap<string, DataType> = new Map([
  ['boolean', BOOLEAN],
  ['tinyint', BYTE],
  ['smallint', SHORT],
  ['int', INT],
  ['bigint', LONG],
  ['float', FLOAT],
  ['double', DOUBLE],
  ['decimal', decimalType(10, 0)],
  ['date', DATE],
  ['timestamp', TIMESTAMP],
  ['binary', BINARY],
  ['string', STRING],
]);
