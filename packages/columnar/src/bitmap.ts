/** Validity bitmaps as Arrow has them: least significant bit first, 1 = valid, null = everything valid. */
export type Bitmap = Uint8Array | null;

export function bitmapBytes(length: number): number {
  return (length + 7) >> 3;
}

/** A bitmap with all of `length` bits set; bits past the end are 0. */
export function filledBitmap(length: number): Uint8Array {
  const bits = new Uint8Array(bitmapBytes(length)).fill(255);
  if ((length & 7) !== 0) bits[bits.length - 1] = (1 << (length & 7)) - 1;
  return bits;
}

export function getBit(bits: Uint8Array, index: number): boolean {
  return (bits[index >> 3] & (1 << (index & 7))) !== 0;
}

export function setBit(bits: Uint8Array, index: number): void {
  bits[index >> 3] |= 1 << (index & 7);
}

export function clearBit(bits: Uint8Array, index: number): void {
  bits[index >> 3] &= ~(1 << (index & 7));
}

const ONES = new Uint8Array(256);
for (let i = 1; i < 256; i++) ONES[i] = ONES[i >> 1] + (i & 1);

/** Number of set bits among the first `length`. */
export function countBits(bits: Uint8Array, length: number): number {
  const whole = length >> 3;
  let count = 0;
  for (let i = 0; i < whole; i++) count += ONES[bits[i]];
  if ((length & 7) !== 0) count += ONES[bits[whole] & ((1 << (length & 7)) - 1)];
  return count;
}

export function countNulls(validity: Bitmap, length: number): number {
  return validity === null ? 0 : length - countBits(validity, length);
}

/** Bits offset .. offset + length as a bitmap of their own (shifted when the offset is not a multiple of 8). */
export function sliceBitmap(validity: Bitmap, offset: number, length: number): Bitmap {
  if (validity === null) return null;
  const first = offset >> 3;
  const shift = offset & 7;
  const bytes = bitmapBytes(length);
  if (shift === 0) return validity.subarray(first, first + bytes);
  const out = new Uint8Array(bytes);
  for (let i = 0; i < bytes; i++) {
    out[i] = (validity[first + i] >> shift) | ((validity[first + i + 1] ?? 0) << (8 - shift));
  }
  return out;
}

/** Valid where both are. */
export function andBitmaps(a: Bitmap, b: Bitmap, length: number): Bitmap {
  if (a === null || a === b) return b;
  if (b === null) return a;
  const bytes = bitmapBytes(length);
  const out = new Uint8Array(bytes);
  for (let i = 0; i < bytes; i++) out[i] = a[i] & b[i];
  return out;
}

/** Times this, four bytes that are 0 or 1 become the uppermost four bits, the first byte the lowest of them. */
const FOUR_BYTES = 0x10204080;

/** A bitmap from a byte (0 or 1) per row; null when every row is 1. */
export function packBytes(mask: Uint8Array, length: number): Bitmap {
  const zero = mask.indexOf(0);
  if (zero < 0 || zero >= length) return null;
  const out = new Uint8Array(bitmapBytes(length));
  const whole = (mask.byteOffset & 3) === 0 ? length >> 3 : 0;
  const words = new Int32Array(mask.buffer, whole === 0 ? 0 : mask.byteOffset, 2 * whole);
  for (let i = 0; i < whole; i++) {
    out[i] =
      (Math.imul(words[2 * i], FOUR_BYTES) >>> 28) | ((Math.imul(words[2 * i + 1], FOUR_BYTES) >>> 28) << 4);
  }
  for (let i = whole << 3; i < length; i++) out[i >> 3] |= mask[i] << (i & 7);
  return out;
}

/** A byte (0 or 1) per row from a bitmap. */
export function unpackBitmap(bits: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let i = 0; i < length; i++) out[i] = (bits[i >> 3] >> (i & 7)) & 1;
  return out;
}

/** Bit k of the result is bit indices[k]; a negative index gives 0. Null when all are 1. */
export function takeBitmap(validity: Bitmap, indices: Int32Array, length: number): Bitmap {
  const out = new Uint8Array(bitmapBytes(length));
  let zeros = 0;
  for (let k = 0; k < length; k++) {
    const index = indices[k];
    const bit = index < 0 ? 0 : validity === null ? 1 : (validity[index >> 3] >> (index & 7)) & 1;
    zeros += 1 - bit;
    out[k >> 3] |= bit << (k & 7);
  }
  return zeros === 0 ? null : out;
}

/** Copies `length` bits of source (null: all set) to target at bit `offset`; the target's bits there must be 0. */
export function copyBits(source: Bitmap, length: number, target: Uint8Array, offset: number): void {
  const first = offset >> 3;
  const shift = offset & 7;
  const bytes = bitmapBytes(length);
  for (let i = 0; i < bytes; i++) {
    let bits = source === null ? 255 : source[i];
    if (i === bytes - 1 && (length & 7) !== 0) bits &= (1 << (length & 7)) - 1;
    target[first + i] |= bits << shift;
    const rest = bits >> (8 - shift);
    if (rest !== 0) target[first + i + 1] |= rest;
  }
}
