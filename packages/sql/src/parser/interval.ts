import { INTERVAL } from '@graticule/columnar';
import { intervalTextBefore3 } from '../evaluation/intervalText.js';
import { parseBody } from '../evaluation/unitInterval.js';
import type { Literal } from '../plan/expression.js';
import { DAY_TIME_UNITS, UNIT_MICROS, YEAR_MONTH_UNITS, intervalOfUnits } from '../types/interval.js';
import type { UnitInterval } from '../types/interval.js';
import type { Cursor } from './cursor.js';
import type { Token } from './lexer.js';
import { literal } from './literal.js';

/** Months, and microseconds without days; each of them in the amounts that were written. */
interface Interval {
  months: number;
  days: number;
  micros: bigint;
  /** Units that were named, those of types only: weeks count as days. */
  readonly units: Set<string>;
}

/** Months, days or microseconds of one unit, and the unit of types that it counts to. */
const UNITS: Readonly<
  Record<string, readonly [part: 'months' | 'days' | 'micros', size: number, unit: string]>
> = {
  YEAR: ['months', 12, 'year'],
  MONTH: ['months', 1, 'month'],
  WEEK: ['days', 7, 'day'],
  DAY: ['days', 1, 'day'],
  HOUR: ['micros', 3_600_000_000, 'hour'],
  MINUTE: ['micros', 60_000_000, 'minute'],
  SECOND: ['micros', 1_000_000, 'second'],
  MILLISECOND: ['micros', 1000, 'second'],
  MICROSECOND: ['micros', 1, 'second'],
};

const FRACTIONAL = new Set(['SECOND', 'MILLISECOND']);

function unitNamed(word: string): string | undefined {
  const upper = word.toUpperCase();
  const singular = upper.endsWith('S') ? upper.slice(0, -1) : upper;
  return singular in UNITS ? singular : undefined;
}

/** Whether `INTERVAL` at the cursor begins a literal rather than naming a column. */
export function startsInterval(cursor: Cursor): boolean {
  if (!cursor.isWord('INTERVAL')) return false;
  const signed = cursor.isSymbol('-', 1) || cursor.isSymbol('+', 1);
  const { kind } = cursor.peek(signed ? 2 : 1);
  return kind === 'number' || kind === 'string';
}

/**
 * `INTERVAL 1 DAY 2 HOURS`, `INTERVAL '1' DAY`, `INTERVAL '1 day -2 hours'`, `INTERVAL '1-2' YEAR TO MONTH`,
 * `INTERVAL '1 10:20:30.5' DAY TO SECOND`. From 3.0 it is an interval of months or of microseconds, in the units that
 * were written; in 2.x one of both, where a day is 24 hours.
 */
export function intervalLiteral(cursor: Cursor): Literal {
  const start = cursor.peek();
  cursor.expectWord('INTERVAL');
  const interval: Interval = { months: 0, days: 0, micros: 0n, units: new Set() };
  let parts = 0;
  const amounts = cursor.peek();
  for (;;) {
    const before = cursor.peek();
    const sign = signAt(cursor);
    const token = cursor.peek();
    if (token.kind !== 'number' && token.kind !== 'string') break;
    cursor.next();
    const unit = cursor.peek().kind === 'word' ? unitNamed(cursor.peek().text) : undefined;
    const failure = (): Error => cursor.failureAt(before, `cannot read the interval ${token.text}`);
    if (unit === undefined && cursor.peek().kind === 'word' && (token.kind === 'number' || parts > 0)) {
      throw unknownUnit(cursor, amounts);
    }
    if (unit === undefined) {
      if (token.kind === 'number' || parts > 0 || !addWords(interval, token.value)) throw failure();
      parts += 1;
      break;
    }
    cursor.next();
    if (cursor.acceptWord('TO')) {
      const type = intervalOfUnits(unit.toLowerCase(), cursor.identifier().toLowerCase());
      const value = type === null ? null : parseBody(token.value.trim(), type);
      if (type === null || value === null || parts > 0) throw failure();
      const signed = sign === '-' ? -value : value;
      if (cursor.compat !== '2.2') return ofType(signed, type);
      if (type.kind === 'yearMonthInterval') interval.months += Number(signed);
      else interval.micros += signed;
    } else if (token.kind === 'string' && /\p{L}/u.test(token.value)) {
      if (cursor.compat === '2.2') {
        const reason = `Error parsing interval string: For input string: "${token.value}"`;
        throw cursor.failureAt(amounts, reason);
      }
      throw cursor.failureAt(
        amounts,
        'Can only use numbers in the interval value part for multiple unit value pairs interval form, but got ' +
          `invalid value: ${token.value}`,
      );
    } else if (!addUnit(interval, token.value.trim(), unit, sign)) throw failure();
    parts += 1;
  }
  if (parts === 0)
    throw cursor.failureAt(start, 'at least one time unit should be given for interval literal');
  return cursor.compat === '2.2' ? calendarLiteral(interval) : unitLiteral(cursor, start, interval);
}

/** The cursor is at the unit. amounts: the first token of the interval's amounts and units. */
function unknownUnit(cursor: Cursor, amounts: Token): Error {
  if (cursor.compat === '2.2') return cursor.failureAt(amounts, 'No interval can be constructed');
  const { text } = cursor.next();
  return cursor.failureAt(
    amounts,
    `Error parsing ' ${cursor.textSince(amounts)}' to interval, invalid unit '${text.toLowerCase()}'`,
  );
}

/** The sign before an amount; the next clause may begin with one that is none. */
function signAt(cursor: Cursor): string {
  const { kind } = cursor.peek(1);
  if (kind !== 'number' && kind !== 'string') return '';
  if (cursor.acceptSymbol('-')) return '-';
  cursor.acceptSymbol('+');
  return '';
}

function ofType(value: bigint, type: UnitInterval): Literal {
  return literal(type.kind === 'yearMonthInterval' ? Number(value) : value, type);
}

function calendarLiteral({ months, days, micros }: Interval): Literal {
  const value = { months, days: 0, micros: micros + BigInt(days) * UNIT_MICROS[0] };
  return { ...literal(value, INTERVAL), shownText: intervalTextBefore3(value) };
}

/** In the units from the largest to the smallest that was written. */
function unitLiteral(cursor: Cursor, start: Token, { months, days, micros, units }: Interval): Literal {
  const [years, times] = [YEAR_MONTH_UNITS, DAY_TIME_UNITS].map((list) =>
    list.filter((unit) => units.has(unit)),
  );
  if (years.length > 0 && times.length > 0) {
    throw cursor.failureAt(start, `Cannot mix year-month and day-time fields: ${cursor.textSince(start)}`);
  }
  const named: readonly string[] = years.length > 0 ? years : times;
  const type = intervalOfUnits(named[0], named[named.length - 1]) as UnitInterval;
  return ofType(years.length > 0 ? BigInt(months) : BigInt(days) * UNIT_MICROS[0] + micros, type);
}

function addUnit(interval: Interval, amount: string, unit: string, sign = ''): boolean {
  const match = /^([-+]?)(\d+)(?:\.(\d+))?$/.exec(amount);
  if (match === null || (match[3] !== undefined && !FRACTIONAL.has(unit))) return false;
  const [part, size, typed] = UNITS[unit];
  const negative = (match[1] === '-') !== (sign === '-');
  const fraction = BigInt(Math.round(Number(`0.${match[3] ?? '0'}`) * size));
  const count = (negative ? -1n : 1n) * (BigInt(match[2]) * BigInt(size) + fraction);
  if (part === 'micros') interval.micros += count;
  else interval[part] += Number(count);
  interval.units.add(typed);
  return true;
}

/** `1 day 2 hours`, with an optional leading `interval`. */
function addWords(interval: Interval, text: string): boolean {
  const words = text.trim().split(/\s+/);
  if (words[0]?.toUpperCase() === 'INTERVAL') words.shift();
  if (words.length === 0 || words.length % 2 !== 0) return false;
  for (let i = 0; i < words.length; i += 2) {
    const unit = unitNamed(words[i + 1]);
    if (unit === undefined || !addUnit(interval, words[i], unit)) return false;
  }
  return true;
}
