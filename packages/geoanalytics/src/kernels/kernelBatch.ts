import { concatBatches } from '@graticule/columnar';
import type { Batch, Column, StructType } from '@graticule/columnar';

/** A batch of the given schema over these columns; all must have `length` rows. */
export function batchOf(schema: StructType, length: number, columns: readonly Column[]): Batch {
  return { schema, length, columns };
}

/** All rows of an input as one batch, or null when it yields none. */
export async function gather(input: AsyncIterable<Batch>): Promise<Batch | null> {
  const batches: Batch[] = [];
  for await (const batch of input) if (batch.length > 0) batches.push(batch);
  if (batches.length === 0) return null;
  return batches.length === 1 ? batches[0] : concatBatches(batches[0].schema, batches);
}
