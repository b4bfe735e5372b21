import { BOOLEAN, STRING } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import type { UnresolvedExpression, UnresolvedFunction, UnresolvedSortOrder } from '../plan/unresolved.js';
import type { Cursor } from './cursor.js';
import { setQuantifier } from './keywords.js';
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

/** More terms than these become one call of the operator, which stands for all of them from left to right. */
const LONG_CHAIN = 32;

/** Terms joined by one operator: calls in each other, or one call when they would be too deep. */
export function chainedCall(name: string, terms: readonly UnresolvedExpression[]): UnresolvedExpression {
  return chainedCalls(new Array<string>(terms.length - 1).fill(name), terms);
}

/**
 * Terms joined by operators between them, from left to right. Where sums and differences mix, the long form is a sum in
 * which a term to be subtracted stands as `-` of one argument, which nothing else is.
 */
export function chainedCalls(
  operators: readonly string[],
  terms: readonly UnresolvedExpression[],
): UnresolvedExpression {
  if (terms.length <= LONG_CHAIN) {
    return terms.slice(1).reduce((left, right, i) => unresolvedCall(operators[i], [left, right]), terms[0]);
  }
  const [name] = operators;
  // concat has any number of arguments as it is; the operator shows as calls in each other.
  if (operators.every((one) => one === name)) return unresolvedCall(name === 'concat' ? '||' : name, terms);
  const signed = terms.slice(1).map((term, i) => (operators[i] === '-' ? unresolvedCall('-', [term]) : term));
  return unresolvedCall('+', [terms[0], ...signed]);
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
  const distinct = setQuantifier(cursor);
  const item = name.toLowerCase() === 'struct' ? grammar.namedExpression : grammar.expression;
  const args = cursor.isSymbol(')') ? [] : cursor.list(() => item(cursor));
  const call = { ...unresolvedCall(name, args, distinct), written: true } as const;
  const ignoring = cursor.acceptWord('IGNORE', 'NULLS') ? ignoringNulls(call) : call;
  cursor.expectSymbol(')');
  return withClauses(cursor, ignoring, grammar);
}

function ignoringNulls(call: UnresolvedFunction): UnresolvedFunction {
  return { ...call, args: [...call.args, literal(true, BOOLEAN)], ignoresNulls: true };
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
    result = ignoringNulls(result);
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
    if (cursor.compat === '2.2')
      return unresolvedCall(extractFunction(cursor, unit), [grammar.binary(cursor)]);
    return { ...unresolvedCall('extract', [literal(unit, STRING), grammar.binary(cursor)]), written: true };
  },
  POSITION: (cursor, grammar) => {
    const part = grammar.binary(cursor);
    if (cursor.acceptWord('IN')) return unresolvedCall('locate', [part, grammar.binary(cursor)]);
    cursor.expectSymbol(',');
    const args = [part, ...cursor.list(() => grammar.expression(cursor))];
    return { ...unresolvedCall('position', args), written: true };
  },
  SUBSTRING: (cursor, grammar) => substring(cursor, grammar),
  SUBSTR: (cursor, grammar) => substring(cursor, grammar),
  TRIM: (cursor, grammar) => trim(cursor, grammar),
  OVERLAY: (cursor, grammar) => overlay(cursor, grammar),
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

/** `substring(text FROM 2 FOR 3)` */
function substring(cursor: Cursor, grammar: Grammar): UnresolvedExpression | null {
  const mark = cursor.mark();
  const text = grammar.expression(cursor);
  if (!cursor.acceptWord('FROM')) {
    cursor.reset(mark);
    return null;
  }
  const args = [text, grammar.expression(cursor)];
  if (cursor.acceptWord('FOR')) args.push(grammar.expression(cursor));
  return unresolvedCall('substring', args);
}

function overlay(cursor: Cursor, grammar: Grammar): UnresolvedExpression {
  const args = [grammar.expression(cursor)];
  if (cursor.acceptWord('PLACING')) {
    args.push(grammar.expression(cursor));
    cursor.expectWord('FROM');
    args.push(grammar.expression(cursor));
    if (cursor.acceptWord('FOR')) args.push(grammar.expression(cursor));
  } else while (cursor.acceptSymbol(',')) args.push(grammar.expression(cursor));
  return unresolvedCall('overlay', args);
}

const TRIM_SIDES: Readonly<Record<string, string>> = { BOTH: 'trim', LEADING: 'ltrim', TRAILING: 'rtrim' };

/** `trim([BOTH | LEADING | TRAILING] [characters] FROM text)` */
function trim(cursor: Cursor, grammar: Grammar): UnresolvedExpression | null {
  const mark = cursor.mark();
  const name = trimSide(cursor) ?? 'trim';
  if (cursor.acceptWord('FROM')) return unresolvedCall(name, [grammar.expression(cursor)]);
  const characters = grammar.expression(cursor);
  if (cursor.acceptWord('FROM')) return unresolvedCall(name, [characters, grammar.expression(cursor)]);
  cursor.reset(mark);
  return null;
}

/** The function of a side that is named here; a column may have that name too. */
function trimSide(cursor: Cursor): string | undefined {
  const token = cursor.peek();
  if (token.kind !== 'word' || cursor.peek(1).kind === 'symbol') return undefined;
  const side = TRIM_SIDES[token.text.toUpperCase()];
  if (side !== undefined) cursor.next();
  return side;
}
