import { int64ToNumber, int64Words, isSafeInt64, writeInt64 } from '@graticule/columnar';

/** Timestamps (microseconds) as whole seconds and the microseconds within the second, without losing digits. */
export class InstantReader {
  private readonly words: Int32Array;
  seconds = 0;
  /** 0 to 999999. */
  micros = 0;

  constructor(private readonly values: BigInt64Array) {
    this.words = int64Words(values);
  }

  read(row: number): void {
    if (isSafeInt64(this.words, row)) {
      const value = int64ToNumber(this.words, row);
      this.seconds = Math.floor(value / 1e6);
      this.micros = value - this.seconds * 1e6;
    } else {
      const value = this.values[row];
      const micros = ((value % 1000000n) + 1000000n) % 1000000n;
      this.seconds = Number((value - micros) / 1000000n);
      this.micros = Number(micros);
    }
  }
}

/** Writes seconds and microseconds (of any sign) as one timestamp; out of range wraps. */
export function writeInstant(
  values: BigInt64Array,
  words: Int32Array,
  row: number,
  seconds: number,
  micros: number,
): void {
  const total = seconds * 1e6 + micros;
  if (total > -9007199254740992 && total < 9007199254740992) writeInt64(words, row, total);
  else values[row] = BigInt(seconds) * 1000000n + BigInt(micros);
}
