import { bitsFor, type Levels, type Span } from './pages.js';
import { scratchNumbers } from './scratch.js';

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
  throw new RangeError('the length of a run is cut off');
}

/**
 * Writes `count` numbers of `width` bits to `out` from `outAt` on, and returns where they end in the span. Throws when a
 * number is `limit` or more, or when the span is too short.
 */
export function readRuns(
  span: Span,
  width: number,
  count: number,
  limit: number,
  out: Int32Array,
  outAt: number,
): number {
  if (width > 32) throw new RangeError(`numbers of ${width} bits in runs`);
  const stop = outAt + count;
  let at = span.at;
  for (let to = outAt; to < stop;) {
    const header = variableAt(span, at);
    at = variableEnd;
    const length = Math.min(Math.floor(header / 2) * ((header & 1) === 1 ? 8 : 1), stop - to);
    if ((header & 1) === 1) {
      const needed = Math.ceil((length * width) / 8);
      if (at + needed > span.end) throw new RangeError('packed numbers are cut off');
      unpackBits(span.view, at, width, length, limit, out, to);
      // The last group may lack the values past the page's end.
      at = Math.min(at + Math.floor(header / 2) * width, span.end);
    } else {
      const bytes = (width + 7) >> 3;
      if (at + bytes > span.end || length === 0) throw new RangeError('a run is cut off');
      let value = 0;
      for (let i = 0; i < bytes; i++) value |= span.bytes[at + i] << (8 * i);
      if (value >>> 0 >= limit)
        throw new RangeError(`found number ${value >>> 0}, expected less than ${limit}`);
      out.fill(value, to, to + length);
      at += bytes;
    }
    to += length;
  }
  return at;
}

/** Values at a time, so that counting their bits stays within small integers. */
const BLOCK_VALUES = 1 << 20;

/** `count` numbers of `width` bits, least significant bit first, to out[to ..]. Reads up to 8 bytes past their end. */
function unpackBits(
  view: DataView,
  start: number,
  width: number,
  count: number,
  limit: number,
  out: Int32Array,
  to: number,
): void {
  // Negative once a number is too large: looked at after the loop.
  let sign = 0;
  for (let done = 0; done < count; done += BLOCK_VALUES) {
    const length = Math.min(BLOCK_VALUES, count - done);
    sign |= unpackBlock(view, start + (done / 8) * width, width, length, limit, out, to + done);
  }
  if (sign < 0) throw new RangeError(`found a number of ${limit} or more`);
}

/** Answers a negative number when a value is `limit` or more. */
function unpackBlock(
  view: DataView,
  start: number,
  width: number,
  count: number,
  limit: number,
  out: Int32Array,
  to: number,
): number {
  const groups = width <= 24 ? count >> 3 : 0;
  let sign = groups > 0 ? unpackGroups(view, start, width, groups, limit, out, to) : 0;
  const largest = limit - 1;
  for (let i = 8 * groups, bit = i * width; i < count; i++, bit += width) {
    const value = readBits(view, start, bit, width);
    sign |= value < 0 ? -1 : largest - value;
    out[to + i] = value;
  }
  return sign;
}

/** Groups of eight values of at most 24 bits: where their bits lie is the same in every group. */
function unpackGroups(
  view: DataView,
  start: number,
  width: number,
  groups: number,
  limit: number,
  out: Int32Array,
  to: number,
): number {
  const mask = (1 << width) - 1;
  const largest = limit - 1;
  const [byte1, byte2, byte3] = [width >> 3, (2 * width) >> 3, (3 * width) >> 3];
  const [byte4, byte5, byte6, byte7] = [width >> 1, (5 * width) >> 3, (6 * width) >> 3, (7 * width) >> 3];
  const [bit1, bit2, bit3] = [width & 7, (2 * width) & 7, (3 * width) & 7];
  const [bit4, bit5, bit6, bit7] = [(4 * width) & 7, (5 * width) & 7, (6 * width) & 7, (7 * width) & 7];
  let sign = 0;
  let at = start;
  for (let i = to, end = to + 8 * groups; i < end; i += 8) {
    const value0 = view.getInt32(at, true) & mask;
    const value1 = (view.getInt32(at + byte1, true) >> bit1) & mask;
    const value2 = (view.getInt32(at + byte2, true) >> bit2) & mask;
    const value3 = (view.getInt32(at + byte3, true) >> bit3) & mask;
    const value4 = (view.getInt32(at + byte4, true) >> bit4) & mask;
    const value5 = (view.getInt32(at + byte5, true) >> bit5) & mask;
    const value6 = (view.getInt32(at + byte6, true) >> bit6) & mask;
    const value7 = (view.getInt32(at + byte7, true) >> bit7) & mask;
    out[i] = value0;
    out[i + 1] = value1;
    out[i + 2] = value2;
    out[i + 3] = value3;
    out[i + 4] = value4;
    out[i + 5] = value5;
    out[i + 6] = value6;
    out[i + 7] = value7;
    sign |= (largest - value0) | (largest - value1) | (largest - value2) | (largest - value3);
    sign |= (largest - value4) | (largest - value5) | (largest - value6) | (largest - value7);
    at += width;
  }
  return sign;
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
    const numbers = scratchNumbers(count);
    readRuns(span, width, count, max + 1, numbers, 0);
    for (let i = 0; i < count; i++) out[outAt + i] = numbers[i];
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
