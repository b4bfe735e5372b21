import type { Expression, Relation } from '@graticule/protocol';

/**
 * Plan ids that columns of the tree refer to (`df.a`): the relations with these ids must be known by id before the
 * expressions above them are analysed. Messages are walked as data: every object may hold an expression.
 */
export function referencedPlanIds(relation: Relation): ReadonlySet<bigint> {
  const ids = new Set<bigint>();
  const pending: unknown[] = [relation];
  while (pending.length > 0) {
    const node = pending.pop();
    if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) continue;
    const { $typeName, planId } = node as Partial<Expression | Relation> & { readonly planId?: unknown };
    if (REFERRING.has($typeName as string) && typeof planId === 'bigint') ids.add(planId);
    for (const value of Object.values(node)) if (typeof value === 'object') pending.push(value);
  }
  return ids;
}

const REFERRING: ReadonlySet<string> = new Set([
  'spark.connect.Expression.UnresolvedAttribute',
  'spark.connect.Expression.UnresolvedStar',
  'spark.connect.Expression.UnresolvedRegex',
]);
