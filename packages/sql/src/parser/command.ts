import type { Command, Statement } from '../plan/command.js';
import { atEnd, commandName, nameParts, restOfText } from './commandName.js';
import type { Cursor } from './cursor.js';
import { startsQuery } from './keywords.js';
import type { Token } from './lexer.js';
import { optionList } from './properties.js';
import { query } from './query.js';
import { setCommand, settingKey } from './setCommand.js';
import { describeCommand, showCommand } from './showCommand.js';
import * as table from './tableCommand.js';
import { alterView, createTemporaryTable, createView } from './viewCommand.js';

const QUERIES = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE', 'FROM', 'MAP', 'REDUCE']);

/** Any statement of Spark. Those that there is nothing here for say so when they are run. */
export function statement(cursor: Cursor): Statement {
  const token = cursor.peek();
  const word = token.kind === 'word' ? token.text.toUpperCase() : '';
  if (word === 'FROM') {
    const inserts = table.insertsOfFrom(cursor);
    if (inserts !== null) return inserts;
  }
  if (word === '' || QUERIES.has(word)) return { kind: 'query', relation: query(cursor) };
  const rule = COMMANDS[word];
  if (rule !== undefined) return rule(cursor);
  if (NOT_ALLOWED.has(word)) throw notAllowed(cursor, token);
  throw cursor.failure('a statement');
}

/** Statements that Spark knows by name only to refuse them. */
const NOT_ALLOWED = new Set('GRANT REVOKE LOCK UNLOCK EXPORT IMPORT COMMIT ROLLBACK START DFS'.split(' '));

function notAllowed(cursor: Cursor, start: Token): Error {
  const word = start.text.toLowerCase();
  const next = cursor.peek(1);
  const named = ['lock', 'unlock', 'export', 'import', 'start'].includes(word) && next.kind === 'word';
  return cursor.failureAt(
    start,
    `Operation not allowed: ${word}${named ? ` ${next.text.toLowerCase()}` : ''}`,
  );
}

type Rule = (cursor: Cursor) => Command;

const COMMANDS: Readonly<Partial<Record<string, Rule>>> = {
  CREATE: createCommand,
  REPLACE: (cursor) => {
    cursor.next();
    cursor.expectWord('TABLE');
    return unsupported(cursor, 'REPLACE TABLE is not supported: there are no stored tables');
  },
  ALTER: alterCommand,
  DROP: dropCommand,
  SET: setCommand,
  RESET: resetCommand,
  SHOW: showCommand,
  DESCRIBE: describeCommand,
  DESC: describeCommand,
  CACHE: cacheCommand,
  UNCACHE: (cursor) => {
    cursor.next();
    cursor.expectWord('TABLE');
    const ifExists = cursor.acceptWord('IF', 'EXISTS');
    return { kind: 'uncacheTable', table: commandName(cursor), ifExists };
  },
  CLEAR: (cursor) => {
    cursor.next();
    cursor.expectWord('CACHE');
    return { kind: 'clearCache' };
  },
  REFRESH: refreshCommand,
  USE: (cursor) => {
    cursor.next();
    const named = cursor.peek(1).kind !== 'end';
    for (const word of ['DATABASE', 'SCHEMA', 'NAMESPACE']) if (named && cursor.acceptWord(word)) break;
    return { kind: 'useDatabase', parts: nameParts(cursor) };
  },
  EXPLAIN: explainCommand,
  INSERT: table.insertCommand,
  DELETE: table.deleteCommand,
  UPDATE: table.updateCommand,
  MERGE: table.mergeCommand,
  TRUNCATE: table.truncateCommand,
  LOAD: table.loadCommand,
  MSCK: table.repairCommand,
  ANALYZE: table.analyzeCommand,
  COMMENT: table.commentCommand,
  ADD: resourceCommand,
  LIST: resourceCommand,
};

/** message: why there is nothing to be done. The rest of the statement is not looked at. */
function unsupported(cursor: Cursor, message: string): Command {
  restOfText(cursor);
  return { kind: 'unsupported', message };
}

function createCommand(cursor: Cursor): Command {
  const start = cursor.next();
  const replace = cursor.acceptWord('OR', 'REPLACE');
  const global = cursor.acceptWord('GLOBAL');
  const temporary = cursor.acceptWord('TEMPORARY') || cursor.acceptWord('TEMP');
  if (cursor.isWord('VIEW')) {
    return createView(cursor, start, replace, global ? 'global' : temporary ? 'temporary' : 'permanent');
  }
  const next = cursor.peek();
  const word = next.kind === 'word' ? next.text.toUpperCase() : '';
  if (word === 'MACRO' || word === 'ROLE') {
    const kind = `${temporary ? 'temporary ' : ''}${word.toLowerCase()}`;
    throw cursor.failureAt(start, `Operation not allowed: create ${kind}`);
  }
  if (word === 'TABLE' || (word === 'EXTERNAL' && !temporary)) {
    if (cursor.acceptWord('TABLE') && temporary) return createTemporaryTable(cursor, start, replace);
    if (!cursor.isWord('IF') && !cursor.isWord('TABLE')) nameParts(cursor);
    return unsupported(
      cursor,
      'CREATE TABLE is not supported: there are no stored tables. Use CREATE TEMPORARY VIEW, or write files',
    );
  }
  if (word === 'FUNCTION') {
    cursor.next();
    if (!cursor.isWord('IF')) nameParts(cursor);
    return unsupported(
      cursor,
      'CREATE FUNCTION is not supported: functions of Java cannot run here. Use spark.udf.register',
    );
  }
  if (!temporary && !global && !replace && ['DATABASE', 'SCHEMA', 'NAMESPACE'].includes(word)) {
    return unsupported(cursor, `CREATE ${word} is not supported: there is only the database default`);
  }
  if (!temporary && !replace && cursor.acceptWord('INDEX')) return table.indexCommand(cursor, 'CREATE');
  throw cursor.failure('what is to be created');
}

function alterCommand(cursor: Cursor): Command {
  const start = cursor.next();
  if (cursor.acceptWord('VIEW')) return alterView(cursor);
  if (cursor.acceptWord('TABLE')) return table.alterTable(cursor);
  if (cursor.isWord('INDEX')) throw cursor.failureAt(start, 'Operation not allowed: alter index');
  for (const word of ['DATABASE', 'SCHEMA', 'NAMESPACE']) {
    if (cursor.acceptWord(word)) {
      return unsupported(cursor, `ALTER ${word} is not supported: there is only the database default`);
    }
  }
  throw cursor.failure('what is to be changed');
}

function dropCommand(cursor: Cursor): Command {
  const start = cursor.next();
  const ifExists = (): boolean => cursor.acceptWord('IF', 'EXISTS');
  if (cursor.acceptWord('TABLE')) {
    const quiet = ifExists();
    const view = commandName(cursor);
    cursor.acceptWord('PURGE');
    return { kind: 'dropView', view, ifExists: quiet, expected: 'Table or view' };
  }
  if (cursor.acceptWord('VIEW')) {
    const quiet = ifExists();
    const expected = cursor.compat === '2.2' ? 'Table or view' : 'View';
    return { kind: 'dropView', view: commandName(cursor), ifExists: quiet, expected };
  }
  for (const word of ['DATABASE', 'SCHEMA', 'NAMESPACE']) {
    if (!cursor.acceptWord(word)) continue;
    const quiet = ifExists();
    const name = nameParts(cursor).join('.');
    if (!cursor.acceptWord('RESTRICT')) cursor.acceptWord('CASCADE');
    return { kind: 'dropDatabase', name, ifExists: quiet };
  }
  if (cursor.isWord('ROLE')) throw cursor.failureAt(start, 'Operation not allowed: drop role');
  if (cursor.acceptWord('INDEX')) return table.indexCommand(cursor, 'DROP');
  const temporary = cursor.acceptWord('TEMPORARY') || cursor.acceptWord('TEMP');
  if (cursor.acceptWord('FUNCTION')) {
    const quiet = ifExists();
    return { kind: 'dropFunction', name: nameParts(cursor).join('.'), temporary, ifExists: quiet };
  }
  throw cursor.failure(temporary ? 'FUNCTION' : 'what is to be dropped');
}

function resetCommand(cursor: Cursor): Command {
  const start = cursor.next();
  const key = settingKey(restOfText(cursor));
  if (key === null && cursor.compat !== '2.2') {
    throw cursor.failureAt(
      start,
      "Expected format is 'RESET' or 'RESET key'. If you want to include special characters in key, please use " +
        'quotes, e.g., RESET `ke y`.',
    );
  }
  return { kind: 'reset', key: key === '' ? null : key };
}

function cacheCommand(cursor: Cursor): Command {
  const start = cursor.next();
  cursor.acceptWord('LAZY');
  cursor.expectWord('TABLE');
  const name = commandName(cursor);
  const options = cursor.acceptWord('OPTIONS') ? optionList(cursor) : {};
  const hasQuery = cursor.acceptWord('AS') || startsQuery(cursor);
  if (!hasQuery) return { kind: 'cacheTable', table: name, options, query: null };
  const made = query(cursor);
  if (name.parts.length > 1) {
    const prefix = name.parts.slice(0, -1).join('.');
    throw cursor.failureAt(
      start,
      `It is not allowed to add catalog/namespace prefix ${prefix} to the table name in CACHE TABLE AS SELECT`,
    );
  }
  return { kind: 'cacheTable', table: name, options, query: made };
}

function refreshCommand(cursor: Cursor): Command {
  const start = cursor.next();
  if (cursor.acceptWord('TABLE')) return { kind: 'refresh', table: commandName(cursor) };
  if (cursor.isWord('FUNCTION') && cursor.peek(1).kind !== 'end') {
    cursor.next();
    return { kind: 'refreshFunction', name: commandName(cursor) };
  }
  if (atEnd(cursor)) {
    throw cursor.failureAt(
      start,
      'Resource paths cannot be empty in REFRESH statements. Use / to match everything',
    );
  }
  restOfText(cursor);
  return { kind: 'refreshPath' };
}

function explainCommand(cursor: Cursor): Command {
  const start = cursor.next();
  const modes = ['EXTENDED', 'CODEGEN', 'COST', 'FORMATTED', 'LOGICAL'];
  const mode = modes.find((word) => cursor.acceptWord(word)) ?? 'SIMPLE';
  if (mode === 'LOGICAL' && cursor.compat !== '2.2') {
    throw cursor.failureAt(start, 'Operation not allowed: EXPLAIN LOGICAL');
  }
  return { kind: 'explain', mode: mode.toLowerCase(), statement: statement(cursor) };
}

function resourceCommand(cursor: Cursor): Command {
  const start = cursor.next();
  const verb = start.text.toUpperCase();
  const kind = cursor.identifier();
  if (!/^(jar|file|archive)s?$/i.test(kind)) {
    throw cursor.failureAt(
      start,
      `Operation not allowed: ${verb} with resource type '${kind.toLowerCase()}'`,
    );
  }
  return unsupported(cursor, `${verb} ${kind.toUpperCase()} is not supported`);
}
