import type { UnresolvedRelation } from '../plan/unresolved.js';

/** A query that may end in OFFSET, more than once, for tests: frames have it, SQL text of Spark 3.3 does not. */
export function queryWithOffset(text: string): UnresolvedRelation {
  const [, query, , limit, offset] = /^(.*?)( LIMIT (\d+))? OFFSET (\d+)$/s.exec(text) ?? [];
  if (offset === undefined) return { kind: 'sql', text };
  const rest = { kind: 'offset', input: queryWithOffset(query), offset: Number(offset) } as const;
  return limit === undefined ? rest : { kind: 'limit', input: rest, count: Number(limit) };
}
