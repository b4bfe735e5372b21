import { alignedRoom, place, type UnpackMemory } from '../../compression/unpackMemory.js';
import { bitsFor, type Levels } from './pages.js';
import type { Span } from './span.js';
import { narrowed, pageDecoder } from './pageDecoder.js';

/**
 * Small numbers as runs of one value and groups of eight packed values (RLE / bit-packing hybrid,
 * https://github.com/apache/parquet-format/blob/master/Encodings.md#RLE).
 */

/** Where the number that `variableAt` read last ends. */
export let variableEnd = 0;

/** The number of at most 35 bits, 7 in a byte, that begins at `at`. */
export function variableAt({ bytes, end }: Span, at: number): number {
  let value = 0;
  let factor = 1;
  for (let i = at; i < end && i < at + 5; i++) {
    value += (bytes[i] & 127) * factor;
    variableEnd = i + 1;
    if (bytes[i] < 128) return value;
    factor *= 128;
  }
  throw cutOff();
}

/** Numbers in the thread's memory, 4 bytes each, until something else is unpacked. */
export interface Numbers {
  readonly on: UnpackMemory;
  readonly at: number;
  readonly count: number;
  /** Behind them, a multiple of 16. */
  readonly free: number;
  /** Where they end in the span that they come from. */
  readonly end: number;
}

/**
 * `count` numbers of `width` bits, with `needed` free bytes behind them. Throws when a number is `limit` (at most 2^31) or
 * more, or when the span is too short.
 */
export function readRuns(span: Span, width: number, count: number, limit: number, needed = 0): Numbers {
  if (width > 32) throw new RangeError(`numbers of ${width} bits in runs`);
  const bytes = alignedRoom(4 * count);
  const { on, at, end, free } = place(span.bytes.subarray(span.at, span.end), bytes + needed);
  const taken = pageDecoder(on).runs(at, end, width, count, limit, free);
  const numbers: Numbers = { on, at: free, count, free: free + bytes, end: span.at + taken };
  if (taken < 0) throw damagedRuns(taken, limit, numbers);
  return numbers;
}

/** `count` numbers of `width` bits one after another, with `needed` free bytes behind them. The span holds them all. */
export function readPacked(span: Span, width: number, count: number, needed = 0): Numbers {
  const bytes = alignedRoom(4 * count);
  const end = span.at + Math.ceil((count * width) / 8);
  const { on, at, free } = place(span.bytes.subarray(span.at, end), bytes + needed);
  pageDecoder(on).unpack(at, width, count, free);
  return { on, at: free, count, free: free + bytes, end };
}

/** A view on the numbers. */
export function numbersOf({ on, at, count }: Numbers): Int32Array {
  return new Int32Array(on.memory.buffer, at, count);
}

/** By what pageDecoder.wat answers. */
function damagedRuns(answer: number, limit: number, numbers: Numbers): RangeError {
  switch (answer) {
    case -1:
      return cutOff();
    case -2:
      return new RangeError('packed numbers are cut off');
    case -3:
      return new RangeError('a run is cut off');
    case -4:
      return new RangeError(`found number ${numbersOf(numbers)[0] >>> 0}, expected less than ${limit}`);
    default:
      return new RangeError(`found a number of ${limit} or more`);
  }
}

function cutOff(): RangeError {
  return new RangeError('the length of a run is cut off');
}

/** The `width` (at most 32) bits that begin `bit` bits behind byte `start`. Reads up to 8 bytes past their end. */
export function readBits(view: DataView, start: number, bit: number, width: number): number {
  if (width === 0) return 0;
  const at = start + (bit >>> 3);
  const shift = bit & 7;
  let value = view.getUint32(at, true) >>> shift;
  if (shift + width > 32) value |= view.getUint8(at + 4) << (32 - shift);
  return width === 32 ? value | 0 : value & ((1 << width) - 1);
}

/** Writes the levels 0 .. max of a page to `out` from `outAt` on. */
export function readLevels(
  levels: Levels | null,
  max: number,
  count: number,
  out: Uint8Array,
  outAt: number,
): void {
  if (levels === null || max > 255) throw new RangeError(`levels up to ${max}`);
  const { span, packed } = levels;
  const width = bitsFor(max);
  if (!packed) {
    out.set(narrowed(readRuns(span, width, count, max + 1, count)), outAt);
    return;
  }
  // Most significant bit first.
  for (let i = 0, bit = 8 * span.at; i < count; i++) {
    let level = 0;
    for (let k = 0; k < width; k++, bit++)
      level = (level << 1) | ((span.bytes[Math.floor(bit / 8)] >> (7 - (bit % 8))) & 1);
    if (level > max) throw new RangeError(`found level ${level}, expected at most ${max}`);
    out[outAt + i] = level;
  }
}
