import { concat, isValid, nullColumn, take } from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';
import { strideOf } from './columns.js';

/**
 * Row i of the result is row i of columns[choice[i]] (row 0 of a constant column), or null for a negative choice.
 * The parts are joined and taken from at once.
 */
export function chooseRows(
  columns: readonly Column[],
  choice: Int32Array,
  length: number,
  type: DataType,
): Column {
  const used = columns.map((column) => (column.layout === 'null' ? nullColumn(type, column.length) : column));
  if (used.length === 0) return nullColumn(type, length);
  const starts: number[] = [];
  let total = 0;
  for (const column of used) {
    starts.push(total);
    total += column.length;
  }
  const steps = used.map((column) => strideOf(column, length));
  const rows = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    const k = choice[i];
    rows[i] = k < 0 ? -1 : starts[k] + i * steps[k];
  }
  return { ...take(concat(type, used), rows), type } as Column;
}

/** For every row the first column that is not null there, -1 when all are. */
export function firstValid(columns: readonly Column[], length: number): Int32Array {
  const choice = new Int32Array(length).fill(-1);
  columns.forEach((column, k) => {
    const step = strideOf(column, length);
    for (let i = 0; i < length; i++) if (choice[i] < 0 && isValid(column, i * step)) choice[i] = k;
  });
  return choice;
}
