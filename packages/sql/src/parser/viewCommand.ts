import { quoteParts } from '../errors.js';
import type { Command, ViewScope } from '../plan/command.js';
import { commandName, nameParts, ofTemporaryView } from './commandName.js';
import type { Cursor } from './cursor.js';
import type { Token } from './lexer.js';
import { optionList } from './properties.js';
import { query } from './query.js';
import { startsQuery } from './keywords.js';
import { schemaFields } from './types.js';

/** The word VIEW comes next, past CREATE [OR REPLACE] [[GLOBAL] TEMPORARY]. */
export function createView(cursor: Cursor, start: Token, replace: boolean, scope: ViewScope): Command {
  cursor.expectWord('VIEW');
  const ifNotExists = cursor.acceptWord('IF', 'NOT', 'EXISTS');
  const parts = nameParts(cursor);
  const mark = cursor.mark();
  if (scope !== 'permanent' && isSourceView(cursor)) {
    return sourceView(cursor, start, parts, replace, scope);
  }
  cursor.reset(mark);
  const columns = cursor.acceptSymbol('(') ? viewColumns(cursor) : [];
  const clauses = new Set<string>();
  for (;;) {
    if (cursor.acceptWord('COMMENT')) cursor.next();
    else if (cursor.acceptWord('PARTITIONED', 'ON')) {
      cursor.expectSymbol('(');
      cursor.list(() => cursor.identifier());
      cursor.expectSymbol(')');
    } else if (cursor.acceptWord('TBLPROPERTIES')) {
      optionList(cursor);
      clauses.add('TBLPROPERTIES');
    } else break;
  }
  cursor.expectWord('AS');
  const made = query(cursor);
  if (scope !== 'permanent') checkTemporary(cursor, start, parts, ifNotExists, clauses);
  return { kind: 'createView', parts, columns, replace, ifNotExists, scope, query: made };
}

function checkTemporary(
  cursor: Cursor,
  start: Token,
  parts: readonly string[],
  ifNotExists: boolean,
  clauses: ReadonlySet<string>,
): void {
  if (ifNotExists) {
    throw cursor.failureAt(start, 'It is not allowed to define a TEMPORARY view with IF NOT EXISTS.');
  }
  if (cursor.compat === '2.2') return;
  if (clauses.has('TBLPROPERTIES')) {
    throw cursor.failureAt(
      start,
      "Operation not allowed: TBLPROPERTIES can't coexist with CREATE TEMPORARY VIEW",
    );
  }
  if (parts.length > 1) {
    throw cursor.failureAt(
      start,
      `It is not allowed to add database prefix ${quoteParts(parts.slice(0, -1))} for the TEMPORARY view name.`,
    );
  }
}

/** `(a, b COMMENT 'x')`, past the parenthesis. */
function viewColumns(cursor: Cursor): { name: string; comment: string | null }[] {
  const columns = cursor.list(() => {
    const name = cursor.identifier();
    return { name, comment: cursor.acceptWord('COMMENT') ? cursor.next().value : null };
  });
  cursor.expectSymbol(')');
  return columns;
}

/** Whether USING follows the name, or a schema with types before it. */
function isSourceView(cursor: Cursor): boolean {
  if (cursor.isWord('USING')) return true;
  return cursor.isSymbol('(') && cursor.peek(2).kind === 'word' && !isComment(cursor.peek(2));
}

function isComment(token: Token): boolean {
  return token.text.toUpperCase() === 'COMMENT';
}

/** `[(schema)] USING format [OPTIONS (...)]` */
function sourceView(
  cursor: Cursor,
  start: Token,
  parts: readonly string[],
  replace: boolean,
  scope: ViewScope,
): Command {
  let schema = null;
  if (cursor.acceptSymbol('(')) {
    schema = schemaFields(cursor);
    cursor.expectSymbol(')');
  }
  cursor.expectWord('USING');
  const format = nameParts(cursor).join('.');
  const options = cursor.acceptWord('OPTIONS') ? optionList(cursor) : {};
  if (parts.length > 1) {
    throw cursor.failureAt(
      start,
      `Temporary view '${quoteParts(parts)}' should not have specified a database`,
    );
  }
  return { kind: 'createSourceView', parts, schema, replace, scope, format, options };
}

/** CREATE TEMPORARY TABLE ... USING is the older name of the view; past TABLE. */
export function createTemporaryTable(cursor: Cursor, start: Token, replace: boolean): Command {
  const parts = nameParts(cursor);
  if (cursor.isWord('USING') || cursor.isSymbol('(')) {
    const mark = cursor.mark();
    const view = cursor.isWord('USING') || schemaBeforeUsing(cursor);
    cursor.reset(mark);
    if (!view) {
      throw cursor.failureAt(start, 'CREATE TEMPORARY TABLE without a provider is not allowed.');
    }
    return sourceView(cursor, start, parts, replace, 'temporary');
  }
  throw cursor.failureAt(
    start,
    'Operation not allowed: CREATE TEMPORARY TABLE ... AS ..., use CREATE TEMPORARY VIEW instead',
  );
}

function schemaBeforeUsing(cursor: Cursor): boolean {
  cursor.expectSymbol('(');
  schemaFields(cursor);
  cursor.expectSymbol(')');
  return cursor.isWord('USING');
}

/** `ALTER VIEW name AS query`, `RENAME TO name` and what is for permanent views; past ALTER VIEW. */
export function alterView(cursor: Cursor): Command {
  const view = commandName(cursor);
  if (cursor.acceptWord('RENAME', 'TO')) return { kind: 'renameView', view, to: nameParts(cursor) };
  const properties = cursor.isWord('SET') || cursor.isWord('UNSET') ? cursor.next().text.toUpperCase() : null;
  if (properties !== null) {
    cursor.expectWord('TBLPROPERTIES');
    const ofView = ofTemporaryView(`ALTER VIEW ... ${properties} TBLPROPERTIES`, 'a permanent view');
    while (cursor.peek().kind !== 'end') cursor.next();
    return { kind: 'tableOnly', table: view, expected: 'View', ofView };
  }
  if (!cursor.acceptWord('AS') && !startsQuery(cursor)) throw cursor.failure('AS');
  return { kind: 'alterView', view, query: query(cursor) };
}
