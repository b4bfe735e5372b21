import { BOOLEAN } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import type { UnresolvedExpression, UnresolvedFunction, UnresolvedSortOrder } from '../plan/unresolved.js';
import type { Cursor } from './cursor.js';
import type { Token } from './lexer.js';
import { literal } from './literal.js';
import { overClause } from './window.js';

/** The parts of the expression grammar that calls need; given as an argument because each grammar calls the other. */
export interface Grammar {
  expression(cursor: Cursor): UnresolvedExpression;
  namedExpression(cursor: Cursor): UnresolvedExpression;
  /** An expression without AND, OR and predicates. */
  binary(cursor: Cursor): UnresolvedExpression;
  dataType(cursor: Cursor): DataType;
  sortItem(cursor: Cursor): UnresolvedSortOrder;
}

export function unresolvedCall(
  name: string,
  args: readonly UnresolvedExpression[],
  distinct = false,
): UnresolvedFunction {
  return { kind: 'unresolvedFunction', name, args, distinct };
}

/** `name(...)`, with the cursor at the parenthesis; some names have a grammar of their own. */
export function functionCall(
  cursor: Cursor,
  name: string,
  start: Token,
  grammar: Grammar,
): UnresolvedExpression {
  cursor.expectSymbol('(');
  const special = start.kind === 'word' ? SPECIAL[name.toUpperCase()] : undefined;
  const parsed = special?.(cursor, grammar);
  if (parsed !== undefined && parsed !== null) {
    cursor.expectSymbol(')');
    return parsed;
  }
  const distinct = cursor.acceptWord('DISTINCT');
  if (!distinct) cursor.acceptWord('ALL');
  const args = cursor.isSymbol(')') ? [] : cursor.list(() => grammar.namedExpression(cursor));
  if (cursor.acceptWord('IGNORE', 'NULLS')) args.push(literal(true, BOOLEAN));
  cursor.expectSymbol(')');
  return withClauses(cursor, unresolvedCall(name, args, distinct), grammar);
}

function withClauses(cursor: Cursor, call: UnresolvedFunction, grammar: Grammar): UnresolvedExpression {
  let result = call;
  if (cursor.isWord('FILTER') && cursor.isSymbol('(', 1)) {
    cursor.next();
    cursor.expectSymbol('(');
    cursor.expectWord('WHERE');
    result = { ...call, filter: grammar.expression(cursor) };
    cursor.expectSymbol(')');
  }
  if (cursor.acceptWord('IGNORE', 'NULLS')) {
    result = { ...result, args: [...result.args, literal(true, BOOLEAN)] };
  } else cursor.acceptWord('RESPECT', 'NULLS');
  if (!cursor.acceptWord('OVER')) return result;
  return { kind: 'unresolvedWindow', function: result, window: overClause(cursor, grammar) };
}

type SpecialForm = (cursor: Cursor, grammar: Grammar) => UnresolvedExpression | null;

/** Forms return null when the call turns out to be an ordinary one; nothing has been consumed then. */
const SPECIAL: Readonly<Record<string, SpecialForm>> = {
  CAST: (cursor, grammar) => {
    const child = grammar.expression(cursor);
    cursor.expectWord('AS');
    return { kind: 'unresolvedCast', child, type: grammar.dataType(cursor) };
  },
  EXTRACT: (cursor, grammar) => {
    const unit = cursor.identifier();
    cursor.expectWord('FROM');
    return unresolvedCall(extractFunction(cursor, unit), [grammar.binary(cursor)]);
  },
  POSITION: (cursor, grammar) => {
    const part = grammar.binary(cursor);
    if (cursor.acceptWord('IN')) return unresolvedCall('locate', [part, grammar.binary(cursor)]);
    cursor.expectSymbol(',');
    return unresolvedCall('locate', [part, ...cursor.list(() => grammar.expression(cursor))]);
  },
  SUBSTRING: (cursor, grammar) => substring(cursor, grammar),
  SUBSTR: (cursor, grammar) => substring(cursor, grammar),
  TRIM: (cursor, grammar) => trim(cursor, grammar),
};

const EXTRACTED: Readonly<Record<string, string>> = {
  YEAR: 'year',
  QUARTER: 'quarter',
  MONTH: 'month',
  WEEK: 'weekofyear',
  DAY: 'dayofmonth',
  DAYOFWEEK: 'dayofweek',
  DOY: 'dayofyear',
  HOUR: 'hour',
  MINUTE: 'minute',
  SECOND: 'second',
};

function extractFunction(cursor: Cursor, unit: string): string {
  const name = EXTRACTED[unit.toUpperCase()];
  if (name === undefined) throw cursor.failure(`one of ${Object.keys(EXTRACTED).join(', ')}, found ${unit}`);
  return name;
}

function substring(cursor: Cursor, grammar: Grammar): UnresolvedExpression {
  const text = grammar.expression(cursor);
  const wordForm = cursor.acceptWord('FROM');
  if (!wordForm) cursor.expectSymbol(',');
  const args = [text, grammar.expression(cursor)];
  if (wordForm ? cursor.acceptWord('FOR') : cursor.acceptSymbol(',')) args.push(grammar.expression(cursor));
  return unresolvedCall('substring', args);
}

const TRIM_SIDES: Readonly<Record<string, string>> = { BOTH: 'trim', LEADING: 'ltrim', TRAILING: 'rtrim' };

function trim(cursor: Cursor, grammar: Grammar): UnresolvedExpression | null {
  const token = cursor.peek();
  const name = token.kind === 'word' ? TRIM_SIDES[token.text.toUpperCase()] : undefined;
  if (name === undefined || cursor.isSymbol(',', 1) || cursor.isSymbol(')', 1)) return null;
  cursor.next();
  if (cursor.acceptWord('FROM')) return unresolvedCall(name, [grammar.expression(cursor)]);
  const characters = grammar.expression(cursor);
  cursor.expectWord('FROM');
  return unresolvedCall(name, [characters, grammar.expression(cursor)]);
}
