import type { Command } from '../plan/command.js';
import { atEnd, commandName, nameParts, ofTemporaryView, stringToken } from './commandName.js';
import type { Cursor } from './cursor.js';
import { optionKey } from './properties.js';
import { startsQuery } from './keywords.js';
import { query } from './query.js';

type Rule = (cursor: Cursor) => Command;

/** What follows SHOW, by its words; the first that fits is taken. */
const FORMS: readonly (readonly [words: readonly string[], rule: Rule])[] = [
  [['TABLES'], (cursor) => ({ kind: 'showTables', database: inDatabase(cursor), pattern: pattern(cursor) })],
  [['VIEWS'], (cursor) => ({ kind: 'showViews', database: inDatabase(cursor), pattern: pattern(cursor) })],
  [['TABLE', 'EXTENDED'], tableDetails],
  [['DATABASES'], databases],
  [['SCHEMAS'], databases],
  [['NAMESPACES'], databases],
  [['CURRENT', 'NAMESPACE'], () => ({ kind: 'showCurrentDatabase' })],
  [['CATALOGS'], (cursor) => ({ kind: 'showCatalogs', pattern: pattern(cursor) })],
  [['COLUMNS'], columns],
  [['TBLPROPERTIES'], properties],
  [['PARTITIONS'], (cursor) => ofTable(cursor, 'SHOW PARTITIONS', 'Table', 'a table')],
  [
    ['CREATE', 'TABLE'],
    (cursor) => ofTable(cursor, 'SHOW CREATE TABLE', 'Table or permanent view', 'a table or permanent view'),
  ],
];

/** Statements of other systems that Spark knows by name only to refuse them. */
const NOT_ALLOWED = new Set(
  'ROLES GRANT GRANTS LOCKS TRANSACTIONS COMPACTIONS INDEXES PRINCIPALS INDEX ROLE CURRENT FORMATTED'.split(
    ' ',
  ),
);

export function showCommand(cursor: Cursor): Command {
  const start = cursor.next();
  for (const [words, rule] of FORMS) if (cursor.acceptWord(...words)) return rule(cursor);
  const token = cursor.peek();
  if (token.kind === 'word' && NOT_ALLOWED.has(token.text.toUpperCase())) {
    throw cursor.failureAt(start, `Operation not allowed: show ${token.text.toLowerCase()}`);
  }
  if (token.kind === 'end') throw cursor.failure('what is to be shown');
  const scope = ['USER', 'SYSTEM', 'ALL'].find((word) => cursor.acceptWord(word));
  if (scope === undefined && !cursor.isWord('FUNCTIONS')) cursor.next();
  cursor.expectWord('FUNCTIONS');
  inDatabase(cursor);
  cursor.acceptWord('LIKE');
  const name = atEnd(cursor)
    ? null
    : cursor.peek().kind === 'string'
      ? cursor.next().value
      : nameParts(cursor);
  return {
    kind: 'showFunctions',
    pattern: typeof name === 'string' ? name : (name?.at(-1) ?? null),
    user: scope === 'USER',
  };
}

/** `IN name`: null when no database is named. */
function inDatabase(cursor: Cursor): string | null {
  if (!cursor.acceptWord('IN') && !cursor.acceptWord('FROM')) return null;
  return nameParts(cursor).join('.');
}

function pattern(cursor: Cursor): string | null {
  const like = cursor.acceptWord('LIKE');
  if (!like && cursor.peek().kind === 'end') return null;
  if (cursor.compat === '2.2' && cursor.peek().kind !== 'string' && !atEnd(cursor))
    return cursor.identifier();
  if (like) return stringToken(cursor, 'a pattern').value;
  return cursor.peek().kind === 'string' ? cursor.next().value : null;
}

function databases(cursor: Cursor): Command {
  inDatabase(cursor);
  return { kind: 'showDatabases', pattern: pattern(cursor) };
}

function tableDetails(cursor: Cursor): Command {
  const database = inDatabase(cursor);
  cursor.expectWord('LIKE');
  const wanted = stringToken(cursor, 'a pattern').value;
  while (cursor.peek().kind !== 'end') cursor.next();
  return { kind: 'showTableDetails', database, pattern: wanted };
}

function columns(cursor: Cursor): Command {
  if (!cursor.acceptWord('IN')) cursor.expectWord('FROM');
  const table = commandName(cursor);
  const database = inDatabase(cursor);
  return {
    kind: 'showColumns',
    table: database === null ? table : { ...table, parts: [database, ...table.parts] },
  };
}

function properties(cursor: Cursor): Command {
  const table = commandName(cursor);
  let key = null;
  if (cursor.acceptSymbol('(')) {
    key = optionKey(cursor);
    cursor.expectSymbol(')');
  }
  return { kind: 'showProperties', table, key };
}

function ofTable(cursor: Cursor, statement: string, expected: string, wanted: string): Command {
  const table = commandName(cursor);
  while (cursor.peek().kind !== 'end') cursor.next();
  return { kind: 'tableOnly', table, expected, ofView: ofTemporaryView(statement, wanted) };
}

/** DESCRIBE and DESC: of a function, a database, a query or a table. */
export function describeCommand(cursor: Cursor): Command {
  cursor.next();
  const follows = !isEnd(cursor, 1);
  if (follows && cursor.acceptWord('FUNCTION')) {
    const extended = cursor.acceptWord('EXTENDED');
    const token = cursor.peek();
    const name =
      token.kind === 'word' || token.kind === 'quoted' ? nameParts(cursor).join('.') : cursor.next().value;
    return { kind: 'describeFunction', name, extended };
  }
  for (const word of follows ? ['DATABASE', 'SCHEMA', 'NAMESPACE'] : []) {
    if (!cursor.acceptWord(word)) continue;
    if (!isEnd(cursor, 1)) cursor.acceptWord('EXTENDED');
    return { kind: 'describeDatabase', name: nameParts(cursor).join('.') };
  }
  const asked = follows && cursor.acceptWord('QUERY');
  if (follows && startsQuery(cursor) && (asked || !cursor.isWord('TABLE'))) {
    return { kind: 'describeQuery', query: query(cursor) };
  }
  if (!isEnd(cursor, 1)) cursor.acceptWord('TABLE');
  const more = !isEnd(cursor, 1);
  const extended = more && (cursor.acceptWord('EXTENDED') || cursor.acceptWord('FORMATTED'));
  const table = commandName(cursor);
  if (cursor.acceptWord('PARTITION')) {
    while (cursor.peek().kind !== 'end') cursor.next();
    const ofView = { text: 'DESC PARTITION is not allowed on a temporary view: %', placed: false };
    return { kind: 'tableOnly', table, expected: 'Table or view', ofView };
  }
  return { kind: 'describeTable', table, extended, column: atEnd(cursor) ? null : nameParts(cursor) };
}

function isEnd(cursor: Cursor, ahead: number): boolean {
  const token = cursor.peek(ahead);
  return token.kind === 'end' || (token.kind === 'symbol' && token.text === ';');
}
