import {
  hashColumns,
  orderedComparison,
  sliceBatch,
  sortIndices,
  takeBatch,
  type Batch,
} from '@graticule/columnar';
import type { Distribution, HashDistribution, RangeDistribution } from '../plan/physical.js';
import { BUCKETS, bucketOf } from './buckets.js';
import { columnsOf } from './expressions.js';
import { rangeBounds } from './rangeBounds.js';
import { rowsByTarget } from './rowsByTarget.js';
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
    if (inBuckets && batch.length >= BUCKETED_ROWS * partitions) {
      const targets = partitions * BUCKETS;
      for (let i = 0; i < hashes.length; i++)
        hashes[i] = partitionOf(hashes[i], partitions) * BUCKETS + bucketOf(hashes[i]);
      const { rows, starts } = rowsByTarget(hashes, targets);
      const sorted = takeBatch(batch, rows, false);
      return Array.from({ length: partitions }, (_, p) =>
        sliceBatch(sorted, starts[p * BUCKETS], starts[(p + 1) * BUCKETS]),
      );
    }
    for (let i = 0; i < hashes.length; i++) hashes[i] = partitionOf(hashes[i], partitions);
    return scatter(batch, hashes, partitions);
  };
}

/**
 * Which partition a hash belongs to. Hash tables and buckets go by bits of the same hash: the partition depends on all of
 * them, so that none is the same for all rows of a partition, which would make their tables slow.
 */
function partitionOf(hash: number, partitions: number): number {
  return ((Math.imul(hash, 0x9e3779b1) >>> 16) * partitions) >>> 16;
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

/** One batch per partition, slices of one copy of the rows. targets: the partition of each row. */
function scatter(batch: Batch, targets: Int32Array, partitions: number): Batch[] {
  const { rows, starts } = rowsByTarget(targets, partitions);
  const sorted = takeBatch(batch, rows, false);
  return Array.from({ length: partitions }, (_, p) => sliceBatch(sorted, starts[p], starts[p + 1]));
}
