import type { Split } from '@graticule/sql';

/** Decoded bytes that one task reads, at most about ... */
const TASK_BYTES_MAX = 24 * 1024 * 1024;
/** ... and at least, until there are tasks enough for the cores of a usual machine. */
const TASK_BYTES_MIN = 4 * 1024 * 1024;
const USUAL_CORES = 8;

/**
 * Splits in order, put together to equal shares of at most about TASK_BYTES_MAX. Depends on the data alone, so that
 * partitions, and with them the order of rows, do not depend on how many executors there are. At least one task,
 * possibly empty.
 */
export function groupSplits(splits: readonly Split[]): readonly (readonly Split[])[] {
  const total = splits.reduce((sum, { bytes }) => sum + bytes, 0);
  const tasks = evenNumber(Math.max(total / TASK_BYTES_MAX, Math.min(USUAL_CORES, total / TASK_BYTES_MIN)));
  const groups: Split[][] = [];
  let before = 0;
  let last = -1;
  for (const split of splits) {
    // By its middle, so that no share grows by more than half a split.
    const share = total === 0 ? 0 : Math.floor(((before + split.bytes / 2) / total) * tasks);
    if (share !== last) groups.push([]);
    groups[groups.length - 1].push(split);
    before += split.bytes;
    last = share;
  }
  return groups.length > 0 ? groups : [[]];
}

/** At least `needed` parts of equal size, as many as all slots of the usual machines (2, 4, 8 or more) work on evenly. */
export function evenNumber(needed: number): number {
  for (const few of [1, 2, 4]) if (needed <= few) return few;
  return 8 * Math.ceil(needed / 8);
}
