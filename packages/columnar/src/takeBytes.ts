import {
  BLOCK_BYTES,
  BLOCK_ROWS,
  BytesMemory,
  KEPT_BYTES_MAX,
  SLACK_BYTES,
  blockEnd,
} from './bytesMemory.js';
import type { BytesColumn } from './column.js';
import { bytesOf, copyBytes } from './copyBytes.js';

/** Where in the memory a block of rows is, the ends of their strings and the strings, and behind them the column. */
const ROWS = 0;
const ENDS = ROWS + 4 * BLOCK_ROWS;
const GATHERED = ENDS + 4 * BLOCK_ROWS;
const OFFSETS = GATHERED + BLOCK_BYTES + SLACK_BYTES;
/** So many bytes of the column are copied into the memory in the time that a row takes without it. */
const BYTES_PER_ROW = 128;
/** Longer strings are copied by the system, shorter ones four bytes at a time. */
const LONG_COPY = 48;

/** The strings at `indices`, of negative ones empty strings. validity: the result's. */
export function takeBytes(
  column: BytesColumn,
  indices: Int32Array,
  validity: Uint8Array | null,
): BytesColumn {
  const { offsets, length } = column;
  const size = 4 * (length + 1) + offsets[length] - offsets[0] + SLACK_BYTES;
  const fits = OFFSETS + size <= KEPT_BYTES_MAX && size <= BYTES_PER_ROW * indices.length;
  const gathered = fits ? gatherInMemory(column, indices) : gather(column, indices);
  return { layout: 'bytes', type: column.type, length: indices.length, validity, ...gathered };
}

type Strings = Pick<BytesColumn, 'offsets' | 'data'>;

function gatherInMemory(column: BytesColumn, indices: Int32Array): Strings {
  const { offsets: from, data: source, length: rows } = column;
  const { length } = indices;
  const start = from[0];
  const data = OFFSETS + 4 * (rows + 1);
  const { functions, words, bytes } = BytesMemory.for(data + from[rows] - start + SLACK_BYTES);
  copyBytes(bytesOf(from.subarray(0, rows + 1)), bytes, OFFSETS);
  copyBytes(source.subarray(start, from[rows]), bytes, data);
  const offsets = new Int32Array(length + 1);
  let total = 0;
  for (let first = 0; first < length; first += BLOCK_ROWS) {
    const block = indices.subarray(first, first + BLOCK_ROWS);
    words.set(block, ROWS / 4);
    total = functions.ends(ROWS, block.length, OFFSETS, total, ENDS);
    offsets.set(words.subarray(ENDS / 4, ENDS / 4 + block.length), first + 1);
  }
  const out = emptyBytes(total);
  for (let first = 0, end = 0; first < length; first = end) {
    end = blockEnd(offsets, first, length);
    const at = offsets[first];
    const size = offsets[end] - at;
    if (size > BLOCK_BYTES) {
      const row = indices[first];
      out.set(source.subarray(from[row], from[row + 1]), at);
      continue;
    }
    words.set(indices.subarray(first, end), ROWS / 4);
    functions.gather(ROWS, end - first, OFFSETS, data - start, GATHERED);
    out.set(bytes.subarray(GATHERED, GATHERED + size), at);
  }
  return { offsets, data: out };
}

/** The same without a copy of the column: of large ones, or few rows. */
function gather({ offsets: from, data: source }: BytesColumn, indices: Int32Array): Strings {
  const { length } = indices;
  const offsets = new Int32Array(length + 1);
  let total = 0;
  for (let k = 0; k < length; k++) {
    const index = indices[k];
    if (index >= 0) total += from[index + 1] - from[index];
    offsets[k + 1] = total;
  }
  const data = emptyBytes(total);
  const to = wordsOf(data);
  const words = wordsOf(source);
  for (let k = 0; k < length; k++) {
    const index = indices[k];
    if (index < 0) continue;
    let i = from[index];
    let at = offsets[k];
    const end = from[index + 1];
    if (end - i > LONG_COPY) {
      data.set(source.subarray(i, end), at);
      continue;
    }
    for (const whole = end - 3; i < whole; i += 4, at += 4) to.setInt32(at, words.getInt32(i, true), true);
    for (; i < end; i++, at++) data[at] = source[i];
  }
  return { offsets, data };
}

function emptyBytes(total: number): Uint8Array {
  if (total > 0x7fffffff)
    throw new RangeError(`${total} bytes of text in one column; at most 2147483647 fit`);
  return new Uint8Array(total);
}

/** Bytes for reading four at a time from any place. */
export function wordsOf(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength);
}
