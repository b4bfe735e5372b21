import type { Column } from './column.js';
import { listEnd, listStart } from './column.js';
import { slice } from './slice.js';
import { plainBytes } from './take.js';

/**
 * The same rows without the parts of buffers that slices no longer reach: text and list elements outside the rows, and
 * dictionaries larger than the column. Columns that waste less than half of a buffer are returned as they are.
 */
export function compact(column: Column): Column {
  switch (column.layout) {
    case 'bytes': {
      const { offsets, data, length } = column;
      const start = offsets[0];
      const end = offsets[length];
      if (2 * (end - start) >= data.length) return column;
      return { ...column, offsets: rebased(offsets, start), data: data.subarray(start, end) };
    }
    case 'dictionary':
      return column.dictionary.length > column.length ? plainBytes(column) : column;
    case 'list': {
      if (column.offsets === null || column.length === 0) return { ...column, child: compact(column.child) };
      const start = listStart(column, 0);
      const end = listEnd(column, column.length - 1);
      if (2 * (end - start) >= column.child.length) return { ...column, child: compact(column.child) };
      const child = compact(slice(column.child, start, end));
      return { ...column, offsets: rebased(column.offsets, start), child };
    }
    case 'struct':
      return { ...column, children: column.children.map(compact) };
    default:
      return column;
  }
}

function rebased(offsets: Int32Array, start: number): Int32Array {
  const out = new Int32Array(offsets.length);
  for (let i = 0; i < out.length; i++) out[i] = offsets[i] - start;
  return out;
}
