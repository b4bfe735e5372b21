import { concatBatches, sliceBatch, type Batch } from '@graticule/columnar';
import type { PhysicalLimit, PhysicalTail } from '../plan/physical.js';
import { pieces } from './collect.js';
import type { Rows, TaskContext } from './taskContext.js';

/** Skips `offset` rows, then passes at most `count`; the input is not read any further. */
export async function* limit(node: PhysicalLimit, input: Rows): Rows {
  let toSkip = node.offset;
  let left = node.count ?? Infinity;
  if (left === 0) return;
  for await (const batch of input) {
    const start = Math.min(toSkip, batch.length);
    toSkip -= start;
    const end = Math.min(batch.length, start + left);
    if (end > start) yield start === 0 && end === batch.length ? batch : sliceBatch(batch, start, end);
    left -= end - start;
    if (left <= 0) return;
  }
}

export async function* tail(node: PhysicalTail, input: Rows, context: TaskContext): Rows {
  let kept: Batch[] = [];
  let rows = 0;
  for await (const batch of input) {
    kept.push(batch);
    rows += batch.length;
    while (rows - kept[0].length >= node.count) rows -= kept.shift()!.length;
  }
  if (rows === 0) return;
  const all = concatBatches(node.schema, kept);
  kept = [];
  yield* pieces(sliceBatch(all, Math.max(0, all.length - node.count), all.length), context.batchRows);
}
