import {
  countBits,
  listEnd,
  listStart,
  slice,
  withValidity,
  type Batch,
  type Column,
  type StructType,
} from '@graticule/columnar';

/** Rows of a batch at most; a multiple of 8, so that bitmaps are cut without a copy. */
const BATCH_ROWS = 65_536;

/** Batches without columns, for counting: the footer knows the number of rows. */
export function* emptyBatches(rows: number): Generator<Batch> {
  yield* batchesOf({ kind: 'struct', fields: [] }, [], rows);
}

/** The rows of some columns in batches, on the columns' own memory as far as possible. */
export function* batchesOf(schema: StructType, columns: readonly Column[], rows: number): Generator<Batch> {
  for (let start = 0; start < rows; start += BATCH_ROWS) {
    const end = Math.min(start + BATCH_ROWS, rows);
    yield { schema, length: end - start, columns: columns.map((column) => cut(column, start, end)) };
  }
}

/**
 * Rows start .. end without the parts of buffers that belong to other rows (batches are counted by their buffers, and
 * copied whole), and without a bitmap when none of them is null.
 */
function cut(column: Column, start: number, end: number): Column {
  const part = trimmed(slice(column, start, end));
  const { validity, length } = part;
  return validity !== null && countBits(validity, length) === length ? withValidity(part, null) : part;
}

function trimmed(column: Column): Column {
  switch (column.layout) {
    case 'bytes': {
      const { offsets, length } = column;
      const data = column.data.subarray(offsets[0], offsets[length]);
      return { ...column, offsets: rebased(offsets), data };
    }
    case 'list': {
      if (column.offsets === null || column.length === 0) return column;
      const child = cut(column.child, listStart(column, 0), listEnd(column, column.length - 1));
      return { ...column, offsets: rebased(column.offsets), child };
    }
    case 'struct':
      return { ...column, children: column.children.map((child) => cut(child, 0, child.length)) };
    default:
      return column;
  }
}

function rebased(offsets: Int32Array): Int32Array {
  const first = offsets[0];
  if (first === 0) return offsets;
  const out = new Int32Array(offsets.length);
  for (let i = 0; i < out.length; i++) out[i] = offsets[i] - first;
  return out;
}
