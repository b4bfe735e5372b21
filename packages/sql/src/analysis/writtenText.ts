import { prettySql } from '../plan/prettySql.js';
import type { Expression } from '../plan/expression.js';
import type { UnresolvedFunction } from '../plan/unresolved.js';
import type { Scope } from './context.js';

/**
 * agg() names its results before functions are looked up: a call that was written out shows the name and the arguments as they
 * were written, without DISTINCT, IGNORE NULLS and what stands for missing arguments. null: any other call.
 */
export function writtenText(
  { name, written, ignoresNulls }: UnresolvedFunction,
  args: readonly Expression[],
  filter: Expression | null,
  scope: Scope,
): string | null {
  if (scope.named !== 'written' || written !== true) return null;
  const own = ignoresNulls === true ? args.slice(0, -1) : args;
  const shown = filter === null ? own : [...own, filter];
  return `${name}(${shown.map((arg) => prettySql(arg, false)).join(', ')})`;
}
