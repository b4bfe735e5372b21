import { BLOCK_BYTES, BLOCK_ROWS, BytesMemory, SLACK_BYTES, blockEnd } from './bytesMemory.js';
import type { BytesColumn } from './column.js';
import { bytesOf, copyBytes } from './copyBytes.js';

/** Where in the memory a block is. */
const OFFSETS = 0;
const HASHES = OFFSETS + 4 * (BLOCK_ROWS + 1);
const DATA = HASHES + 4 * BLOCK_ROWS;

/** Hashes of a column's first `length` strings; nulls are taken for what their bytes are. */
export function hashStrings({ offsets, data }: BytesColumn, length: number, out: Int32Array): void {
  const usual = BytesMemory.for(DATA + BLOCK_BYTES + SLACK_BYTES);
  let large: BytesMemory | null = null;
  for (let first = 0, end = 0; first < length; first = end) {
    end = blockEnd(offsets, first, length);
    const start = offsets[first];
    const size = offsets[end] - start;
    let memory = usual;
    if (size > BLOCK_BYTES) {
      memory = large ??= BytesMemory.for(DATA + size + SLACK_BYTES);
      memory.reserve(DATA + size + SLACK_BYTES);
    }
    const { functions, words, bytes } = memory;
    copyBytes(bytesOf(offsets.subarray(first, end + 1)), bytes, OFFSETS);
    copyBytes(data.subarray(start, offsets[end]), bytes, DATA);
    functions.hash(OFFSETS, end - first, DATA - start, HASHES);
    out.set(words.subarray(HASHES / 4, HASHES / 4 + end - first), first);
  }
}
