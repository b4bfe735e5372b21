import { ShortRuns } from './shortRuns.js';
import { PackedRuns } from './packedRuns.js';

/**
 * 64-bit integers with runs. A value is two 32-bit words, low and high, as a BigInt64Array has them: no BigInt is made.
 */
export class IntegerRuns {
  private readonly decoder: RunDecoder;
  private readonly run: Int32Array;
  private at = 0;
  private end = 0;

  /** version: 1 or 2 of the encoding. signed: values are zigzag encoded. */
  constructor(bytes: Uint8Array, version: 1 | 2, signed: boolean) {
    this.decoder = version === 1 ? new ShortRuns(bytes, signed) : new PackedRuns(bytes, signed);
    this.run = new Int32Array(2 * this.decoder.lengthMax);
  }

  /** The next `count` values to words[0 .. 2 * count). Throws when there are fewer. */
  read(words: Int32Array, count: number): void {
    for (let done = 0; done < count;) {
      if (this.at === this.end) {
        this.end = this.decoder.next(this.run);
        this.at = 0;
      }
      const length = Math.min(this.end - this.at, count - done);
      words.set(this.run.subarray(2 * this.at, 2 * (this.at + length)), 2 * done);
      this.at += length;
      done += length;
    }
  }
}

export interface RunDecoder {
  /** The longest run there may be. */
  readonly lengthMax: number;
  /** The next run to the start of `run` (two words per value); returns its length. Throws where no run follows. */
  next(run: Int32Array): number;
}
