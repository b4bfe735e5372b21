import { BOOLEAN, STRING, field, fromValues, structType } from '@graticule/columnar';
import type { DataType, StructType } from '@graticule/columnar';
import { AnalysisError, invalidPlan, quoteParts, unresolvedFunction, unsupported } from '../errors.js';
import { listFunctions, lookupFunction } from '../functions/registry.js';
import { usageOf } from '../functions/reference.js';
import { introducedIn } from '../functions/since.js';
import { specialForms } from '../functions/specialForms.js';
import { attributesOf } from '../plan/attribute.js';
import type { Command } from '../plan/command.js';
import type { LiteralValue } from '../plan/expression.js';
import type { LogicalNode } from '../plan/logical.js';
import type { UnresolvedRelation } from '../plan/unresolved.js';
import { outputOf } from '../plan/walk.js';
import { typeText } from '../types/text.js';
import { nameColumns } from './columns.js';

/** What commands need of a session. Names of views are compared without regard to case. */
export interface CommandSession {
  analyse(relation: UnresolvedRelation): Promise<LogicalNode>;
  /** The temporary view of that name. */
  view(name: string): LogicalNode | undefined;
  setView(name: string, plan: LogicalNode): void;
  dropView(name: string): void;
  viewNames(): readonly string[];
  conf(key: string): string | undefined;
  /** value null: back to the default. Raises an error for what cannot be set. */
  setConf(key: string, value: string | null): void;
  confEntries(): readonly (readonly [key: string, value: string])[];
  /** The rows of a view are wanted again, or (null: of none) no longer. */
  keep(plan: LogicalNode | null, wanted: boolean): void;
  explain(plan: LogicalNode, mode: string): Promise<string>;
}

/** Carries out a command at once and answers its result, which has no columns for most. */
export async function runCommand(command: Command, session: CommandSession): Promise<LogicalNode> {
  switch (command.kind) {
    case 'createView':
      return createView(command, session);
    case 'dropView': {
      const name = viewName(command.parts);
      if (session.view(name) !== undefined) session.dropView(name);
      else if (!command.ifExists) throw viewNotFound(command.parts);
      return NOTHING;
    }
    case 'set':
      return setConf(command.key, command.value, session);
    case 'reset': {
      const keys = command.key === null ? session.confEntries().map(([key]) => key) : [command.key];
      for (const key of keys) session.setConf(key, null);
      return NOTHING;
    }
    case 'showTables':
      return showTables(command.pattern, session);
    case 'showViews':
      return showTables(command.pattern, session, 'viewName');
    case 'showDatabases':
      return rows(structType([field('namespace', STRING, false)]), [['default']]);
    case 'showColumns': {
      const plan = viewOf(command.parts, session);
      const names = outputOf(plan).map((column) => [column.name]);
      return rows(structType([field('col_name', STRING, false)]), names);
    }
    case 'showFunctions': {
      const names = command.user
        ? []
        : [
            ...listFunctions().flatMap((definition) => definition.names),
            ...specialForms.map((form) => form.name),
          ];
      const matching = names.filter((name) => matches(name, command.pattern)).sort();
      return rows(
        structType([field('function', STRING, false)]),
        matching.map((name) => [name]),
      );
    }
    case 'describeTable':
      return command.column === null
        ? describeColumns(viewOf(command.parts, session))
        : describeColumn(viewOf(command.parts, session), command.column);
    case 'alterView': {
      const plan = await session.analyse(command.query);
      viewOf(command.parts, session);
      session.setView(viewName(command.parts), plan);
      return NOTHING;
    }
    case 'describeQuery':
      return describeColumns(await session.analyse(command.query));
    case 'describeFunction':
      return describeFunction(command.name, session);
    case 'cacheTable': {
      const name = viewName(command.parts);
      if (command.query !== null) session.setView(name, await session.analyse(command.query));
      session.keep(viewOf(command.parts, session), true);
      return NOTHING;
    }
    case 'uncacheTable': {
      const plan = session.view(viewName(command.parts));
      if (plan !== undefined) session.keep(plan, false);
      else if (!command.ifExists) throw viewNotFound(command.parts);
      return NOTHING;
    }
    case 'clearCache':
      session.keep(null, false);
      return NOTHING;
    case 'refresh':
      viewOf(command.parts, session);
      return NOTHING;
    case 'useDatabase':
      if (command.name.toLowerCase() === 'default') return NOTHING;
      throw new AnalysisError('UNRESOLVED_RELATION', `Database '${command.name}' not found`);
    case 'explain': {
      const text = await session.explain(await session.analyse(command.query), command.mode);
      return rows(structType([field('plan', STRING)]), [[text]]);
    }
  }
}

async function createView(
  command: Extract<Command, { kind: 'createView' }>,
  session: CommandSession,
): Promise<LogicalNode> {
  const { parts, columns, replace, ifNotExists, scope, query } = command;
  if (scope === 'permanent')
    throw unsupported('a permanent view (only temporary ones: CREATE TEMPORARY VIEW)');
  if (parts.length !== 1) {
    throw invalidPlan(
      `It is not allowed to add database prefix for the TEMPORARY view name: ${quoteParts(parts)}`,
    );
  }
  const name = viewKey(scope === 'global' ? ['global_temp', ...parts] : parts) as string;
  const plan = await session.analyse(query);
  const known = session.view(name) !== undefined;
  if (known && ifNotExists) return NOTHING;
  if (known && !replace) {
    throw new AnalysisError('INVALID_PLAN', `Temporary view '${name}' already exists`);
  }
  if (columns.length > 0 && columns.length !== outputOf(plan).length) {
    throw invalidPlan(
      `The number of columns produced by the SELECT clause (num: \`${outputOf(plan).length}\`) does not match the ` +
        `number of column names specified by CREATE VIEW (num: \`${columns.length}\`).`,
    );
  }
  session.setView(name, columns.length === 0 ? plan : nameColumns(plan, columns));
  return NOTHING;
}

/**
 * The name under which a session holds the view of these parts: global temporary views live in a database of that
 * name. null: no view can have such a name.
 */
export function viewKey(parts: readonly string[]): string | null {
  if (parts.length === 1) return parts[0];
  return parts.length === 2 && parts[0].toLowerCase() === 'global_temp' ? `global_temp.${parts[1]}` : null;
}

function viewName(parts: readonly string[]): string {
  const key = viewKey(parts);
  if (key === null) throw viewNotFound(parts);
  return key;
}

function viewOf(parts: readonly string[], session: CommandSession): LogicalNode {
  const plan = session.view(viewName(parts));
  if (plan === undefined) throw viewNotFound(parts);
  return plan;
}

function viewNotFound(parts: readonly string[]): AnalysisError {
  return new AnalysisError('UNRESOLVED_RELATION', `Table or view not found: ${parts.join('.')}`);
}

const KEY_VALUE = structType([field('key', STRING, false), field('value', STRING, false)]);

function setConf(key: string | null, value: string | null, session: CommandSession): LogicalNode {
  if (key === null) return rows(KEY_VALUE, session.confEntries());
  if (value !== null) session.setConf(key, value);
  return rows(KEY_VALUE, [[key, value ?? session.conf(key) ?? '<undefined>']]);
}

function showTables(pattern: string | null, session: CommandSession, title = 'tableName'): LogicalNode {
  const database =
    title === 'tableName' && session.conf('graticule.compat.version')?.startsWith('2.') === true;
  const schema = structType([
    field(database ? 'database' : 'namespace', STRING, false),
    field(title, STRING, false),
    field('isTemporary', BOOLEAN, false),
  ]);
  const names = session.viewNames().filter((name) => !name.includes('.') && matches(name, pattern));
  return rows(
    schema,
    [...names].sort().map((name) => ['', name, true]),
  );
}

/** `*` stands for any characters, `|` separates alternatives. */
function matches(name: string, pattern: string | null): boolean {
  if (pattern === null) return true;
  return pattern.split('|').some((part) => {
    const source = part
      .trim()
      .split('*')
      .map((text) => text.replace(/[.+?^${}()[\]\\]/g, '\\$&'))
      .join('.*');
    return new RegExp(`^${source}$`, 'i').test(name);
  });
}

function describeColumns(plan: LogicalNode): LogicalNode {
  const schema = structType([
    field('col_name', STRING, false, { comment: 'name of the column' }),
    field('data_type', STRING, false, { comment: 'data type of the column' }),
    field('comment', STRING, true, { comment: 'comment of the column' }),
  ]);
  const columns = outputOf(plan).map(({ name, type, metadata }) => {
    const comment = metadata?.comment;
    return [name, typeText(type), typeof comment === 'string' ? comment : null];
  });
  return rows(schema, columns);
}

function describeColumn(plan: LogicalNode, parts: readonly string[]): LogicalNode {
  const wanted = parts.join('.').toLowerCase();
  const column = outputOf(plan).find(({ name }) => name.toLowerCase() === wanted);
  if (column === undefined)
    throw new AnalysisError('UNRESOLVED_COLUMN', `Column ${parts.join('.')} does not exist`);
  const comment = column.metadata?.comment;
  return rows(structType([field('info_name', STRING, false), field('info_value', STRING, false)]), [
    ['col_name', column.name],
    ['data_type', typeText(column.type)],
    ['comment', typeof comment === 'string' ? comment : 'NULL'],
  ]);
}

/** How a function is called, what it does and since when it is there; null for no such function. */
function usageText(name: string): readonly string[] | null {
  const lower = name.toLowerCase();
  const definition = lookupFunction(lower);
  const form = specialForms.find((special) => special.name === lower);
  if (definition?.internal === true || (definition === undefined && form === undefined)) return null;
  const usage = definition === undefined ? (form?.usage ?? '') : usageOf(definition, lower);
  const since = introducedIn(lower);
  const lines = [`Usage: ${usage} - ${definition?.doc ?? form?.doc ?? ''}`];
  return since === undefined ? lines : [...lines, `Since: ${since}`];
}

function describeFunction(name: string, session: CommandSession): LogicalNode {
  const usage = usageText(name);
  if (usage === null && session.conf('graticule.compat.version')?.startsWith('2.') !== true) {
    throw unresolvedFunction(name);
  }
  const lines =
    usage === null ? [`Function: ${name} not found.`] : [`Function: ${name.toLowerCase()}`, ...usage];
  return rows(
    structType([field('function_desc', STRING, false)]),
    lines.map((line) => [line]),
  );
}

/** Rows of values in the order of the fields. */
function rows(schema: StructType, values: readonly (readonly LiteralValue[])[]): LogicalNode {
  const columns = schema.fields.map(({ type }: { readonly type: DataType }, i) =>
    fromValues(
      type,
      values.map((row) => row[i]),
    ),
  );
  const batches = values.length === 0 ? [] : [{ schema, length: values.length, columns }];
  return { kind: 'local', output: attributesOf(schema), batches };
}

/** The result of a command that has none. */
const NOTHING: LogicalNode = { kind: 'local', output: [], batches: [] };
