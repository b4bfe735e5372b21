import type { AboutView, Command } from '../plan/command.js';
import { commandName, nameParts, ofTemporaryView, stringToken } from './commandName.js';
import type { Cursor } from './cursor.js';
import { startsQuery } from './keywords.js';
import { optionList } from './properties.js';
import { query } from './query.js';

/**
 * Statements about stored tables. There are none here, so of the statements no more is read than their names and what
 * tells one form from another; the rest is skipped.
 */

/** Steps over the rest of a statement about a table. */
function aboutTable(cursor: Cursor, ofView: AboutView, expected = 'Table'): Command {
  const table = commandName(cursor);
  skipRest(cursor);
  return { kind: 'tableOnly', table, expected, ofView };
}

function skipRest(cursor: Cursor): void {
  while (cursor.peek().kind !== 'end') cursor.next();
}

/** `INSERT INTO | OVERWRITE [TABLE] name ... query`, `INSERT OVERWRITE [LOCAL] DIRECTORY ... query`. */
export function insertCommand(cursor: Cursor): Command {
  const start = cursor.next();
  const overwrite = cursor.acceptWord('OVERWRITE');
  if (!overwrite) cursor.expectWord('INTO');
  if (overwrite && (cursor.isWord('DIRECTORY') || cursor.isWord('LOCAL', 'DIRECTORY'))) {
    cursor.acceptWord('LOCAL');
    cursor.next();
    return directory(cursor, start);
  }
  cursor.acceptWord('TABLE');
  const table = commandName(cursor);
  if (cursor.acceptWord('PARTITION')) skipParentheses(cursor);
  cursor.acceptWord('IF', 'NOT', 'EXISTS');
  if (cursor.isSymbol('(') && !startsQuery(cursor, 1)) skipParentheses(cursor);
  return { kind: 'insert', table, query: query(cursor) };
}

function directory(cursor: Cursor, start: ReturnType<Cursor['next']>): Command {
  const named = cursor.peek().kind === 'string' ? cursor.next().value : null;
  if (!cursor.acceptWord('USING')) {
    skipRest(cursor);
    return {
      kind: 'unsupported',
      message: 'Hive support is required to INSERT OVERWRITE DIRECTORY with the Hive format',
    };
  }
  const format = nameParts(cursor).join('.');
  const { path, ...options } = cursor.acceptWord('OPTIONS') ? optionList(cursor) : {};
  if ((named === null) === (path === undefined)) {
    throw cursor.failureAt(
      start,
      "Directory path and 'path' in OPTIONS should be specified one, but not both",
    );
  }
  return { kind: 'writeDirectory', format, path: named ?? path, options, query: query(cursor) };
}

function skipParentheses(cursor: Cursor): void {
  cursor.expectSymbol('(');
  for (let depth = 1; depth > 0;) {
    if (cursor.peek().kind === 'end') throw cursor.failure("')'");
    const { kind, text } = cursor.next();
    if (kind === 'symbol' && text === '(') depth += 1;
    if (kind === 'symbol' && text === ')') depth -= 1;
  }
}

/** FROM in front of INSERT: rows of one relation for several tables; null: FROM begins a query. */
export function insertsOfFrom(cursor: Cursor): Command | null {
  const mark = cursor.mark();
  for (let depth = 0; cursor.peek().kind !== 'end';) {
    const { kind, text } = cursor.peek();
    if (depth === 0 && kind === 'word' && /^(insert|select|map|reduce)$/i.test(text)) break;
    if (kind === 'symbol' && text === '(') depth += 1;
    if (kind === 'symbol' && text === ')') depth -= 1;
    cursor.next();
  }
  if (!cursor.isWord('INSERT')) {
    cursor.reset(mark);
    return null;
  }
  cursor.next();
  if (!cursor.acceptWord('OVERWRITE')) cursor.expectWord('INTO');
  cursor.acceptWord('TABLE');
  return aboutTable(cursor, { text: 'Inserting into a view is not allowed. View: %.', placed: true });
}

export function deleteCommand(cursor: Cursor): Command {
  cursor.next();
  cursor.expectWord('FROM');
  const ofView = { text: 'DELETE is only supported with v2 tables.', placed: false };
  return aboutTable(cursor, ofView, 'Table or view');
}

export function updateCommand(cursor: Cursor): Command {
  cursor.next();
  const table = commandName(cursor);
  if (!cursor.isWord('SET')) {
    cursor.acceptWord('AS');
    cursor.identifier();
  }
  cursor.expectWord('SET');
  skipRest(cursor);
  const ofView = { text: 'UPDATE TABLE is not supported temporarily.', placed: false };
  return { kind: 'tableOnly', table, expected: 'Table or view', ofView };
}

export function mergeCommand(cursor: Cursor): Command {
  const start = cursor.next();
  cursor.expectWord('INTO');
  const table = commandName(cursor);
  let branches = 0;
  while (cursor.peek().kind !== 'end') if (/^when$/i.test(cursor.next().text)) branches += 1;
  if (branches === 0) {
    throw cursor.failureAt(start, 'There must be at least one WHEN clause in a MERGE statement');
  }
  const ofView = { text: 'MERGE INTO TABLE is not supported temporarily.', placed: false };
  return { kind: 'tableOnly', table, expected: 'Table or view', ofView };
}

export function truncateCommand(cursor: Cursor): Command {
  cursor.next();
  cursor.expectWord('TABLE');
  return aboutTable(cursor, ofTemporaryView('TRUNCATE TABLE', 'a table'));
}

export function loadCommand(cursor: Cursor): Command {
  cursor.next();
  cursor.expectWord('DATA');
  cursor.acceptWord('LOCAL');
  cursor.expectWord('INPATH');
  stringToken(cursor, 'a path');
  cursor.acceptWord('OVERWRITE');
  cursor.expectWord('INTO');
  cursor.expectWord('TABLE');
  return aboutTable(cursor, ofTemporaryView('LOAD DATA', 'a table'));
}

export function repairCommand(cursor: Cursor): Command {
  cursor.next();
  cursor.expectWord('REPAIR');
  cursor.expectWord('TABLE');
  return aboutTable(cursor, ofTemporaryView('MSCK REPAIR TABLE', 'a table'));
}

export function analyzeCommand(cursor: Cursor): Command {
  cursor.next();
  if (cursor.acceptWord('TABLES')) {
    while (cursor.peek().kind !== 'end' && !cursor.isWord('COMPUTE')) cursor.next();
    cursor.expectWord('COMPUTE');
    cursor.expectWord('STATISTICS');
    skipRest(cursor);
    return { kind: 'refreshPath' };
  }
  cursor.expectWord('TABLE');
  const table = commandName(cursor);
  if (cursor.acceptWord('PARTITION')) skipParentheses(cursor);
  cursor.expectWord('COMPUTE');
  cursor.expectWord('STATISTICS');
  const ofColumns = cursor.isWord('FOR');
  skipRest(cursor);
  return ofColumns
    ? {
        kind: 'tableOnly',
        table,
        expected: 'Table or view',
        ofView: { text: 'Temporary view `%` is not cached for analyzing columns.', placed: false },
      }
    : {
        kind: 'tableOnly',
        table,
        expected: 'Table or permanent view',
        ofView: ofTemporaryView('ANALYZE TABLE', 'a table or permanent view'),
      };
}

/** Forms of ALTER TABLE by the words that begin them, and what Spark calls them; true: views have a form of their own. */
const ALTERATIONS: readonly (readonly [words: readonly string[], statement: string, views?: true])[] = [
  [['ADD', 'COLUMNS'], 'ADD COLUMNS'],
  [['ADD', 'COLUMN'], 'ADD COLUMN'],
  [['ADD', 'IF'], 'ADD PARTITION ...', true],
  [['ADD', 'PARTITION'], 'ADD PARTITION ...', true],
  [['RENAME', 'COLUMN'], 'RENAME COLUMN'],
  [['DROP', 'COLUMNS'], 'DROP COLUMNS'],
  [['DROP', 'COLUMN'], 'DROP COLUMNS'],
  [['DROP', 'IF'], 'DROP PARTITION ...', true],
  [['DROP', 'PARTITION'], 'DROP PARTITION ...', true],
  [['ALTER'], 'ALTER COLUMN'],
  [['CHANGE'], 'CHANGE COLUMN'],
  [['REPLACE'], 'REPLACE COLUMNS'],
  [['SET', 'TBLPROPERTIES'], 'SET TBLPROPERTIES', true],
  [['UNSET', 'TBLPROPERTIES'], 'UNSET TBLPROPERTIES', true],
  [['SET', 'LOCATION'], 'SET LOCATION ...', true],
  [['SET', 'SERDE'], 'SET [SERDE|SERDEPROPERTIES]', true],
  [['SET', 'SERDEPROPERTIES'], 'SET [SERDE|SERDEPROPERTIES]', true],
  [['RECOVER', 'PARTITIONS'], 'RECOVER PARTITIONS', true],
];

/** Past ALTER TABLE. */
export function alterTable(cursor: Cursor): Command {
  const table = commandName(cursor);
  if (cursor.acceptWord('PARTITION')) skipParentheses(cursor);
  if (cursor.acceptWord('RENAME', 'TO')) return { kind: 'renameView', view: table, to: nameParts(cursor) };
  for (const [words, name, views] of ALTERATIONS) {
    if (!cursor.acceptWord(...words)) continue;
    skipRest(cursor);
    const advice = views === true ? ' Please use ALTER VIEW instead.' : '';
    const ofView = ofTemporaryView(`ALTER TABLE ... ${name}`, 'a table', advice);
    return { kind: 'tableOnly', table, expected: 'Table', ofView };
  }
  throw cursor.failure('what is to be changed');
}

/** COMMENT ON TABLE | DATABASE name IS ... */
export function commentCommand(cursor: Cursor): Command {
  cursor.next();
  cursor.expectWord('ON');
  if (cursor.acceptWord('TABLE')) return aboutTable(cursor, ofTemporaryView('COMMENT ON TABLE', 'a table'));
  if (!(cursor.acceptWord('DATABASE') || cursor.acceptWord('SCHEMA'))) cursor.expectWord('NAMESPACE');
  skipRest(cursor);
  return { kind: 'unsupported', message: 'COMMENT ON DATABASE is not supported' };
}

/** `[CREATE | DROP] INDEX name ON [TABLE] name ...`, past INDEX. */
export function indexCommand(cursor: Cursor, verb: string): Command {
  cursor.acceptWord('IF', 'NOT', 'EXISTS');
  cursor.acceptWord('IF', 'EXISTS');
  cursor.identifier();
  cursor.expectWord('ON');
  cursor.acceptWord('TABLE');
  return aboutTable(cursor, ofTemporaryView(`${verb} INDEX`, 'a table'));
}
