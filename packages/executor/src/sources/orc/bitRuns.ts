import { ByteRuns } from './byteRuns.js';

/** Booleans: eight to a byte, the first in the highest bit; the bytes have runs. */
export class BitRuns {
  private readonly runs: ByteRuns;
  private current = 0;
  private left = 0;
  private scratch = new Uint8Array(0);

  constructor(bytes: Uint8Array) {
    this.runs = new ByteRuns(bytes);
  }

  /** The next `count` bits as bytes 0 or 1; returns how many are 1. Throws when there are fewer. */
  read(into: Uint8Array, count: number): number {
    const needed = (count - this.left + 7) >> 3;
    if (this.scratch.length < needed) this.scratch = new Uint8Array(needed);
    const bytes = this.scratch;
    this.runs.read(bytes, Math.max(0, needed));
    let { current, left } = this;
    let at = 0;
    let ones = 0;
    for (let i = 0; i < count; i++) {
      if (left === 0) {
        current = bytes[at++];
        left = 8;
      }
      left--;
      const bit = (current >> left) & 1;
      into[i] = bit;
      ones += bit;
    }
    this.current = current;
    this.left = left;
    return ones;
  }
}
