import { isValid, type Column } from '../column.js';
import { comparison, type RowComparison } from '../compare.js';
import { sortLevels } from './levelSort.js';
import { sortKeys, type ColumnOrder } from './sortKeys.js';

export type { ColumnOrder } from './sortKeys.js';

/**
 * Row numbers 0 .. length - 1 in sorted order of the columns (first column decides first). Stable: equal rows keep
 * their order.
 */
export function sortIndices(
  columns: readonly Column[],
  orders: readonly ColumnOrder[],
  length: number,
): Int32Array {
  return sortLevels(sortKeys(columns, orders, length), length);
}

/** Whether row numbers are 0, 1, 2 ...: what was sorted is in order already. */
export function isRising(rows: Int32Array): boolean {
  for (let k = 0; k < rows.length; k++) if (rows[k] !== k) return false;
  return true;
}

/** Compares rows of two sets of key columns under the orders, nulls placed as asked: for merging sorted runs. */
export function orderedComparison(
  left: readonly Column[],
  right: readonly Column[],
  orders: readonly ColumnOrder[],
): RowComparison {
  const keys = left.map((column, k) => {
    const compare = comparison(column, right[k]);
    const { ascending, nullsFirst } = orders[k];
    const other = right[k];
    return (i: number, j: number): number => {
      const a = isValid(column, i);
      const b = isValid(other, j);
      if (a && b) return ascending ? compare(i, j) : -compare(i, j);
      if (a === b) return 0;
      return a === nullsFirst ? 1 : -1;
    };
  });
  return (i, j) => {
    for (let k = 0; k < keys.length; k++) {
      const order = keys[k](i, j);
      if (order !== 0) return order;
    }
    return 0;
  };
}
