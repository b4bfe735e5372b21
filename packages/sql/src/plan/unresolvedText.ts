import type { SparkVersion } from '../functions/definition.js';
import { typeSql } from '../types/text.js';
import { callText, literalText } from './prettySql.js';
import type {
  UnresolvedBound,
  UnresolvedExpression,
  UnresolvedFrame,
  UnresolvedFunction,
  UnresolvedWindow,
} from './unresolved.js';

/** The text by which a Column shows an expression whose names are not looked up yet: functions as they were written. */
export function unresolvedText(expression: UnresolvedExpression, compat: SparkVersion): string {
  const text = (inner: UnresolvedExpression): string => unresolvedText(inner, compat);
  switch (expression.kind) {
    case 'literal':
      return literalText(expression);
    case 'attribute':
      return expression.name;
    case 'unresolvedAttribute':
      return expression.parts.join('.');
    case 'unresolvedStar':
      return 'unresolvedstar()';
    case 'unresolvedColumnPattern':
      return 'unresolvedregex()';
    case 'unresolvedTimeLiteral':
      return `${expression.type.toUpperCase()} '${expression.text}'`;
    case 'unresolvedFunction':
      return functionText(expression, text, compat);
    case 'unresolvedCast':
      // A cast to a nested type has no text of its own.
      if (['array', 'map', 'struct'].includes(expression.type.kind)) return text(expression.child);
      return `CAST(${text(expression.child)} AS ${typeSql(expression.type)})`;
    case 'unresolvedCase': {
      const branches = expression.branches.map(({ when, then }) => `WHEN ${text(when)} THEN ${text(then)}`);
      const otherwise = expression.otherwise === null ? '' : ` ELSE ${text(expression.otherwise)}`;
      return `CASE ${branches.join(' ')}${otherwise} END`;
    }
    case 'unresolvedAlias':
      if (expression.names.length !== 1) return `multialias(${text(expression.child)})`;
      return `${text(expression.child)} AS ${aliasText(expression.names[0], compat)}`;
    case 'unresolvedExtract':
      return `${text(expression.child)}[${text(expression.extraction)}]`;
    case 'unresolvedSortOrder': {
      const { child, ascending, nullsFirst } = expression;
      return `${text(child)} ${ascending ? 'ASC' : 'DESC'} NULLS ${(nullsFirst ?? ascending) ? 'FIRST' : 'LAST'}`;
    }
    case 'unresolvedWindow':
      return windowText(expression, text);
    case 'unresolvedLambda':
      return `lambdafunction(${[text(expression.body), ...expression.parameters].join(', ')})`;
    case 'unresolvedSubquery':
      if (expression.form !== 'in') return expression.form === 'scalar' ? 'scalarsubquery()' : 'exists()';
      return `(${expression.values.map(text).join(', ')} IN (listquery()))`;
    case 'unresolvedUpdateFields': {
      const { child, value } = expression;
      return `update_fields(${text(child)}${value === null ? '' : `, WithField(${text(value)})`})`;
    }
    case 'sqlText':
      return expression.parsed === undefined ? expression.text : text(expression.parsed);
  }
}

/** DISTINCT and IGNORE NULLS do not show, a filter shows as one more argument. */
function functionText(
  call: UnresolvedFunction,
  text: (inner: UnresolvedExpression) => string,
  compat: SparkVersion,
): string {
  const { name, filter, ignoresNulls, written } = call;
  const own = ignoresNulls === true ? call.args.slice(0, -1) : call.args;
  const counted = name.toLowerCase() === 'count' && own.length === 1 && own[0].kind === 'unresolvedStar';
  const args = counted ? ['1'] : own.map(text);
  if (written === true)
    return `${name}(${[...args, ...(filter === undefined ? [] : [text(filter)])].join(', ')})`;
  if (name === 'rlike' && compat !== '2.2') return `RLIKE(${args.join(', ')})`;
  return callText(name, args, false);
}

function aliasText(name: string, compat: SparkVersion): string {
  return compat === '2.2' || /\W/.test(name) ? `\`${name.replaceAll('`', '``')}\`` : name;
}

function windowText(
  { function: inner, window }: UnresolvedWindow,
  text: (inner: UnresolvedExpression) => string,
): string {
  if ('name' in window) return `unresolvedwindowexpression(${text(inner)})`;
  const { partitionBy, orderBy, frame } = window;
  const orders = orderBy.map((order) => {
    if (order.kind === 'unresolvedSortOrder') return text(order);
    return text({ kind: 'unresolvedSortOrder', child: order, ascending: true, nullsFirst: null });
  });
  const parts = [
    partitionBy.length === 0 ? '' : `PARTITION BY ${partitionBy.map(text).join(', ')}`,
    orders.length === 0 ? '' : `ORDER BY ${orders.join(', ')}`,
    frame === null ? 'unspecifiedframe$()' : frameText(frame, text),
  ];
  return `${text(inner)} OVER (${parts.filter((part) => part !== '').join(' ')})`;
}

function frameText(
  { unit, lower, upper }: UnresolvedFrame,
  text: (inner: UnresolvedExpression) => string,
): string {
  const bound = (one: UnresolvedBound): string => {
    switch (one.kind) {
      case 'unboundedPreceding':
        return 'UNBOUNDED PRECEDING';
      case 'unboundedFollowing':
        return 'UNBOUNDED FOLLOWING';
      case 'currentRow':
        return 'CURRENT ROW';
      case 'offset': {
        const { offset } = one;
        const negated = offset.kind === 'unresolvedFunction' && offset.name === 'negative';
        return negated ? `${text(offset.args[0])} PRECEDING` : `${text(offset)} FOLLOWING`;
      }
    }
  };
  return `${unit.toUpperCase()} BETWEEN ${bound(lower)} AND ${bound(upper)}`;
}
