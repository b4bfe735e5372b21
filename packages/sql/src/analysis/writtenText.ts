import { prettySql } from '../plan/prettySql.js';
import type { Expression } from '../plan/expression.js';
import type { UnresolvedExpression, UnresolvedFunction } from '../plan/unresolved.js';
import type { Scope } from './context.js';

/** Before 3.0 these are part of the grammar and need not be looked up. */
const OF_GRAMMAR = new Set(['first', 'last']);

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
  if (scope.compat === '2.2' && scope.text && OF_GRAMMAR.has(name.toLowerCase())) return null;
  const own = ignoresNulls === true ? args.slice(0, -1) : args;
  const shown = filter === null ? own : [...own, filter];
  return `${name}(${shown.map((arg) => prettySql(arg, false)).join(', ')})`;
}

/** In calls of a DataFrame 2.x names all text but calls of functions before functions are looked up: `(POW(x, 2) + 1)`. */
export function namingScope(expression: UnresolvedExpression, scope: Scope): Scope {
  if (scope.compat !== '2.2' || !scope.text || scope.statement) return scope;
  const isCall = expression.kind === 'unresolvedFunction' && expression.written === true;
  return isCall || expression.kind === 'unresolvedAttribute' ? scope : { ...scope, named: 'written' };
}
