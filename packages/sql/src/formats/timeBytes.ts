import { daysFromCivil, daysInMonth } from '../evaluation/calendar.js';
import { timeZone } from '../evaluation/timeZone.js';
import type { TextFormats } from './textValue.js';

/** The value of bytes[start .. end), or NaN where they have another layout: then they may still be one. */
export type TimeBytesReader = (bytes: Uint8Array, start: number, end: number) => number;

/** Stands for what are no digits: no sum with it is in the range of any part of a time. */
const NO_DIGITS = -1_000_000;
/** Years whose microseconds since 1970 a double holds exactly in every zone. */
const YEAR_MIN = 1700;
const YEAR_MAX = 2200;
const DATE_BYTES = 10;
const SECOND_BYTES = 19;
const FRACTION_DIGITS = 6;

/** Days since 1970-01-01 of `yyyy-MM-dd`, as textParser gives them; null: a pattern is stated. */
export function dateBytes({ dateFormat }: TextFormats): TimeBytesReader | null {
  if (dateFormat !== undefined) return null;
  return (bytes, start, end) => (end - start === DATE_BYTES ? daysAt(bytes, start) : NaN);
}

/**
 * Microseconds since 1970-01-01 UTC of `yyyy-MM-dd`, or of `yyyy-MM-dd HH:mm:ss` (also with a T), perhaps with a fraction
 * of up to six digits, perhaps with a Z, as textParser gives them; null: a pattern is stated.
 */
export function timestampBytes({ session, timestampFormat }: TextFormats): TimeBytesReader | null {
  if (timestampFormat !== undefined) return null;
  const zone = timeZone(session.timeZone);
  return (bytes, start, end) => {
    const days = daysAt(bytes, start);
    const length = end - start;
    if (length < DATE_BYTES || days !== days) return NaN;
    if (length === DATE_BYTES) return zone.toUtc(days * 86_400) * 1e6;
    if (length < SECOND_BYTES) return NaN;
    const between = bytes[start + 10];
    if (
      (between !== SPACE && between !== LETTER_T) ||
      bytes[start + 13] !== COLON ||
      bytes[start + 16] !== COLON
    )
      return NaN;
    const hour = twoDigits(bytes, start + 11);
    const minute = twoDigits(bytes, start + 14);
    const second = twoDigits(bytes, start + 17);
    if (!(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60)) return NaN;
    const isUtc = bytes[end - 1] === LETTER_Z;
    const stop = isUtc ? end - 1 : end;
    let micros = 0;
    if (stop > start + SECOND_BYTES) {
      const digits = stop - start - SECOND_BYTES - 1;
      if (bytes[start + SECOND_BYTES] !== POINT || digits === 0 || digits > FRACTION_DIGITS) return NaN;
      for (let at = stop - digits; at < stop; at++) {
        const digit = bytes[at] - ZERO;
        if (digit < 0 || digit > 9) return NaN;
        micros = 10 * micros + digit;
      }
      for (let k = digits; k < FRACTION_DIGITS; k++) micros *= 10;
    }
    const local = days * 86_400 + hour * 3600 + minute * 60 + second;
    return (isUtc ? local : zone.toUtc(local)) * 1e6 + micros;
  };
}

const SPACE = 32;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const COLON = 58;
const LETTER_T = 84;
const LETTER_Z = 90;

function daysAt(bytes: Uint8Array, start: number): number {
  const year = 100 * twoDigits(bytes, start) + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  const isDate =
    bytes[start + 4] === MINUS &&
    bytes[start + 7] === MINUS &&
    year >= YEAR_MIN &&
    year <= YEAR_MAX &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month);
  return isDate ? daysFromCivil(year, month, day) : NaN;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const high = bytes[at] - ZERO;
  const low = bytes[at + 1] - ZERO;
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? 10 * high + low : NO_DIGITS;
}
