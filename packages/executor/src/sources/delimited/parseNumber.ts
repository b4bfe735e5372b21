/**
 * Numbers from bytes. Both functions return NaN for text that is not a number of their kind; spaces around it are
 * allowed. An exactly representable mantissa scaled by an exact power of ten is correctly rounded by one operation
 * (Clinger 1990, "How to read floating point numbers accurately"); the rest goes through the language's own parser.
 */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const MANTISSA_DIGITS_MAX = 15;

export function parseDouble(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let stop = end;
  while (at < stop && bytes[at] === 32) at++;
  while (at < stop && bytes[stop - 1] === 32) stop--;
  const first = at;
  let negative = false;
  if (at < stop && (bytes[at] === 45 || bytes[at] === 43)) negative = bytes[at++] === 45;
  let mantissa = 0;
  let digits = 0;
  let fraction = 0;
  let point = false;
  let seen = 0;
  for (; at < stop; at++) {
    const digit = bytes[at] - 48;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      seen++;
      if (mantissa !== 0) digits++;
      if (point) fraction++;
    } else if (digit === -2 && !point) point = true;
    else break;
  }
  if (at === stop && seen > 0 && digits <= MANTISSA_DIGITS_MAX && fraction <= 22) {
    const value = fraction === 0 ? mantissa : mantissa / POWERS[fraction];
    return negative ? -value : value;
  }
  return parseRareDouble(bytes, first, stop);
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const SPECIAL = /^([+-]?)(inf|infinity)$/i;

function parseRareDouble(bytes: Uint8Array, start: number, end: number): number {
  const text = latin1(bytes, start, end);
  if (DECIMAL.test(text)) return Number(text);
  const infinity = SPECIAL.exec(text);
  return infinity ? (infinity[1] === '-' ? -Infinity : Infinity) : NaN;
}

/** The text `NaN` is a value, unlike other text for which parseDouble gives NaN. */
export function isNotANumberText(bytes: Uint8Array, start: number, end: number): boolean {
  return latin1(bytes, start, end).trim().toLowerCase() === 'nan';
}

/** An integer of at most 15 digits, else NaN; longer ones are for parseLong. */
export function parseInteger(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let stop = end;
  while (at < stop && bytes[at] === 32) at++;
  while (at < stop && bytes[stop - 1] === 32) stop--;
  let negative = false;
  if (at < stop && (bytes[at] === 45 || bytes[at] === 43)) negative = bytes[at++] === 45;
  if (at === stop || stop - at > MANTISSA_DIGITS_MAX) return NaN;
  let value = 0;
  for (; at < stop; at++) {
    const digit = bytes[at] - 48;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return negative ? -value : value;
}

/** A 64-bit integer of any length of text, or null. */
export function parseLong(bytes: Uint8Array, start: number, end: number): bigint | null {
  const text = latin1(bytes, start, end).trim();
  if (!/^[+-]?\d{1,40}$/.test(text)) return null;
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? value : null;
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}
