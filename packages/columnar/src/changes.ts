import type { Column, PrimitiveValues } from './column.js';
import { equality } from './equal.js';

/**
 * Sets marks[i] to 1 for every row that is not equal to the row before it (as grouping means it: null equals null, NaN
 * equals NaN, 0.0 equals -0.0). The first row is left alone.
 */
export function markChanges(column: Column, marks: Uint8Array): void {
  if (column.layout === 'null') return;
  if (column.layout === 'primitive' && column.validity === null) markValues(column.values, marks);
  else if (column.layout === 'dictionary' && column.validity === null) markInts(column.indices, marks, 1);
  else {
    const equal = equality(column, column);
    for (let i = 1; i < column.length; i++) if (!equal(i - 1, i)) marks[i] = 1;
  }
}

function markValues(values: PrimitiveValues, marks: Uint8Array): void {
  if (values instanceof BigInt64Array) {
    markInts(new Int32Array(values.buffer, values.byteOffset, 2 * values.length), marks, 2);
  } else if (values instanceof Float64Array || values instanceof Float32Array) {
    for (let i = 1; i < values.length; i++) {
      const before = values[i - 1];
      const value = values[i];
      if (value !== before && (value === value || before === before)) marks[i] = 1;
    }
  } else if (values instanceof Int32Array) markInts(values, marks, 1);
  else for (let i = 1; i < values.length; i++) if (values[i] !== values[i - 1]) marks[i] = 1;
}

function markInts(words: Int32Array, marks: Uint8Array, width: 1 | 2): void {
  if (width === 1) {
    for (let i = 1; i < words.length; i++) if (words[i] !== words[i - 1]) marks[i] = 1;
    return;
  }
  for (let at = 2; at < words.length; at += 2) {
    if (words[at] !== words[at - 2] || words[at + 1] !== words[at - 1]) marks[at >> 1] = 1;
  }
}
