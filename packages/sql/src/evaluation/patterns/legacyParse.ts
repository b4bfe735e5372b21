import { civilFromDays, dayOfYear, daysFromCivil } from '../calendar.js';
import type { Instant } from '../timeText.js';
import type { TimeZone } from '../timeZone.js';
import type { LegacyPart } from './legacyPattern.js';
import {
  dayFromSunday,
  dayOfWeekOfMonth,
  dayOfWeekOfYear,
  nthWeekday,
  weekOfMonth,
  weekOfYear,
} from './legacyWeeks.js';
import * as names from './names.js';
import { abbreviatedOffset } from './zoneNames.js';

/**
 * Texts read as SimpleDateFormat does when it is not lenient, which is how Spark 2.2 uses it: numbers may have fewer
 * digits than letters, what follows the match is ignored, and every field must be what the calendar makes of them all.
 */

type Letter =
  'G' | 'y' | 'Y' | 'M' | 'd' | 'D' | 'E' | 'F' | 'w' | 'W' | 'H' | 'h' | 'a' | 'm' | 's' | 'S' | 'Z';

/** Values by letter in the order in which they were read; hours count from 0, weekdays from Sunday. */
type Fields = Map<Letter, number>;

/** Seconds; Java's calendar knows no others. */
const OFFSET_MIN = -13 * 3600;
const OFFSET_MAX = 14 * 3600;

/** The days from 1582-10-05 to 1582-10-14 were left out when the calendar changed. */
const LEFT_OUT_FIRST = -141437;
const LEFT_OUT_LAST = -141428;

/** The instant of a text; null when it does not fit. now: seconds since 1970, for years of two digits. */
export function parseLegacy(
  text: string,
  parts: readonly LegacyPart[],
  zone: TimeZone,
  now: number,
): Instant | null {
  const fields: Fields = new Map();
  let at = 0;
  for (let i = 0; i < parts.length && at >= 0; i++) {
    const part = parts[i];
    if (part.letter !== '') at = readPart(text, at, part, takesNumber(parts[i + 1]), fields, now);
    else at = text.startsWith(part.text, at) ? at + part.text.length : -1;
  }
  return at < 0 ? null : resolve(fields, zone);
}

/** Whether a number right before this part must end with its own letters. */
function takesNumber(part: LegacyPart | undefined): boolean {
  if (part === undefined || part.letter === '') return false;
  return 'ML'.includes(part.letter) ? part.count <= 2 : !'GEazZX'.includes(part.letter);
}

function readPart(
  text: string,
  start: number,
  { letter, count }: LegacyPart,
  exact: boolean,
  fields: Fields,
  now: number,
): number {
  let at = start;
  while (text[at] === ' ' || text[at] === '\t') at++;
  if (at >= text.length) return -1;
  switch (letter) {
    case 'G':
      return readName(text, at, [names.SHORT_ERAS], (index) => fields.set('G', index));
    case 'M':
    case 'L':
      if (count <= 2) break;
      return readName(text, at, [names.MONTHS, names.SHORT_MONTHS], (index) => fields.set('M', index + 1));
    case 'E':
      return readName(text, at, [names.WEEKDAYS, names.SHORT_WEEKDAYS], (index) =>
        fields.set('E', (index + 1) % 7),
      );
    case 'a':
      return readName(text, at, [names.HALF_DAYS], (index) => fields.set('a', index));
    case 'z':
    case 'Z':
      return readZone(text, at, fields);
    case 'X':
      return readIsoOffset(text, at, count, fields);
  }
  const limit = exact ? at + count : text.length;
  if (limit > text.length) return -1;
  let end = at + (text[at] === '-' ? 1 : 0);
  while (end < limit && text[end] >= '0' && text[end] <= '9') end++;
  if (end === at || text[end - 1] === '-') return -1;
  const value = Number(text.slice(at, end));
  return store(letter, count, value, /^\d\d$/.test(text.slice(at, end)), fields, now) ? end : -1;
}

function readName(
  text: string,
  at: number,
  lists: readonly (readonly string[])[],
  found: (index: number) => void,
): number {
  for (const list of lists) {
    const index = names.matchName(text, at, list);
    if (index < 0) continue;
    found(index);
    return at + list[index].length;
  }
  return -1;
}

function store(
  letter: string,
  count: number,
  value: number,
  twoDigits: boolean,
  fields: Fields,
  now: number,
): boolean {
  switch (letter) {
    case 'y':
    case 'Y':
      fields.set(letter, count <= 2 && twoDigits ? withCentury(value, now) : value);
      return true;
    case 'L':
      fields.set('M', value);
      return true;
    case 'u':
      fields.set('E', value % 7);
      return value >= 1 && value <= 7;
    case 'k':
      fields.set('H', value === 24 ? 0 : value);
      return value >= 1 && value <= 24;
    case 'K':
      fields.set('h', value);
      return true;
    case 'h':
      fields.set('h', value === 12 ? 0 : value);
      return value >= 1 && value <= 12;
    default:
      fields.set(letter as Letter, value);
      return true;
  }
}

/** Within 80 years before and 20 years after now. */
function withCentury(value: number, now: number): number {
  const start = civilFromDays(Math.floor(now / 86400)).year - 80;
  return value + Math.floor(start / 100) * 100 + (value < start % 100 ? 100 : 0);
}

/** +hhmm, GMT, GMT+h:mm or the name of a zone. */
function readZone(text: string, at: number, fields: Fields): number {
  const rest = text.slice(at);
  const offset = /^(?:([+-])(\d\d)([0-5]\d)|GMT([+-])(\d\d?):([0-5]\d))/i.exec(rest);
  if (offset !== null) {
    const sign = (offset[1] ?? offset[4]) === '-' ? -1 : 1;
    const hours = Number(offset[2] ?? offset[5]);
    fields.set('Z', sign * (hours * 3600 + Number(offset[3] ?? offset[6]) * 60));
    return hours > 23 ? -1 : at + offset[0].length;
  }
  if (/^[+-]/.test(rest)) return -1;
  if (/^gmt/i.test(rest)) {
    if (/^gmt[+-]/i.test(rest)) return -1;
    fields.set('Z', 0);
    return at + 3;
  }
  const word = /^[A-Za-z]+/.exec(rest)?.[0] ?? '';
  const minutes = abbreviatedOffset(word);
  if (minutes === null) return -1;
  fields.set('Z', minutes * 60);
  return at + word.length;
}

/** Z, +hh, +hhmm or +hh:mm by the number of letters. */
function readIsoOffset(text: string, at: number, count: number, fields: Fields): number {
  if (text[at] === 'Z') {
    fields.set('Z', 0);
    return at + 1;
  }
  const pattern =
    count === 1 ? /^([+-])(\d\d)/ : count === 2 ? /^([+-])(\d\d)([0-5]\d)/ : /^([+-])(\d\d):([0-5]\d)/;
  const match = pattern.exec(text.slice(at));
  if (match === null || Number(match[2]) > 23) return -1;
  const size = Number(match[2]) * 3600 + Number((match[3] as string | undefined) ?? 0) * 60;
  fields.set('Z', match[1] === '-' ? -size : size);
  return at + match[0].length;
}

function resolve(fields: Fields, zone: TimeZone): Instant | null {
  const days = resolveDays(fields);
  const hour = fields.get('H') ?? (fields.get('h') ?? 0) + 12 * (fields.get('a') ?? 0);
  const minute = fields.get('m') ?? 0;
  const second = fields.get('s') ?? 0;
  const millis = fields.get('S') ?? 0;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return null;
  if (millis < 0 || millis > 999 || !agrees(fields, days, hour)) return null;
  const local = days * 86400 + hour * 3600 + minute * 60 + second;
  const offset = fields.get('Z');
  if (offset !== undefined && (offset < OFFSET_MIN || offset > OFFSET_MAX)) return null;
  const seconds = offset === undefined ? lastInstant(zone, local) : local - offset;
  // A time that the clock jumps over is none.
  if (offset === undefined && seconds + zone.offsetAt(seconds) !== local) return null;
  return { seconds, micros: millis * 1000 };
}

/** Of a time that the clock shows twice, the second. */
function lastInstant(zone: TimeZone, local: number): number {
  const first = zone.toUtc(local);
  const later = local - zone.offsetAt(first + 86400);
  return later > first && later + zone.offsetAt(later) === local ? later : first;
}

/** What was read last among a day of the month, of the year and of a week decides. */
function resolveDays(fields: Fields): number {
  const order = [...fields.keys()];
  const stamp = (letter: Letter): number => order.indexOf(letter);
  const weekday = fields.get('E');
  const together = (letter: Letter): number =>
    stamp(letter) < 0 || weekday === undefined ? -1 : Math.max(stamp(letter), stamp('E'));
  const weekYear = fields.get('Y');
  if (weekYear !== undefined && stamp('Y') > stamp('y')) {
    return dayOfWeekOfYear(weekYear, fields.get('w') ?? 1, weekday ?? 0);
  }
  const year = fields.get('G') === 0 ? 1 - (fields.get('y') ?? 1970) : (fields.get('y') ?? 1970);
  const month = fields.get('M') ?? 1;
  const ofMonth = (): number => daysFromCivil(year, month, fields.get('d') ?? 1);
  const candidates: readonly (readonly [number, () => number])[] = [
    [stamp('d'), ofMonth],
    [together('W'), () => dayOfWeekOfMonth(year, month, fields.get('W') as number, weekday as number)],
    [together('F'), () => nthWeekday(year, month, fields.get('F') as number, weekday as number)],
    [stamp('D'), () => daysFromCivil(year, 1, fields.get('D') as number)],
    [together('w'), () => dayOfWeekOfYear(year, fields.get('w') as number, weekday as number)],
  ];
  let best = -1;
  let resolved: (() => number) | null = null;
  for (const [last, days] of candidates) {
    if (last <= best) continue;
    best = last;
    resolved = days;
  }
  if (resolved !== null) return resolved();
  if (fields.has('w')) return dayOfWeekOfYear(year, fields.get('w') as number, 0);
  if (fields.has('W')) return dayOfWeekOfMonth(year, month, fields.get('W') as number, 0);
  if (weekday !== undefined || fields.has('F')) {
    return nthWeekday(year, month, fields.get('F') ?? 1, weekday ?? 0);
  }
  return ofMonth();
}

/** Whether the calendar shows for the day what was read. */
function agrees(fields: Fields, days: number, hour: number): boolean {
  if (days >= LEFT_OUT_FIRST && days <= LEFT_OUT_LAST) return false;
  const { year, month, day } = civilFromDays(days);
  const shown: Readonly<Partial<Record<Letter, () => number>>> = {
    G: () => (year > 0 ? 1 : 0),
    y: () => (year > 0 ? year : 1 - year),
    Y: () => weekOfYear(days).year,
    M: () => month,
    d: () => day,
    D: () => dayOfYear(days),
    E: () => dayFromSunday(days),
    F: () => Math.ceil(day / 7),
    w: () => weekOfYear(days).week,
    W: () => weekOfMonth(days),
    h: () => hour % 12,
    a: () => Math.floor(hour / 12),
  };
  for (const [letter, value] of fields)
    if (shown[letter] !== undefined && shown[letter]() !== value) return false;
  return true;
}
