import { ArgumentError } from '../functions/definition.js';
import { civilFromDays, dayOfYear, daysFromCivil, daysInMonth, isoDayOfWeek, isoWeekOf } from './calendar.js';
import { fixedOffset, timeZone } from './timeZone.js';
import type { TimeZone } from './timeZone.js';
import type { Instant } from './timeText.js';

/** Date and time patterns of date_format, to_date, to_timestamp, unix_timestamp ... */

interface Part {
  /** Pattern letter, '' for literal text, '[' and ']' around an optional section. */
  readonly letter: string;
  readonly count: number;
  readonly text: string;
}

const cache = new Map<string, readonly Part[]>();
const LEGACY_LETTERS = 'GyYMLwDdFEuaHkKhmsSzZX';
const CURRENT_LETTERS = 'GyMLdDQqEFaHkKhmsSVzOXxZ';

/** Narrow names and too many digits are refused from 3.0. */
function isTooLong(letter: string, count: number): boolean {
  if ('GMLEQq'.includes(letter)) return count > 4;
  if ('dHkKhms'.includes(letter)) return count > 2;
  return letter === 'V' ? count !== 2 : letter === 'S' && count > 9;
}

function parsePattern(pattern: string, legacy: boolean): readonly Part[] {
  const key = `${legacy ? 'L' : 'C'}${pattern}`;
  let parts = cache.get(key);
  if (parts === undefined) {
    parts = splitPattern(pattern, legacy);
    cache.set(key, parts);
  }
  return parts;
}

function splitPattern(pattern: string, legacy: boolean): Part[] {
  const parts: Part[] = [];
  const literal = (text: string): void => {
    parts.push({ letter: '', count: 0, text });
  };
  for (let i = 0; i < pattern.length;) {
    const char = pattern[i];
    if (char === "'") {
      let text = '';
      for (i++; i < pattern.length; i++) {
        if (pattern[i] !== "'") text += pattern[i];
        else if (pattern[i + 1] === "'") {
          text += "'";
          i++;
        } else break;
      }
      i++;
      literal(text === '' ? "'" : text);
    } else if (/[A-Za-z]/.test(char)) {
      let end = i;
      while (pattern[end] === char) end++;
      if (
        !(legacy ? LEGACY_LETTERS : CURRENT_LETTERS).includes(char) ||
        (!legacy && isTooLong(char, end - i))
      ) {
        throw new ArgumentError(
          `the date pattern '${pattern}' has ${pattern.slice(i, end)}, which is not supported`,
        );
      }
      parts.push({ letter: char, count: end - i, text: '' });
      i = end;
    } else {
      if (!legacy && (char === '[' || char === ']')) parts.push({ letter: char, count: 1, text: '' });
      else literal(char);
      i++;
    }
  }
  checkSections(parts, pattern);
  return parts;
}

/** Every optional section must be closed, and what is closed must be open. */
function checkSections(parts: readonly Part[], pattern: string): void {
  let depth = 0;
  for (const { letter } of parts) {
    if (letter === '[') depth++;
    if (letter === ']' && --depth < 0) break;
  }
  if (depth !== 0) throw new ArgumentError(`the date pattern '${pattern}' has an unmatched bracket`);
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);
const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

const padded = (value: number, count: number): string =>
  value < 0 ? `-${String(-value).padStart(count, '0')}` : String(value).padStart(count, '0');

function quarterText(quarter: number, count: number): string {
  if (count <= 2) return padded(quarter, count);
  return count === 3 ? `Q${quarter}` : `${['1st', '2nd', '3rd', '4th'][quarter - 1]} quarter`;
}

const gmtText = (seconds: number, count: number): string => {
  if (seconds === 0) return 'GMT';
  const text = offsetText(seconds, 'x', 3);
  return `GMT${count === 4 ? text : text.replace(/^([+-])0/, '$1').replace(/:00$/, '')}`;
};

function offsetText(seconds: number, style: 'X' | 'x' | 'Z', count: number): string {
  if (style === 'X' && seconds === 0) return 'Z';
  const size = Math.abs(seconds);
  const hours = padded(Math.floor(size / 3600), 2);
  const minutes = padded(Math.floor((size % 3600) / 60), 2);
  const sign = seconds < 0 ? '-' : '+';
  if (style === 'Z' && count < 4) return sign + hours + minutes;
  if (count === 1) return sign + hours + (minutes === '00' ? '' : minutes);
  return sign + hours + (count === 2 ? '' : ':') + minutes;
}

/** The instant on the zone's wall clock, written by the pattern; names are English. legacy: 2.x letters. */
export function formatInstant(
  seconds: number,
  micros: number,
  pattern: string,
  zone: TimeZone,
  legacy: boolean,
): string {
  const offset = zone.offsetAt(seconds);
  const local = seconds + offset;
  const days = Math.floor(local / 86400);
  const rest = local - days * 86400;
  const date = civilFromDays(days);
  const hour = Math.floor(rest / 3600);
  let out = '';
  for (const { letter, count, text } of parsePattern(pattern, legacy)) {
    switch (letter) {
      case '':
        out += text;
        break;
      case 'G':
        if (count < 4 || legacy) out += date.year > 0 ? 'AD' : 'BC';
        else out += date.year > 0 ? 'Anno Domini' : 'Before Christ';
        break;
      case 'y':
        out += count === 2 ? padded(((date.year % 100) + 100) % 100, 2) : padded(date.year, count);
        break;
      case 'Y':
        out += padded(isoWeekOf(days).year, count);
        break;
      case 'M':
      case 'L':
        out +=
          count >= 4
            ? MONTHS[date.month - 1]
            : count === 3
              ? MONTHS[date.month - 1].slice(0, 3)
              : padded(date.month, count);
        break;
      case 'Q':
      case 'q':
        out += quarterText(Math.ceil(date.month / 3), count);
        break;
      case 'w':
        out += padded(isoWeekOf(days).week, count);
        break;
      case 'd':
        out += padded(date.day, count);
        break;
      case 'D':
        out += padded(dayOfYear(days), count);
        break;
      case 'F':
        // SimpleDateFormat counts weeks of the month, DateTimeFormatter days within them.
        out += padded(legacy ? Math.ceil(date.day / 7) : ((date.day - 1) % 7) + 1, count);
        break;
      case 'E':
        out += count >= 4 ? WEEKDAYS[isoDayOfWeek(days) - 1] : WEEKDAYS[isoDayOfWeek(days) - 1].slice(0, 3);
        break;
      case 'u':
        out += padded(isoDayOfWeek(days), count);
        break;
      case 'a':
        out += hour < 12 ? 'AM' : 'PM';
        break;
      case 'H':
        out += padded(hour, count);
        break;
      case 'k':
        out += padded(hour === 0 ? 24 : hour, count);
        break;
      case 'K':
        out += padded(hour % 12, count);
        break;
      case 'h':
        out += padded(hour % 12 === 0 ? 12 : hour % 12, count);
        break;
      case 'm':
        out += padded(Math.floor((rest % 3600) / 60), count);
        break;
      case 's':
        out += padded(rest % 60, count);
        break;
      case 'S':
        // SimpleDateFormat writes the number of milliseconds, DateTimeFormatter the digits of the fraction.
        out += legacy
          ? padded(Math.floor(micros / 1000), count)
          : String(micros).padStart(6, '0').padEnd(9, '0').slice(0, count);
        break;
      case 'Z':
        // Four letters give GMT and the offset, five the ISO form.
        if (count === 4 && !legacy) out += gmtText(offset, 4);
        else out += count === 5 && !legacy ? offsetText(offset, 'X', 3) : offsetText(offset, 'Z', 1);
        break;
      case 'X':
      case 'x':
        out += offsetText(offset, letter, count);
        break;
      case 'O':
        out += gmtText(offset, count);
        break;
      case 'V':
        out += zone.id;
        break;
      case 'z':
        out += zoneName(zone, seconds);
        break;
    }
  }
  return out;
}

function zoneName(zone: TimeZone, seconds: number): string {
  if (fixedOffset(zone.id) !== null) return zone.id;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone.id, timeZoneName: 'short' });
  return format.formatToParts(seconds * 1000).find((part) => part.type === 'timeZoneName')?.value ?? zone.id;
}

/** Fields read from a text, as far as the pattern has them. */
interface Fields {
  year: number;
  month: number;
  day: number;
  dayOfYear: number;
  hour: number;
  minute: number;
  second: number;
  micros: number;
  afternoon: boolean | null;
  hour12: number | null;
  zone: TimeZone | null;
}

/**
 * The instant of a text by the pattern; null when it does not fit. legacy (SimpleDateFormat, lenient): numbers may have
 * fewer digits, carry over when too large, and text after the match is ignored. Otherwise the whole text must match,
 * numbers of two letters have two digits, and days must exist.
 */
export function parseInstant(text: string, pattern: string, zone: TimeZone, legacy: boolean): Instant | null {
  const parts = parsePattern(pattern, legacy);
  const fields: Fields = {
    year: 1970,
    month: 1,
    day: 1,
    dayOfYear: 0,
    hour: 0,
    minute: 0,
    second: 0,
    micros: 0,
    afternoon: null,
    hour12: null,
    zone: null,
  };
  const at = readParts(text, 0, parts, 0, parts.length, fields, legacy);
  if (at < 0 || (!legacy && at !== text.length)) return null;
  return assemble(fields, zone, legacy);
}

/** Reads parts from .. to; the position after them, or -1. An optional section that does not fit is passed over. */
function readParts(
  text: string,
  start: number,
  parts: readonly Part[],
  from: number,
  to: number,
  fields: Fields,
  legacy: boolean,
): number {
  let at = start;
  for (let p = from; p < to; p++) {
    if (parts[p].letter !== '[') {
      at = readPart(text, at, parts[p], parts[p + 1], fields, legacy);
      if (at < 0) return -1;
      continue;
    }
    const close = closingBracket(parts, p);
    const before = { ...fields };
    const inside = readParts(text, at, parts, p + 1, close, fields, legacy);
    if (inside < 0) Object.assign(fields, before);
    else at = inside;
    p = close;
  }
  return at;
}

function closingBracket(parts: readonly Part[], open: number): number {
  let depth = 0;
  for (let p = open; ; p++) {
    if (parts[p].letter === '[') depth++;
    else if (parts[p].letter === ']' && --depth === 0) return p;
  }
}

function assemble(fields: Fields, zone: TimeZone, legacy: boolean): Instant | null {
  const { year, month, day } = fields;
  let { hour } = fields;
  if (fields.hour12 !== null) hour = (fields.hour12 % 12) + (fields.afternoon === true ? 12 : 0);
  if (!legacy) {
    const inRange = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
    if (!inRange || hour > 23 || fields.minute > 59 || fields.second > 59) return null;
  }
  const days =
    fields.dayOfYear > 0 ? daysFromCivil(year, 1, fields.dayOfYear) : daysFromCivil(year, month, day);
  const local = days * 86400 + hour * 3600 + fields.minute * 60 + fields.second;
  const extra = Math.floor(fields.micros / 1e6);
  return { seconds: (fields.zone ?? zone).toUtc(local) + extra, micros: fields.micros - extra * 1e6 };
}

const NUMERIC = 'yYMLdDHkKhmsSuwFQq';

/** Reads one pattern part at a position; the position after it, or -1. */
function readPart(
  text: string,
  start: number,
  part: Part,
  next: Part | undefined,
  fields: Fields,
  legacy: boolean,
): number {
  const { letter, count } = part;
  let at = start;
  if (letter === '') {
    if (text.startsWith(part.text, at)) return at + part.text.length;
    return -1;
  }
  if (legacy) while (text[at] === ' ' || text[at] === '\t') at++;
  if ((letter === 'M' || letter === 'L') && count >= 3)
    return readName(text, at, MONTHS, count, (i) => (fields.month = i + 1));
  if (letter === 'E') return readName(text, at, WEEKDAYS, count, () => undefined);
  if (letter === 'a') {
    const mark = text.slice(at, at + 2).toUpperCase();
    if (mark !== 'AM' && mark !== 'PM') return -1;
    fields.afternoon = mark === 'PM';
    return at + 2;
  }
  if (letter === 'G') return /^(AD|BC)/i.test(text.slice(at, at + 2)) ? at + 2 : -1;
  if ('XxZzVO'.includes(letter)) return readZone(text, at, fields);
  // Numbers that touch the next number have exactly their own width.
  const touches = next !== undefined && next.letter !== '' && NUMERIC.includes(next.letter);
  const exact = touches || (!legacy && count > 1 && !(letter === 'y' && count === 4));
  const most = exact ? count : letter === 'S' ? 9 : 10;
  let end = at;
  const negative = letter === 'y' && text[at] === '-';
  if (negative) end++;
  const first = end;
  while (end - first < most && text[end] >= '0' && text[end] <= '9') end++;
  const digits = text.slice(first, end);
  if (digits === '' || (exact && !legacy && digits.length < count)) return -1;
  if (!legacy && letter === 'y' && count === 4 && digits.length !== 4) return -1;
  return store(letter, count, digits, negative, fields, legacy) ? end : -1;
}

function store(
  letter: string,
  count: number,
  digits: string,
  negative: boolean,
  fields: Fields,
  legacy: boolean,
): boolean {
  const value = Number(digits);
  switch (letter) {
    case 'y':
    case 'Y':
      // Two digits: 2000 to 2099 from 3.x; within 80 years back and 20 ahead of now for SimpleDateFormat.
      if (count === 2 && digits.length === 2) fields.year = twoDigitYear(value, legacy);
      else fields.year = negative ? -value : value;
      return true;
    case 'M':
    case 'L':
      fields.month = value;
      return true;
    case 'd':
      fields.day = value;
      return true;
    case 'D':
      fields.dayOfYear = value;
      return true;
    case 'H':
      fields.hour = value;
      return true;
    case 'k':
      fields.hour = value === 24 ? 0 : value;
      return true;
    case 'K':
    case 'h':
      fields.hour12 = value;
      return legacy || value <= 12;
    case 'm':
      fields.minute = value;
      return true;
    case 's':
      fields.second = value;
      return true;
    case 'S':
      fields.micros = legacy ? value * 1000 : Number(digits.slice(0, 6).padEnd(6, '0'));
      return true;
    default:
      return true;
  }
}

function twoDigitYear(value: number, legacy: boolean): number {
  if (!legacy) return 2000 + value;
  const now = new Date().getUTCFullYear();
  const year = now - (now % 100) + value;
  return year > now + 20 ? year - 100 : year <= now - 80 ? year + 100 : year;
}

function readName(
  text: string,
  at: number,
  names: readonly string[],
  count: number,
  found: (index: number) => void,
): number {
  const rest = text.slice(at).toLowerCase();
  for (let i = 0; i < names.length; i++) {
    const full = names[i].toLowerCase();
    if (rest.startsWith(full)) {
      found(i);
      return at + full.length;
    }
    if (count <= 3 && rest.startsWith(full.slice(0, 3))) {
      found(i);
      return at + 3;
    }
  }
  return -1;
}

function readZone(text: string, at: number, fields: Fields): number {
  const match = /^(?:Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]+(?:\/[\w+-]+)*)/.exec(text.slice(at));
  if (match === null) return -1;
  try {
    fields.zone = timeZone(match[0]);
    return at + match[0].length;
  } catch {
    return -1;
  }
}
