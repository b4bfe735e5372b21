import { concatBatches, sliceBatch, type Batch, type StructType } from '@graticule/columnar';
import type { Rows } from './taskContext.js';

/** All rows as one batch. */
export async function collectRows(schema: StructType, input: Rows): Promise<Batch> {
  const batches: Batch[] = [];
  for await (const batch of input) batches.push(batch);
  return batches.length === 1 ? batches[0] : concatBatches(schema, batches);
}

/** A large batch in pieces of at most `rows` rows; nothing for an empty one. */
export function* pieces(batch: Batch, rows: number): Generator<Batch> {
  if (batch.length <= rows) {
    if (batch.length > 0) yield batch;
    return;
  }
  for (let start = 0; start < batch.length; start += rows) {
    yield sliceBatch(batch, start, Math.min(start + rows, batch.length));
  }
}
