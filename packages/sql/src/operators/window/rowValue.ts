import { concat, isValid, take, type Column } from '@graticule/columnar';
import type { Frames } from './frame.js';
import type { WindowRows } from './windowRows.js';

/**
 * lag and lead: the value `distance` rows further in the partition (negative: before). ignoreNulls: counting rows that
 * have a value only, if not the row itself is asked for. fallback: the value, of the row itself, where there is no such
 * row; null for null.
 */
export function valueAtDistance(
  values: Column,
  distance: number,
  ignoreNulls: boolean,
  fallback: Column | null,
  { partitionStarts, length }: WindowRows,
): Column {
  const indices = new Int32Array(length);
  const valid = ignoreNulls && distance !== 0 ? validRows(values) : null;
  for (let p = 0; p + 1 < partitionStarts.length; p++) {
    const start = partitionStarts[p];
    const end = partitionStarts[p + 1];
    for (let i = start; i < end; i++) {
      let row = i + distance;
      if (valid !== null) {
        const { rows, before } = valid;
        const at = distance > 0 ? before[i + 1] + distance - 1 : before[i] + distance;
        row = at >= before[start] && at < before[end] ? rows[at] : -1;
      }
      indices[i] = row >= start && row < end ? row : fallback === null ? -1 : length + i;
    }
  }
  return take(fallback === null ? values : concat(values.type, [values, fallback]), indices);
}

/**
 * The value of row `position` of the frame, counted from 1 at its start, or from -1 at its end. ignoreNulls: counting rows
 * that have a value only. Null where the frame has no such row.
 */
export function valueInFrame(values: Column, position: number, ignoreNulls: boolean, frames: Frames): Column {
  const { starts, ends } = frames;
  const length = starts.length;
  const indices = new Int32Array(length);
  if (!ignoreNulls || (values.layout !== 'null' && values.validity === null)) {
    for (let i = 0; i < length; i++) {
      const row = position > 0 ? starts[i] + position - 1 : ends[i] + position;
      indices[i] = row >= starts[i] && row < ends[i] ? row : -1;
    }
    return take(values, indices);
  }
  const { rows, before } = validRows(values);
  for (let i = 0; i < length; i++) {
    const first = before[starts[i]];
    const end = before[ends[i]];
    const at = position > 0 ? first + position - 1 : end + position;
    indices[i] = at >= first && at < end ? rows[at] : -1;
  }
  return take(values, indices);
}

/** Rows that have a value, and per row (and for the end) how many of them lie before it. */
function validRows(values: Column): { rows: Int32Array; before: Int32Array } {
  const { length } = values;
  const rows = new Int32Array(length);
  const before = new Int32Array(length + 1);
  let count = 0;
  for (let i = 0; i < length; i++) {
    before[i] = count;
    if (isValid(values, i)) rows[count++] = i;
  }
  before[length] = count;
  return { rows, before };
}
