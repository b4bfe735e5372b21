import type { RunDecoder } from './integerRuns.js';
import { Varints } from './varints.js';

const SHORT_REPEAT = 0;
const DIRECT = 1;
const PATCHED_BASE = 2;
/** Widths in bits by their five-bit codes. */
export const WIDTHS: readonly number[] = [
  ...Array.from({ length: 24 }, (_, i) => i + 1),
  26,
  28,
  30,
  32,
  40,
  48,
  56,
  64,
];
const PATCHES_MAX = 31;

/**
 * The second encoding of integers: runs of one value, of packed values, of packed values above a base some of which are
 * patched with higher bits, and of packed steps. Numbers of several bytes have the highest byte first.
 */
export class PackedRuns implements RunDecoder {
  readonly lengthMax = 512;
  private readonly input: Varints;
  private readonly patches = new Int32Array(2 * PATCHES_MAX);

  constructor(
    bytes: Uint8Array,
    private readonly signed: boolean,
  ) {
    this.input = new Varints(bytes);
  }

  next(run: Int32Array): number {
    const { input } = this;
    const first = this.byte();
    const kind = first >> 6;
    if (kind === SHORT_REPEAT) return this.repeated(first, run);
    const code = (first >> 1) & 31;
    const length = (((first & 1) << 8) | this.byte()) + 1;
    if (kind === DIRECT) {
      this.unpack(run, length, WIDTHS[code]);
      if (this.signed) for (let i = 0; i < length; i++) unzigzag(run, i);
    } else if (kind === PATCHED_BASE) this.patched(run, length, WIDTHS[code]);
    else this.steps(run, length, code === 0 ? 0 : WIDTHS[code]);
    if (input.at > input.bytes.length) throw new RangeError('a run of integers is cut off');
    return length;
  }

  private byte(): number {
    const { input } = this;
    if (input.at >= input.bytes.length) throw new RangeError('a stream of integers ends early');
    return input.bytes[input.at++];
  }

  private repeated(first: number, run: Int32Array): number {
    const length = (first & 7) + 3;
    this.unpack(run, 1, 8 * (((first >> 3) & 7) + 1));
    if (this.signed) unzigzag(run, 0);
    for (let i = 1; i < length; i++) {
      run[2 * i] = run[0];
      run[2 * i + 1] = run[1];
    }
    return length;
  }

  private patched(run: Int32Array, length: number, width: number): void {
    const third = this.byte();
    const fourth = this.byte();
    const baseBytes = (third >> 5) + 1;
    const patchWidth = WIDTHS[third & 31];
    const gapWidth = (fourth >> 5) + 1;
    const count = fourth & 31;
    this.unpack(run, 1, 8 * baseBytes);
    let [low, high] = run;
    // The highest bit of the base is its sign; the others are its size.
    const signWord = baseBytes > 4 ? high : low;
    const signBit = 1 << (8 * ((baseBytes - 1) & 3) + 7);
    if ((signWord & signBit) !== 0) {
      if (baseBytes > 4) high &= ~signBit;
      else low &= ~signBit;
      high = low === 0 ? -high : ~high;
      low = -low | 0;
    }
    this.unpack(run, length, width);
    this.unpack(this.patches, count, closestWidth(gapWidth + patchWidth));
    this.patch(run, length, width, patchWidth, count);
    for (let i = 0; i < length; i++) add(run, i, low, high);
  }

  /** Each patch has the distance from the one before, and the bits above `width`. A distance of 255 without bits leads on. */
  private patch(run: Int32Array, length: number, width: number, patchWidth: number, count: number): void {
    let at = 0;
    for (let k = 0; k < count; k++) {
      const low = this.patches[2 * k];
      const high = this.patches[2 * k + 1];
      at +=
        patchWidth >= 32
          ? high >>> (patchWidth - 32)
          : ((low >>> patchWidth) | highPart(high, patchWidth)) & 255;
      const bitsLow = patchWidth >= 32 ? low : low & ((1 << patchWidth) - 1);
      const bitsHigh = patchWidth <= 32 ? 0 : high & (patchWidth === 64 ? -1 : (1 << (patchWidth - 32)) - 1);
      if (bitsLow === 0 && bitsHigh === 0) continue;
      if (at >= length) throw new RangeError('a patch lies behind its run');
      if (width >= 32) run[2 * at + 1] |= width >= 64 ? 0 : bitsLow << (width - 32);
      else {
        run[2 * at] |= bitsLow << width;
        run[2 * at + 1] |= (bitsHigh << width) | (bitsLow >>> (32 - width));
      }
    }
  }

  private steps(run: Int32Array, length: number, width: number): void {
    const { input } = this;
    input.next(this.signed);
    run[0] = input.low;
    run[1] = input.high;
    input.next(true);
    const stepLow = input.low;
    const stepHigh = input.high;
    if (width === 0) {
      for (let i = 1; i < length; i++) follow(run, i, stepLow, stepHigh);
      return;
    }
    if (length < 2) throw new RangeError('a run of steps has one value');
    follow(run, 1, stepLow, stepHigh);
    this.unpack(run.subarray(4), length - 2, width);
    for (let i = 2; i < length; i++) {
      let low = run[2 * i];
      let high = run[2 * i + 1];
      if (stepHigh < 0) {
        high = low === 0 ? -high : ~high;
        low = -low | 0;
      }
      follow(run, i, low, high);
    }
  }

  /** `count` packed values of `width` bits; the next thing begins at a whole byte. */
  private unpack(run: Int32Array, count: number, width: number): void {
    const { input } = this;
    const { bytes } = input;
    const end = input.at + Math.ceil((count * width) / 8);
    if (end > bytes.length) throw new RangeError('a run of integers is cut off');
    let at = input.at;
    input.at = end;
    if (width > 24) return unpackWide(bytes, at, run, count, width);
    const mask = (1 << width) - 1;
    let held = 0;
    let bits = 0;
    for (let i = 0; i < count; i++) {
      for (; bits < width; bits += 8) held = (held << 8) | bytes[at++];
      bits -= width;
      run[2 * i] = (held >>> bits) & mask;
      run[2 * i + 1] = 0;
    }
  }
}

/** Packed values of more bits than fit one word beside a byte. */
function unpackWide(bytes: Uint8Array, start: number, run: Int32Array, count: number, width: number): void {
  let at = start;
  let left = 8;
  for (let i = 0; i < count; i++) {
    let low = 0;
    let high = 0;
    for (let need = width; need > 0;) {
      const take = Math.min(need, left);
      const part = (bytes[at] >> (left - take)) & ((1 << take) - 1);
      high = (high << take) | (low >>> (32 - take));
      low = (low << take) | part;
      need -= take;
      left -= take;
      if (left === 0) {
        left = 8;
        at++;
      }
    }
    run[2 * i] = low;
    run[2 * i + 1] = high;
  }
}

/** The least width that there is a code for. */
export function closestWidth(bits: number): number {
  return WIDTHS.find((width) => width >= bits) ?? 64;
}

function highPart(high: number, shift: number): number {
  return shift === 0 ? 0 : high << (32 - shift);
}

function unzigzag(run: Int32Array, i: number): void {
  const low = run[2 * i];
  const high = run[2 * i + 1];
  const sign = -(low & 1);
  run[2 * i] = ((low >>> 1) | (high << 31)) ^ sign;
  run[2 * i + 1] = (high >>> 1) ^ sign;
}

/** Value i becomes value i - 1 plus a step. */
function follow(run: Int32Array, i: number, low: number, high: number): void {
  run[2 * i] = run[2 * i - 2];
  run[2 * i + 1] = run[2 * i - 1];
  add(run, i, low, high);
}

function add(run: Int32Array, i: number, low: number, high: number): void {
  const sum = (run[2 * i] + low) | 0;
  run[2 * i + 1] += high + (sum >>> 0 < low >>> 0 ? 1 : 0);
  run[2 * i] = sum;
}
