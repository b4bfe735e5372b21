import type { SparkVersion } from '../functions/definition.js';
import type { Attribute, Expression, LambdaVariable, LiteralValue } from '../plan/expression.js';
import type { Command } from '../plan/command.js';
import type { LogicalNode } from '../plan/logical.js';
import type { UnresolvedRelation } from '../plan/unresolved.js';

export type ReadRelation = Extract<UnresolvedRelation, { kind: 'read' }>;
export type ToolRelation = Extract<UnresolvedRelation, { kind: 'tool' }>;

/** What analysis needs to know of the session. */
export interface AnalysisContext {
  /** A setting of the session, or its default; undefined when there is neither. */
  conf(key: string): string | undefined;
  /** A temporary view or table by its name parts; undefined when there is none. */
  table(parts: readonly string[]): Promise<LogicalNode | undefined>;
  read(node: ReadRelation): Promise<LogicalNode>;
  tool(node: ToolRelation, inputs: Readonly<Record<string, LogicalNode>>): Promise<LogicalNode>;
  /** Carries out a command given as SQL text; absent where only queries are taken. */
  command?(command: Command): Promise<LogicalNode>;
  /** Computes the rows of a plan, each a list of values; absent where analysis cannot run anything. */
  rows?(plan: LogicalNode): Promise<readonly (readonly LiteralValue[])[]>;
  /** The analysed relation of that id, by which `df.a` knows its frame. */
  relation(id: string): LogicalNode | undefined;
}

/** Which Spark's rules apply: `graticule.compat.version` 2.2 and 2.4 follow 2.2, all else 3.3. */
export function compatOf(context: AnalysisContext): SparkVersion {
  return context.conf('graticule.compat.version')?.startsWith('2.') ? '2.2' : '3.3';
}

/** The version of Spark whose functions may be called in SQL text. */
export function versionOf(context: Pick<AnalysisContext, 'conf'>): string {
  return context.conf('graticule.compat.version') ?? '3.3';
}

/** Where the names of an expression are looked up. */
export interface Scope {
  readonly context: AnalysisContext;
  readonly compat: SparkVersion;
  /** The operation whose argument the expression is, for messages: `select`, `filter` ... */
  readonly call: string;
  /** Inputs of the operation: one, or left and right of a join; `df.a` finds its frame in them. */
  readonly plans: readonly LogicalNode[];
  readonly columns: readonly Attribute[];
  /** Columns below the input that it does not hand up; used when no visible column matches. */
  readonly hidden: readonly Attribute[];
  /** Columns for arguments of aggregate functions; null where an aggregate function cannot stand. */
  readonly aggregated: readonly Attribute[] | null;
  /** The text of a whole SQL statement: before 3.0 its default column names show implicit casts. */
  readonly statement: boolean;
  /** The expression was written as SQL text: functions are then shown under the name they were called by, from 3.0. */
  readonly text: boolean;
  /** The expression is named before its names are looked up (agg): calls and columns of SQL text show as written. */
  readonly named?: 'written' | undefined;
  /** Takes columns of frames that stand on both sides of a join, for the join to decide; absent elsewhere. */
  readonly undecided?: Set<Expression>;
  /** Of a join's condition: columns that the right side has under another id than its frame. */
  readonly renewed?: ReadonlyMap<number, number>;
  /** What is computed below the operation itself, where 3.x does not look for columns of a self-join. */
  readonly belowRoot?: true;
  /** Takes columns of frames that are not part of the input, for the operation to refuse; absent where they are at once. */
  readonly foreign?: Attribute[];
  /** Parameters of the lambda functions around the expression, innermost first. */
  readonly variables?: readonly LambdaVariable[];
  /** Of a subquery: where names of the outer query are looked up when the subquery has none that match. */
  readonly outer?: Scope;
}
