import type { DataType, Value } from '@graticule/columnar';
import {
  civilFromDays,
  dayOfYear,
  daysFromCivil,
  daysInMonth,
  isoDayOfWeek,
  isoWeek,
  isoWeekOf,
} from '../evaluation/calendar.js';
import { timeZone } from '../evaluation/timeZone.js';
import { ArgumentError } from './definition.js';
import type { ScalarFunction } from './definition.js';
import { anyNullable } from './columns.js';
import { always, maybe, valueFunction } from './values.js';

/** Parts of dates, timestamps and intervals by name, and timestamps from numbers and back. */

const INT = { kind: 'int' } as const;
const LONG = { kind: 'long' } as const;
const DATE = { kind: 'date' } as const;
const TIMESTAMP = { kind: 'timestamp' } as const;
const STRING = { kind: 'string' } as const;
const SECONDS: DataType = { kind: 'decimal', precision: 8, scale: 6 };
const MAKER_SECONDS: DataType = { kind: 'decimal', precision: 16, scale: 6 };

/** A moment on the wall clock: day, second of the day, microsecond. */
interface Wall {
  readonly days: number;
  readonly seconds: number;
  readonly micros: number;
}

interface Interval {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

const ALIASES: Readonly<Record<string, readonly string[]>> = {
  year: ['y', 'years', 'yr', 'yrs'],
  yearofweek: [],
  quarter: ['qtr'],
  month: ['mon', 'mons', 'months'],
  week: ['w', 'weeks'],
  day: ['d', 'days'],
  dayofweek: ['dow'],
  dayofweek_iso: ['dow_iso'],
  doy: [],
  hour: ['h', 'hours', 'hr', 'hrs'],
  minute: ['m', 'min', 'mins', 'minutes'],
  second: ['s', 'sec', 'seconds', 'secs'],
};

const FIELDS = new Map(
  Object.entries(ALIASES).flatMap(([name, others]) => [name, ...others].map((spelling) => [spelling, name])),
);

const OF_WALL: Readonly<Record<string, (wall: Wall) => Value>> = {
  year: ({ days }) => civilFromDays(days).year,
  yearofweek: ({ days }) => isoWeekOf(days).year,
  quarter: ({ days }) => Math.ceil(civilFromDays(days).month / 3),
  month: ({ days }) => civilFromDays(days).month,
  week: ({ days }) => isoWeek(days),
  day: ({ days }) => civilFromDays(days).day,
  dayofweek: ({ days }) => (isoDayOfWeek(days) % 7) + 1,
  dayofweek_iso: ({ days }) => isoDayOfWeek(days),
  doy: ({ days }) => dayOfYear(days),
  hour: ({ seconds }) => Math.floor(seconds / 3600),
  minute: ({ seconds }) => Math.floor((seconds % 3600) / 60),
  second: ({ seconds, micros }) => BigInt((seconds % 60) * 1_000_000 + micros),
};

const OF_INTERVAL: Readonly<Record<string, (interval: Interval) => Value>> = {
  year: ({ months }) => Math.trunc(months / 12),
  month: ({ months }) => months % 12,
  day: ({ days }) => days,
  hour: ({ micros }) => Number(micros / 3_600_000_000n),
  minute: ({ micros }) => Number((micros / 60_000_000n) % 60n),
  second: ({ micros }) => micros % 60_000_000n,
};

function wallOf(micros: bigint, zoneId: string): Wall {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = Number((micros - rest) / 1_000_000n);
  const local = seconds + timeZone(zoneId).offsetAt(seconds);
  const days = Math.floor(local / 86400);
  return { days, seconds: local - days * 86400, micros: Number(rest) };
}

function partOf(field: string, type: DataType): string {
  const name = FIELDS.get(field.toLowerCase());
  const known = type.kind === 'interval' ? OF_INTERVAL : OF_WALL;
  if (name === undefined || !(name in known)) {
    throw new ArgumentError(
      `Literals of type '${field}' are currently not supported for the ${type.kind} type.`,
    );
  }
  return name;
}

const datePart = valueFunction({
  names: ['date_part', 'datepart', 'extract'],
  doc: 'Part of a date, a timestamp or an interval by its name (YEAR, MONTH, DOW ...); seconds with their fraction.',
  inputTypes: {
    rule: 'custom',
    min: 2,
    max: 2,
    types: ([, { type }]) => [
      STRING,
      ['date', 'timestamp', 'interval'].includes(type.kind) ? type : TIMESTAMP,
    ],
  },
  resultType: ([field, { type, nullable }]) => {
    if (typeof field.literal !== 'string')
      throw new ArgumentError('date_part expects a literal name of a part');
    return { type: partOf(field.literal, type) === 'second' ? SECONDS : INT, nullable };
  },
  prepare: (_, context, [, type]) => {
    const names = new Map<string, string>();
    return (field: string, value: number | bigint | Interval): Value => {
      let name = names.get(field);
      if (name === undefined) names.set(field, (name = partOf(field, type)));
      if (typeof value === 'object') return OF_INTERVAL[name](value);
      if (typeof value === 'number') return OF_WALL[name]({ days: value, seconds: 0, micros: 0 });
      return OF_WALL[name](wallOf(value, context.timeZone));
    };
  },
});

const floored = (value: bigint, unit: bigint): bigint => (value - (((value % unit) + unit) % unit)) / unit;

export const timePartFunctions: readonly ScalarFunction[] = [
  datePart,
  valueFunction({
    names: ['make_timestamp'],
    doc: 'The timestamp of year, month, day, hour, minute, seconds and, if given, a zone; null when there is none.',
    inputTypes: { rule: 'each', types: [INT, INT, INT, INT, INT, MAKER_SECONDS, STRING], optional: 1 },
    resultType: maybe(TIMESTAMP),
    prepare:
      (_, context) =>
      (
        year: number,
        month: number,
        day: number,
        hour: number,
        minute: number,
        seconds: bigint,
        zoneId?: string,
      ) => {
        const exists =
          month >= 1 &&
          month <= 12 &&
          day >= 1 &&
          day <= daysInMonth(year, month) &&
          hour >= 0 &&
          hour < 24 &&
          minute >= 0 &&
          minute < 60;
        if (!exists || seconds < 0n || seconds > 60_000_000n) return null;
        const local = daysFromCivil(year, month, day) * 86400 + hour * 3600 + minute * 60;
        const zone = timeZone(zoneId ?? context.timeZone);
        return BigInt(zone.toUtc(local)) * 1_000_000n + seconds;
      },
  }),
  valueFunction({
    names: ['make_interval'],
    doc: 'The interval of years, months, weeks, days, hours, minutes and seconds.',
    inputTypes: { rule: 'each', types: [INT, INT, INT, INT, INT, INT, MAKER_SECONDS], optional: 7 },
    resultType: (args) => ({ type: { kind: 'interval' }, nullable: anyNullable(args) }),
    prepare:
      () =>
      (years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0n) => ({
        months: years * 12 + months,
        days: weeks * 7 + days,
        micros: BigInt(hours) * 3_600_000_000n + BigInt(minutes) * 60_000_000n + seconds,
      }),
  }),
  valueFunction({
    names: ['timestamp_millis'],
    doc: 'The timestamp of milliseconds since 1970-01-01 UTC.',
    inputTypes: { rule: 'each', types: [LONG] },
    resultType: always(TIMESTAMP),
    prepare: () => (millis: bigint) => millis * 1000n,
  }),
  valueFunction({
    names: ['timestamp_micros'],
    doc: 'The timestamp of microseconds since 1970-01-01 UTC.',
    inputTypes: { rule: 'each', types: [LONG] },
    resultType: always(TIMESTAMP),
    prepare: () => (micros: bigint) => micros,
  }),
  valueFunction({
    names: ['unix_seconds'],
    doc: 'Seconds since 1970-01-01 UTC, rounded down.',
    inputTypes: { rule: 'each', types: [TIMESTAMP] },
    resultType: always(LONG),
    prepare: () => (micros: bigint) => floored(micros, 1_000_000n),
  }),
  valueFunction({
    names: ['unix_millis'],
    doc: 'Milliseconds since 1970-01-01 UTC, rounded down.',
    inputTypes: { rule: 'each', types: [TIMESTAMP] },
    resultType: always(LONG),
    prepare: () => (micros: bigint) => floored(micros, 1000n),
  }),
  valueFunction({
    names: ['unix_micros'],
    doc: 'Microseconds since 1970-01-01 UTC.',
    inputTypes: { rule: 'each', types: [TIMESTAMP] },
    resultType: always(LONG),
    prepare: () => (micros: bigint) => micros,
  }),
  valueFunction({
    names: ['unix_date'],
    doc: 'Days since 1970-01-01.',
    inputTypes: { rule: 'each', types: [DATE] },
    resultType: always(INT),
    prepare: () => (days: number) => days,
  }),
  valueFunction({
    names: ['date_from_unix_date'],
    doc: 'The date of days since 1970-01-01.',
    inputTypes: { rule: 'each', types: [INT] },
    resultType: always(DATE),
    prepare: () => (days: number) => days,
  }),
];
