import type { SparkVersion } from '../functions/definition.js';
import type { Attribute } from '../plan/expression.js';
import type { LogicalNode } from '../plan/logical.js';
import { outputOf } from '../plan/walk.js';
import type { AnalysisContext, Scope } from './context.js';

/** What stays the same while one statement or relation is analysed. */
export interface Analysis {
  readonly context: AnalysisContext;
  readonly compat: SparkVersion;
  readonly statement: boolean;
}

/** Names are looked up in the outputs of `plans`; aggregate functions are refused. */
export function scopeOver(analysis: Analysis, call: string, ...plans: LogicalNode[]): Scope {
  return { ...analysis, call, plans, columns: plans.flatMap(outputOf), hidden: [], aggregated: null };
}

/** As scopeOver, with aggregate functions over the same columns. */
export function aggregateScope(analysis: Analysis, call: string, plan: LogicalNode): Scope {
  const columns: readonly Attribute[] = outputOf(plan);
  return { ...analysis, call, plans: [plan], columns, hidden: [], aggregated: columns };
}
