import { STRING, field, structType } from '@graticule/columnar';
import { AnalysisError, invalidPlan, tableNotFound, tableText, unresolvedFunction } from '../errors.js';
import { lookupFunction } from '../functions/registry.js';
import type { Command, CommandName } from '../plan/command.js';
import type { LogicalNode } from '../plan/logical.js';
import { NOTHING, rows } from './commandRows.js';
import { checkDatabase, findView, isSpark2, viewKey, viewOf } from './commandSession.js';
import type { CommandSession } from './commandSession.js';
import { describeColumn, describeColumns, describeDatabase, describeFunction } from './describeCommand.js';
import * as show from './showCommand.js';
import { alterView, createSourceView, createView, existsAlready, renameView } from './viewCommand.js';

type Of<K extends Command['kind']> = Extract<Command, { kind: K }>;

/** Carries out a command at once and answers its result, which has no columns for most. */
export async function runCommand(command: Command, session: CommandSession): Promise<LogicalNode> {
  switch (command.kind) {
    case 'createView':
      return createView(command, session);
    case 'createSourceView':
      return createSourceView(command, session);
    case 'dropView':
      return dropView(command, session);
    case 'alterView':
      return alterView(command, session);
    case 'renameView':
      return renameView(command, session);
    case 'set':
      return setConf(command.key, command.value, session);
    case 'reset': {
      const keys = command.key === null ? session.confEntries().map(([key]) => key) : [command.key];
      for (const key of keys) session.setConf(key, null);
      return NOTHING;
    }
    case 'showTables':
    case 'showViews':
      return show.showTables(command, session);
    case 'showTableDetails':
      return show.showTableDetails(command, session);
    case 'showDatabases':
      return show.showDatabases(command.pattern, session);
    case 'showCurrentDatabase':
      return show.showCurrentDatabase();
    case 'showCatalogs':
      return show.showCatalogs(command.pattern);
    case 'showProperties':
      return show.showProperties(command, session);
    case 'showColumns':
      return show.showColumns(command, session);
    case 'showFunctions':
      return show.showFunctions(command, session);
    case 'describeTable': {
      const { plan } = viewOf(command.table, session);
      return command.column === null
        ? describeColumns(plan)
        : describeColumn(plan, command.column, command.extended);
    }
    case 'describeQuery':
      return describeColumns(await session.analyse(command.query));
    case 'describeFunction':
      return describeFunction(command.name, session);
    case 'describeDatabase':
      return describeDatabase(command.name);
    case 'cacheTable':
      return cacheTable(command, session);
    case 'uncacheTable': {
      const found = findView(command.table, session);
      if (found !== undefined) session.keep(found.plan, false);
      else if (!command.ifExists) throw notCached(command.table, session);
      return NOTHING;
    }
    case 'clearCache':
      session.keep(null, false);
      return NOTHING;
    case 'refresh':
      viewOf(command.table, session);
      return NOTHING;
    case 'refreshFunction':
    case 'dropFunction':
      return aboutFunction(command, session);
    case 'refreshPath':
      return NOTHING;
    case 'useDatabase': {
      const message = command.parts.length > 1 ? "Namespace '%' not found" : "Database '%' not found";
      checkDatabase(command.parts.join('.'), message);
      return NOTHING;
    }
    case 'dropDatabase':
      return dropDatabase(command);
    case 'writeDirectory': {
      const { format, path, options } = command;
      await session.overwrite(await session.analyse(command.query), format, path, options);
      return NOTHING;
    }
    case 'insert':
    case 'tableOnly':
      return aboutStoredTable(command, session);
    case 'unsupported':
      throw new AnalysisError('UNSUPPORTED', command.message);
    case 'explain':
      return explain(command, session);
  }
}

function dropView({ view, ifExists, expected }: Of<'dropView'>, session: CommandSession): LogicalNode {
  const found = findView(view, session);
  if (found !== undefined) session.dropView(found.key);
  else if (!ifExists) {
    throw isSpark2(session)
      ? tableNotFound(view.parts, '2.2')
      : tableNotFound(view.parts, '3.3', view.place, expected);
  }
  return NOTHING;
}

const KEY_VALUE = structType([field('key', STRING, false), field('value', STRING, false)]);

function setConf(key: string | null, value: string | null, session: CommandSession): LogicalNode {
  if (key === null) return rows(KEY_VALUE, session.confEntries());
  if (value !== null) session.setConf(key, value);
  return rows(KEY_VALUE, [[key, value ?? session.conf(key) ?? '<undefined>']]);
}

const STORAGE_LEVEL = /^(NONE|OFF_HEAP|DISK_ONLY(_[23])?|MEMORY_(ONLY|AND_DISK)(_SER)?(_2)?)$/i;

/** Rows are kept in memory as far as it goes, whatever level is asked for. */
async function cacheTable(
  { table, query, options }: Of<'cacheTable'>,
  session: CommandSession,
): Promise<LogicalNode> {
  const level = Object.entries(options).find(([key]) => key.toLowerCase() === 'storagelevel')?.[1];
  if (level !== undefined && !STORAGE_LEVEL.test(level)) {
    throw invalidPlan(`Invalid StorageLevel: ${level}`);
  }
  if (query !== null) {
    const plan = await session.analyse(query);
    const key = viewKey(table.parts) as string;
    if (session.view(key) !== undefined && !isSpark2(session)) throw existsAlready(key, '3.3');
    session.setView(key, plan);
  }
  const found = findView(table, session);
  if (found === undefined) throw notCached(table, session);
  session.keep(found.plan, true);
  return NOTHING;
}

/** Spark 2 tells no place here. */
function notCached({ parts, place }: CommandName, session: CommandSession): Error {
  return isSpark2(session) ? tableNotFound(parts, '2.2') : tableNotFound(parts, '3.3', place);
}

/** Functions come from the registry or from spark.udf.register; none is stored. */
function aboutFunction(
  command: Of<'dropFunction'> | Of<'refreshFunction'>,
  session: CommandSession,
): LogicalNode {
  const dropped = command.kind === 'dropFunction';
  const name = dropped ? command.name : tableText(command.name.parts);
  const builtIn = lookupFunction(name) !== undefined;
  if (dropped && command.temporary) {
    if (builtIn) throw invalidPlan(`Cannot drop built-in function '${name}'`);
    if (command.ifExists) return NOTHING;
    throw invalidPlan(`Temporary function '${name}' not found`);
  }
  if (builtIn) {
    const statement = dropped ? 'DROP FUNCTION' : 'REFRESH FUNCTION';
    throw invalidPlan(
      `${name} is a built-in/temporary function. '${statement}' expects a persistent function.`,
    );
  }
  if (dropped && command.ifExists) return NOTHING;
  throw unresolvedFunction(name, isSpark2(session) ? '2.2' : '3.3');
}

function dropDatabase({ name, ifExists }: Of<'dropDatabase'>): LogicalNode {
  if (/^(spark_catalog\.)?default$/i.test(name)) throw invalidPlan('Can not drop default database');
  if (!ifExists) throw invalidPlan(`Namespace '${name}' not found`);
  return NOTHING;
}

/** There is no stored table: the name means a view, which the statement is not for, or nothing. */
async function aboutStoredTable(
  command: Of<'insert'> | Of<'tableOnly'>,
  session: CommandSession,
): Promise<LogicalNode> {
  const { table } = command;
  const insert = command.kind === 'insert';
  if (insert) await session.analyse(command.query);
  if (findView(table, session) === undefined) {
    if (!isSpark2(session)) {
      throw tableNotFound(table.parts, '3.3', table.place, insert ? 'Table' : command.expected);
    }
    // To Spark 2 the whole statement is the place.
    throw tableNotFound(table.parts, '2.2', insert ? { ...table.place, offset: 0 } : table.place);
  }
  const { text, placed } = insert ? INTO_VIEW : command.ofView;
  const name = insert ? `\`${table.parts.join('`.`')}\`` : tableText(table.parts);
  throw new AnalysisError('INVALID_PLAN', text.replace('%', name), placed ? table.place : undefined);
}

const INTO_VIEW = { text: 'Inserting into a view is not allowed. View: %.', placed: true };

const PLAN = structType([field('plan', STRING)]);

/** A statement that cannot be analysed is explained by its error. */
async function explain({ mode, statement }: Of<'explain'>, session: CommandSession): Promise<LogicalNode> {
  const text = (body: string): LogicalNode => rows(PLAN, [[body]]);
  if (statement.kind !== 'query') {
    const name = statement.kind[0].toUpperCase() + statement.kind.slice(1);
    return text(`== Physical Plan ==\nExecute ${name}\n`);
  }
  let plan: LogicalNode;
  try {
    plan = await session.analyse(statement.relation);
  } catch (error) {
    if (!(error instanceof AnalysisError)) throw error;
    return text(`== Physical Plan ==\norg.apache.spark.sql.AnalysisException: ${error.message}\n`);
  }
  return text(await session.explain(plan, mode));
}
