import type { Split } from '@graticule/sql';

/** Decoded bytes that one task reads, about. */
const TASK_BYTES_MAX = 24 * 1024 * 1024;
const TASK_BYTES_MIN = 4 * 1024 * 1024;
const USUAL_CORES = 8;

/**
 * Splits in order, put together to equal shares of at most about TASK_BYTES_MAX. Depends on the data alone, so that
 * partitions, and with them the order of rows, do not depend on how many executors there are. At least one task,
 * possibly empty.
 */
export function groupSplits(splits: readonly Split[]): readonly (readonly Split[])[] {
  const total = splits.reduce((sum, { bytes }) => sum + bytes, 0);
  const tasks = partsOf(total, TASK_BYTES_MAX, TASK_BYTES_MIN);
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

/**
 * Into how many parts to divide so many bytes: of at most `most`, and of at least `least` until there are parts enough for
 * the cores of a usual machine.
 */
export function partsOf(bytes: number, most: number, least: number): number {
  return evenNumber(Math.max(bytes / most, Math.min(USUAL_CORES, bytes / least)));
}

/** At least `needed` parts of equal size, as many as all slots of the usual machines (2, 4, 8 or more) work on evenly. */
export function evenNumber(needed: number): number {
  for (const few of [1, 2, 4]) if (needed <= few) return few;
  return 8 * Math.ceil(needed / 8);
}
