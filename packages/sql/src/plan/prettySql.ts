import { LONG } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import type {
  AggregateCall,
  Attribute,
  BoundReference,
  Expression,
  FrameBound,
  FunctionCall,
  Literal,
  NamedExpression,
  SortOrder,
  SubqueryCall,
  WindowCall,
} from './expression.js';
import { isNullable } from './attribute.js';
import { transformExpression } from './expressions.js';
import { quoteParts, tableText } from '../errors.js';
import { castsShownBefore3, withoutImplicitCast, type ShownTypes } from './castsBefore3.js';
import { doubleText, floatText } from '../evaluation/numberText.js';
import { bigDecimalText } from '../functions/decimal.js';
import type { SparkVersion } from '../functions/definition.js';
import { dateText } from '../evaluation/timeText.js';
import { intervalLiteralText } from '../evaluation/unitInterval.js';
import { typeSql, typeText } from '../types/text.js';

/**
 * The text by which Spark names a column that nobody named: `(a + 1)`, `sum(x)`, `CAST(a AS INT)`. Attributes show
 * their bare name, text literals no quotes. implicitCasts: whether casts that analysis put in are shown (SQL
 * statements before 3.0).
 */
export function prettySql(expression: Expression, implicitCasts: boolean): string {
  if (!implicitCasts) return render(expression, 'written', (leaf) => leaf.name);
  return render(expression, 'implicit', (leaf) => leaf.name, literalText, castsShownBefore3(expression));
}

/**
 * The text of an expression in messages: columns with their qualifiers, texts in quotes, casts of analysis too. In 2.x
 * names always stand in back-ticks.
 */
export function messageSql(expression: Expression, compat: SparkVersion): string {
  const isOld = compat === '2.2';
  const qualified = (leaf: Attribute | BoundReference): string => {
    if (leaf.kind === 'bound') return leaf.name;
    const { qualifier = [], name } = leaf;
    if (isOld) return [...(qualifier ?? []), `\`${name.replaceAll('`', '``')}\``].join('.');
    return tableText([...(qualifier ?? []), name]);
  };
  return render(isOld ? withSummedCasts(expression) : expression, 'implicit', qualified, (literal) => {
    if (literal.shownText === undefined && typeof literal.value === 'string') return `'${literal.value}'`;
    const isNumber = typeof literal.value === 'bigint' || Number.isFinite(literal.value);
    return literalText(literal) + ((isNumber && SUFFIXES[literal.type.kind]) || '');
  });
}

/** Spark 2 casts the arguments of sums and means of whole numbers, as messages show. */
export function withSummedCasts(expression: Expression): Expression {
  return transformExpression(expression, (inner) => {
    if (inner.kind !== 'aggregate' || (inner.name !== 'sum' && inner.name !== 'avg')) return inner;
    const args = inner.args.map((arg): Expression => {
      if (!SUMMED_AS_LONG.has(arg.type.kind)) return arg;
      return { kind: 'cast', child: arg, type: LONG, implicit: true, nullable: isNullable(arg) };
    });
    return { ...inner, args };
  });
}

const SUMMED_AS_LONG = new Set<DataType['kind']>(['byte', 'short', 'int']);

const SUFFIXES: Readonly<Partial<Record<DataType['kind'], string>>> = {
  byte: 'Y',
  short: 'S',
  long: 'L',
  double: 'D',
  decimal: 'BD',
};

/** The text of a named value in messages: `sum(a) AS \`sum(a)\``. */
export function namedSql(named: NamedExpression, compat: SparkVersion): string {
  const text = messageSql(named, compat);
  if (named.kind !== 'alias') return text;
  return `${text} AS ${compat === '2.2' ? quoteParts([named.name]) : tableText([named.name])}`;
}

/** The text of an expression in plans: every cast shown, attributes with their id (`a#7`), bound ones with their position. */
export function expressionText(expression: Expression, ids: boolean): string {
  const leafText = (leaf: Attribute | BoundReference): string => {
    if (leaf.kind === 'bound') return `${leaf.name}@${leaf.ordinal}`;
    return ids ? `${leaf.name}#${leaf.id}` : leaf.name;
  };
  const text = render(expression, 'all', leafText);
  if (expression.kind !== 'alias') return text;
  return `${text} AS ${expression.name}${ids ? `#${expression.id}` : ''}`;
}

/**
 * The text of an expression in messages that quote a plan: attributes with their id, casts as they were written;
 * analysed: those of analysis too.
 */
export function planText(expression: Expression, analysed = false): string {
  const leafText = (leaf: Attribute | BoundReference): string => {
    if (leaf.kind === 'bound') return leaf.name;
    const text = `${leaf.name}#${leaf.id}${leaf.type.kind === 'long' ? 'L' : ''}`;
    return leaf.outer === true ? `outer(${text})` : text;
  };
  return render(expression, analysed ? 'analysed' : 'plan', leafText, (literal) =>
    literal.value === null ? 'null' : literalText(literal),
  );
}

/** Which casts show: those that were written, those of analysis too, or really all; names leave out those to nested types; plan: the written ones as `cast(x as int)`, analysed: those of analysis too. */
type ShownCasts = 'written' | 'implicit' | 'all' | 'plan' | 'analysed';

function render(
  expression: Expression,
  casts: ShownCasts,
  leafText: (leaf: Attribute | BoundReference) => string,
  ofLiteral: (literal: Literal) => string = literalText,
  shownTypes: ShownTypes | null = null,
): string {
  const text = (inner: Expression): string => render(inner, casts, leafText, ofLiteral, shownTypes);
  const argumentTexts = (call: FunctionCall | AggregateCall): string[] => {
    const types = shownTypes?.(call);
    return call.args.map((arg, i) => {
      const around = types?.[i] ?? null;
      if (around === null) return text(arg);
      return around.reduce((inner, type) => castText(inner, type), text(withoutImplicitCast(arg)));
    });
  };
  switch (expression.kind) {
    case 'attribute':
    case 'bound':
      return leafText(expression);
    case 'literal':
      return casts === 'written' && expression.writtenText !== undefined
        ? expression.writtenText
        : ofLiteral(expression);
    case 'alias':
      return text(expression.child);
    case 'cast':
      if (expression.shownText !== undefined) return expression.shownText;
      if (expression.implicit === true && (casts === 'written' || casts === 'plan'))
        return text(expression.child);
      if (casts === 'plan' || casts === 'analysed')
        return `cast(${text(expression.child)} as ${typeText(expression.type)})`;
      if (casts !== 'all' && ['array', 'map', 'struct'].includes(expression.type.kind))
        return text(expression.child);
      return castText(text(expression.child), expression.type);
    case 'field':
      if (expression.shownText !== undefined) return expression.shownText;
      return `${text(expression.child)}.${expression.name}`;
    case 'case': {
      const branches = expression.branches.map(({ when, then }) => `WHEN ${text(when)} THEN ${text(then)}`);
      const otherwise = expression.otherwise === null ? '' : ` ELSE ${text(expression.otherwise)}`;
      return `CASE ${branches.join(' ')}${otherwise} END`;
    }
    case 'call':
      if (expression.shownText !== undefined) return expression.shownText;
      // So Spark names maps read from JSON.
      if (expression.name === 'from_json' && expression.type.kind === 'map' && casts !== 'all')
        return 'entries';
      return callText(expression.shownAs ?? expression.name, argumentTexts(expression), false);
    case 'window':
      return windowText(expression, text);
    case 'generator':
      return callText(expression.name, expression.args.map(text), false);
    case 'lambda': {
      const names = expression.parameters.map((parameter) => text(parameter)).join(', ');
      return `lambdafunction(${text(expression.body)}, ${names})`;
    }
    case 'lambdaVariable':
      return VARIABLE;
    case 'subquery':
      return subqueryText(expression, text);
    case 'aggregate': {
      if (expression.shownText !== undefined) return expression.shownText;
      const filter = expression.filter === null ? '' : ` FILTER (WHERE ${text(expression.filter)})`;
      return (
        callText(expression.shownAs ?? expression.name, argumentTexts(expression), expression.distinct) +
        filter
      );
    }
  }
}

function castText(text: string, type: DataType): string {
  return `CAST(${text} AS ${typeSql(type)})`;
}

/** With the columns of the outer query that it refers to. */
function subqueryText({ form, values, outer }: SubqueryCall, text: (inner: Expression) => string): string {
  const used = outer.map(({ value }) => text(value)).join(', ');
  if (form !== 'in') return `${form === 'scalar' ? 'scalarsubquery' : 'exists'}(${used})`;
  return `(${values.map(text).join(', ')} IN (listquery(${used})))`;
}

/** `x ASC NULLS FIRST` */
export function orderText(
  { child, ascending, nullsFirst }: SortOrder,
  text: (inner: Expression) => string,
): string {
  return `${text(child)} ${ascending ? 'ASC' : 'DESC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
}

/** As Spark writes it: `sum(x) OVER (PARTITION BY k ORDER BY t ASC NULLS FIRST ROWS BETWEEN ... AND ...)`. */
function windowText(call: WindowCall, text: (inner: Expression) => string): string {
  const { partitionBy, orderBy, frame, framed } = call;
  const orders = orderBy.map((order) => orderText(order, text));
  const bounds = `${boundText(frame.lower, text)} AND ${boundText(frame.upper, text)}`;
  const parts = [
    partitionBy.length === 0 ? '' : `PARTITION BY ${partitionBy.map(text).join(', ')}`,
    orders.length === 0 ? '' : `ORDER BY ${orders.join(', ')}`,
    framed === false ? 'UnspecifiedFrame' : `${frame.unit.toUpperCase()} BETWEEN ${bounds}`,
  ];
  return `${text(call.function)} OVER (${parts.filter((part) => part !== '').join(' ')})`;
}

/** A bound of a frame that is no offset. */
export function frameSql({ kind }: { readonly kind: Exclude<FrameBound['kind'], 'offset'> }): string {
  switch (kind) {
    case 'unboundedPreceding':
      return 'UNBOUNDED PRECEDING';
    case 'unboundedFollowing':
      return 'UNBOUNDED FOLLOWING';
    case 'currentRow':
      return 'CURRENT ROW';
  }
}

function boundText(bound: FrameBound, text: (inner: Expression) => string): string {
  if (bound.kind !== 'offset') return frameSql(bound);
  const shown = bound.shownText ?? text(bound.offset);
  return bound.preceding === true ? `${shown.replace(/^-/, '')} PRECEDING` : `${shown} FOLLOWING`;
}

/** The text of a call before its arguments were converted, in messages. */
export function messageCall(
  name: string,
  args: readonly Expression[],
  distinct: boolean,
  compat: SparkVersion,
): string {
  const texts = args.map((arg) => messageSql(arg, compat));
  return callText(name, texts, distinct);
}

/** The name of a call over arguments as they were given. */
export function prettyCall(name: string, args: readonly Expression[], distinct: boolean): string {
  return callText(
    name,
    args.map((arg) => prettySql(arg, false)),
    distinct,
  );
}

const INFIX: Readonly<Record<string, string>> = {
  and: 'AND',
  or: 'OR',
  div: 'div',
  ...Object.fromEntries(
    ['+', '-', '*', '/', '%', '&', '|', '^', '=', '<=>', '<', '<=', '>', '>='].map((o) => [o, o]),
  ),
};

/** Whether a call of that name shows as an operator between two arguments. */
export function isOperator(name: string): boolean {
  return name in INFIX;
}

/** Spark keeps these in capitals. */
const CAPITALS = new Set(
  (
    'acos acosh asin asinh atan atan2 atanh cbrt ceil cos cosh cot csc degrees e exp expm1 floor hypot log log10 log1p log2 pi power radians sec signum ' +
    'sin sinh sqrt tan tanh rank dense_rank percent_rank spark_partition_id'
  ).split(' '),
);

/** Schemas, options and limits of error are no arguments to Spark: only the first one shows. */
const FIRST_SHOWN = new Set([
  'likeall',
  'likeany',
  'notlikeall',
  'notlikeany',
  'approx_count_distinct',
  'from_json',
  'to_json',
  'jsontostructs',
  'structstojson',
  'schema_of_json',
  'from_csv',
  'to_csv',
  'schema_of_csv',
]);

const VARIABLE = 'namedlambdavariable()';
/** The functions that Spark puts in where array_sort and aggregate are given none. */
const IDENTITY = `lambdafunction(${VARIABLE}, ${VARIABLE})`;
const NULLS_LAST = nullsLast(VARIABLE);

function nullsLast(x: string): string {
  const ordered = `(IF((${x} < ${x}), -1, (IF((${x} > ${x}), 1, 0))))`;
  const oneNull = `(IF((${x} IS NULL), 1, (IF((${x} IS NULL), -1, ${ordered}))))`;
  return `lambdafunction((IF(((${x} IS NULL) AND (${x} IS NULL)), 0, ${oneNull})), ${x}, ${x})`;
}

const TRIM_SIDES = { trim: 'BOTH', ltrim: 'LEADING', rtrim: 'TRAILING' } as const;

/** A call by the texts of its arguments: operators between them, functions before them. */
export function callText(name: string, args: readonly string[], distinct: boolean): string {
  const infix = INFIX[name];
  if (infix !== undefined && args.length === 2) return `(${args[0]} ${infix} ${args[1]})`;
  switch (name) {
    case 'not':
      return `(NOT ${args[0]})`;
    case 'negative':
      return `(- ${args[0]})`;
    case 'positive':
      return `(+ ${args[0]})`;
    case '~':
      return `~${args[0]}`;
    case 'isnull':
      return `(${args[0]} IS NULL)`;
    case 'isnotnull':
      return `(${args[0]} IS NOT NULL)`;
    case 'in':
      return `(${args[0]} IN (${args.slice(1).join(', ')}))`;
    case 'like':
    case 'rlike':
      return `${args[0]} ${name.toUpperCase()} ${args[1]}`;
    case 'if':
      return `(IF(${args.join(', ')}))`;
    case 'getitem':
      return `${args[0]}[${args[1]}]`;
    case 'extract':
      return `extract(${args[0]} FROM ${args[1]})`;
    case 'array_sort':
      if (args.length === 1) return `array_sort(${args[0]}, ${NULLS_LAST})`;
      break;
    case 'lag':
    case 'lead':
      return `${name}(${args.slice(0, 3).join(', ')})`;
    case 'nth_value':
      if (args.length === 3)
        return `nth_value(${args[0]}, ${args[1]})${args[2] === 'true' ? ' ignore nulls' : ''}`;
      break;
    case 'aggregate':
      if (args.length === 3) return `aggregate(${args.join(', ')}, ${IDENTITY})`;
      break;
    case 'trim':
    case 'ltrim':
    case 'rtrim':
      if (args.length === 2) return `TRIM(${TRIM_SIDES[name]} ${args[0]} FROM ${args[1]})`;
      break;
  }
  // With a scale, floor and ceil are functions of their own to Spark.
  const scaled = args.length === 2 && (name === 'floor' || name === 'ceil');
  const shown = CAPITALS.has(name) && !scaled ? name.toUpperCase() : name;
  const most = FIRST_SHOWN.has(name) ? 1 : name === 'ilike' ? 2 : args.length;
  const listed = args.slice(0, most);
  return `${shown}(${distinct ? 'DISTINCT ' : ''}${listed.join(', ')})`;
}

/** A literal as names show it: text without quotes, times and intervals with their keyword. */
export function literalText({ value, type, shownText }: Literal): string {
  if (shownText !== undefined) return shownText;
  if (value === null) return 'NULL';
  switch (type.kind) {
    case 'float':
      return floatText(value as number);
    case 'double':
      return doubleText(value as number);
    case 'decimal':
      return bigDecimalText(value as bigint, type.scale);
    case 'date':
      return `DATE '${dateText(value as number)}'`;
    case 'timestamp':
      return `TIMESTAMP '${new Date(Number((value as bigint) / 1000n)).toISOString().slice(0, 19).replace('T', ' ')}'`;
    case 'binary':
      return `X'${Buffer.from(value as Uint8Array)
        .toString('hex')
        .toUpperCase()}'`;
    case 'yearMonthInterval':
    case 'dayTimeInterval':
      return intervalLiteralText(value as number | bigint, type);
    case 'interval': {
      const { months, days, micros } = value as { months: number; days: number; micros: bigint };
      const parts = [
        months === 0 ? '' : `${months} months`,
        days === 0 ? '' : `${days} days`,
        micros === 0n ? '' : `${micros} microseconds`,
      ];
      return `interval ${parts.filter((part) => part !== '').join(' ') || '0 seconds'}`;
    }
    case 'array':
    case 'struct':
    case 'map':
      return JSON.stringify(value, (_key, item: unknown) =>
        typeof item === 'bigint' ? item.toString() : item,
      );
    default:
      return `${value as string}`;
  }
}
