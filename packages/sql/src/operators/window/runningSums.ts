import { int64Words, primitiveColumn, type Column, type PrimitiveColumn } from '@graticule/columnar';
import { asDoubles, countColumn, flaggedValidity } from '../../functions/aggregates/state.js';
import type { Frames } from './frame.js';
import type { WindowRows } from './windowRows.js';

/** Included rows per frame, by differences of running counts. */
export function slidingCounts(included: Uint8Array, frames: Frames): Column {
  const counts = frameCounts(included, frames);
  return countColumn(counts, counts.length);
}

function frameCounts(included: Uint8Array, { starts, ends }: Frames): Float64Array {
  const { length } = starts;
  const before = new Float64Array(length + 1);
  for (let i = 0; i < length; i++) before[i + 1] = before[i] + included[i];
  const counts = new Float64Array(length);
  for (let i = 0; i < length; i++) counts[i] = before[ends[i]] - before[starts[i]];
  return counts;
}

/**
 * Sums of integers as 64 bits that wrap around, by differences of running sums: exact, because subtraction undoes what
 * wrapped. Null for frames without an included row.
 */
export function slidingLongSums(column: PrimitiveColumn, included: Uint8Array, frames: Frames): Column {
  const { starts, ends } = frames;
  const { length } = starts;
  const { values } = column;
  const wide = values instanceof BigInt64Array ? int64Words(values) : null;
  const small = values as Int32Array;
  const running = int64Words(new BigInt64Array(length + 1));
  for (let i = 0; i < length; i++) {
    const taken = included[i] !== 0;
    const low = !taken ? 0 : wide === null ? small[i] : wide[2 * i];
    const high = !taken ? 0 : wide === null ? small[i] >> 31 : wide[2 * i + 1];
    const sum = (running[2 * i] >>> 0) + (low >>> 0);
    running[2 * i + 2] = sum;
    running[2 * i + 3] = running[2 * i + 1] + high + (sum > 0xffffffff ? 1 : 0);
  }
  const sums = new BigInt64Array(length);
  const out = int64Words(sums);
  for (let i = 0; i < length; i++) {
    const from = 2 * starts[i];
    const to = 2 * ends[i];
    const low = (running[to] >>> 0) - (running[from] >>> 0);
    out[2 * i] = low;
    out[2 * i + 1] = running[to + 1] - running[from + 1] - (low < 0 ? 1 : 0);
  }
  return primitiveColumn({ kind: 'long' }, sums, flaggedValidity(frameCounts(included, frames), length));
}

/**
 * Sums or means of doubles over growing frames, with the rounding errors of the additions carried along (Neumaier), as
 * the aggregate does it. Null for frames without an included row.
 */
export function runningDoubles(
  column: PrimitiveColumn,
  included: Uint8Array,
  frames: Frames,
  { partitionStarts, length }: WindowRows,
  average: boolean,
): Column {
  const { ends } = frames;
  const values = asDoubles(column);
  const out = new Float64Array(length);
  const counts = new Float64Array(length);
  for (let p = 0; p + 1 < partitionStarts.length; p++) {
    let sum = 0;
    let error = 0;
    let count = 0;
    let next = partitionStarts[p];
    for (let i = next; i < partitionStarts[p + 1]; i++) {
      for (; next < ends[i]; next++) {
        if (included[next] === 0) continue;
        const value = values[next];
        const total = sum + value;
        error += Math.abs(sum) >= Math.abs(value) ? sum - total + value : value - total + sum;
        sum = total;
        count++;
      }
      // Infinity and NaN make the carried error NaN: then the plain sum is the answer.
      const exact = Number.isFinite(sum) ? sum + error : sum;
      out[i] = average ? exact / count : exact;
      counts[i] = count;
    }
  }
  return primitiveColumn({ kind: 'double' }, out, flaggedValidity(counts, length));
}
