import { BOOLEAN, STRING, field, structType } from '@graticule/columnar';
import { listFunctions } from '../functions/registry.js';
import { isListed } from '../functions/since.js';
import { specialForms } from '../functions/specialForms.js';
import type { Command } from '../plan/command.js';
import type { LogicalNode } from '../plan/logical.js';
import { outputOf } from '../plan/walk.js';
import { rows } from './commandRows.js';
import { checkDatabase, isSpark2, viewOf } from './commandSession.js';
import type { CommandSession } from './commandSession.js';
import { versionOf } from './context.js';

type Of<K extends Command['kind']> = Extract<Command, { kind: K }>;

const NO_DATABASE = "Database '%' not found";

/** SHOW TABLES and SHOW VIEWS: the temporary views. */
export function showTables(
  { kind, database, pattern }: Of<'showTables'> | Of<'showViews'>,
  session: CommandSession,
): LogicalNode {
  checkDatabase(database, NO_DATABASE);
  const ofTables = kind === 'showTables';
  const schema = structType([
    field(ofTables && isSpark2(session) ? 'database' : 'namespace', STRING, false),
    field(ofTables ? 'tableName' : 'viewName', STRING, false),
    field('isTemporary', BOOLEAN, false),
  ]);
  return rows(
    schema,
    localViews(pattern, session).map((name) => ['', name, true]),
  );
}

/** Names of the views that are not global, in order. */
function localViews(pattern: string | null, session: CommandSession): string[] {
  return session
    .viewNames()
    .filter((name) => !name.includes('.') && matches(name, pattern))
    .sort();
}

/** SHOW TABLE EXTENDED: what there is to say about temporary views, which have neither place nor owner. */
export function showTableDetails(
  { database, pattern }: Of<'showTableDetails'>,
  session: CommandSession,
): LogicalNode {
  checkDatabase(database, NO_DATABASE);
  const schema = structType([
    field(isSpark2(session) ? 'database' : 'namespace', STRING, false),
    field('tableName', STRING, false),
    field('isTemporary', BOOLEAN, false),
    field('information', STRING, false),
  ]);
  return rows(
    schema,
    localViews(pattern, session).map((name) => ['', name, true, `Table: ${name}\nType: VIEW\n`]),
  );
}

export function showDatabases(pattern: string | null, session: CommandSession): LogicalNode {
  const schema = structType([field(isSpark2(session) ? 'databaseName' : 'namespace', STRING, false)]);
  return rows(schema, matches('default', pattern) ? [['default']] : []);
}

export function showCurrentDatabase(): LogicalNode {
  const schema = structType([field('catalog', STRING, false), field('namespace', STRING, false)]);
  return rows(schema, [['spark_catalog', 'default']]);
}

/** Spark lists the catalog of the session once it was used; here it always is. */
export function showCatalogs(pattern: string | null): LogicalNode {
  const schema = structType([field('catalog', STRING, false)]);
  return rows(schema, matches('spark_catalog', pattern) ? [['spark_catalog']] : []);
}

/** Views have no properties. */
export function showProperties({ table }: Of<'showProperties'>, session: CommandSession): LogicalNode {
  viewOf(table, session);
  return rows(structType([field('key', STRING, false), field('value', STRING, false)]), []);
}

export function showColumns({ table }: Of<'showColumns'>, session: CommandSession): LogicalNode {
  const names = outputOf(viewOf(table, session).plan).map((column) => [column.name]);
  return rows(structType([field('col_name', STRING, false)]), names);
}

export function showFunctions({ user, pattern }: Of<'showFunctions'>, session: CommandSession): LogicalNode {
  const names = user
    ? []
    : [
        ...listFunctions().flatMap((definition) => definition.names),
        ...specialForms.map((form) => form.name),
      ].filter((name) => isListed(name, versionOf(session)));
  const matching = names.filter((name) => matches(name, pattern)).sort();
  return rows(
    structType([field('function', STRING, false)]),
    matching.map((name) => [name]),
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
