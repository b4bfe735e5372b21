import {
  hashColumns,
  orderedComparison,
  sliceBatch,
  sortIndices,
  takeBatch,
  type Batch,
} from '@graticule/columnar';
import type { Distribution, HashDistribution, RangeDistribution } from '../plan/physical.js';
import { BUCKET_BITS } from './buckets.js';
import { columnsOf } from './expressions.js';
import { rangeBounds } from './rangeBounds.js';
import { rowsByHash, rowsByTarget } from './rowsByTarget.js';
import { orderKeys } from './sortedRows.js';
import type { TaskContext } from './taskContext.js';

/** Batches with fewer rows per partition are not worth their order in buckets. */
const BUCKETED_ROWS = 4096;

export type Distribute = (batch: Batch) => readonly Batch[];

export function partitionsOf(distribution: Distribution): number {
  return distribution.kind === 'single' ? 1 : distribution.partitions;
}

/** Spreads the rows of a task over output partitions; rows keep their order within each. Made once per task. */
export async function distributor(distribution: Distribution, context: TaskContext): Promise<Distribute> {
  if (partitionsOf(distribution) === 1) return (batch) => [batch];
  switch (distribution.kind) {
    case 'single':
      return (batch) => [batch];
    case 'hash':
      return hashDistributor(distribution, context);
    case 'roundRobin': {
      const { partitions } = distribution;
      let next = 0;
      return (batch) => {
        const targets = new Int32Array(batch.length);
        for (let i = 0; i < targets.length; i++) {
          targets[i] = next;
          next = next + 1 === partitions ? 0 : next + 1;
        }
        return scatter(batch, targets, partitions);
      };
    }
    case 'range':
      return rangeDistributor(distribution, context);
  }
}

function hashDistributor(
  { partitions, keys, inBuckets }: HashDistribution,
  context: TaskContext,
): Distribute {
  const keysOf = columnsOf(keys, context.evaluation);
  return (batch) => {
    const hashes = hashColumns(keysOf(batch), batch.length);
    const bucketBits = inBuckets && batch.length >= BUCKETED_ROWS * partitions ? BUCKET_BITS : 0;
    const { rows, starts } = rowsByHash(hashes, partitions, bucketBits);
    return cut(rows === null ? batch : takeBatch(batch, rows, false), starts, partitions, 1 << bucketBits);
  };
}

async function rangeDistributor(
  { orders, partitions, samples, sortedBatches }: RangeDistribution,
  context: TaskContext,
): Promise<Distribute> {
  const sampled: Batch[] = [];
  for (const input of samples) for await (const batch of context.stageInput(input)) sampled.push(batch);
  const bounds = rangeBounds(sampled, orders, partitions);
  const keysOf = orderKeys(orders, context);
  return (batch) => {
    const keys = keysOf(batch);
    const rows = sortedBatches ? null : sortIndices(keys, orders, batch.length);
    const compare = orderedComparison(keys, bounds.keys, orders);
    let start = 0;
    return Array.from({ length: partitions }, (_, p) => {
      const first = start;
      start = p < bounds.count ? firstBehind(p, rows, compare, first, batch.length) : batch.length;
      if (rows === null) return sliceBatch(batch, first, start);
      return takeBatch(batch, rows.subarray(first, start).sort(), false);
    });
  };
}

/** The place of the first row from `start` on whose key is behind the bound. rows: in order; null: as they are. */
function firstBehind(
  bound: number,
  rows: Int32Array | null,
  compare: (row: number, bound: number) => number,
  start: number,
  end: number,
): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(rows === null ? middle : rows[middle], bound) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One batch per partition. targets: the partition of each row. */
function scatter(batch: Batch, targets: Int32Array, partitions: number): Batch[] {
  const { rows, starts } = rowsByTarget(targets, partitions);
  return cut(takeBatch(batch, rows, false), starts, partitions, 1);
}

/** One batch per partition, slices of the batch. starts: where each bucket starts. */
function cut(batch: Batch, starts: Int32Array, partitions: number, buckets: number): Batch[] {
  return Array.from({ length: partitions }, (_, p) =>
    sliceBatch(batch, starts[p * buckets], starts[(p + 1) * buckets]),
  );
}
