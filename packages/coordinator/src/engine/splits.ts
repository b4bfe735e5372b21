import type { Split } from '@graticule/sql';

/** Decoded bytes that one task reads; small enough to spread a file of some 100 MB over many cores. */
const TASK_BYTES = 24 * 1024 * 1024;

/**
 * Splits in order, put together until a task has about TASK_BYTES. Depends on the data alone, so that partitions, and
 * with them the order of rows, do not depend on how many executors there are. At least one task, possibly empty.
 */
export function groupSplits(splits: readonly Split[]): readonly (readonly Split[])[] {
  const groups: Split[][] = [];
  let bytes = Infinity;
  for (const split of splits) {
    if (bytes + split.bytes > TASK_BYTES) {
      groups.push([]);
      bytes = 0;
    }
    groups[groups.length - 1].push(split);
    bytes += split.bytes;
  }
  return groups.length > 0 ? groups : [[]];
}
