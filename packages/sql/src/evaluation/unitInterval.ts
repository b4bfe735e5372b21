import type { DayTimeIntervalType, YearMonthIntervalType } from '@graticule/columnar';
import { decimalText } from '../functions/decimal.js';
import { UNIT_MICROS, unitsText } from '../types/interval.js';
import type { UnitInterval } from '../types/interval.js';

/** Texts of SQL's intervals of months and of microseconds, and how they are read. */

const INT_LIMIT = 2n ** 31n;
const LONG_LIMIT = 2n ** 63n;

/** `INTERVAL '1-2' YEAR TO MONTH`; the value in months or microseconds. */
export function intervalLiteralText(value: number | bigint, type: UnitInterval): string {
  const body =
    type.kind === 'yearMonthInterval' ? monthsBody(Number(value), type) : timeBody(BigInt(value), type);
  return `INTERVAL '${body}' ${unitsText(type).toUpperCase()}`;
}

function monthsBody(months: number, { start, end }: YearMonthIntervalType): string {
  const sign = months < 0 ? '-' : '';
  const size = Math.abs(months);
  if (start === 1) return `${sign}${size}`;
  const years = `${sign}${Math.trunc(size / 12)}`;
  return end === 0 ? years : `${years}-${size % 12}`;
}

/** Units behind the first have two digits, seconds their fraction without zeros at its end. */
function timeBody(micros: bigint, { start, end }: DayTimeIntervalType): string {
  let rest = micros < 0n ? -micros : micros;
  let text = micros < 0n ? '-' : '';
  for (let unit: number = start; unit <= end; unit++) {
    if (unit > start) text += unit === 1 ? ' ' : ':';
    if (unit === 3) {
      const seconds = decimalText(rest, 6).replace(/\.?0+$/, '');
      return text + (rest < 10_000_000n ? `0${seconds}` : seconds);
    }
    const count = (rest / UNIT_MICROS[unit]).toString();
    text += unit === 0 ? count : count.padStart(2, '0');
    rest %= UNIT_MICROS[unit];
  }
  return text;
}

/**
 * The value of `1-2`, `3 04:05:06.7` ... or of a whole literal (`INTERVAL '1-2' YEAR TO MONTH`) in exactly the units of
 * the type; null when the text is another or beyond the limits of the type.
 */
export function parseUnitInterval(text: string, type: UnitInterval): bigint | null {
  const literal = /^\s*interval\s+([+-]?)'(.*)'\s+(.*?)\s*$/i.exec(text);
  if (literal === null) return parseBody(text.trim(), type);
  const [, sign, body, units] = literal;
  if (units.toLowerCase().split(/\s+/).join(' ') !== unitsText(type)) return null;
  const value = parseBody(body.trim(), type);
  return value === null || sign !== '-' ? value : -value;
}

/** The same for the text between the quotes of a literal. */
export function parseBody(text: string, type: UnitInterval): bigint | null {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const size =
    type.kind === 'yearMonthInterval'
      ? parseMonths(text.slice(sign.length), type)
      : parseTime(text.slice(sign.length), type);
  if (size === null) return null;
  const value = sign === '-' ? -size : size;
  const limit = type.kind === 'yearMonthInterval' ? INT_LIMIT : LONG_LIMIT;
  return value >= -limit && value < limit ? value : null;
}

function parseMonths(text: string, { start, end }: YearMonthIntervalType): bigint | null {
  if (start === end) return /^\d+$/.test(text) ? BigInt(text) * (end === 0 ? 12n : 1n) : null;
  const match = /^(\d+)-(\d+)$/.exec(text);
  if (match === null || Number(match[2]) > 11) return null;
  return BigInt(match[1]) * 12n + BigInt(match[2]);
}

const LARGEST = [0, 23, 59, 59];

function parseTime(text: string, { start, end }: DayTimeIntervalType): bigint | null {
  const parts = text.split(start === 0 ? /[ :]/ : ':');
  if (parts.length !== end - start + 1) return null;
  if (start === 0 && end > 0 && !/^\d+ /.test(text)) return null;
  let micros = 0n;
  for (let k = 0; k < parts.length; k++) {
    const unit = start + k;
    const match = (unit === 3 ? /^(\d+)(?:\.(\d{1,9}))?$/ : /^(\d+)$/).exec(parts[k]);
    if (match === null || (k > 0 && (match[1].length > 2 || Number(match[1]) > LARGEST[unit]))) return null;
    micros += BigInt(match[1]) * UNIT_MICROS[unit];
    if (unit === 3) micros += BigInt((match[2] ?? '').slice(0, 6).padEnd(6, '0'));
  }
  return micros;
}
