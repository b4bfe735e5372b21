import { quoteParts, unsupported } from '../errors.js';
import type { Command, Statement } from '../plan/command.js';
import type { Cursor } from './cursor.js';
import { columnNames } from './from.js';
import { startsQuery } from './keywords.js';
import { query } from './query.js';

const QUERIES = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE', 'FROM']);

/** Any statement; what is none of those understood here is named in the error. */
export function statement(cursor: Cursor): Statement {
  const token = cursor.peek();
  const word = token.kind === 'word' ? token.text.toUpperCase() : '';
  if (word === '' || QUERIES.has(word)) return { kind: 'query', relation: query(cursor) };
  const command = COMMANDS[word]?.(cursor);
  if (command !== undefined && command !== null) return command;
  if (NOT_ALLOWED.has(word)) throw cursor.failureAt(token, `Operation not allowed: ${word.toLowerCase()}`);
  if (STATEMENTS.has(word) && cursor.peek(1).kind === 'end') {
    cursor.next();
    throw cursor.failure(`more of the statement ${word}`);
  }
  const next = cursor.peek(1).kind === 'word' ? ` ${cursor.peek(1).text.toUpperCase()}` : '';
  if (STATEMENTS.has(word)) throw unsupported(`the statement ${word}${next}`);
  throw cursor.failure('a statement');
}

/** First words of Spark's statements, so that all else is a syntax error. */
const STATEMENTS = new Set(
  (
    'CREATE DROP ALTER INSERT TRUNCATE SHOW DESCRIBE DESC EXPLAIN SET RESET CACHE UNCACHE CLEAR REFRESH USE LOAD MSCK ' +
    'ANALYZE ADD LIST DELETE UPDATE MERGE REPAIR DFS MAP REDUCE'
  ).split(' '),
);

/** Statements that Spark knows by name only to refuse them. */
const NOT_ALLOWED = new Set('GRANT REVOKE LOCK UNLOCK EXPORT IMPORT COMMIT ROLLBACK START'.split(' '));

type Rule = (cursor: Cursor) => Command | null;

/** Rules that find another statement than theirs consume nothing and answer null. */
const COMMANDS: Readonly<Record<string, Rule>> = {
  CREATE: createView,
  ALTER: alterView,
  DROP: dropView,
  SET: setCommand,
  RESET: (cursor) => {
    cursor.next();
    return { kind: 'reset', key: restOfText(cursor) || null };
  },
  SHOW: showCommand,
  DESCRIBE: describe,
  DESC: describe,
  CACHE: (cursor) => {
    if (!cursor.acceptWord('CACHE', 'TABLE') && !cursor.acceptWord('CACHE', 'LAZY', 'TABLE')) return null;
    const parts = nameParts(cursor);
    const hasQuery = cursor.acceptWord('AS') || cursor.isWord('SELECT') || cursor.isWord('WITH');
    return { kind: 'cacheTable', parts, query: hasQuery ? query(cursor) : null };
  },
  UNCACHE: (cursor) => {
    if (!cursor.acceptWord('UNCACHE', 'TABLE')) return null;
    const ifExists = cursor.acceptWord('IF', 'EXISTS');
    return { kind: 'uncacheTable', parts: nameParts(cursor), ifExists };
  },
  CLEAR: (cursor) => (cursor.acceptWord('CLEAR', 'CACHE') ? { kind: 'clearCache' } : null),
  REFRESH: (cursor) => {
    if (!cursor.acceptWord('REFRESH', 'TABLE')) return null;
    return { kind: 'refresh', parts: nameParts(cursor) };
  },
  USE: (cursor) => {
    cursor.next();
    if (!cursor.acceptWord('DATABASE')) cursor.acceptWord('NAMESPACE');
    return { kind: 'useDatabase', name: cursor.identifier() };
  },
  EXPLAIN: (cursor) => {
    cursor.next();
    const modes = ['EXTENDED', 'CODEGEN', 'COST', 'FORMATTED', 'LOGICAL'];
    const mode = modes.find((word) => cursor.acceptWord(word)) ?? 'SIMPLE';
    return { kind: 'explain', mode: mode.toLowerCase(), query: query(cursor) };
  },
};

function nameParts(cursor: Cursor): string[] {
  const parts = [cursor.identifier()];
  while (cursor.acceptSymbol('.')) parts.push(cursor.identifier());
  return parts;
}

/** `CREATE [OR REPLACE] [[GLOBAL] TEMPORARY] VIEW [IF NOT EXISTS] name [(columns)] AS query` */
function createView(cursor: Cursor): Command | null {
  const mark = cursor.mark();
  const start = cursor.next();
  const replace = cursor.acceptWord('OR', 'REPLACE');
  const global = cursor.acceptWord('GLOBAL');
  const temporary = cursor.acceptWord('TEMPORARY') || cursor.acceptWord('TEMP');
  if (!cursor.acceptWord('VIEW')) {
    cursor.reset(mark);
    return null;
  }
  const ifNotExists = cursor.acceptWord('IF', 'NOT', 'EXISTS');
  const parts = nameParts(cursor);
  if ((global || temporary) && ifNotExists) {
    throw cursor.failureAt(start, 'It is not allowed to define a TEMPORARY view with IF NOT EXISTS.');
  }
  if ((global || temporary) && parts.length > 1 && cursor.compat !== '2.2') {
    throw cursor.failureAt(
      start,
      `It is not allowed to add database prefix ${quoteParts(parts.slice(0, -1))} for the TEMPORARY view name.`,
    );
  }
  const columns = columnNames(cursor);
  if (cursor.isWord('USING')) throw unsupported('CREATE TEMPORARY VIEW ... USING');
  cursor.expectWord('AS');
  const scope = global ? 'global' : temporary ? 'temporary' : 'permanent';
  return { kind: 'createView', parts, columns, replace, ifNotExists, scope, query: query(cursor) };
}

function alterView(cursor: Cursor): Command | null {
  const mark = cursor.mark();
  if (!cursor.acceptWord('ALTER', 'VIEW')) return null;
  const parts = nameParts(cursor);
  if (cursor.acceptWord('AS') || startsQuery(cursor))
    return { kind: 'alterView', parts, query: query(cursor) };
  cursor.reset(mark);
  return null;
}

function dropView(cursor: Cursor): Command | null {
  if (!cursor.acceptWord('DROP', 'VIEW')) return null;
  const ifExists = cursor.acceptWord('IF', 'EXISTS');
  return { kind: 'dropView', parts: nameParts(cursor), ifExists };
}

/** `SET`, `SET -v`, `SET key`, `SET key = value`: the value is the rest of the text as it stands. */
function setCommand(cursor: Cursor): Command {
  const start = cursor.next();
  const text = restOfText(cursor);
  if (text === '' || text === '-v') return { kind: 'set', key: null, value: null };
  const at = text.indexOf('=');
  if (at < 0 && /\s/.test(text) && cursor.compat !== '2.2') {
    throw cursor.failureAt(start, "Expected format is 'SET', 'SET key', or 'SET key=value'.");
  }
  if (at < 0) return { kind: 'set', key: text, value: null };
  return { kind: 'set', key: text.slice(0, at).trim(), value: text.slice(at + 1).trim() };
}

/** Takes everything up to the end, without a closing semicolon. */
function restOfText(cursor: Cursor): string {
  const { start } = cursor.peek();
  while (cursor.peek().kind !== 'end') cursor.next();
  return cursor.text.slice(start).trim().replace(/;$/, '').trim();
}

function showCommand(cursor: Cursor): Command | null {
  if (cursor.acceptWord('SHOW', 'TABLES')) {
    return { kind: 'showTables', pattern: fromDatabase(cursor) ?? likePattern(cursor) };
  }
  if (cursor.acceptWord('SHOW', 'VIEWS')) {
    return { kind: 'showViews', pattern: fromDatabase(cursor) ?? likePattern(cursor) };
  }
  if (cursor.acceptWord('SHOW', 'DATABASES') || cursor.acceptWord('SHOW', 'SCHEMAS')) {
    return { kind: 'showDatabases' };
  }
  if (cursor.acceptWord('SHOW', 'COLUMNS')) {
    if (!cursor.acceptWord('IN')) cursor.expectWord('FROM');
    const parts = nameParts(cursor);
    if (cursor.acceptWord('IN') || cursor.acceptWord('FROM')) parts.unshift(cursor.identifier());
    return { kind: 'showColumns', parts };
  }
  const mark = cursor.mark();
  cursor.next();
  const user = cursor.acceptWord('USER');
  for (const word of ['SYSTEM', 'ALL']) if (cursor.acceptWord(word)) break;
  if (cursor.acceptWord('FUNCTIONS')) return { kind: 'showFunctions', pattern: likePattern(cursor), user };
  cursor.reset(mark);
  return null;
}

/** Only the default database exists; naming it changes nothing. */
function fromDatabase(cursor: Cursor): null {
  if (!cursor.acceptWord('IN') && !cursor.acceptWord('FROM')) return null;
  const name = cursor.identifier();
  if (name.toLowerCase() !== 'default') throw unsupported(`the database ${name}: only \`default\``);
  return null;
}

function likePattern(cursor: Cursor): string | null {
  cursor.acceptWord('LIKE');
  const token = cursor.peek();
  if (token.kind !== 'string' && token.kind !== 'word' && token.kind !== 'quoted') return null;
  return cursor.next().value;
}

function describe(cursor: Cursor): Command | null {
  const mark = cursor.mark();
  cursor.next();
  if (cursor.acceptWord('FUNCTION')) {
    const extended = cursor.acceptWord('EXTENDED');
    const token = cursor.next();
    return { kind: 'describeFunction', name: token.value, extended };
  }
  cursor.acceptWord('QUERY');
  const asked = cursor.isWord('TABLE') ? cursor.peek(-1).text.toUpperCase() === 'QUERY' : startsQuery(cursor);
  if (asked) {
    return { kind: 'describeQuery', query: query(cursor) };
  }
  cursor.acceptWord('TABLE');
  if (cursor.isWord('EXTENDED') || cursor.isWord('FORMATTED') || cursor.isWord('DATABASE')) {
    cursor.reset(mark);
    return null;
  }
  const parts = nameParts(cursor);
  const named = cursor.peek().kind !== 'end' && !cursor.isSymbol(';');
  if (named && cursor.peek().kind === 'symbol') {
    cursor.reset(mark);
    return null;
  }
  return { kind: 'describeTable', parts, column: named ? nameParts(cursor) : null };
}
