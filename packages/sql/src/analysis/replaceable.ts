import { prettySql } from '../plan/prettySql.js';
import type { Expression, Literal } from '../plan/expression.js';
import type { UnresolvedExpression, UnresolvedFunction } from '../plan/unresolved.js';

const REPLACEABLE = new Set('nvl ifnull nullif nvl2 to_date to_timestamp left right'.split(' '));
/** Of a to_timestamp() of a Column that has none. */
const FORMAT = 'yyyy-MM-dd HH:mm:ss';

/**
 * Spark 2.x replaces these functions by others and names the column after what was written: texts in quotes, columns
 * in backticks, numbers with the letter of their type. text: called in SQL text, whose columns have been found then, so
 * that they show their table. null for every other function.
 */
export function replaceableText(
  call: UnresolvedFunction,
  args: readonly Expression[],
  text: boolean,
): string | null {
  const name = call.name.toLowerCase();
  if (!(text ? REPLACEABLE.has(name) : isParsing(name, args.length)) || call.args.length !== args.length)
    return null;
  const shown = call.args.map((arg, i) => written(arg, args[i], text));
  if (!text && shown.length === 1) shown.push(`'${FORMAT}'`);
  // Spark forgot the last parenthesis of this one.
  return `${name}(${shown.join(', ')}${name === 'to_date' && shown.length === 2 ? '' : ')'}`;
}

/** Functions of Columns that are replaced too. */
function isParsing(name: string, count: number): boolean {
  return name === 'to_timestamp' || (name === 'to_date' && count === 2);
}

function written(arg: UnresolvedExpression, resolved: Expression, text: boolean): string {
  if (text && resolved.kind === 'attribute') {
    return [...(resolved.qualifier ?? []), '`' + resolved.name + '`'].join('.');
  }
  if (arg.kind === 'unresolvedAttribute') return arg.parts.map((part) => '`' + part + '`').join('.');
  return arg.kind === 'literal' ? writtenLiteral(arg) : prettySql(resolved, false);
}

const SUFFIXES: Readonly<Record<string, string>> = {
  byte: 'Y',
  short: 'S',
  long: 'L',
  double: 'D',
  decimal: 'BD',
};

function writtenLiteral(literal: Literal): string {
  const text = prettySql(literal, false);
  if (literal.value === null) return text;
  if (literal.type.kind === 'string') return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  return text + (SUFFIXES[literal.type.kind] ?? '');
}
