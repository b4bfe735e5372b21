import { unpackBlock } from './unpackers.js';

/**
 * Snappy blocks without the framing around them, as columnar files hold them
 * (https://github.com/google/snappy/blob/main/format_description.txt): the size of the text, then literals and copies of
 * earlier bytes.
 */
const COPY_2 = 2;
/** Copies with a two-byte distance reach this far. */
const BLOCK_BYTES = 1 << 16;
const TABLE_BITS = 14;
const MATCH_MIN = 4;

/** The size of the text that a block holds. */
export function snappySize(packed: Uint8Array): number {
  let size = 0;
  for (let i = 0; i < 5 && i < packed.length; i++) {
    size += (packed[i] & 127) * 2 ** (7 * i);
    if (packed[i] < 128) return size;
  }
  throw new Error('a Snappy block does not begin with its size');
}

/** Unpacks a block to the start of `into` and returns the number of bytes. Throws when the block is damaged. */
export function unpackSnappy(packed: Uint8Array, into: Uint8Array): number {
  const bytes = snappyText(packed, into.length);
  into.set(bytes);
  return bytes.length;
}

/** The text of a block, at most sizeMax bytes; the next block overwrites it. Throws when the block is damaged. */
export function snappyText(packed: Uint8Array, sizeMax: number): Uint8Array {
  const size = snappySize(packed);
  if (size > sizeMax) throw new Error(`a Snappy block claims ${size} bytes; expected at most ${sizeMax}`);
  let start = 0;
  while (packed[start++] >= 128);
  const bytes = unpackBlock('snappy', packed, start, size);
  if (bytes?.length !== size) throw new Error('a Snappy block is damaged');
  return bytes;
}

/** Packs bytes as one block. */
export function packSnappy(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(6 + bytes.length + Math.ceil(bytes.length / 6));
  let at = 0;
  let size = bytes.length;
  for (; size >= 128; size = Math.floor(size / 128)) out[at++] = (size & 127) | 128;
  out[at++] = size;
  const table = new Int32Array(1 << TABLE_BITS);
  for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
    at = packPart(bytes, start, Math.min(start + BLOCK_BYTES, bytes.length), table.fill(-1), out, at);
  }
  return out.subarray(0, at);
}

function packPart(
  bytes: Uint8Array,
  start: number,
  end: number,
  table: Int32Array,
  out: Uint8Array,
  to: number,
): number {
  let at = to;
  let literal = start;
  // Where nothing repeats, steps grow: bytes that do not pack cost little time.
  let misses = 0;
  for (let i = start; i + MATCH_MIN <= end;) {
    const word = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    const slot = Math.imul(word, 0x1e35a7bd) >>> (32 - TABLE_BITS);
    const found = table[slot];
    table[slot] = i;
    if (
      found < 0 ||
      bytes[found] !== bytes[i] ||
      bytes[found + 1] !== bytes[i + 1] ||
      bytes[found + 2] !== bytes[i + 2] ||
      bytes[found + 3] !== bytes[i + 3]
    ) {
      i += 1 + (misses++ >> 5);
      continue;
    }
    misses = 0;
    at = putLiteral(bytes, literal, i, out, at);
    let length = MATCH_MIN;
    while (i + length < end && bytes[found + length] === bytes[i + length]) length++;
    const distance = i - found;
    i += length;
    literal = i;
    for (; length > 0; at += 3) {
      // The rest of a long copy must have a length that can be written, too.
      const part = length <= 64 ? length : length < 64 + MATCH_MIN ? 60 : 64;
      out[at] = ((part - 1) << 2) | COPY_2;
      out[at + 1] = distance & 255;
      out[at + 2] = distance >> 8;
      length -= part;
    }
  }
  return putLiteral(bytes, literal, end, out, at);
}

function putLiteral(bytes: Uint8Array, start: number, end: number, out: Uint8Array, to: number): number {
  let at = to;
  const length = end - start;
  if (length === 0) return at;
  if (length <= 60) out[at++] = (length - 1) << 2;
  else {
    // At most BLOCK_BYTES: two bytes hold the length.
    out[at++] = 61 << 2;
    out[at++] = (length - 1) & 255;
    out[at++] = (length - 1) >> 8;
  }
  out.set(bytes.subarray(start, end), at);
  return at + length;
}
