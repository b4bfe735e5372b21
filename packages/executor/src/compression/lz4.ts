import { unpackBlock } from './unpackers.js';

/**
 * LZ4 blocks without a frame around them, as columnar files hold them
 * (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md): sequences of literals and a copy of earlier bytes.
 */
const DISTANCE_MAX = 65_535;
const MATCH_MIN = 4;
/** The format demands: the last five bytes are literals, and no copy begins in the last twelve. */
const LAST_LITERALS = 5;
const LAST_MATCH = 12;
const TABLE_BITS = 14;

/** Unpacks a block to the start of `into` and returns the number of bytes. Throws when the block is damaged. */
export function unpackLz4(packed: Uint8Array, into: Uint8Array): number {
  const bytes = lz4Text(packed, into.length);
  into.set(bytes);
  return bytes.length;
}

/** The text of a block, at most sizeMax bytes; the next block overwrites it. Throws when the block is damaged. */
export function lz4Text(packed: Uint8Array, sizeMax: number): Uint8Array {
  const bytes = unpackBlock('lz4', packed, 0, sizeMax);
  if (bytes === null) throw new Error(`an LZ4 block is damaged or holds more than ${sizeMax} bytes`);
  return bytes;
}

/** Packs bytes as one block. */
export function packLz4(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(16 + bytes.length + Math.ceil(bytes.length / 255));
  const table = new Int32Array(1 << TABLE_BITS).fill(-1);
  const matchEnd = bytes.length - LAST_LITERALS;
  let at = 0;
  let literal = 0;
  // Where nothing repeats, steps grow: bytes that do not pack cost little time.
  let misses = 0;
  for (let i = 0; i <= bytes.length - LAST_MATCH;) {
    const word = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    const slot = Math.imul(word, 0x1e35a7bd) >>> (32 - TABLE_BITS);
    const found = table[slot];
    table[slot] = i;
    if (
      found < 0 ||
      i - found > DISTANCE_MAX ||
      bytes[found] !== bytes[i] ||
      bytes[found + 1] !== bytes[i + 1] ||
      bytes[found + 2] !== bytes[i + 2] ||
      bytes[found + 3] !== bytes[i + 3]
    ) {
      i += 1 + (misses++ >> 5);
      continue;
    }
    misses = 0;
    let length = MATCH_MIN;
    while (i + length < matchEnd && bytes[found + length] === bytes[i + length]) length++;
    const token = at;
    at = putLiterals(bytes, literal, i, out, at);
    const distance = i - found;
    out[at++] = distance & 255;
    out[at++] = distance >> 8;
    const more = length - MATCH_MIN;
    out[token] |= Math.min(more, 15);
    if (more >= 15) at = putLength(more - 15, out, at);
    i += length;
    literal = i;
  }
  return out.subarray(0, putLiterals(bytes, literal, bytes.length, out, at));
}

/** A token and its literals; the low half of the token is left 0. */
function putLiterals(bytes: Uint8Array, start: number, end: number, out: Uint8Array, to: number): number {
  let at = to;
  const length = end - start;
  out[at++] = Math.min(length, 15) << 4;
  if (length >= 15) at = putLength(length - 15, out, at);
  out.set(bytes.subarray(start, end), at);
  return at + length;
}

function putLength(length: number, out: Uint8Array, to: number): number {
  let at = to;
  let rest = length;
  for (; rest >= 255; rest -= 255) out[at++] = 255;
  out[at++] = rest;
  return at;
}
