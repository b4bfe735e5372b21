import type { SparkVersion } from '../functions/definition.js';
import { civilFromDays, daysFromCivil, daysInMonth } from './calendar.js';
import { javaTrim } from './numberText.js';
import { zoneById } from './timeZone.js';
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

const DATE = /^([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?$/s;
const DATE_BEFORE_3 = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?$/s;
/** Beyond it days do not fit 32 bits. */
const DATE_YEARS_MAX = 5_881_580;

/** Days since 1970-01-01 of `yyyy[-M[-d]]`, anything after a space or T ignored; null when it is no date. */
export function parseDate(text: string, compat: SparkVersion): number | null {
  const match = compat === '2.2' ? DATE_BEFORE_3.exec(text.trimEnd()) : DATE.exec(javaTrim(text));
  if (match === null) return null;
  const days = checkedDate(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1));
  return days !== null && (days | 0) === days ? days : null;
}

function checkedDate(year: number, month: number, day: number): number | null {
  if (Math.abs(year) > DATE_YEARS_MAX) return null;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  return daysFromCivil(year, month, day);
}

const TIME = '(\\d{1,2})(?::(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d*))?\\s*(\\S.*)?)?)?';
const TIMESTAMP = new RegExp(`^([+-]?\\d{4,6})(?:-(\\d{1,2})(?:-(\\d{1,2})(?:[ T]${TIME})?)?)?$`);
const TIMESTAMP_BEFORE_3 = new RegExp(`^(\\d{4})(?:-(\\d{1,2})(?:-(\\d{1,2})(?:[ T]${TIME})?)?)?$`);
/** A time of today. */
const TIME_ONLY = new RegExp(`^(?:T|(?=\\d{1,2}:))${TIME}$`);

export interface Instant {
  readonly seconds: number;
  readonly micros: number;
}

/** Timestamps end with this second. */
const SECONDS_MAX = 9_223_372_036_854;

/**
 * The instant of a timestamp text; without a zone of its own it is on the wall clock of `zone`. A time alone is one of
 * the day of `now` (seconds since 1970), which must be given for that. Null: no timestamp.
 */
export function parseTimestamp(
  text: string,
  zone: TimeZone,
  compat: SparkVersion,
  now?: number,
): Instant | null {
  const trimmed = compat === '2.2' ? text.trimEnd() : javaTrim(text);
  const match = (compat === '2.2' ? TIMESTAMP_BEFORE_3 : TIMESTAMP).exec(trimmed);
  if (match !== null) {
    const [, year, month = '1', day = '1', ...time] = match as (string | undefined)[];
    return assembled(checkedDate(Number(year), Number(month), Number(day)), time, zone, compat);
  }
  const time = now === undefined ? null : TIME_ONLY.exec(trimmed);
  if (time === null || now === undefined) return null;
  const own = ownZone(time[5], zone, compat);
  return own && assembled(Math.floor((now + own.offsetAt(now)) / 86400), time.slice(1), zone, compat);
}

/** time: hour, minute, second, digits of the fraction and zone, as far as they were written. */
function assembled(
  days: number | null,
  time: readonly (string | undefined)[],
  zone: TimeZone,
  compat: SparkVersion,
): Instant | null {
  const [hour = '0', minute = '0', second = '0', fraction = '', zoneText] = time;
  const own = ownZone(zoneText, zone, compat);
  if (days === null || own === null) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const local = days * 86400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const seconds = own.toUtc(local);
  if (Math.abs(seconds) > SECONDS_MAX) return null;
  return { seconds, micros: Number(fraction.slice(0, 6).padEnd(6, '0')) };
}

function ownZone(text: string | undefined, zone: TimeZone, compat: SparkVersion): TimeZone | null {
  return text === undefined ? zone : zoneOf(text, compat);
}

/** The zone written behind a timestamp; region ids only from 3.x. */
function zoneOf(text: string, compat: SparkVersion): TimeZone | null {
  if (compat === '2.2' && text !== 'Z' && !/^[+-]\d/.test(text)) return null;
  return zoneById(text);
}
