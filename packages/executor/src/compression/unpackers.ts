import { ROOM_BYTES, alignedRoom, heldEnd, moduleOn, place, unpackMemory } from './unpackMemory.js';
import { UNPACKERS } from './unpackersModule.js';

/** The functions of unpackers.wat. */
interface Unpackers {
  snappy(at: number, end: number, base: number, limit: number): number;
  lz4(at: number, end: number, base: number, limit: number): number;
  strings(at: number, end: number, count: number, ends: number, base: number): number;
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
  const at = heldEnd();
  const end = at + packed.length;
  const base = alignedRoom(end);
  const on = unpackMemory(base + sizeMax + ROOM_BYTES);
  const bytes = new Uint8Array(on.memory.buffer);
  bytes.set(packed, at);
  const size = moduleOn<Unpackers>(on, UNPACKERS)[format](at + start, end, base, base + sizeMax);
  on.textEnd = base + Math.max(size, 0);
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
  const endsBytes = alignedRoom(4 * count);
  const { on, at, end, free } = place(bytes, endsBytes + bytes.length + ROOM_BYTES);
  const base = free + endsBytes;
  const size = moduleOn<Unpackers>(on, UNPACKERS).strings(at, end, count, free, base);
  if (size < 0) return null;
  const { buffer } = on.memory;
  return { ends: new Int32Array(buffer, free, count), data: new Uint8Array(buffer, base, size) };
}
