import { readBits } from './hybridRuns.js';
import type { Span } from './span.js';

/**
 * DELTA_BINARY_PACKED: https://github.com/apache/parquet-format/blob/master/Encodings.md#DELTAENC. Sums wrap around at 32
 * and 64 bits, as the encoding demands.
 */
const VALUES_MAX = 1 << 24;
const TWO_32 = 4294967296;

interface DeltaReader {
  readonly span: Span;
  at: number;
  /** The number that was read last, as 32-bit words. */
  low: number;
  high: number;
}

/** How many numbers a span begins with. */
export function deltaCount(span: Span): number {
  const reader = readerOf(span);
  readVariable(reader);
  readVariable(reader);
  return unsigned(reader);
}

/**
 * Writes the numbers that a span begins with, `count` of them, to out[outAt ..], and returns where their encoding ends.
 * wide: of 64 bits, two words each (low, high) from out[2 * outAt] on.
 */
export function readDeltas(span: Span, count: number, wide: boolean, out: Int32Array, outAt: number): number {
  const reader = readerOf(span);
  const blockValues = unsigned(reader);
  const miniblocks = unsigned(reader);
  const found = unsigned(reader);
  readZigzag(reader);
  const values = blockValues / miniblocks;
  if (found !== count) throw new RangeError(`found ${found} numbers, expected ${count}`);
  if (count > 0 && (!Number.isInteger(values) || values === 0 || values % 8 !== 0 || values > VALUES_MAX))
    throw new RangeError(`a block of ${blockValues} numbers in ${miniblocks} parts`);
  if (count === 0) return reader.at;
  let { low, high } = reader;
  store(out, outAt, wide, low, high);
  for (let done = 1; done < count;) {
    readZigzag(reader);
    const widths = reader.at;
    reader.at += miniblocks;
    if (reader.at > span.end) throw new RangeError('a block of numbers is cut off');
    for (let mini = 0; mini < miniblocks && done < count; mini++) {
      const width = span.bytes[widths + mini];
      const length = Math.min(values, count - done);
      if (width > 64) throw new RangeError(`differences of ${width} bits`);
      if (reader.at + Math.ceil((length * width) / 8) > span.end)
        throw new RangeError('a block of numbers is cut off');
      const add = { low: reader.low, high: reader.high, at: reader.at };
      if (wide) {
        const end = addWide(span.view, add, width, length, low, high, out, outAt + done);
        low = end.low;
        high = end.high;
      } else low = addNarrow(span.view, add, width, length, low, out, outAt + done);
      reader.at = Math.min(reader.at + (values / 8) * width, span.end);
      done += length;
    }
  }
  return reader.at;
}

function store(out: Int32Array, index: number, wide: boolean, low: number, high: number): void {
  if (!wide) out[index] = low;
  else {
    out[2 * index] = low;
    out[2 * index + 1] = high;
  }
}

interface Block {
  /** The smallest difference, which is added to each. */
  readonly low: number;
  readonly high: number;
  readonly at: number;
}

function addNarrow(
  view: DataView,
  block: Block,
  width: number,
  count: number,
  first: number,
  out: Int32Array,
  to: number,
): number {
  const { low, at } = block;
  // Some writers give more bits; those above 32 do not change a sum of 32 bits.
  const lowWidth = Math.min(width, 32);
  let value = first;
  for (let i = 0, bit = 0; i < count; i++, bit += width) {
    value = (value + low + readBits(view, at, bit, lowWidth)) | 0;
    out[to + i] = value;
  }
  return value;
}

function addWide(
  view: DataView,
  block: Block,
  width: number,
  count: number,
  firstLow: number,
  firstHigh: number,
  out: Int32Array,
  to: number,
): { low: number; high: number } {
  const leastLow = block.low >>> 0;
  const lowWidth = Math.min(width, 32);
  let low = firstLow;
  let high = firstHigh;
  for (let i = 0, bit = 0; i < count; i++, bit += width) {
    const sum = (low >>> 0) + leastLow + (readBits(view, block.at, bit, lowWidth) >>> 0);
    const upper = width > 32 ? readBits(view, block.at, bit + 32, width - 32) : 0;
    low = sum | 0;
    high = (high + block.high + upper + (sum >= 2 * TWO_32 ? 2 : sum >= TWO_32 ? 1 : 0)) | 0;
    out[2 * (to + i)] = low;
    out[2 * (to + i) + 1] = high;
  }
  return { low, high };
}

function readerOf(span: Span): DeltaReader {
  return { span, at: span.at, low: 0, high: 0 };
}

/** Reads a number of up to 64 bits, 7 in a byte. */
function readVariable(reader: DeltaReader): void {
  const { bytes, end } = reader.span;
  reader.low = 0;
  reader.high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    if (reader.at >= end) break;
    const byte = bytes[reader.at++];
    const bits = byte & 127;
    if (shift < 32) reader.low |= bits << shift;
    if (shift >= 32) reader.high |= bits << (shift - 32);
    else if (shift > 25) reader.high |= bits >> (32 - shift);
    if (byte < 128) return;
  }
  throw new RangeError('a number is cut off');
}

function unsigned(reader: DeltaReader): number {
  readVariable(reader);
  if (reader.high !== 0 || reader.low < 0) throw new RangeError('a count of numbers is too large');
  return reader.low;
}

function readZigzag(reader: DeltaReader): void {
  readVariable(reader);
  const sign = -(reader.low & 1);
  reader.low = ((reader.low >>> 1) | (reader.high << 31)) ^ sign;
  reader.high = (reader.high >>> 1) ^ sign;
}
