import { isValid } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import { invalidGeometry } from '../errors.js';

/**
 * Values of a numeric column as doubles; null becomes NaN. The column's own array is returned when it already is one
 * of doubles without nulls, so callers must not write to the result.
 */
export function toDoubles(column: Column): Float64Array {
  if (column.layout === 'null') return new Float64Array(column.length).fill(NaN);
  if (column.layout === 'primitive') {
    const values = column.values;
    if (values instanceof Float64Array && column.validity === null) return values;
    const doubles = new Float64Array(column.length);
    for (let row = 0; row < doubles.length; row++) {
      doubles[row] = isValid(column, row) ? Number(values[row]) : NaN;
    }
    return doubles;
  }
  if (column.layout === 'decimal' && column.type.kind === 'decimal') {
    const scale = 10 ** column.type.scale;
    const doubles = new Float64Array(column.length);
    for (let row = 0; row < doubles.length; row++) {
      const unscaled = (column.words[2 * row + 1] << 64n) + BigInt.asUintN(64, column.words[2 * row]);
      doubles[row] = isValid(column, row) ? Number(unscaled) / scale : NaN;
    }
    return doubles;
  }
  throw invalidGeometry(`coordinates must be numbers, found ${column.type.kind}`);
}
