import { prettySql } from '../plan/prettySql.js';
import type { Expression, Literal } from '../plan/expression.js';
import type { UnresolvedExpression, UnresolvedFunction } from '../plan/unresolved.js';

const REPLACEABLE = new Set('nvl ifnull nullif nvl2 to_date to_timestamp left right'.split(' '));

/**
 * Spark 2.x replaces these functions by others and names the column after what was written: texts in quotes, columns
 * in backticks, numbers with the letter of their type. null for every other function.
 */
export function replaceableText(call: UnresolvedFunction, args: readonly Expression[]): string | null {
  const name = call.name.toLowerCase();
  if (!REPLACEABLE.has(name) || call.args.length !== args.length) return null;
  return `${name}(${call.args.map((arg, i) => written(arg, args[i])).join(', ')})`;
}

function written(arg: UnresolvedExpression, resolved: Expression): string {
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
