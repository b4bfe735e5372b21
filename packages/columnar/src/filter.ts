import type { Batch } from './column.js';
import { takeBatch } from './take.js';

/** Positions of the rows whose mask byte is not 0. */
export function selectedRows(mask: Uint8Array, length: number): Int32Array {
  const out = new Int32Array(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    out[count] = i;
    count += mask[i] === 0 ? 0 : 1;
  }
  return out.subarray(0, count);
}

/** Rows whose mask byte is not 0; the batch itself when that is all of them. */
export function filterByMask(batch: Batch, mask: Uint8Array): Batch {
  const rows = selectedRows(mask, batch.length);
  return rows.length === batch.length ? batch : takeBatch(batch, rows, false);
}
