import { DOUBLE, primitiveColumn, takeBatch, type Batch } from '@graticule/columnar';
import type { PhysicalRangeSample } from '../plan/physical.js';
import { orderKeys } from './sortedRows.js';
import type { Rows, TaskContext } from './taskContext.js';

/**
 * Evenly spread rows: the input is divided into `rows` stretches of equal length, and of each a row is taken that its
 * number decides, so that rows which repeat themselves are not always met at the same place.
 */
export async function* rangeSample(node: PhysicalRangeSample, input: Rows, context: TaskContext): Rows {
  const { orders, schema } = node;
  const batches: Batch[] = [];
  let length = 0;
  for await (const batch of input) {
    batches.push(batch);
    length += batch.length;
  }
  const wanted = Math.min(node.rows, length);
  const keysOf = orderKeys(orders, context);
  let sampled = 0;
  let before = 0;
  for (const batch of batches) {
    const rows = new Int32Array(Math.min(batch.length, wanted - sampled));
    let count = 0;
    for (; sampled < wanted; sampled++) {
      const row = Math.floor(((sampled + fraction(sampled)) * length) / wanted) - before;
      if (row >= batch.length) break;
      rows[count++] = row;
    }
    before += batch.length;
    if (count === 0) continue;
    const weights = primitiveColumn(DOUBLE, new Float64Array(count).fill(length / wanted));
    const taken = takeBatch(batch, rows.subarray(0, count), false);
    yield { schema, length: count, columns: [...keysOf(taken), weights] };
  }
}

/** A number in [0, 1) that looks random, from a whole number. */
function fraction(number: number): number {
  let bits = Math.imul(number ^ 0x9e3779b9, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 4294967296;
}
