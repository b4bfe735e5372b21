import { BOOLEAN, INT, NULL, STRING } from '@graticule/columnar';
import type { UnresolvedAlias, UnresolvedExpression, UnresolvedSortOrder } from '../plan/unresolved.js';
import type { Place } from '../errors.js';
import type { Cursor } from './cursor.js';
import { chainedCall, chainedCalls, functionCall, unresolvedCall } from './function.js';
import { intervalLiteral, startsInterval } from './interval.js';
import { implicitAlias, startsQuery } from './keywords.js';
import { binaryLiteral, literal, numberLiteral, timeLiteral } from './literal.js';
import { dataType } from './types.js';

/**
 * Operator precedence is Spark's: OR, AND, NOT, then predicates (BETWEEN, IN, LIKE, IS), then comparisons, `|`, `^`,
 * `&`, additive, multiplicative, unary. `a = b IS NULL` therefore tests the comparison.
 */
const BINARY: Readonly<Record<string, { readonly level: number; readonly name: string }>> = {
  '=': { level: 1, name: '=' },
  '==': { level: 1, name: '=' },
  '<=>': { level: 1, name: '<=>' },
  '<>': { level: 1, name: '!=' },
  '!=': { level: 1, name: '!=' },
  '<': { level: 1, name: '<' },
  '<=': { level: 1, name: '<=' },
  '>': { level: 1, name: '>' },
  '>=': { level: 1, name: '>=' },
  '|': { level: 2, name: '|' },
  '^': { level: 3, name: '^' },
  '&': { level: 4, name: '&' },
  '+': { level: 5, name: '+' },
  '-': { level: 5, name: '-' },
  '||': { level: 5, name: 'concat' },
  '*': { level: 6, name: '*' },
  '/': { level: 6, name: '/' },
  '%': { level: 6, name: '%' },
};
const MULTIPLICATIVE = 6;
/** Operators whose chains are read as a whole; plus and minus make one chain together. */
const CHAINED: Readonly<Record<string, readonly string[]>> = {
  '+': ['+', '-'],
  '-': ['+', '-'],
  '*': ['*'],
  '||': ['||'],
};

export function expression(cursor: Cursor): UnresolvedExpression {
  const place = cursor.place();
  const terms = [conjunction(cursor)];
  while (cursor.acceptWord('OR')) terms.push(conjunction(cursor));
  return at(place, chainedCall('or', terms));
}

function conjunction(cursor: Cursor): UnresolvedExpression {
  const place = cursor.place();
  const terms = [negation(cursor)];
  while (cursor.acceptWord('AND')) terms.push(negation(cursor));
  return at(place, chainedCall('and', terms));
}

function negation(cursor: Cursor): UnresolvedExpression {
  const place = cursor.place();
  if (cursor.acceptWord('NOT') || cursor.acceptSymbol('!')) {
    return at(place, unresolvedCall('not', [negation(cursor)]));
  }
  return at(place, predicated(cursor));
}

/** The expression with its place, and the call that it negates. */
function at(place: Place, expression: UnresolvedExpression): UnresolvedExpression {
  switch (expression.kind) {
    case 'unresolvedFunction': {
      if (expression.place !== undefined) return expression;
      const inner =
        expression.name === 'not' ? expression.args.map((arg) => at(place, arg)) : expression.args;
      return { ...expression, args: inner, place };
    }
    case 'unresolvedWindow':
      return { ...expression, function: at(place, expression.function) };
    case 'unresolvedAttribute':
    case 'unresolvedStar':
    case 'unresolvedCase':
    case 'unresolvedCast':
      return expression.place === undefined ? { ...expression, place } : expression;
    default:
      return expression;
  }
}

function predicated(cursor: Cursor): UnresolvedExpression {
  const value = binary(cursor, 1);
  if (cursor.acceptWord('IS')) return isPredicate(cursor, value);
  const place = cursor.place();
  const negated = cursor.acceptWord('NOT');
  const several = likeSeveral(cursor, value, negated);
  if (several !== null) return several;
  const test = predicate(cursor, value);
  if (test === null) {
    if (negated) throw cursor.failure('BETWEEN, IN, LIKE or RLIKE');
    return value;
  }
  return at(place, negated ? unresolvedCall('not', [test]) : test);
}

function isPredicate(cursor: Cursor, value: UnresolvedExpression): UnresolvedExpression {
  const negated = cursor.acceptWord('NOT');
  if (cursor.acceptWord('NULL')) return unresolvedCall(negated ? 'isnotnull' : 'isnull', [value]);
  if (cursor.acceptWord('DISTINCT')) {
    cursor.expectWord('FROM');
    const equal = unresolvedCall('<=>', [value, binary(cursor, 1)]);
    return negated ? equal : unresolvedCall('not', [equal]);
  }
  if (cursor.acceptWord('UNKNOWN')) return unresolvedCall(negated ? 'isnotnull' : 'isnull', [value]);
  const truth =
    cursor.isWord('TRUE') || cursor.isWord('FALSE') ? cursor.next().text.toUpperCase() === 'TRUE' : null;
  if (truth === null) throw cursor.failure('NULL, DISTINCT FROM, TRUE or FALSE');
  const test = unresolvedCall('<=>', [value, literal(truth, BOOLEAN)]);
  return negated ? unresolvedCall('not', [test]) : test;
}

function predicate(cursor: Cursor, value: UnresolvedExpression): UnresolvedExpression | null {
  if (cursor.acceptWord('BETWEEN')) {
    const lower = binary(cursor, 1);
    cursor.expectWord('AND');
    const upper = binary(cursor, 1);
    return unresolvedCall('and', [
      unresolvedCall('>=', [value, lower]),
      unresolvedCall('<=', [value, upper]),
    ]);
  }
  if (cursor.acceptWord('IN')) {
    cursor.expectSymbol('(');
    if (cursor.isSymbol(')')) throw cursor.failure('an expression');
    if (startsQuery(cursor)) {
      const query = cursor.query(cursor);
      cursor.expectSymbol(')');
      const values = value.kind === 'unresolvedFunction' && value.name === 'struct' ? value.args : [value];
      return { kind: 'unresolvedSubquery', form: 'in', values, query };
    }
    const options = cursor.list(() => expression(cursor));
    cursor.expectSymbol(')');
    return unresolvedCall('in', [value, ...options]);
  }
  const like = cursor.isWord('LIKE') ? 'like' : 'ilike';
  if (cursor.acceptWord('LIKE') || (cursor.compat !== '2.2' && cursor.acceptWord('ILIKE'))) {
    const pattern = binary(cursor, 1);
    return unresolvedCall(
      like,
      cursor.acceptWord('ESCAPE') ? [value, pattern, primary(cursor)] : [value, pattern],
    );
  }
  if (cursor.acceptWord('RLIKE') || cursor.acceptWord('REGEXP')) {
    return unresolvedCall('rlike', [value, binary(cursor, 1)]);
  }
  return null;
}

/** `[NOT] LIKE ANY (...)` and `ALL`; null where no such test begins. Of patterns that are texts Spark makes one test. */
function likeSeveral(
  cursor: Cursor,
  value: UnresolvedExpression,
  negated: boolean,
): UnresolvedExpression | null {
  const caseless = cursor.isWord('ILIKE');
  const like = caseless ? 'ILIKE' : 'LIKE';
  const every = cursor.isWord(like, 'ALL');
  const some = cursor.isWord(like, 'ANY') || cursor.isWord(like, 'SOME');
  if (!(every || some) || !cursor.isSymbol('(', 2)) return null;
  cursor.next();
  cursor.next();
  cursor.expectSymbol('(');
  const patterns = cursor.list(() => expression(cursor));
  cursor.expectSymbol(')');
  const lower = (text: UnresolvedExpression): UnresolvedExpression =>
    caseless ? unresolvedCall('lower', [text]) : text;
  const texts = patterns.every((pattern) => pattern.kind === 'literal' && typeof pattern.value === 'string');
  if (texts) {
    const name = `${negated ? 'not' : ''}like${every ? 'all' : 'any'}`;
    return unresolvedCall(name, [lower(value), ...patterns.map(lower)]);
  }
  const tests = patterns.map((pattern) => {
    const test = unresolvedCall('like', [lower(value), lower(pattern)]);
    return negated ? unresolvedCall('not', [test]) : test;
  });
  return tests
    .slice(1)
    .reduce((left, right) => unresolvedCall(every ? 'and' : 'or', [left, right]), tests[0]);
}

function binary(cursor: Cursor, level: number): UnresolvedExpression {
  const place = cursor.place();
  let left = unary(cursor);
  for (;;) {
    const token = cursor.peek();
    if (level <= MULTIPLICATIVE && cursor.acceptWord('DIV')) {
      left = at(place, unresolvedCall('div', [left, binary(cursor, MULTIPLICATIVE + 1)]));
      continue;
    }
    const operator = token.kind === 'symbol' ? BINARY[token.text] : undefined;
    if (operator === undefined || operator.level < level) return left;
    cursor.next();
    const right = binary(cursor, operator.level + 1);
    if (operator.name === '!=') left = at(place, unresolvedCall('not', [unresolvedCall('=', [left, right])]));
    else if (token.text in CHAINED) {
      const operators = [operator.name];
      const terms = [left, right];
      const symbols = CHAINED[token.text];
      for (;;) {
        const symbol = symbols.find((one) => cursor.acceptSymbol(one));
        if (symbol === undefined) break;
        operators.push(BINARY[symbol].name);
        terms.push(binary(cursor, operator.level + 1));
      }
      left = at(place, chainedCalls(operators, terms));
    } else left = at(place, unresolvedCall(operator.name, [left, right]));
  }
}

function unary(cursor: Cursor): UnresolvedExpression {
  const place = cursor.place();
  if (cursor.isSymbol('-') && cursor.peek(1).kind === 'number') {
    cursor.next();
    return postfix(cursor, numberLiteral(cursor, cursor.next(), true));
  }
  if (cursor.acceptSymbol('-')) return at(place, unresolvedCall('negative', [unary(cursor)]));
  if (cursor.acceptSymbol('+')) {
    return cursor.compat === '2.2' ? unary(cursor) : at(place, unresolvedCall('positive', [unary(cursor)]));
  }
  if (cursor.acceptSymbol('~')) return at(place, unresolvedCall('~', [unary(cursor)]));
  return primary(cursor);
}

function primary(cursor: Cursor): UnresolvedExpression {
  const place = cursor.place();
  return postfix(cursor, at(place, base(cursor)));
}

/** `[...]` and `.field` after a value. */
function postfix(cursor: Cursor, start: UnresolvedExpression): UnresolvedExpression {
  let value = start;
  for (;;) {
    if (cursor.acceptSymbol('[')) {
      const extraction = binary(cursor, 1);
      cursor.expectSymbol(']');
      value = { kind: 'unresolvedExtract', child: value, extraction };
    } else if (
      (value.kind !== 'literal' || cursor.compat === '2.2') &&
      cursor.isSymbol('.') &&
      cursor.peek(1).kind !== 'symbol'
    ) {
      cursor.next();
      const extraction = literal(cursor.identifier(), STRING);
      value = { kind: 'unresolvedExtract', child: value, extraction };
    } else return value;
  }
}

function base(cursor: Cursor): UnresolvedExpression {
  const token = cursor.peek();
  switch (token.kind) {
    case 'number':
      cursor.next();
      return numberLiteral(cursor, token, false);
    case 'string':
      return stringLiteral(cursor);
    case 'word':
    case 'quoted':
      return wordExpression(cursor);
    case 'symbol':
      if (cursor.acceptSymbol('(')) return parenthesised(cursor);
      if (cursor.acceptSymbol('*')) return { kind: 'unresolvedStar', target: [] };
      throw cursor.failure('an expression');
    case 'end':
      throw cursor.failure('an expression');
  }
}

function stringLiteral(cursor: Cursor): UnresolvedExpression {
  let value = '';
  while (cursor.peek().kind === 'string') value += cursor.next().value;
  return literal(value, STRING);
}

function parenthesised(cursor: Cursor): UnresolvedExpression {
  if (startsQuery(cursor)) {
    const query = cursor.query(cursor);
    cursor.expectSymbol(')');
    return { kind: 'unresolvedSubquery', form: 'scalar', values: [], query };
  }
  const items = cursor.list(() => namedExpression(cursor));
  const end = cursor.peek();
  cursor.expectSymbol(')');
  if (cursor.acceptSymbol('->')) {
    const parameters = items.map((item) => {
      if (item.kind === 'unresolvedAttribute' && item.parts.length === 1) return item.parts[0];
      throw cursor.failure('names before ->');
    });
    return { kind: 'unresolvedLambda', parameters, body: expression(cursor) };
  }
  if (items.length > 1) return unresolvedCall('struct', items);
  if (items[0].kind === 'unresolvedAlias') throw cursor.failureAt(end, "','");
  return items[0];
}

function wordExpression(cursor: Cursor): UnresolvedExpression {
  const token = cursor.peek();
  if (token.kind === 'word') {
    const ahead = cursor.peek(1);
    const word = token.text.toUpperCase();
    switch (word) {
      case 'NULL':
        cursor.next();
        return literal(null, NULL);
      case 'TRUE':
      case 'FALSE':
        cursor.next();
        return literal(word === 'TRUE', BOOLEAN);
      case 'CASE': {
        const mark = cursor.mark();
        const parsed = caseExpression(cursor);
        if (parsed !== null) return parsed;
        cursor.reset(mark);
        break;
      }
      case 'DATE':
      case 'TIMESTAMP':
        if (ahead.kind === 'string') {
          cursor.next();
          return timeLiteral(cursor, token, word);
        }
        break;
      case 'X':
        if (ahead.kind === 'string') {
          cursor.next();
          return binaryLiteral(cursor, token);
        }
        break;
      case 'EXISTS':
        if (cursor.isSymbol('(', 1)) {
          const mark = cursor.mark();
          cursor.next();
          cursor.next();
          if (startsQuery(cursor)) {
            const query = cursor.query(cursor);
            cursor.expectSymbol(')');
            return { kind: 'unresolvedSubquery', form: 'exists', values: [], query };
          }
          cursor.reset(mark);
        }
        break;
      case 'INTERVAL':
        if (startsInterval(cursor)) return intervalLiteral(cursor);
        break;
    }
  }
  return nameOrCall(cursor);
}

function nameOrCall(cursor: Cursor): UnresolvedExpression {
  const start = cursor.peek();
  const parts = [cursor.identifier()];
  while (cursor.isSymbol('.')) {
    if (cursor.isSymbol('*', 1)) {
      cursor.next();
      cursor.next();
      return { kind: 'unresolvedStar', target: parts };
    }
    cursor.next();
    parts.push(cursor.identifier());
  }
  if (parts.length === 1 && cursor.acceptSymbol('->')) {
    return { kind: 'unresolvedLambda', parameters: parts, body: expression(cursor) };
  }
  if (cursor.isSymbol('(')) {
    return functionCall(cursor, parts.join('.'), start, {
      expression,
      namedExpression,
      binary: (inner) => binary(inner, 1),
      dataType,
      sortItem,
    });
  }
  return { kind: 'unresolvedAttribute', parts };
}

/** null: the word is the name of a column here. */
function caseExpression(cursor: Cursor): UnresolvedExpression | null {
  cursor.expectWord('CASE');
  const next = cursor.peek();
  if (next.kind === 'end' || (next.kind === 'symbol' && !['(', '-', '+', '~'].includes(next.text)))
    return null;
  if (next.kind === 'word' && !cursor.isWord('WHEN') && !mayBeWhen(cursor)) return null;
  const value = cursor.isWord('WHEN') ? null : expression(cursor);
  const branches: { when: UnresolvedExpression; then: UnresolvedExpression }[] = [];
  while (cursor.acceptWord('WHEN')) {
    const tested = expression(cursor);
    cursor.expectWord('THEN');
    const when = value === null ? tested : unresolvedCall('=', [value, tested]);
    branches.push({ when, then: expression(cursor) });
  }
  if (branches.length === 0) throw cursor.failure('WHEN');
  const otherwise = cursor.acceptWord('ELSE') ? expression(cursor) : null;
  cursor.expectWord('END');
  return { kind: 'unresolvedCase', branches, otherwise };
}

/** Whether WHEN comes before the text or the parentheses around end. */
function mayBeWhen(cursor: Cursor): boolean {
  let depth = 0;
  for (let ahead = 0; ; ahead++) {
    const token = cursor.peek(ahead);
    if (token.kind === 'end') return false;
    if (token.kind === 'word' && token.text.toUpperCase() === 'WHEN') return true;
    if (token.kind === 'symbol' && token.text === '(') depth += 1;
    if (token.kind === 'symbol' && token.text === ')' && --depth < 0) return false;
  }
}

/** `expression [AS] name`, or several names in parentheses for a generator. */
export function namedExpression(cursor: Cursor): UnresolvedExpression {
  const child = expression(cursor);
  const explicit = cursor.acceptWord('AS');
  // The word is a name where none follows it.
  if (explicit && cursor.peek().kind === 'end') {
    return { kind: 'unresolvedAlias', child, names: [cursor.peek(-1).text] };
  }
  if (explicit && cursor.acceptSymbol('(')) {
    const names = cursor.list(() => cursor.identifier());
    cursor.expectSymbol(')');
    return { kind: 'unresolvedAlias', child, names };
  }
  const name = explicit ? aliasName(cursor) : implicitAlias(cursor, 'column');
  if (name === null) return child;
  const alias: UnresolvedAlias = { kind: 'unresolvedAlias', child, names: [name] };
  return alias;
}

/** After AS a string is taken as a name too. */
function aliasName(cursor: Cursor): string {
  return cursor.peek().kind === 'string' ? cursor.next().value : cursor.identifier();
}

/** An item of ORDER BY: `expression [ASC | DESC] [NULLS FIRST | LAST]`. */
export function sortItem(cursor: Cursor): UnresolvedSortOrder {
  const place = cursor.place();
  const child = expression(cursor);
  const ascending = !cursor.acceptWord('DESC');
  if (ascending) cursor.acceptWord('ASC');
  let nullsFirst: boolean | null = null;
  if (cursor.acceptWord('NULLS')) {
    nullsFirst = cursor.acceptWord('FIRST');
    if (!nullsFirst) cursor.expectWord('LAST');
  }
  return { kind: 'unresolvedSortOrder', child, ascending, nullsFirst, place };
}

/** A number of rows as in LIMIT; what is more than a number is computed in analysis. */
export function rowCount(cursor: Cursor): number | UnresolvedExpression {
  const value = expression(cursor);
  const plain = value.kind === 'literal' && value.type.kind === INT.kind && (value.value as number) >= 0;
  return plain ? (value.value as number) : value;
}
