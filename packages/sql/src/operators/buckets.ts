import {
  concatBatches,
  hashColumns,
  sliceBatch,
  takeBatch,
  type Batch,
  type Column,
} from '@graticule/columnar';
import type { Expression } from '../plan/expression.js';
import type { PhysicalNode } from '../plan/physical.js';
import { columnsOf } from './expressions.js';
import { GroupTable } from './groupTable.js';
import { rowsByHash } from './rowsByTarget.js';
import type { Rows, TaskContext } from './taskContext.js';

/** The bucket of a key depends on its hash (rowsByHash). */
export const BUCKET_BITS = 5;
export const BUCKETS = 1 << BUCKET_BITS;

/** With fewer rows the table of all keys stays in the processor's cache. */
const ROWS_MIN = 1 << 18;
/** The parts of a bucket are put together until they have this many rows. */
const ROWS_JOINED = 1 << 16;

/** Whether the rows have been computed by other stages: they are in memory, all of them at once or not. */
export function comesFromStages(node: PhysicalNode): boolean {
  if (node.kind === 'union') return node.inputs.every(comesFromStages);
  return node.kind === 'stageInput';
}

/**
 * All rows, those with equal keys in one bucket, in the order of the input within a bucket. Looking keys up waits for
 * memory at every row when the table is large; the tables of buckets are small. Few rows are one bucket, and so are rows
 * whose keys need no table.
 */
export async function* rowsInBuckets(
  keys: readonly Expression[],
  input: Rows,
  context: TaskContext,
): AsyncGenerator<Iterable<Batch>> {
  const batches: Batch[] = [];
  let rows = 0;
  for await (const batch of input) {
    batches.push(batch);
    rows += batch.length;
  }
  const keysOf = columnsOf(keys, context.evaluation);
  if (rows < ROWS_MIN || areFoundDirectly(keysOf(batches[0]), batches[0].length)) {
    yield batches;
    return;
  }
  const buckets: Batch[][] = Array.from({ length: BUCKETS }, () => []);
  for (const batch of batches) {
    // An exchange may have put them into this order already.
    const { rows, starts } = rowsByHash(hashColumns(keysOf(batch), batch.length), 1, BUCKET_BITS);
    const sorted = rows === null ? batch : takeBatch(batch, rows, false);
    for (let b = 0; b < BUCKETS; b++)
      if (starts[b] < starts[b + 1]) buckets[b].push(sliceBatch(sorted, starts[b], starts[b + 1]));
  }
  for (const bucket of buckets) if (bucket.length > 0) yield joined(bucket);
}

/** Whether a table finds the keys without a search; told by some of them. */
function areFoundDirectly(keys: readonly Column[], length: number): boolean {
  const table = new GroupTable(keys.map(({ type }) => type));
  table.assign(keys, length);
  return table.direct;
}

function* joined(batches: readonly Batch[]): Generator<Batch> {
  let pending: Batch[] = [];
  let rows = 0;
  for (const batch of batches) {
    if (pending.length > 0 && rows + batch.length > ROWS_JOINED) {
      yield concatBatches(batch.schema, pending);
      pending = [];
      rows = 0;
    }
    pending.push(batch);
    rows += batch.length;
  }
  yield concatBatches(batches[0].schema, pending);
}
