import { WIDTHS, closestWidth } from '../../sources/orc/packedRuns.js';
import { GrowingBytes } from './growingBytes.js';

/** Values of one run. */
const RUN_MAX = 512;
const SHORT_REPEAT_MIN = 3;
const SHORT_REPEAT_MAX = 10;
/** A run of equal steps is worth its header from so many values on. */
const STEPS_MIN = 8;
/** What ends a run of packed values: so many equal values, or equal steps. */
const REPEATS_BREAK = 8;
const STEPS_BREAK = 16;
const DIRECT = 1;
const DELTA = 3;

/**
 * 64-bit integers (two words per value, low and high) in the second encoding, as PackedRuns of the reader describes it.
 * Patches are not used: what they would save, packing saves too.
 */
export function encodeIntegerRuns(words: Int32Array, count: number, signed: boolean): Uint8Array {
  return new IntegerEncoder(words, count, signed).encode();
}

class IntegerEncoder {
  private readonly out = new GrowingBytes();
  private readonly packed = new Int32Array(2 * RUN_MAX);

  constructor(
    private readonly words: Int32Array,
    private readonly count: number,
    private readonly signed: boolean,
  ) {}

  encode(): Uint8Array {
    for (let at = 0; at < this.count;) {
      const repeats = this.repeatsAt(at);
      const steps = repeats > SHORT_REPEAT_MAX ? repeats : this.stepsAt(at);
      if (repeats >= SHORT_REPEAT_MIN && repeats <= SHORT_REPEAT_MAX) {
        this.writeRepeat(at, repeats);
        at += repeats;
      } else if (steps >= STEPS_MIN) {
        this.writeHeader(DELTA, 0, steps);
        this.writeBase(at);
        this.writeStep(at);
        at += steps;
      } else {
        const length = this.lengthOfOthers(at);
        this.writeOthers(at, length);
        at += length;
      }
    }
    return this.out.finish();
  }

  /** How many values from `at` on are equal. */
  private repeatsAt(at: number): number {
    const { words } = this;
    const end = Math.min(this.count, at + RUN_MAX);
    let next = at + 1;
    while (next < end && words[2 * next] === words[2 * at] && words[2 * next + 1] === words[2 * at + 1])
      next++;
    return next - at;
  }

  /** How many values from `at` on have the same distance from one to the next. */
  private stepsAt(at: number): number {
    const end = Math.min(this.count, at + RUN_MAX);
    let next = at + 2;
    while (next < end && this.sameStep(next)) next++;
    return Math.min(next, end) - at;
  }

  /** Whether the step to value i equals the one before. */
  private sameStep(i: number): boolean {
    const { words } = this;
    const low = (words[2 * i] - words[2 * i - 2]) | 0;
    const lowBefore = (words[2 * i - 2] - words[2 * i - 4]) | 0;
    return low === lowBefore && highStep(words, i) === highStep(words, i - 1);
  }

  /** How many values from `at` on, where no run begins, are in none that is worth its own header. */
  private lengthOfOthers(at: number): number {
    const { words } = this;
    const end = Math.min(this.count, at + RUN_MAX);
    let repeats = 1;
    let steps = 2;
    for (let i = at + 1; i < end; i++) {
      const same = words[2 * i] === words[2 * i - 2] && words[2 * i + 1] === words[2 * i - 1];
      repeats = same ? repeats + 1 : 1;
      if (repeats === REPEATS_BREAK) return i + 1 - REPEATS_BREAK - at;
      steps = i > at + 1 && this.sameStep(i) ? steps + 1 : 2;
      if (steps === STEPS_BREAK) return i + 1 - STEPS_BREAK - at;
    }
    return end - at;
  }

  private writeOthers(at: number, length: number): void {
    const direct = this.directWidth(at, length);
    const delta = this.deltaWidth(at, length);
    if (delta !== null && delta * (length - 2) + 2 * direct < direct * length) {
      this.writeHeader(DELTA, delta, length);
      this.writeBase(at);
      this.writeStep(at);
      this.pack(length - 2, delta);
      return;
    }
    const { words, packed, signed } = this;
    for (let i = 0; i < length; i++) {
      const low = words[2 * (at + i)];
      const high = words[2 * (at + i) + 1];
      packed[2 * i] = signed ? zigzagLow(low, high) : low;
      packed[2 * i + 1] = signed ? zigzagHigh(low, high) : high;
    }
    this.writeHeader(DIRECT, direct, length);
    this.pack(length, direct);
  }

  /** Bits that the largest of some values needs. */
  private directWidth(at: number, length: number): number {
    const { words, signed } = this;
    let low = 0;
    let high = 0;
    for (let i = at; i < at + length; i++) {
      low |= signed ? zigzagLow(words[2 * i], words[2 * i + 1]) : words[2 * i];
      high |= signed ? zigzagHigh(words[2 * i], words[2 * i + 1]) : words[2 * i + 1];
    }
    return closestWidth(bitsOf(low, high));
  }

  /**
   * Bits that the largest step needs, the first left out, with the sizes of the steps in `packed`; null when values do not
   * all rise or all fall from the first step on, or are too large for sure arithmetic.
   */
  private deltaWidth(at: number, length: number): number | null {
    if (length < 3) return null;
    const { packed } = this;
    const first = this.numberAt(at + 1) - this.numberAt(at);
    const falls = first < 0;
    let bits = 0;
    let before = this.numberAt(at + 1);
    for (let i = 2; i < length; i++) {
      const value = this.numberAt(at + i);
      const step = falls ? before - value : value - before;
      // Also when the values are beyond 2^53: those are NaN.
      if (!(step >= 0)) return null;
      before = value;
      packed[2 * i - 4] = step | 0;
      packed[2 * i - 3] = Math.floor(step / 2 ** 32);
      bits = Math.max(bits, bitsOf(packed[2 * i - 4], packed[2 * i - 3]));
    }
    // The code of one bit stands for equal steps.
    return Number.isNaN(first) ? null : closestWidth(Math.max(2, bits));
  }

  /** Value i, NaN beyond 2^52 (so that steps are exact). */
  private numberAt(i: number): number {
    const high = this.words[2 * i + 1];
    return high >= -0x100000 && high < 0x100000 ? high * 2 ** 32 + (this.words[2 * i] >>> 0) : NaN;
  }

  private writeHeader(kind: number, width: number, length: number): void {
    const code = width === 0 ? 0 : WIDTHS.indexOf(width);
    this.out.push((kind << 6) | (code << 1) | ((length - 1) >> 8));
    this.out.push((length - 1) & 255);
  }

  private writeRepeat(at: number, length: number): void {
    const { words, packed, signed } = this;
    const low = words[2 * at];
    const high = words[2 * at + 1];
    packed[0] = signed ? zigzagLow(low, high) : low;
    packed[1] = signed ? zigzagHigh(low, high) : high;
    const bytes = Math.ceil(bitsOf(packed[0], packed[1]) / 8);
    this.out.push(((bytes - 1) << 3) | (length - SHORT_REPEAT_MIN));
    this.pack(1, 8 * bytes);
  }

  private writeBase(at: number): void {
    const low = this.words[2 * at];
    const high = this.words[2 * at + 1];
    if (this.signed) this.out.pushVarint(zigzagLow(low, high), zigzagHigh(low, high));
    else this.out.pushVarint(low, high);
  }

  private writeStep(at: number): void {
    const low = (this.words[2 * at + 2] - this.words[2 * at]) | 0;
    const high = highStep(this.words, at + 1);
    this.out.pushVarint(zigzagLow(low, high), zigzagHigh(low, high));
  }

  /** The first `count` values of `packed` in `width` bits each, the highest first. */
  private pack(count: number, width: number): void {
    const { packed, out } = this;
    let byte = 0;
    let room = 8;
    for (let i = 0; i < count; i++) {
      for (let need = width; need > 0;) {
        const take = Math.min(need, room);
        need -= take;
        const word = need >= 32 ? packed[2 * i + 1] >>> (need - 32) : lowFrom(packed, i, need);
        byte = (byte << take) | (word & ((1 << take) - 1));
        room -= take;
        if (room > 0) continue;
        out.push(byte);
        byte = 0;
        room = 8;
      }
    }
    if (room < 8) out.push(byte << room);
  }
}

/** The lowest bits of value i from a bit below the 32nd on. */
function lowFrom(packed: Int32Array, i: number, bit: number): number {
  return bit === 0 ? packed[2 * i] : (packed[2 * i] >>> bit) | (packed[2 * i + 1] << (32 - bit));
}

/** The high word of the step from value i - 1 to value i. */
function highStep(words: Int32Array, i: number): number {
  const borrow = words[2 * i] >>> 0 < words[2 * i - 2] >>> 0 ? 1 : 0;
  return (words[2 * i + 1] - words[2 * i - 1] - borrow) | 0;
}

function zigzagLow(low: number, high: number): number {
  return (low << 1) ^ (high >> 31);
}

function zigzagHigh(low: number, high: number): number {
  return ((high << 1) | (low >>> 31)) ^ (high >> 31);
}

/** Bits of an unsigned value; at least one. */
function bitsOf(low: number, high: number): number {
  return high !== 0 ? 64 - Math.clz32(high) : Math.max(1, 32 - Math.clz32(low));
}
