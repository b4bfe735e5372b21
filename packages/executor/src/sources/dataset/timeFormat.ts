import { SourceError } from '../sourceError.js';

/**
 * Time formats of manifests: patterns in the letters y M d H h m s S a X Z z (as in `yyyy-MM-dd HH:mm:ss`), text in
 * single quotes, or the words epoch_seconds and epoch_millis. A pattern is compiled to steps which read bytes.
 */
export interface TimeFormat {
  readonly pattern: string;
  /** 'epoch' formats: microseconds of one unit; 0 for patterns. */
  readonly epochUnit_us: number;
  readonly steps: readonly Step[];
}

interface Step {
  /** Index into the parts; LITERAL, MONTH_NAME, HALF_DAY and OFFSET are read in their own ways. */
  readonly part: number;
  readonly digitsMin: number;
  readonly digitsMax: number;
  readonly literal: number;
}

/** Positions in the array of parts that a parse fills. */
export const YEAR = 0;
export const MONTH = 1;
export const DAY = 2;
export const HOUR = 3;
export const MINUTE = 4;
export const SECOND = 5;
export const MICROSECOND = 6;
/** 0 none, 1 am, 2 pm. */
const HALF_DAY = 7;
/** Minutes east of UTC, or NO_OFFSET. */
export const OFFSET = 8;
export const NO_OFFSET = 0x7fff;
const LITERAL = 9;
const MONTH_NAME = 10;
const YEAR_OF_CENTURY = 11;

const PARTS: Readonly<Record<string, number>> = {
  y: YEAR,
  u: YEAR,
  M: MONTH,
  L: MONTH,
  d: DAY,
  H: HOUR,
  h: HOUR,
  m: MINUTE,
  s: SECOND,
  S: MICROSECOND,
  a: HALF_DAY,
  X: OFFSET,
  Z: OFFSET,
  z: OFFSET,
};

/** Compiles a manifest's format. Throws SOURCE_UNSUPPORTED naming what it does not know. */
export function compileTimeFormat(pattern: string): TimeFormat {
  if (pattern === 'epoch_millis') return { pattern, epochUnit_us: 1000, steps: [] };
  if (pattern === 'epoch_seconds') return { pattern, epochUnit_us: 1_000_000, steps: [] };
  const steps: Step[] = [];
  const runs = pattern.match(/'[^']*'|([a-zA-Z])\1*|[^a-zA-Z']/g) ?? [];
  runs.forEach((run, i) => {
    if (run[0] === "'")
      for (const byte of Buffer.from(run === "''" ? "'" : run.slice(1, -1))) steps.push(literal(byte));
    else if (/[a-zA-Z]/.test(run[0]))
      steps.push(stepOf(run, pattern, /^[yuMLdHhmsS]/.test(runs[i + 1] ?? '')));
    else for (const byte of Buffer.from(run)) steps.push(literal(byte));
  });
  return { pattern, epochUnit_us: 0, steps };
}

function literal(byte: number): Step {
  return { part: LITERAL, digitsMin: 1, digitsMax: 1, literal: byte };
}

/** followed: another number comes at once, so that only the number of letters says where this one ends. */
function stepOf(run: string, pattern: string, followed: boolean): Step {
  const part = PARTS[run[0]];
  if (part === undefined) {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `time format ${pattern}: the letter ${run[0]} is not supported`,
    );
  }
  const step = (at: number, digitsMin: number, digitsMax: number): Step => ({
    part: at,
    digitsMin,
    digitsMax,
    literal: 0,
  });
  if (part === MONTH && run.length >= 3) return step(MONTH_NAME, 0, 0);
  if (part === YEAR && run.length === 2) return step(YEAR_OF_CENTURY, 2, 2);
  if (part === YEAR) return step(YEAR, followed ? run.length : 1, followed ? run.length : 5);
  if (part === MICROSECOND) return step(part, followed ? run.length : 1, followed ? run.length : 9);
  return step(part, followed ? run.length : 1, 2);
}

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

/**
 * Reads bytes[start .. end) by a pattern into `parts` (only those the pattern names) and tells whether all of it fits.
 * Two-digit years are 1970 to 2069. Values are checked for range by partsToMicros.
 */
export function parseParts(
  steps: readonly Step[],
  bytes: Uint8Array,
  start: number,
  end: number,
  parts: Int32Array,
): boolean {
  let at = start;
  for (let i = 0; i < steps.length; i++) {
    const { part, digitsMin, digitsMax, literal: wanted } = steps[i];
    if (part === LITERAL) {
      if (at >= end || bytes[at] !== wanted) return false;
      at++;
      continue;
    }
    if (part === OFFSET) {
      at = parseOffset(bytes, at, end, parts);
      if (at < 0) return false;
      continue;
    }
    if (part === MONTH_NAME || part === HALF_DAY) {
      at = parseWord(bytes, at, end, part, parts);
      if (at < 0) return false;
      continue;
    }
    let value = 0;
    let digits = 0;
    while (digits < digitsMax && at < end) {
      const digit = bytes[at] - 48;
      if (digit < 0 || digit > 9) break;
      if (part !== MICROSECOND || digits < 6) value = value * 10 + digit;
      digits++;
      at++;
    }
    if (digits < digitsMin) return false;
    if (part === MICROSECOND) for (let k = digits; k < 6; k++) value *= 10;
    if (part === YEAR_OF_CENTURY) parts[YEAR] = value < 70 ? 2000 + value : 1900 + value;
    else parts[part] = value;
  }
  return at === end;
}

function parseWord(bytes: Uint8Array, start: number, end: number, part: number, parts: Int32Array): number {
  let at = start;
  while (at < end && (bytes[at] | 32) >= 97 && (bytes[at] | 32) <= 122) at++;
  const word = Buffer.from(bytes.buffer, bytes.byteOffset + start, at - start)
    .toString('latin1')
    .toLowerCase();
  if (part === HALF_DAY) {
    if (word !== 'am' && word !== 'pm') return -1;
    parts[HALF_DAY] = word === 'am' ? 1 : 2;
    return at;
  }
  const month = word.length < 3 ? -1 : MONTHS.indexOf(word.slice(0, 3));
  if (month < 0 || month % 3 !== 0) return -1;
  parts[MONTH] = month / 3 + 1;
  return at;
}

/** `Z`, `UTC`, `GMT`, `+hh`, `+hhmm`, `+hh:mm`. */
function parseOffset(bytes: Uint8Array, start: number, end: number, parts: Int32Array): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  const found = /^(?:(Z|UTC|GMT)|([+-])(\d\d):?(\d\d)?)/i.exec(text);
  if (!found) return -1;
  const minutes = found[1] ? 0 : Number(found[3]) * 60 + Number(found[4] ?? 0);
  parts[OFFSET] = found[2] === '-' ? -minutes : minutes;
  return start + found[0].length;
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Parts as nothing was read: 1970-01-01T00:00, no offset. */
export function clearParts(parts: Int32Array): void {
  parts.fill(0);
  parts[YEAR] = 1970;
  parts[MONTH] = 1;
  parts[DAY] = 1;
  parts[OFFSET] = NO_OFFSET;
}

/**
 * Microseconds of the parts as a wall clock that shows UTC (an offset is applied when one was read), exact below 2^53;
 * NaN when a part is out of range. Days by the algorithm of https://howardhinnant.github.io/date_algorithms.html.
 */
export function partsToMicros(parts: Int32Array): number {
  const year = parts[YEAR];
  const month = parts[MONTH];
  const day = parts[DAY];
  const half = parts[HALF_DAY];
  let hour = parts[HOUR];
  if (half !== 0) {
    if (hour < 1 || hour > 12) return NaN;
    hour = (hour % 12) + (half === 2 ? 12 : 0);
  }
  if (month < 1 || month > 12 || day < 1 || hour > 23 || parts[MINUTE] > 59 || parts[SECOND] > 59) return NaN;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  if (day > DAYS_IN_MONTH[month - 1] + leap) return NaN;
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146097 + dayOfEra - 719468;
  const offset = parts[OFFSET] === NO_OFFSET ? 0 : parts[OFFSET];
  const seconds = days * 86400 + hour * 3600 + (parts[MINUTE] - offset) * 60 + parts[SECOND];
  return seconds * 1_000_000 + parts[MICROSECOND];
}

/** ISO 8601: what times without a stated format may look like. */
export const ISO_FORMATS: readonly TimeFormat[] = [
  'yyyy-MM-dd HH:mm:ss',
  "yyyy-MM-dd'T'HH:mm:ss",
  "yyyy-MM-dd'T'HH:mm:ssX",
  "yyyy-MM-dd'T'HH:mm:ss.S",
  "yyyy-MM-dd'T'HH:mm:ss.SX",
  'yyyy-MM-dd',
  'yyyy-MM-dd HH:mm:ss.S',
  'yyyy-MM-dd HH:mm:ssX',
  'yyyy-MM-dd HH:mm:ss.SX',
  'yyyy-MM-dd HH:mm',
  "yyyy-MM-dd'T'HH:mm",
].map(compileTimeFormat);
