import type { Column, DataType } from '@graticule/columnar';

/** Decimal arithmetic on unscaled bigints. */

export type DecimalType = DataType & { kind: 'decimal' };

export const MAX_PRECISION = 38;

export function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** Unscaled value of a row. */
export function decimalAt(words: BigInt64Array, row: number): bigint {
  return (words[2 * row + 1] << 64n) | BigInt.asUintN(64, words[2 * row]);
}

export function writeDecimal(words: BigInt64Array, row: number, value: bigint): void {
  words[2 * row] = BigInt.asIntN(64, value);
  words[2 * row + 1] = BigInt.asIntN(64, value >> 64n);
}

/** numerator / denominator, rounded half away from zero. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  const twice = 2n * (rest < 0n ? -rest : rest);
  const size = denominator < 0n ? -denominator : denominator;
  if (twice < size) return quotient;
  return numerator < 0n === denominator < 0n ? quotient + 1n : quotient - 1n;
}

/** The value with `to` digits after the point instead of `from`, rounded half up. */
export function rescale(value: bigint, from: number, to: number): bigint {
  return to >= from ? value * powerOfTen(to - from) : divideHalfUp(value, powerOfTen(from - to));
}

export function fitsPrecision(value: bigint, precision: number): boolean {
  const limit = powerOfTen(precision);
  return value < limit && value > -limit;
}

/** Precision and scale within 38 digits: at least 6 digits after the point are kept (2.2: scale is just cut). */
export function boundedDecimal(precision: number, scale: number, compat: string): DecimalType {
  if (precision <= MAX_PRECISION) return { kind: 'decimal', precision, scale };
  if (compat === '2.2')
    return { kind: 'decimal', precision: MAX_PRECISION, scale: Math.min(scale, MAX_PRECISION) };
  const whole = precision - scale;
  return {
    kind: 'decimal',
    precision: MAX_PRECISION,
    scale: Math.max(MAX_PRECISION - whole, Math.min(scale, 6)),
  };
}

/** The column's rows as unscaled values at `scale`; a row reader that serves constants too. */
export function decimalReader(column: Column, length: number, scale: number): (row: number) => bigint {
  const { words, type } = column as Column & { layout: 'decimal' };
  const from = (type as DecimalType).scale;
  if (column.length !== length) {
    const value = rescale(decimalAt(words, 0), from, scale);
    return () => value;
  }
  return (row) => rescale(decimalAt(words, row), from, scale);
}

/** Plain digits with the full scale: 12.50. A negative scale (Spark 2.x) stands for zeros at the end. */
export function decimalText(value: bigint, scale: number): string {
  if (scale <= 0) return (value * powerOfTen(-scale)).toString();
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** As java.math.BigDecimal writes it: with an exponent for a negative scale and for very small numbers. */
export function bigDecimalText(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString();
  const exponent = digits.length - 1 - scale;
  if (scale >= 0 && exponent >= -6) return decimalText(value, scale);
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${value < 0n ? '-' : ''}${digits[0]}${fraction}E${exponent < 0 ? '' : '+'}${exponent}`;
}

/** The bytes of java.math.BigInteger.toByteArray: two's complement, big endian, as few as hold the value. */
export function bigEndianBytes(value: bigint): Uint8Array {
  let size = 1;
  while (BigInt.asIntN(8 * size, value) !== value) size++;
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[size - 1 - i] = Number((value >> BigInt(8 * i)) & 255n);
  return bytes;
}
