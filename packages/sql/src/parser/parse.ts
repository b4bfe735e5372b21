import type { DataType, StructType } from '@graticule/columnar';
import { ParseError, unsupported } from '../errors.js';
import type { SparkVersion } from '../functions/definition.js';
import type { Statement } from '../plan/command.js';
import type { UnresolvedExpression, UnresolvedRelation } from '../plan/unresolved.js';
import { Cursor } from './cursor.js';
import { expression, namedExpression } from './expression.js';
import { statement } from './command.js';
import { query } from './query.js';
import { dataType, schemaFields } from './types.js';

/** All entry points read the whole text and raise ParseError where it does not fit. compat: whose literals apply. */
function parseWhole<T>(text: string, compat: SparkVersion, rule: (cursor: Cursor) => T): T {
  const cursor = new Cursor(text, compat, query);
  const first = cursor.peek();
  if (first.kind === 'end') {
    const reason =
      compat === '2.2'
        ? "no viable alternative at input '<EOF>'"
        : 'Syntax error, unexpected empty statement';
    throw cursor.failureAt(first, reason);
  }
  const result = rule(cursor);
  cursor.expectEnd();
  return result;
}

/** An expression without alias, as in `filter("a > 1")`. */
export function parseExpression(text: string, compat: SparkVersion = '3.3'): UnresolvedExpression {
  return parseWhole(text, compat, expression);
}

/** An expression with an optional alias, as in `selectExpr("a + 1 AS b")`; `*` too. */
export function parseNamedExpression(text: string, compat: SparkVersion = '3.3'): UnresolvedExpression {
  return parseWhole(text, compat, namedExpression);
}

/** A SELECT statement with everything that belongs to it. */
export function parseStatement(text: string, compat: SparkVersion = '3.3'): UnresolvedRelation {
  const parsed = parseSql(text, compat);
  if (parsed.kind === 'query') return parsed.relation;
  throw unsupported(`the statement ${text.trim().split(/\s+/, 2).join(' ').toUpperCase()} as a relation`);
}

/** Any statement of SQL: a query or a command. */
export function parseSql(text: string, compat: SparkVersion = '3.3'): Statement {
  return parseWhole(text, compat, (cursor) => {
    const parsed = statement(cursor);
    while (cursor.acceptSymbol(';'));
    return parsed;
  });
}

/** A type in DDL: `decimal(10,2)`, `array<int>`. */
export function parseDataType(text: string): DataType {
  return parseWhole(text, '3.3', dataType);
}

/** A schema in DDL: `a INT, b STRING`, or `struct<a:int>`. */
export function parseSchema(text: string): StructType {
  if (text.trim() === '') return { kind: 'struct', fields: [] };
  if (/^\s*struct\s*</i.test(text)) return parseDataType(text) as StructType;
  return parseWhole(text, '3.3', schemaFields);
}

/**
 * Splits a column name as `col("a.b")` reads it: at dots outside backticks; any other character belongs to a part.
 * Raises ParseError for an unclosed backtick or an empty part.
 */
export function parseIdentifierParts(text: string): string[] {
  const parts: string[] = [];
  let offset = 0;
  for (;;) {
    const quoted = text[offset] === '`';
    const match = quoted ? /`((?:[^`]|``)+)`/y : /[^.`]+/y;
    match.lastIndex = offset;
    const found = match.exec(text);
    if (found === null) throw ParseError.at(`syntax error in attribute name: ${text}`, text, offset);
    parts.push(quoted ? found[1].replaceAll('``', '`') : found[0]);
    offset = match.lastIndex;
    if (offset === text.length) return parts;
    if (text[offset] !== '.') throw ParseError.at(`syntax error in attribute name: ${text}`, text, offset);
    offset += 1;
  }
}
