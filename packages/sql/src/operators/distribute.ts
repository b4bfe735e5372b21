import { hashColumns, takeBatch, type Batch } from '@graticule/columnar';
import type { EvaluationContext } from '../functions/definition.js';
import type { Distribution } from '../plan/physical.js';
import { columnsOf } from './expressions.js';

/** Spreads the rows of a task over output partitions; rows keep their order within each. Made once per task. */
export function distributor(
  distribution: Distribution,
  context: EvaluationContext,
): (batch: Batch) => readonly Batch[] {
  switch (distribution.kind) {
    case 'single':
      return (batch) => [batch];
    case 'hash': {
      const { partitions, keys } = distribution;
      if (partitions === 1) return (batch) => [batch];
      const keysOf = columnsOf(keys, context);
      return (batch) => {
        const hashes = hashColumns(keysOf(batch), batch.length);
        // Hash tables use the low bits of the same hash: partitions by the high ones.
        for (let i = 0; i < hashes.length; i++) hashes[i] = ((hashes[i] >>> 8) % partitions) | 0;
        return scatter(batch, hashes, partitions);
      };
    }
    case 'roundRobin': {
      const { partitions } = distribution;
      if (partitions === 1) return (batch) => [batch];
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
  }
}

/** One batch per partition (counting sort by target). */
export function scatter(batch: Batch, targets: Int32Array, partitions: number): Batch[] {
  const starts = new Int32Array(partitions + 1);
  for (let i = 0; i < targets.length; i++) starts[targets[i] + 1]++;
  for (let p = 0; p < partitions; p++) starts[p + 1] += starts[p];
  const next = starts.slice();
  const rows = new Int32Array(targets.length);
  for (let i = 0; i < targets.length; i++) rows[next[targets[i]]++] = i;
  return Array.from({ length: partitions }, (_, p) =>
    takeBatch(batch, rows.subarray(starts[p], starts[p + 1])),
  );
}
