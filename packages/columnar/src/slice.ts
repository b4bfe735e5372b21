import { sliceBitmap } from './bitmap.js';
import type { Batch, Column } from './column.js';

/** Rows start .. end of a column, on the same buffers (only an unaligned bitmap is copied). */
export function slice(column: Column, start: number, end: number): Column {
  if (start === 0 && end === column.length) return column;
  const length = end - start;
  const validity = sliceBitmap(column.validity, start, length);
  switch (column.layout) {
    case 'null':
      return { ...column, length };
    case 'primitive':
      return { ...column, length, validity, values: column.values.subarray(start, end) };
    case 'decimal':
      return { ...column, length, validity, words: column.words.subarray(2 * start, 2 * end) };
    case 'bytes':
      return { ...column, length, validity, offsets: column.offsets.subarray(start, end + 1) };
    case 'dictionary':
      return { ...column, length, validity, indices: column.indices.subarray(start, end) };
    case 'list':
      return column.offsets === null
        ? {
            ...column,
            length,
            validity,
            child: slice(column.child, start * column.stride, end * column.stride),
          }
        : { ...column, length, validity, offsets: column.offsets.subarray(start, end + 1) };
    case 'struct':
      return { ...column, length, validity, children: column.children.map((c) => slice(c, start, end)) };
    case 'interval':
      return {
        ...column,
        length,
        validity,
        months: column.months.subarray(start, end),
        days: column.days.subarray(start, end),
        micros: column.micros.subarray(start, end),
      };
  }
}

export function sliceBatch(batch: Batch, start: number, end: number): Batch {
  if (start === 0 && end === batch.length) return batch;
  return {
    schema: batch.schema,
    length: end - start,
    columns: batch.columns.map((c) => slice(c, start, end)),
  };
}
