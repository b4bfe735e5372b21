import type { RunDecoder } from './integerRuns.js';
import { Varints } from './varints.js';

/**
 * The first encoding of integers: a control byte n of 0 .. 127 is followed by a step (a signed byte) and the first of n + 3
 * values, one of -1 .. -128 by that many values; values are of variable length.
 */
export class ShortRuns implements RunDecoder {
  readonly lengthMax = 130;
  private readonly input: Varints;

  constructor(
    bytes: Uint8Array,
    private readonly signed: boolean,
  ) {
    this.input = new Varints(bytes);
  }

  next(run: Int32Array): number {
    const { input, signed } = this;
    const { bytes } = input;
    if (input.at >= bytes.length) throw new RangeError('a stream of integers ends early');
    const control = bytes[input.at++];
    if (control >= 128) {
      const length = 256 - control;
      for (let i = 0; i < length; i++) {
        input.next(signed);
        run[2 * i] = input.low;
        run[2 * i + 1] = input.high;
      }
      return length;
    }
    const step = (bytes[input.at++] << 24) >> 24;
    input.next(signed);
    let { low, high } = input;
    const length = control + 3;
    for (let i = 0; i < length; i++) {
      run[2 * i] = low;
      run[2 * i + 1] = high;
      const sum = (low + step) | 0;
      // A step down borrows where the low word wraps, a step up carries.
      if (step < 0) high -= sum >>> 0 > low >>> 0 ? 1 : 0;
      else high += sum >>> 0 < low >>> 0 ? 1 : 0;
      low = sum;
    }
    return length;
  }
}
