import { AnalysisError, invalidPlan, quoteParts, tableText, unsupported } from '../errors.js';
import type { Command } from '../plan/command.js';
import type { SparkVersion } from '../functions/definition.js';
import { newAlias } from '../plan/attribute.js';
import type { LogicalNode } from '../plan/logical.js';
import { outputOf } from '../plan/walk.js';
import { NOTHING } from './commandRows.js';
import { isSpark2, viewKey, viewOf } from './commandSession.js';
import type { CommandSession } from './commandSession.js';

type Of<K extends Command['kind']> = Extract<Command, { kind: K }>;

export async function createView(command: Of<'createView'>, session: CommandSession): Promise<LogicalNode> {
  const { columns, ifNotExists, scope, query } = command;
  if (scope === 'permanent')
    throw unsupported('a permanent view (only temporary ones: CREATE TEMPORARY VIEW)');
  checkParts(command.parts);
  const plan = await session.analyse(query);
  const produced = outputOf(plan).length;
  if (columns.length > 0 && columns.length !== produced) {
    throw invalidPlan(
      `The number of columns produced by the SELECT clause (num: \`${produced}\`) does not match the ` +
        `number of column names specified by CREATE VIEW (num: \`${columns.length}\`).`,
    );
  }
  const named = columns.length === 0 ? plan : withNames(plan, columns);
  if (!isSpark2(session)) refuseDuplicates(outputOf(named).map(({ name }) => name));
  return setView(command, named, session, ifNotExists);
}

export async function createSourceView(
  command: Of<'createSourceView'>,
  session: CommandSession,
): Promise<LogicalNode> {
  checkParts(command.parts);
  const { format, options, schema } = command;
  const read = { kind: 'read', format, paths: [], options } as const;
  const plan = await session.analyse(schema === null ? read : { ...read, schema });
  return setView(command, plan, session, false);
}

function setView(
  { parts, scope, replace }: Of<'createView'> | Of<'createSourceView'>,
  plan: LogicalNode,
  session: CommandSession,
  ifNotExists: boolean,
): LogicalNode {
  const key = viewKey(scope === 'global' ? ['global_temp', ...parts] : parts) as string;
  const known = session.view(key) !== undefined;
  if (known && ifNotExists) return NOTHING;
  if (known && !replace) throw existsAlready(key, isSpark2(session) ? '2.2' : '3.3');
  session.setView(key, plan);
  return NOTHING;
}

export function existsAlready(key: string, compat: SparkVersion): AnalysisError {
  const kind = compat === '2.2' ? 'table' : 'view';
  return new AnalysisError('INVALID_PLAN', `Temporary ${kind} '${key}' already exists`);
}

function checkParts(parts: readonly string[]): void {
  if (parts.length === 1) return;
  throw invalidPlan(
    `It is not allowed to add database prefix for the TEMPORARY view name: ${quoteParts(parts)}`,
  );
}

function refuseDuplicates(names: readonly string[]): void {
  const lower = names.map((name) => name.toLowerCase());
  const twice = [...new Set(lower.filter((name, i) => lower.indexOf(name) !== i))];
  if (twice.length === 0) return;
  const shown = twice.map((name) => quoteParts([name])).join(', ');
  throw invalidPlan(`Found duplicate column(s) in the view definition: ${shown}`);
}

function withNames(input: LogicalNode, columns: Of<'createView'>['columns']): LogicalNode {
  const expressions = outputOf(input).map((column, i) => {
    const { name, comment } = columns[i];
    return newAlias(column, name, comment === null ? column.metadata : { ...column.metadata, comment });
  });
  return { kind: 'project', input, expressions };
}

export async function alterView(command: Of<'alterView'>, session: CommandSession): Promise<LogicalNode> {
  const plan = await session.analyse(command.query);
  const { key } = viewOf(command.view, session, isSpark2(session) ? undefined : 'View');
  session.setView(key, plan);
  return NOTHING;
}

export function renameView({ view, to }: Of<'renameView'>, session: CommandSession): LogicalNode {
  const { key, plan } = viewOf(view, session);
  const [from, target] = [quoteParts(view.parts), quoteParts(to)];
  if (to.length > 1) {
    throw invalidPlan(
      `RENAME TEMPORARY VIEW from '${from}' to '${target}': cannot specify database name ` +
        `'${tableText(to.slice(0, -1))}' in the destination table`,
    );
  }
  const newKey = key.startsWith('global_temp.') ? `global_temp.${to[0]}` : to[0];
  if (session.view(newKey) !== undefined) {
    throw invalidPlan(
      `RENAME TEMPORARY VIEW from '${from}' to '${target}': destination table already exists`,
    );
  }
  session.dropView(key);
  session.setView(newKey, plan);
  return NOTHING;
}
