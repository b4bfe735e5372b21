import {
  commonDictionaries,
  concatBatches,
  isRising,
  sortIndices,
  takeBatch,
  type Batch,
  type Column,
  type StructType,
} from '@graticule/columnar';
import type { SortOrder } from '../plan/expression.js';
import { cutRuns } from './cutRuns.js';
import { columnsOf } from './expressions.js';
import type { Rows, TaskContext } from './taskContext.js';

/** Rows, and their numbers in order; null: they are in order already. */
export interface SortedRows {
  readonly batch: Batch;
  readonly order: Int32Array | null;
}

export type SortedRuns = AsyncGenerator<SortedRows>;

export function orderKeys(orders: readonly SortOrder[], context: TaskContext): (batch: Batch) => Column[] {
  return columnsOf(
    orders.map(({ child }) => child),
    context.evaluation,
  );
}

/** The rows in order as one batch. */
export function inOrder({ batch, order }: SortedRows): Batch {
  return order === null ? batch : takeBatch(batch, order, false);
}

/** The rows of the input in order batch by batch, small batches put together before. */
export async function* sortedRuns(
  schema: StructType,
  input: Rows,
  orders: readonly SortOrder[],
  context: TaskContext,
): SortedRuns {
  const sorted = sorter(orders, context);
  for await (const batch of joined(schema, input, context.batchRows)) yield sorted(batch);
}

/** Batches that are in order by themselves. */
export async function* sortedAlready(input: Rows): SortedRuns {
  for await (const batch of input) yield { batch, order: null };
}

/**
 * All rows of some runs in order, part after part; rows that are equal in all orders keep theirs. together: rows that are
 * equal in so many of the orders are in the same part; null: none need be. All runs are cut at the same values, and what
 * lies between two cuts is sorted again: every step works on so few rows (context.batchRows) that they stay in a
 * processor's cache.
 */
export async function* mergedRuns(
  input: SortedRuns,
  orders: readonly SortOrder[],
  together: number | null,
  context: TaskContext,
): SortedRuns {
  const runs: Batch[] = [];
  let last: SortedRows | null = null;
  for await (const run of input) {
    if (last !== null) runs.push(inOrder(last));
    last = run;
  }
  if (last === null) return;
  if (runs.length === 0) {
    yield last;
    return;
  }
  runs.push(inOrder(last));
  const [{ schema }] = runs;
  const sorted = sorter(orders, context);
  const cutOrders = orders.slice(0, together ?? orders.length);
  if (cutOrders.length === 0) {
    yield sorted(concatBatches(schema, runs));
    return;
  }
  const cutKeys = orderKeys(cutOrders, context);
  for (const part of cutRuns(commonDictionaries(runs), cutKeys, cutOrders, context.batchRows)) {
    if (!part.equal || together !== null) yield sorted(concatBatches(schema, part.slices));
    else for (const batch of part.slices) yield { batch, order: null };
  }
}

function sorter(orders: readonly SortOrder[], context: TaskContext): (batch: Batch) => SortedRows {
  const keysOf = orderKeys(orders, context);
  return (batch) => {
    const order = sortIndices(keysOf(batch), orders, batch.length);
    return { batch, order: isRising(order) ? null : order };
  };
}

/** The rows in batches of up to `batchRows` where they come in smaller ones. */
async function* joined(schema: StructType, input: Rows, batchRows: number): Rows {
  let pending: Batch[] = [];
  let rows = 0;
  for await (const batch of input) {
    if (rows > 0 && rows + batch.length > batchRows) {
      yield concatBatches(schema, pending);
      pending = [];
      rows = 0;
    }
    pending.push(batch);
    rows += batch.length;
  }
  if (rows > 0) yield concatBatches(schema, pending);
}
