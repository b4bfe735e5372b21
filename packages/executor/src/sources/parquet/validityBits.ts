import { bitmapBytes, countBits, setBit } from '@graticule/columnar';
import { variableAt, variableEnd } from './hybridRuns.js';
import type { Levels } from './pages.js';

/** The validity of a column while its pages are read: a bitmap from the first null on. */
export class ValidityBits {
  private bits: Uint8Array | null = null;

  /** capacity: rows at most. */
  constructor(private readonly capacity: number) {}

  /** Rows at .. at + count by definition levels 0 and 1. Returns how many are valid. */
  readLevels(levels: Levels, count: number, at: number): number {
    return levels.packed ? this.#readPacked(levels, count, at) : this.#readRuns(levels, count, at);
  }

  #readRuns({ span }: Levels, count: number, start: number): number {
    let valid = 0;
    let from = span.at;
    for (let done = 0; done < count;) {
      const header = variableAt(span, from);
      from = variableEnd;
      const groups = Math.floor(header / 2);
      if ((header & 1) === 1) {
        const length = Math.min(8 * groups, count - done);
        if (from + bitmapBytes(length) > span.end) throw new RangeError('definition levels are cut off');
        const packed = span.bytes.subarray(from, from + bitmapBytes(length));
        valid += countBits(packed, length);
        appendBits(packed, length, this.#bitsFrom(start + done), start + done);
        from += groups;
        done += length;
      } else {
        const level = span.bytes[from++];
        if (from > span.end || level > 1 || groups === 0)
          throw new RangeError('definition levels are damaged');
        const length = Math.min(groups, count - done);
        if (level === 1) this.fill(start + done, start + done + length);
        else this.#bitsFrom(start + done);
        valid += level * length;
        done += length;
      }
    }
    return valid;
  }

  /** A bit per level, most significant first. */
  #readPacked({ span }: Levels, count: number, start: number): number {
    const bits = this.#bitsFrom(start);
    let valid = 0;
    for (let i = 0; i < count; i++) {
      if ((span.bytes[span.at + (i >> 3)] & (128 >> (i & 7))) === 0) continue;
      setBit(bits, start + i);
      valid++;
    }
    return valid;
  }

  /** Rows start .. end, which follow the ones before, are valid. */
  fill(start: number, end: number): void {
    if (this.bits !== null) fillBits(this.bits, start, end);
  }

  /** Rows from `at` on by a level each, valid where it is `level`; rows whose level is below `least` do not count. */
  appendLevels(
    levels: Uint8Array,
    start: number,
    end: number,
    least: number,
    level: number,
    at: number,
  ): void {
    const bits = this.#bitsFrom(at);
    for (let i = start, row = at; i < end; i++) {
      if (levels[i] < least) continue;
      if (levels[i] === level) setBit(bits, row);
      row++;
    }
  }

  /** The bitmap, in which all rows before `at` are valid when it is made now. */
  #bitsFrom(at: number): Uint8Array {
    if (this.bits === null) {
      this.bits = new Uint8Array(bitmapBytes(this.capacity) + 1);
      fillBits(this.bits, 0, at);
    }
    return this.bits;
  }

  /** The bitmap so far, null while there are no nulls. */
  get bitmap(): Uint8Array | null {
    return this.bits;
  }
}

/** Sets the bits start .. end. */
function fillBits(bits: Uint8Array, start: number, end: number): void {
  let at = start;
  for (; at < end && (at & 7) !== 0; at++) setBit(bits, at);
  const bytes = (end - at) >> 3;
  if (bytes > 0) bits.fill(255, at >> 3, (at >> 3) + bytes);
  for (at += 8 * Math.max(bytes, 0); at < end; at++) setBit(bits, at);
}

/** Copies `length` bits to bits[at ..], which are 0. Writes up to a byte past them, zeros. */
function appendBits(packed: Uint8Array, length: number, bits: Uint8Array, at: number): void {
  const shift = at & 7;
  const bytes = bitmapBytes(length);
  const last = (length & 7) === 0 ? 255 : (1 << (length & 7)) - 1;
  let to = at >> 3;
  for (let i = 0; i < bytes; i++, to++) {
    const byte = i === bytes - 1 ? packed[i] & last : packed[i];
    bits[to] |= byte << shift;
    bits[to + 1] |= byte >> (8 - shift);
  }
}
