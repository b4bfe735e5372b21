import { hashColumns, type Batch } from '@graticule/columnar';
import type { Expression } from '../plan/expression.js';
import type { PhysicalNode } from '../plan/physical.js';
import { scatter } from './distribute.js';
import { columnsOf } from './expressions.js';
import type { Rows, TaskContext } from './taskContext.js';

/** With fewer rows the table of all keys stays in the processor's cache. */
const ROWS_MIN = 1 << 18;
/** Rows of a bucket, about. */
const BUCKET_ROWS = 1 << 15;
const BUCKETS_MAX = 64;

/** Whether the rows have been computed by other stages: they are in memory, all of them at once or not. */
export function comesFromStages(node: PhysicalNode): boolean {
  if (node.kind === 'union') return node.inputs.every(comesFromStages);
  return node.kind === 'stageInput';
}

/**
 * All rows, those with equal keys in one bucket, in the order of the input within a bucket. Looking keys up waits for
 * memory at every row when the table is large; the tables of buckets are small. Few rows are one bucket.
 */
export async function* rowsInBuckets(
  keys: readonly Expression[],
  input: Rows,
  context: TaskContext,
): AsyncGenerator<readonly Batch[]> {
  const batches: Batch[] = [];
  let rows = 0;
  for await (const batch of input) {
    batches.push(batch);
    rows += batch.length;
  }
  const bits = Math.ceil(Math.log2(Math.min(BUCKETS_MAX, rows / BUCKET_ROWS)));
  if (rows < ROWS_MIN) {
    yield batches;
    return;
  }
  const keysOf = columnsOf(keys, context.evaluation);
  const buckets: Batch[][] = Array.from({ length: 1 << bits }, () => []);
  for (const batch of batches) {
    const hashes = hashColumns(keysOf(batch), batch.length);
    // Partitions of exchanges and slots of tables go by lower bits.
    for (let i = 0; i < hashes.length; i++) hashes[i] = hashes[i] >>> (32 - bits);
    scatter(batch, hashes, buckets.length).forEach((part, bucket) => {
      if (part.length > 0) buckets[bucket].push(part);
    });
  }
  for (const bucket of buckets) if (bucket.length > 0) yield bucket;
}
