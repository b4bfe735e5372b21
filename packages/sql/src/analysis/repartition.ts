import { invalidPlan, typeMismatch } from '../errors.js';
import type { SortOrder } from '../plan/expression.js';
import type { LogicalNode } from '../plan/logical.js';
import { prettySql } from '../plan/prettySql.js';
import type { UnresolvedExpression } from '../plan/unresolved.js';
import { typeText } from '../types/text.js';
import { resolveExpression } from './expression.js';
import { scopeOver, type Analysis } from './scope.js';

/** Rows spread over `partitions` by hash of the keys, by ranges when these are sort orders, or evenly without keys. */
export function repartitionRows(
  analysis: Analysis,
  input: LogicalNode,
  partitions: number | null,
  keys: readonly UnresolvedExpression[],
  shuffle: boolean,
): LogicalNode {
  const scope = scopeOver(analysis, 'repartition', input);
  const byRange = keys.filter((key) => key.kind === 'unresolvedSortOrder');
  if (byRange.length === 0) {
    const hashed = keys.map((key) => resolveExpression(key, scope));
    return { kind: 'repartition', input, partitions, keys: hashed, shuffle };
  }
  if (byRange.length < keys.length) {
    throw invalidPlan(
      'RepartitionByExpression expects that either all its `partitionExpressions` are of type `SortOrder`, which means ' +
        '`RangePartitioning`, or none of them are `SortOrder`, which means `HashPartitioning`.',
    );
  }
  const orders = byRange.map((key): SortOrder => {
    const child = resolveExpression(key.child, scope);
    const { ascending } = key;
    const nullsFirst = key.nullsFirst ?? ascending;
    if (child.type.kind !== 'map') return { child, ascending, nullsFirst };
    const order = `${ascending ? 'ASC' : 'DESC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`;
    throw typeMismatch(
      `${prettySql(child, false)} ${order}`,
      `cannot sort data type ${typeText(child.type)}`,
    );
  });
  return { kind: 'repartition', input, partitions, keys: [], orders, shuffle };
}
