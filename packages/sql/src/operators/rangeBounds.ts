import {
  concatBatches,
  orderedComparison,
  sortIndices,
  take,
  type Batch,
  type Column,
} from '@graticule/columnar';
import type { SortOrder } from '../plan/expression.js';

/** Keys in order, none equal to another, by column. Rows up to a bound, equal ones included, are before it. */
export interface RangeBounds {
  readonly keys: readonly Column[];
  readonly count: number;
}

/**
 * Bounds that divide sampled rows into `partitions` ranges of about equal weight; fewer when there are fewer different
 * keys. samples: rows of PhysicalRangeSample.
 */
export function rangeBounds(
  samples: readonly Batch[],
  orders: readonly SortOrder[],
  partitions: number,
): RangeBounds {
  if (samples.length === 0) return { keys: [], count: 0 };
  const { columns, length } = concatBatches(samples[0].schema, samples);
  const keys = columns.slice(0, -1);
  const weights = columns[columns.length - 1];
  if (weights.layout !== 'primitive') throw new Error('samples come with the number of rows they stand for');
  const sorted = sortIndices(keys, orders, length);
  const compare = orderedComparison(keys, keys, orders);
  let total = 0;
  for (let k = 0; k < length; k++) total += Number(weights.values[k]);
  const ranges = Math.min(partitions, length);
  const bounds: number[] = [];
  let reached = 0;
  for (let k = 0; k < length && bounds.length < ranges - 1; k++) {
    const row = sorted[k];
    reached += Number(weights.values[row]);
    if (reached < ((bounds.length + 1) * total) / ranges) continue;
    if (bounds.length === 0 || compare(bounds[bounds.length - 1], row) !== 0) bounds.push(row);
  }
  const rows = Int32Array.from(bounds);
  return { keys: keys.map((key) => take(key, rows)), count: bounds.length };
}
