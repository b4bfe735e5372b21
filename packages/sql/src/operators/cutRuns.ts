import {
  concat,
  orderedComparison,
  sliceBatch,
  sortIndices,
  take,
  type Batch,
  type Column,
} from '@graticule/columnar';
import type { SortOrder } from '../plan/expression.js';

/** Of every run each so many-th row is looked at to find where to cut. */
const SAMPLE_STEP = 256;

/** Rows between two cuts: of every run those that it has there, in the order of the runs. */
export interface Part {
  readonly slices: readonly Batch[];
  /** All rows of the part are known to be equal in the orders. */
  readonly equal: boolean;
}

/** Rows before a sample row, or, when they are to be included, up to those that are equal to it. */
interface Cut {
  readonly sample: number;
  readonly included: boolean;
}

/**
 * Cuts sorted runs at common values into parts of about `rows` rows, in order. Rows that are equal in the orders are in
 * the same part. keysOf: the columns that the orders are about.
 */
export function* cutRuns(
  runs: readonly Batch[],
  keysOf: (batch: Batch) => readonly Column[],
  orders: readonly SortOrder[],
  rows: number,
): Generator<Part> {
  const keys = runs.map(keysOf);
  const samples = sampleOf(keys, runs);
  const cuts = chooseCuts(samples, orders, Math.ceil(totalRows(runs) / rows));
  const compare = keys.map((columns) => orderedComparison(columns, samples, orders));
  const starts = new Int32Array(runs.length);
  for (let c = 0; c <= cuts.length; c++) {
    const slices: Batch[] = [];
    for (let r = 0; r < runs.length; r++) {
      const start = starts[r];
      const end = c === cuts.length ? runs[r].length : placeOf(cuts[c], compare[r], start, runs[r].length);
      if (end > start) slices.push(sliceBatch(runs[r], start, end));
      starts[r] = end;
    }
    const equal = c > 0 && c < cuts.length && cuts[c].included;
    if (slices.length > 0) yield { slices, equal };
  }
}

function totalRows(runs: readonly Batch[]): number {
  return runs.reduce((sum, run) => sum + run.length, 0);
}

/** The keys of evenly spread rows of every run. */
function sampleOf(keys: readonly (readonly Column[])[], runs: readonly Batch[]): Column[] {
  const taken = runs.map(({ length }) => {
    const rows = new Int32Array(Math.ceil(length / SAMPLE_STEP));
    for (let k = 0; k < rows.length; k++) {
      rows[k] = Math.min(length - 1, k * SAMPLE_STEP + SAMPLE_STEP / 2);
    }
    return rows;
  });
  return keys[0].map(({ type }, k) =>
    concat(
      type,
      keys.map((columns, r) => take(columns[k], taken[r])),
    ),
  );
}

/** Cuts that make about `parts` parts. A value that fills a part by itself is cut off on both sides. */
function chooseCuts(samples: readonly Column[], orders: readonly SortOrder[], parts: number): Cut[] {
  const [{ length }] = samples;
  const sorted = sortIndices(samples, orders, length);
  const compare = orderedComparison(samples, samples, orders);
  const cuts: Cut[] = [];
  for (let p = 1; p < parts; p++) {
    const sample = sorted[Math.floor((p * length) / parts)];
    const before = cuts.at(-1);
    if (before === undefined || compare(before.sample, sample) !== 0) cuts.push({ sample, included: false });
    else if (!before.included) cuts.push({ sample, included: true });
  }
  return cuts;
}

/** The first row from `start` on that lies behind the cut. */
function placeOf(
  { sample, included }: Cut,
  compare: (row: number, sample: number) => number,
  start: number,
  end: number,
): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compare(middle, sample);
    if (order < 0 || (included && order === 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}
