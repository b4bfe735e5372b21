import {
  ROOM_BYTES,
  alignedRoom,
  moduleOn,
  place,
  type UnpackMemory,
} from '../../compression/unpackMemory.js';
import type { Numbers } from './hybridRuns.js';
import { PAGE_DECODER } from './pageDecoderModule.js';
import type { Slots } from './pageValues.js';

/** The functions of pageDecoder.wat. Numbers have 4 bytes there; all places are addresses. */
interface PageDecoder {
  unpack(at: number, width: number, count: number, out: number): number;
  runs(at: number, end: number, width: number, count: number, limit: number, out: number): number;
  narrow(numbers: number, count: number, out: number): void;
  lookUp(codes: number, count: number, entries: number, width: number, out: number): void;
  spread(from: number, bits: number, bit: number, slots: number, width: number, out: number): number;
}

export function pageDecoder(on: UnpackMemory): PageDecoder {
  return moduleOn<PageDecoder>(on, PAGE_DECODER);
}

/** Bytes of slots that are decoded at a time, so that they stay in the cache next to the processor. */
const BLOCK_BYTES = 16_384;

/** Values one after another in the thread's memory, or the numbers of entries of the dictionary that it holds. */
interface Dense {
  readonly on: UnpackMemory;
  readonly at: number;
  readonly free: number;
}

/** Free bytes behind dense values of `width` bytes that it takes to put them to slots. */
export function slotsRoom(width: number, { count }: Slots): number {
  return 2 * blockRoom(width) + count / 8 + ROOM_BYTES;
}

/** Multiples of 8: the bits of a block begin with a byte. */
function blockSlots(width: number): number {
  return Math.max(8, Math.floor(BLOCK_BYTES / width / 8) * 8);
}

/** The eight slots that are filled at a time may reach behind the block. */
function blockRoom(width: number): number {
  return alignedRoom((blockSlots(width) + 8) * width);
}

/** Values of `width` bytes, one after another in `dense`, to their slots of `out`; nulls get zeros. */
export function putValues(dense: Uint8Array, width: number, slots: Slots, out: Uint8Array): void {
  if (slots.valid === slots.count) out.set(dense, slots.at * width);
  else spreadValues(place(dense, slotsRoom(width, slots)), width, slots, out);
}

/** The same for values in the thread's memory, with `slotsRoom` free bytes behind them. */
export function spreadValues(dense: Dense, width: number, slots: Slots, out: Uint8Array): void {
  const { on, at } = dense;
  const { valid, count } = slots;
  if (valid === count) return out.set(new Uint8Array(on.memory.buffer, at, valid * width), slots.at * width);
  const decoder = pageDecoder(on);
  const bits = placeBits(dense, width, slots);
  const size = blockSlots(width);
  for (let done = 0, from = at; done < count; done += size) {
    const length = Math.min(size, count - done);
    from = decoder.spread(from, bits + done / 8, slots.at & 7, length, width, dense.free);
    putBlock(on, dense.free, length, width, slots.at + done, out);
  }
}

/** Entries of the held dictionary, `width` bytes each, by their numbers, to their slots of `out`; nulls get zeros. */
export function lookUpValues(codes: Numbers, width: number, slots: Slots, out: Uint8Array): void {
  const { on, free } = codes;
  const decoder = pageDecoder(on);
  const bits = slots.valid < slots.count ? placeBits(codes, width, slots) : null;
  const entries = free + blockRoom(width);
  const size = blockSlots(width);
  let code = 0;
  for (let done = 0; done < slots.count; done += size) {
    const length = Math.min(size, slots.count - done);
    // As many as the block has at most, nulls or not.
    const found = Math.min(length, codes.count - code);
    decoder.lookUp(codes.at + 4 * code, found, 0, width, entries);
    if (bits === null) {
      putBlock(on, entries, length, width, slots.at + done, out);
      code += length;
    } else {
      const end = decoder.spread(entries, bits + done / 8, slots.at & 7, length, width, free);
      putBlock(on, free, length, width, slots.at + done, out);
      code += (end - entries) / width;
    }
  }
}

/** Copies the bits of the slots into the memory, behind two blocks. */
function placeBits({ on, free }: Dense, width: number, { at, count, validity }: Slots): number {
  const bits = free + 2 * blockRoom(width);
  new Uint8Array(on.memory.buffer).set(validity!.subarray(at >> 3, (at + count + 7) >> 3), bits);
  return bits;
}

function putBlock(
  { memory }: UnpackMemory,
  from: number,
  count: number,
  width: number,
  at: number,
  out: Uint8Array,
): void {
  out.set(new Uint8Array(memory.buffer, from, count * width), at * width);
}

/** The lowest byte of each number, in the memory that is free behind them. */
export function narrowed({ on, at, count, free }: Numbers): Uint8Array {
  pageDecoder(on).narrow(at, count, free);
  return new Uint8Array(on.memory.buffer, free, count);
}
