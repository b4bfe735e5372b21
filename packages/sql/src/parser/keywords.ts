import type { Cursor } from './cursor.js';
import type { Token } from './lexer.js';

/**
 * Spark reserves no word: where a name is expected every word is one. Where a name may be left out, a word that begins
 * what can follow is taken as that, unless nothing follows it.
 */
const FOLLOWING = new Set(
  (
    'FROM WHERE GROUP HAVING ORDER LIMIT UNION EXCEPT INTERSECT ON JOIN WHEN THEN ELSE AND OR IN BETWEEN LIKE ILIKE ' +
    'RLIKE REGEXP AS BY CASE IS USING DISTINCT SELECT CROSS INNER LEFT RIGHT FULL NATURAL SEMI ANTI OUTER LATERAL ' +
    'WINDOW SORT CLUSTER DISTRIBUTE MINUS TABLESAMPLE PIVOT FOR DIV'
  ).split(' '),
);

/** Words that name no table without backticks. */
const NOT_FOR_TABLES = new Set(
  'ANTI CROSS EXCEPT FULL INNER INTERSECT JOIN LATERAL LEFT NATURAL ON RIGHT SEMI MINUS UNION USING'.split(
    ' ',
  ),
);

/** Words that begin a clause only before BY. */
const BEFORE_BY = new Set(['GROUP', 'ORDER', 'SORT', 'CLUSTER', 'DISTRIBUTE']);

/** A name that follows a column or table without AS; null when something else follows. */
export function implicitAlias(cursor: Cursor, of: 'column' | 'table'): string | null {
  const token = cursor.peek();
  if (token.kind === 'quoted') return cursor.identifier();
  if (token.kind !== 'word') return null;
  const word = token.text.toUpperCase();
  if (FOLLOWING.has(word) && !(BEFORE_BY.has(word) && !cursor.isWord(word, 'BY'))) {
    if (of === 'table' && NOT_FOR_TABLES.has(word)) return null;
    const ends =
      endsItem(cursor.peek(1)) || (of === 'column' && word !== 'FROM' && cursor.isWord(word, 'FROM'));
    if (!ends) return null;
  }
  return cursor.identifier();
}

function endsItem(token: Token): boolean {
  return token.kind === 'end' || (token.kind === 'symbol' && [',', ')', ';'].includes(token.text));
}

/** Steps over DISTINCT (true) or ALL before a list; each may also be the name of the list's first column. */
export function setQuantifier(cursor: Cursor): boolean {
  const next = cursor.peek(1);
  const named =
    next.kind === 'end' || (next.kind === 'symbol' && !['(', '-', '+', '*', '~', '!'].includes(next.text));
  if (named) return false;
  return cursor.acceptWord('DISTINCT') || (cursor.acceptWord('ALL'), false);
}

/** A name that follows a table after AS. */
export function tableName(cursor: Cursor): string {
  const token = cursor.peek();
  if (token.kind === 'word' && NOT_FOR_TABLES.has(token.text.toUpperCase())) throw cursor.failure('a name');
  return cursor.identifier();
}

/** Whether the token at that distance begins a query; the same word may be the name of a column. */
export function startsQuery(cursor: Cursor, ahead = 0): boolean {
  const token = cursor.peek(ahead);
  const next = cursor.peek(ahead + 1);
  if (token.kind !== 'word') return false;
  const named = next.kind === 'word' || next.kind === 'quoted';
  switch (token.text.toUpperCase()) {
    case 'SELECT':
      return next.kind !== 'symbol' || ['(', '*', '-', '+', '~', '!', '/*+'].includes(next.text);
    case 'FROM':
      return named || next.text === '(';
    case 'VALUES':
      return named || ['string', 'number'].includes(next.kind) || ['(', '-', '+'].includes(next.text);
    case 'WITH':
    case 'TABLE':
      return named;
    default:
      return false;
  }
}
