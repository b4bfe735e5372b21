import {
  concatBatches,
  filterByMask,
  isValid,
  orderedComparison,
  sliceBatch,
  sortIndices,
  takeBatch,
} from '@graticule/columnar';
import type { Batch, Column } from '@graticule/columnar';
import type { SortOrder } from '../plan/expression.js';
import type { PhysicalSort, PhysicalTopK } from '../plan/physical.js';
import { pieces } from './collect.js';
import { inOrder, mergedRuns, orderKeys, sortedAlready, sortedRuns } from './sortedRows.js';
import type { Rows, TaskContext } from './taskContext.js';

/** Top-k prunes its candidates when there are this many times k of them (and at least one batch). */
const PRUNE_FACTOR = 4;

export async function* sort(node: PhysicalSort, input: Rows, context: TaskContext): Rows {
  const { mode, orders } = node;
  if (mode === 'partial') {
    for await (const run of sortedRuns(node.schema, input, orders, context)) yield inOrder(run);
    return;
  }
  const runs = mode === 'final' ? sortedAlready(input) : sortedRuns(node.schema, input, orders, context);
  for await (const part of mergedRuns(runs, orders, null, context))
    yield* pieces(inOrder(part), context.batchRows);
}

/**
 * Collects candidates and, when there are many, keeps the best of them. From then on only rows that come before the last
 * of these are candidates: one that is equal to it came later, so it is not among the first.
 */
export async function* topK(node: PhysicalTopK, input: Rows, context: TaskContext): Rows {
  if (node.count === 0) return;
  const { orders, schema, count } = node;
  const keysOf = orderKeys(orders, context);
  const best = (batch: Batch): Batch =>
    takeBatch(batch, sortIndices(keysOf(batch), orders, batch.length).slice(0, count), false);
  const prunedAt = Math.max(PRUNE_FACTOR * count, context.batchRows);
  let candidates: Batch[] = [];
  let rows = 0;
  let bound: readonly Column[] | null = null;
  for await (const batch of input) {
    const possible = bound === null ? batch : rowsBefore(batch, keysOf(batch), bound, orders);
    if (possible.length === 0) continue;
    candidates.push(possible);
    rows += possible.length;
    if (rows < prunedAt) continue;
    const kept = best(concatBatches(schema, candidates));
    candidates = [kept];
    rows = kept.length;
    if (rows === count) bound = keysOf(sliceBatch(kept, count - 1, count));
  }
  yield* pieces(best(concatBatches(schema, candidates)), context.batchRows);
}

/** The rows whose keys sort before the one row of `bound`. */
function rowsBefore(
  batch: Batch,
  keys: readonly Column[],
  bound: readonly Column[],
  orders: readonly SortOrder[],
): Batch {
  const compare = orderedComparison(keys, bound, orders);
  const mask = behindByFirstKey(keys[0], bound[0], orders[0]);
  for (let i = 0; i < batch.length; i++) mask[i] = mask[i] === 0 && compare(i, 0) < 0 ? 1 : 0;
  return filterByMask(batch, mask);
}

/** 1 where the first key alone tells, by a comparison of numbers, that the row is behind the bound; 0 where it does not. */
function behindByFirstKey(key: Column, bound: Column, { ascending }: SortOrder): Uint8Array {
  const behind = new Uint8Array(key.length);
  if (key.layout !== 'primitive' || bound.layout !== 'primitive' || !isValid(bound, 0)) return behind;
  const { values, validity } = key;
  if (values instanceof BigInt64Array) return behind;
  const limit = Number(bound.values[0]);
  // Nulls stay undecided, and so does NaN: no comparison with it is true.
  for (let i = 0; i < behind.length; i++) {
    const known = validity === null ? 1 : (validity[i >> 3] >> (i & 7)) & 1;
    const value = values[i];
    behind[i] = known & Number(ascending ? value > limit : value < limit);
  }
  return behind;
}
