import { TIMESTAMP, structType, type Column } from '@graticule/columnar';
import { pointColumn } from '@graticule/geoanalytics';

/** A geographic position lies within these degrees; longitudes of 0 to 360 are in use too. */
const LONGITUDE_MAX = 360;
const LATITUDE_MAX = 90;

/** Values of a double column, NaN where it is null: the form in which coordinates are checked. */
export function coordinates(column: Column): Float64Array {
  if (column.layout !== 'primitive' || !(column.values instanceof Float64Array)) {
    throw new TypeError(`coordinates are doubles, found ${column.type.kind}`);
  }
  const { validity, values, length } = column;
  if (validity === null) return values;
  const out = values.slice(0, length);
  for (let row = 0; row < length; row++) if ((validity[row >> 3] & (1 << (row & 7))) === 0) out[row] = NaN;
  return out;
}

/**
 * Marks rows, which are not marked yet, whose longitude and latitude cannot be; NaN is no position, which is not the same
 * as a wrong one.
 */
export function markPositions(
  xs: Float64Array,
  ys: Float64Array,
  length: number,
  faults: Int16Array,
  fault: number,
): void {
  for (let row = 0; row < length; row++) {
    const x = xs[row];
    const y = ys[row];
    const wrong = x > LONGITUDE_MAX || x < -LONGITUDE_MAX || y > LATITUDE_MAX || y < -LATITUDE_MAX;
    if (wrong && faults[row] === 0) faults[row] = fault;
  }
}

/** Points; null where x or y is NaN. */
export function pointsOf(xs: Float64Array, ys: Float64Array, length: number): Column {
  const bits = new Uint8Array((length + 7) >> 3);
  let known = 0;
  for (let row = 0; row < length; row++) {
    if (xs[row] !== xs[row] || ys[row] !== ys[row]) continue;
    bits[row >> 3] |= 1 << (row & 7);
    known++;
  }
  return pointColumn(xs.subarray(0, length), ys.subarray(0, length), known === length ? null : bits);
}

const INTERVAL = structType([
  { name: 'start', type: TIMESTAMP, nullable: true },
  { name: 'end', type: TIMESTAMP, nullable: true },
]);

/** `$time` from its moments: the start itself, or a struct that is null where both are. */
export function timeColumn(start: Column, end: Column | null, length: number): Column {
  if (end === null) return start;
  const validity = start.validity === null || end.validity === null ? null : start.validity.slice();
  if (validity) for (let i = 0; i < validity.length; i++) validity[i] |= end.validity![i];
  return { layout: 'struct', type: INTERVAL, length, validity, children: [start, end] };
}
