import { AnalysisError, invalidPlan, tableNotFound } from '../errors.js';
import type { CommandName } from '../plan/command.js';
import type { LogicalNode } from '../plan/logical.js';
import type { UnresolvedRelation } from '../plan/unresolved.js';

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
  /** Writes rows as files of a format in place of what the folder holds. */
  overwrite(
    plan: LogicalNode,
    format: string,
    path: string,
    options: Readonly<Record<string, string>>,
  ): Promise<void>;
}

/** Whether the session follows Spark 2.x. */
export function isSpark2(session: CommandSession): boolean {
  return session.conf('graticule.compat.version')?.startsWith('2.') === true;
}

/**
 * The name under which a session holds the view of these parts: global temporary views live in a database of that
 * name. null: no view can have such a name.
 */
export function viewKey(parts: readonly string[]): string | null {
  if (parts.length === 1) return parts[0];
  return parts.length === 2 && parts[0].toLowerCase() === 'global_temp' ? `global_temp.${parts[1]}` : null;
}

/** The view of a name, by its key; undefined: there is none. */
export function findView(
  { parts }: CommandName,
  session: CommandSession,
): { readonly key: string; readonly plan: LogicalNode } | undefined {
  const key = viewKey(parts);
  const plan = key === null ? undefined : session.view(key);
  return key === null || plan === undefined ? undefined : { key, plan };
}

/** kind: what the name should stand for, in the message when there is no such view. */
export function viewOf(
  name: CommandName,
  session: CommandSession,
  kind?: string,
): { readonly key: string; readonly plan: LogicalNode } {
  const found = findView(name, session);
  if (found !== undefined) return found;
  if (isSpark2(session)) {
    throw new AnalysisError(
      'UNRESOLVED_RELATION',
      `Table or view '${name.parts.at(-1) ?? ''}' not found in database 'default'`,
    );
  }
  throw tableNotFound(name.parts, '3.3', name.place, kind);
}

/** There is one database only. */
export function checkDatabase(name: string | null, message: string): void {
  if (name === null || /^(spark_catalog\.)?default$|^spark_catalog$/i.test(name)) return;
  throw invalidPlan(message.replace('%', name));
}
