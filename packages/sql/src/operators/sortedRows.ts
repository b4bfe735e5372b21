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

export function orderKeys(orders: readonly SortOrder[], context: TaskContext): (batch: Batch) => Column[] {
  return columnsOf(
    orders.map(({ child }) => child),
    context.evaluation,
  );
}

/** The rows in order as one batch. */
export function inOrder({ batch, order }: SortedRows): Batch {
  return order === null ? batch : takeBatch(batch, order);
}

/**
 * All rows of the input in order, part after part; rows that are equal in all orders keep theirs. together: rows that are
 * equal in so many of the orders are in the same part; null: none need be. Runs of rows are sorted as they come; then
 * all runs are cut at the same values, and what lies between two cuts is sorted again: every step works on so few rows
 * (context.batchRows) that they stay in a processor's cache.
 */
export async function* sortedRows(
  schema: StructType,
  input: Rows,
  orders: readonly SortOrder[],
  together: number | null,
  context: TaskContext,
): AsyncGenerator<SortedRows> {
  const keysOf = orderKeys(orders, context);
  const sorted = (batch: Batch): SortedRows => {
    const order = sortIndices(keysOf(batch), orders, batch.length);
    return { batch, order: isRising(order) ? null : order };
  };
  const runs: Batch[] = [];
  let last: SortedRows | null = null;
  for await (const batch of joined(schema, input, context.batchRows)) {
    if (last !== null) runs.push(inOrder(last));
    last = sorted(batch);
  }
  if (last === null) return;
  if (runs.length === 0) {
    yield last;
    return;
  }
  runs.push(inOrder(last));
  if (together === 0) {
    yield sorted(concatBatches(schema, runs));
    return;
  }
  const cutOrders = orders.slice(0, together ?? orders.length);
  const cutKeys = (batch: Batch): Column[] => keysOf(batch).slice(0, cutOrders.length);
  for (const part of cutRuns(commonDictionaries(runs), cutKeys, cutOrders, context.batchRows)) {
    if (!part.equal || together !== null) yield sorted(concatBatches(schema, part.slices));
    else for (const batch of part.slices) yield { batch, order: null };
  }
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
