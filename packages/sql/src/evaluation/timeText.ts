import type { SparkVersion } from '../functions/definition.js';
import { civilFromDays, daysFromCivil, daysInMonth } from './calendar.js';
import { javaTrim } from './numberText.js';
import { fixedOffset, timeZone } from './timeZone.js';
import type { TimeZone } from './timeZone.js';

/** Dates and timestamps as Spark casts them to and from text. */

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

export function dateText(days: number): string {
  const { year, month, day } = civilFromDays(days);
  const digits = String(Math.abs(year)).padStart(4, '0');
  return `${year < 0 ? '-' : year > 9999 ? '+' : ''}${digits}-${two(month)}-${two(day)}`;
}

/** `yyyy-MM-dd HH:mm:ss[.SSSSSS]` on the zone's wall clock, zeros at the end of the fraction removed. */
export function timestampText(seconds: number, micros: number, zone: TimeZone): string {
  const local = seconds + zone.offsetAt(seconds);
  const days = Math.floor(local / 86400);
  const rest = local - days * 86400;
  const hour = Math.floor(rest / 3600);
  const minute = Math.floor((rest % 3600) / 60);
  const text = `${dateText(days)} ${two(hour)}:${two(minute)}:${two(rest % 60)}`;
  return micros === 0 ? text : `${text}.${String(micros).padStart(6, '0').replace(/0+$/, '')}`;
}

const DATE = /^(\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[ T].*)?$/s;

/** Days since 1970-01-01 of `yyyy[-M[-d]]`, anything after a space or T ignored; null when it is no date. */
export function parseDate(text: string, compat: SparkVersion): number | null {
  const trimmed = compat === '2.2' ? text.trimEnd() : javaTrim(text);
  const match = DATE.exec(trimmed);
  if (
    match === null ||
    (match[3] === undefined && trimmed.length > match[1].length + 1 + (match[2]?.length ?? -1))
  ) {
    return null;
  }
  return checkedDate(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1));
}

function checkedDate(year: number, month: number, day: number): number | null {
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return daysFromCivil(year, month, day);
}

const TIMESTAMP =
  /^(?:(\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2}))?)?)?(?:(^|[ T])(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{0,9}))?)?\s*(\S.*)?)?$/;

export interface Instant {
  readonly seconds: number;
  readonly micros: number;
}

/** The instant of a timestamp text; without a zone of its own it is on the wall clock of `zone`. Null: no timestamp. */
export function parseTimestamp(text: string, zone: TimeZone, compat: SparkVersion): Instant | null {
  const trimmed = compat === '2.2' ? text.trimEnd() : javaTrim(text);
  const match = TIMESTAMP.exec(trimmed);
  if (match === null || match[1] === undefined) return null;
  const [, year, month, day, , hour, minute, second, fraction, zoneText] = match;
  if (hour !== undefined && day === undefined) return null;
  const days = checkedDate(Number(year), Number(month ?? 1), Number(day ?? 1));
  if (days === null) return null;
  if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return null;
  const local = days * 86400 + Number(hour ?? 0) * 3600 + Number(minute ?? 0) * 60 + Number(second ?? 0);
  const micros = Number((fraction ?? '').slice(0, 6).padEnd(6, '0'));
  const own = zoneText === undefined ? zone : zoneOf(zoneText, compat);
  return own === null ? null : { seconds: own.toUtc(local), micros };
}

/** The zone written behind a timestamp; region ids only from 3.x. */
function zoneOf(text: string, compat: SparkVersion): TimeZone | null {
  const offset = fixedOffset(text);
  if (offset !== null) return timeZone(text);
  if (compat === '2.2' || !/^[A-Za-z]+(\/[\w+-]+)*$/.test(text)) return null;
  try {
    return timeZone(text);
  } catch {
    return null;
  }
}
