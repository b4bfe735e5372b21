/**
 * 64-bit integers without a BigInt per row: a BigInt64Array is also a pair of 32-bit words per value (little endian),
 * and every integer up to 2^53 is a double.
 */
const TWO_32 = 4294967296;

/** The same memory as 32-bit words: value i is words[2 * i] (low, unsigned) and words[2 * i + 1] (high, signed). */
export function int64Words(values: BigInt64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2);
}

/** Value i as a double: exact up to 2^53, otherwise the nearest double. */
export function int64ToNumber(words: Int32Array, index: number): number {
  return words[2 * index + 1] * TWO_32 + (words[2 * index] >>> 0);
}

/** Whether value i is between -2^53 and 2^53, so that int64ToNumber is exact. */
export function isSafeInt64(words: Int32Array, index: number): boolean {
  const high = words[2 * index + 1];
  return high >= -0x200000 && high < 0x200000;
}

/** Writes an integer of at most 2^53 in size. */
export function writeInt64(words: Int32Array, index: number, value: number): void {
  words[2 * index] = value | 0;
  words[2 * index + 1] = Math.floor(value / TWO_32);
}

export function int64ToNumbers(values: BigInt64Array): Float64Array {
  const words = int64Words(values);
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = words[2 * i + 1] * TWO_32 + (words[2 * i] >>> 0);
  return out;
}

/** Integers of at most 2^53 in size, as 64-bit values. */
export function numbersToInt64(values: ArrayLike<number>): BigInt64Array {
  const out = new BigInt64Array(values.length);
  const words = int64Words(out);
  for (let i = 0; i < values.length; i++) {
    words[2 * i] = values[i] | 0;
    words[2 * i + 1] = Math.floor(values[i] / TWO_32);
  }
  return out;
}

const TWO_63 = 2 ** 63;

/** A whole double as a 64-bit integer, cut to the nearest there is; 0 for NaN (as Java converts double to long). */
export function saturateInt64(value: number): bigint {
  if (value !== value) return 0n;
  if (value >= TWO_63) return 2n ** 63n - 1n;
  return value <= -TWO_63 ? -(2n ** 63n) : BigInt(value);
}
