import { valueComparison, type Column } from '@graticule/columnar';
import type { Frames } from './frame.js';
import type { WindowRows } from './windowRows.js';

/**
 * Per row the row of its frame with the smallest (or largest) value, -1 when the frame has no included row. Rows that a
 * later one beats can never be an answer again, so a queue of ever worse rows is enough and every row enters it once.
 */
export function extremeRows(
  values: Column,
  included: Uint8Array,
  { starts, ends }: Frames,
  { partitionStarts, length }: WindowRows,
  largest: boolean,
): Int32Array {
  const compare = valueComparison(values, values);
  const out = new Int32Array(length);
  const queue = new Int32Array(length);
  for (let p = 0; p + 1 < partitionStarts.length; p++) {
    let head = 0;
    let tail = 0;
    let next = partitionStarts[p];
    for (let i = next; i < partitionStarts[p + 1]; i++) {
      for (; next < ends[i]; next++) {
        if (included[next] === 0) continue;
        while (tail > head) {
          const order = compare(queue[tail - 1], next);
          if (largest ? order >= 0 : order <= 0) break;
          tail--;
        }
        queue[tail++] = next;
      }
      while (head < tail && queue[head] < starts[i]) head++;
      out[i] = head < tail ? queue[head] : -1;
    }
  }
  return out;
}
