import { concatBatches, sortIndices, takeBatch, type Batch } from '@graticule/columnar';
import type { SortOrder } from '../plan/expression.js';
import type { PhysicalSort, PhysicalTopK } from '../plan/physical.js';
import { collectRows, pieces } from './collect.js';
import { columnsOf } from './expressions.js';
import type { Rows, TaskContext } from './taskContext.js';

/** Top-k prunes its candidates when there are this many times k of them (and at least one batch). */
const PRUNE_FACTOR = 4;

export async function* sort(node: PhysicalSort, input: Rows, context: TaskContext): Rows {
  const batch = await collectRows(node.schema, input);
  yield* pieces(takeBatch(batch, order(node.orders, context)(batch)), context.batchRows);
}

export async function* topK(node: PhysicalTopK, input: Rows, context: TaskContext): Rows {
  if (node.count === 0) return;
  const sorted = order(node.orders, context);
  const best = (batch: Batch): Batch => takeBatch(batch, sorted(batch).slice(0, node.count));
  const prunedAt = Math.max(PRUNE_FACTOR * node.count, context.batchRows);
  let candidates: Batch[] = [];
  let rows = 0;
  for await (const batch of input) {
    candidates.push(batch);
    rows += batch.length;
    if (rows < prunedAt) continue;
    candidates = [best(concatBatches(node.schema, candidates))];
    rows = candidates[0].length;
  }
  yield* pieces(best(concatBatches(node.schema, candidates)), context.batchRows);
}

/** Stable: rows that are equal in all orders keep their input order. */
function order(orders: readonly SortOrder[], context: TaskContext): (batch: Batch) => Int32Array {
  const evaluate = columnsOf(
    orders.map(({ child }) => child),
    context.evaluation,
  );
  return (batch) => sortIndices(evaluate(batch), orders, batch.length);
}
