import type { SparkVersion } from '../functions/definition.js';
import type { LogicalNode } from '../plan/logical.js';
import { outputOf } from '../plan/walk.js';
import { isShown } from './usingKeys.js';
import type { AnalysisContext, Scope } from './context.js';

/** What stays the same while one statement or relation is analysed. */
export interface Analysis {
  readonly context: AnalysisContext;
  readonly compat: SparkVersion;
  readonly statement: boolean;
  /** Names of the query around a subquery. */
  readonly outer?: Scope;
}

/** Names are looked up in the outputs of `plans`; aggregate functions are refused. */
export function scopeOver(analysis: Analysis, call: string, ...plans: LogicalNode[]): Scope {
  const output = plans.flatMap(outputOf);
  const columns = output.filter(isShown);
  const hidden = output.filter((column) => !isShown(column));
  return { ...analysis, call, plans, columns, hidden, aggregated: null, text: analysis.statement };
}

/** Where no column can be named: constants. They are always written as text. */
export function scopeOfNothing(analysis: Analysis, call: string): Scope {
  return { ...analysis, call, plans: [], columns: [], hidden: [], aggregated: null, text: true };
}

/** As scopeOver, with aggregate functions over the same columns. */
export function aggregateScope(analysis: Analysis, call: string, plan: LogicalNode): Scope {
  return { ...scopeOver(analysis, call, plan), aggregated: outputOf(plan).filter(isShown) };
}
