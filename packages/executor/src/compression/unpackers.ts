import { PAGE_BYTES, instantiate, type Memory } from '@graticule/columnar';
import { UNPACKERS } from './unpackersModule.js';

/** The functions of unpackers.wat. */
interface Unpackers {
  readonly memory: Memory;
  snappy(at: number, end: number, base: number, limit: number): number;
  lz4(at: number, end: number, base: number, limit: number): number;
  strings(at: number, end: number, count: number, ends: number, base: number): number;
}

/** Room that the copying loops need past the end of what they read and write. */
const SLACK_BYTES = 128;
/** Memory that is kept for the next block; more is given back when a smaller block comes. */
const KEPT_BYTES_MAX = 64 << 20;

let unpackers: Unpackers | null = null;

/** The functions with at least `bytes` of memory. There is one instance per thread. */
function unpackersWith(bytes: number): Unpackers {
  if (bytes <= KEPT_BYTES_MAX && unpackers !== null && unpackers.memory.buffer.byteLength > KEPT_BYTES_MAX)
    unpackers = null;
  unpackers ??= instantiate<Unpackers>(UNPACKERS);
  return grown(unpackers, bytes);
}

/** Addresses stay what they are, views on the memory do not. */
function grown(functions: Unpackers, bytes: number): Unpackers {
  const missing = bytes - functions.memory.buffer.byteLength;
  if (missing > 0) functions.memory.grow(Math.ceil(missing / PAGE_BYTES));
  return functions;
}

/**
 * The text of a block whose elements begin at byte `start` of `packed`, null when the block is damaged or its text is
 * longer than sizeMax. The bytes are overwritten by the next call; some more can be read past their end.
 */
export function unpackBlock(
  format: 'snappy' | 'lz4',
  packed: Uint8Array,
  start: number,
  sizeMax: number,
): Uint8Array | null {
  const base = (packed.length + SLACK_BYTES + 7) & -8;
  const functions = unpackersWith(base + sizeMax + SLACK_BYTES);
  const bytes = new Uint8Array(functions.memory.buffer);
  bytes.set(packed);
  const size = functions[format](start, packed.length, base, base + sizeMax);
  return size < 0 ? null : bytes.subarray(base, base + size);
}

/**
 * `count` strings, each behind its length in 4 bytes, taken apart: string i ends before data[ends[i]]. Null when they are
 * cut off. Overwritten by the next call. `bytes` that unpackBlock answered are taken from where they are.
 */
export function unpackStrings(
  bytes: Uint8Array,
  count: number,
): { readonly ends: Int32Array; readonly data: Uint8Array } | null {
  // Views on memory that grows lose their length.
  const { length } = bytes;
  const here = unpackers?.memory.buffer === bytes.buffer;
  const at = here ? bytes.byteOffset : 0;
  const ends = (at + length + SLACK_BYTES + 7) & -8;
  const base = ends + 4 * count + SLACK_BYTES;
  const needed = base + length + SLACK_BYTES;
  const functions = here ? grown(unpackers!, needed) : unpackersWith(needed);
  const memory = functions.memory.buffer;
  if (!here) new Uint8Array(memory).set(bytes);
  const size = functions.strings(at, at + length, count, ends, base);
  if (size < 0) return null;
  return { ends: new Int32Array(memory, ends, count), data: new Uint8Array(memory, base, size) };
}
