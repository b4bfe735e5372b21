/**
 * Numbers from bytes, one by one; whole columns go through FieldValues first. The functions return NaN for text that is
 * not a number of their kind; spaces around it are allowed. An exactly representable mantissa scaled by an exact power of ten is correctly rounded by one operation
 * (Clinger 1990, "How to read floating point numbers accurately"). Longer ones are scaled in twice the precision, which
 * tells the nearest double unless the value lies within the error of the middle between two; those, and other rare forms,
 * go through the language's own parser.
 */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const EXPONENT_MAX = 22;
/** Significant digits that are exact in a double, and those beyond that are read too. */
const HIGH_DIGITS = 15;
const LOW_DIGITS = 7;
/** Relative error of the arithmetic below is a few 2^-104 (Dekker 1971); this is far more, and far less than a half ulp. */
const RELATIVE_ERROR = 2 ** -96;

export function parseDouble(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let stop = end;
  while (at < stop && bytes[at] === 32) at++;
  while (at < stop && bytes[stop - 1] === 32) stop--;
  const first = at;
  let negative = false;
  if (at < stop && (bytes[at] === 45 || bytes[at] === 43)) negative = bytes[at++] === 45;
  let high = 0;
  let low = 0;
  let digits = 0;
  let fraction = 0;
  let point = false;
  let seen = 0;
  for (; at < stop; at++) {
    const digit = bytes[at] - 48;
    if (digit >= 0 && digit <= 9) {
      seen++;
      if (digits < HIGH_DIGITS) high = high * 10 + digit;
      else low = low * 10 + digit;
      if (high !== 0) digits++;
      if (point) fraction++;
    } else if (digit === -2 && !point) point = true;
    else break;
  }
  if (at === stop && seen > 0 && fraction <= EXPONENT_MAX && digits <= HIGH_DIGITS + LOW_DIGITS) {
    const value =
      digits <= HIGH_DIGITS
        ? fraction === 0
          ? high
          : high / POWERS[fraction]
        : longDecimal(high, low, digits - HIGH_DIGITS, fraction);
    if (value === value) return negative ? -value : value;
  }
  return parseRareDouble(bytes, first, stop);
}

const SPLITTER = 2 ** 27 + 1;

/** What a * b, rounded to `product`, lacks to be exact (Dekker's product; no overflow up to 2^970). */
function productError(a: number, b: number, product: number): number {
  const c = SPLITTER * a;
  const aHigh = c - (c - a);
  const aLow = a - aHigh;
  const d = SPLITTER * b;
  const bHigh = d - (d - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** (high * 10^lowDigits + low) / 10^fraction, rounded correctly; NaN where that cannot be told. high, low >= 0, exact. */
function longDecimal(high: number, low: number, lowDigits: number, fraction: number): number {
  const power = POWERS[lowDigits];
  const product = high * power;
  const added = productError(high, power, product) + low;
  const mantissa = product + added;
  const mantissaLow = added - (mantissa - product);
  const divisor = POWERS[fraction];
  const quotient = mantissa / divisor;
  const back = quotient * divisor;
  const rest = mantissa - back - productError(quotient, divisor, back) + mantissaLow;
  const correction = rest / divisor;
  const value = quotient + correction;
  const valueLow = correction - (value - quotient);
  const error = value * RELATIVE_ERROR;
  return value + (valueLow - error) === value && value + (valueLow + error) === value ? value : NaN;
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
  if (at === stop || stop - at > HIGH_DIGITS) return NaN;
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
