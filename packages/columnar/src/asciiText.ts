import { Buffer, isAscii } from 'node:buffer';
import type { BytesColumn } from './column.js';

/** Above this the text would be a burden for the heap, and rows are long enough to be decoded one by one. */
const BYTES_MAX = 32 * 1024 * 1024;

/**
 * All strings of a column as one text, when every byte is ASCII: row i is its part offsets[i] - offsets[0] ..
 * offsets[i + 1] - offsets[0]. Null when a byte is not ASCII or the column is very large. To take parts of one text costs a
 * fraction of decoding row by row.
 */
export function asciiText({ offsets, data, length }: BytesColumn): string | null {
  const start = offsets[0];
  const size = offsets[length] - start;
  if (size > BYTES_MAX) return null;
  const bytes = data.subarray(start, start + size);
  return isAscii(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, size).toString('latin1') : null;
}
