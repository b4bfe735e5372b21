import type { Column } from './column.js';
import { isValid } from './column.js';
import { comparison, type RowComparison } from './compare.js';
import { int64Words } from './int64.js';
import { textRanks } from './textRanks.js';
import { sortByWords } from './wordSort.js';

export interface ColumnOrder {
  readonly ascending: boolean;
  readonly nullsFirst: boolean;
}

/**
 * Row numbers 0 .. length - 1 in sorted order of the columns (first column decides first). Stable: equal rows keep
 * their order. Keys are turned into unsigned words whose order is the wanted one (see wordSort.ts); values without such
 * words are first ranked with a merge sort.
 */
export function sortIndices(
  columns: readonly Column[],
  orders: readonly ColumnOrder[],
  length: number,
): Int32Array {
  const indices = new Int32Array(length);
  for (let i = 0; i < length; i++) indices[i] = i;
  const words = columns.flatMap((column, k) => sortWords(column, orders[k], length));
  sortByWords(words, indices);
  return indices;
}

/** Words of one key, most significant first; the first tells nulls from values when there are any. */
function sortWords(column: Column, order: ColumnOrder, length: number): Uint32Array[] {
  const words = valueWords(column, length);
  if (!order.ascending) for (const word of words) for (let i = 0; i < length; i++) word[i] = ~word[i];
  const validity = column.validity;
  if (validity === null) return words;
  const flags = new Uint32Array(length);
  for (let i = 0; i < length; i++) {
    const valid = (validity[i >> 3] & (1 << (i & 7))) !== 0;
    flags[i] = valid === order.nullsFirst ? 1 : 0;
    if (!valid) for (const word of words) word[i] = 0;
  }
  return [flags, ...words];
}

/** Ascending words of the values; what stands at nulls does not matter. */
function valueWords(column: Column, length: number): Uint32Array[] {
  if (column.layout === 'null') return [];
  if (column.layout === 'dictionary') {
    const ranks = textRanks(column.dictionary);
    const out = new Uint32Array(length);
    const indices = column.indices;
    for (let i = 0; i < length; i++) out[i] = ranks[indices[i]];
    return [out];
  }
  if (column.layout === 'bytes') return [textRanks(column)];
  if (column.layout !== 'primitive') return [rank(column, length)];
  const values = column.values;
  const low = new Uint32Array(length);
  if (values instanceof BigInt64Array) {
    const words = int64Words(values);
    const high = new Uint32Array(length);
    for (let i = 0; i < length; i++) {
      low[i] = words[2 * i];
      high[i] = words[2 * i + 1] ^ 0x80000000;
    }
    return [high, low];
  }
  if (values instanceof Float64Array || values instanceof Float32Array) return doubleWords(values, length);
  for (let i = 0; i < length; i++) low[i] = values[i] ^ 0x80000000;
  return [low];
}

/** Doubles as ordered 64-bit integers: negative numbers have all bits turned, others the sign bit. */
function doubleWords(values: Float64Array | Float32Array, length: number): Uint32Array[] {
  const low = new Uint32Array(length);
  const high = new Uint32Array(length);
  const scratch = new Float64Array(1);
  const words = new Int32Array(scratch.buffer);
  for (let i = 0; i < length; i++) {
    const value = values[i];
    scratch[0] = value === 0 ? 0 : value !== value ? NaN : value;
    const flip = words[1] >> 31;
    low[i] = words[0] ^ flip;
    high[i] = words[1] ^ (flip | 0x80000000);
  }
  return [high, low];
}

/** Dense rank of each row's value, from 0; equal values share one. */
function rank(column: Column, length: number): Uint32Array {
  const compare = comparison(column, column);
  const sorted = mergeSort(length, compare);
  const ranks = new Uint32Array(length);
  let current = 0;
  for (let k = 0; k < length; k++) {
    if (k > 0 && compare(sorted[k - 1], sorted[k]) !== 0) current++;
    ranks[sorted[k]] = current;
  }
  return ranks;
}

/** 0 .. length - 1 in the order of the comparison, stable. */
export function mergeSort(length: number, compare: RowComparison): Int32Array {
  let from = new Int32Array(length);
  let to = new Int32Array(length);
  for (let i = 0; i < length; i++) from[i] = i;
  for (let width = 1; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      const middle = Math.min(start + width, length);
      const end = Math.min(start + 2 * width, length);
      let i = start;
      let j = middle;
      if (middle < end && compare(from[middle - 1], from[middle]) <= 0) {
        to.set(from.subarray(start, end), start);
        continue;
      }
      for (let k = start; k < end; k++) {
        to[k] = i < middle && (j >= end || compare(from[i], from[j]) <= 0) ? from[i++] : from[j++];
      }
    }
    [from, to] = [to, from];
  }
  return from;
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
