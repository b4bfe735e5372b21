import { DAY_TO_SECOND, YEAR_TO_MONTH } from '@graticule/columnar';
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
import { DAY_TIME_UNITS, UNIT_MICROS, YEAR_MONTH_UNITS, isUnitInterval } from '../types/interval.js';
import type { UnitInterval } from '../types/interval.js';
import { typeText } from '../types/text.js';
import { ArgumentError } from './definition.js';
import type { DefaultArgument, ScalarFunction, SparkVersion } from './definition.js';
import { defaultInt } from './defaultArguments.js';
import { always, maybe, valueFunction } from './values.js';

/** Parts of dates, timestamps and intervals by name, and timestamps from numbers and back. */

const INT = { kind: 'int' } as const;
const BYTE = { kind: 'byte' } as const;
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
  const isInterval = type.kind === 'interval' || isUnitInterval(type);
  const known = isInterval ? OF_INTERVAL : OF_WALL;
  if (name !== undefined && name in known && (!isUnitInterval(type) || hasUnit(type, name))) return name;
  throw new ArgumentError(
    `Literals of type '${field}' are currently not supported for the ${typeText(type)} type.`,
  );
}

function hasUnit(type: UnitInterval, name: string): boolean {
  const units: readonly string[] = type.kind === 'yearMonthInterval' ? YEAR_MONTH_UNITS : DAY_TIME_UNITS;
  const at = units.indexOf(name);
  return at >= type.start && at <= type.end;
}

/** From 3.0 the smaller parts of intervals are bytes. */
function partType(name: string, type: DataType, compat: SparkVersion): DataType {
  if (name === 'second') return SECONDS;
  const isWhole = name === 'year' || name === 'day' || compat === '2.2';
  return isWhole || !(type.kind === 'interval' || isUnitInterval(type)) ? INT : BYTE;
}

/** The parts of a whole interval: microseconds include hours and minutes, days of 24 hours are apart. */
function asInterval(value: number | bigint | Interval): Interval {
  if (typeof value === 'number') return { months: value, days: 0, micros: 0n };
  if (typeof value === 'object') return value;
  return { months: 0, days: Number(value / UNIT_MICROS[0]), micros: value % UNIT_MICROS[0] };
}

function withinLong(micros: bigint): bigint {
  if (BigInt.asIntN(64, micros) === micros) return micros;
  throw new ArgumentError('long overflow');
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
      ['date', 'timestamp', 'interval'].includes(type.kind) || isUnitInterval(type) ? type : TIMESTAMP,
    ],
  },
  resultType: ([field, { type, nullable }], compat) => {
    if (typeof field.literal !== 'string')
      throw new ArgumentError('date_part expects a literal name of a part');
    return { type: partType(partOf(field.literal, type), type, compat), nullable };
  },
  prepare: (_, context, [, type]) => {
    const names = new Map<string, string>();
    return (field: string, value: number | bigint | Interval): Value => {
      let name = names.get(field);
      if (name === undefined) names.set(field, (name = partOf(field, type)));
      if (typeof value === 'object' || isUnitInterval(type)) return OF_INTERVAL[name](asInterval(value));
      if (typeof value === 'number') return OF_WALL[name]({ days: value, seconds: 0, micros: 0 });
      return OF_WALL[name](wallOf(value, context.timeZone));
    };
  },
});

const NO_SECONDS: DefaultArgument = {
  literal: { kind: 'literal', value: 0n, type: { kind: 'decimal', precision: 8, scale: 6 } },
};

const floored = (value: bigint, unit: bigint): bigint => (value - (((value % unit) + unit) % unit)) / unit;

export const timePartFunctions: readonly ScalarFunction[] = [
  datePart,
  valueFunction({
    names: ['make_timestamp'],
    doc: 'The timestamp of year, month, day, hour, minute, seconds and, if given, a zone; null when there is none.',
    raises: true,
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
    raises: true,
    inputTypes: { rule: 'each', types: [INT, INT, INT, INT, INT, INT, MAKER_SECONDS], optional: 7 },
    defaults: [...Array.from({ length: 6 }, () => defaultInt(0)), NO_SECONDS],
    resultType: maybe({ kind: 'interval' }),
    prepare:
      () =>
      (years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0n) => ({
        months: years * 12 + months,
        days: weeks * 7 + days,
        micros: BigInt(hours) * 3_600_000_000n + BigInt(minutes) * 60_000_000n + seconds,
      }),
  }),
  valueFunction({
    names: ['make_dt_interval'],
    doc: 'The interval of days, hours, minutes and seconds.',
    raises: true,
    inputTypes: { rule: 'each', types: [INT, INT, INT, MAKER_SECONDS], optional: 4 },
    defaults: [...Array.from({ length: 3 }, () => defaultInt(0)), NO_SECONDS],
    resultType: always(DAY_TO_SECOND),
    prepare: () => (days: number, hours: number, minutes: number, seconds: bigint) => {
      const micros = [days, hours, minutes].reduce(
        (sum, count, k) => sum + BigInt(count) * UNIT_MICROS[k],
        0n,
      );
      return withinLong(micros + seconds);
    },
  }),
  valueFunction({
    names: ['make_ym_interval'],
    doc: 'The interval of years and months.',
    raises: true,
    inputTypes: { rule: 'each', types: [INT, INT], optional: 2 },
    defaults: [defaultInt(0), defaultInt(0)],
    resultType: always(YEAR_TO_MONTH),
    prepare: () => (years: number, months: number) => {
      const all = years * 12 + months;
      if ((all | 0) === all) return all;
      throw new ArgumentError(`integer overflow in an interval of ${years} years and ${months} months`);
    },
  }),
  valueFunction({
    names: ['timestamp_millis'],
    doc: 'The timestamp of milliseconds since 1970-01-01 UTC.',
    inputTypes: { rule: 'each', types: [{ exactly: 'integral', as: LONG }] },
    resultType: always(TIMESTAMP),
    raises: true,
    prepare: () => (millis: bigint) => withinLong(millis * 1000n),
  }),
  valueFunction({
    names: ['timestamp_micros'],
    doc: 'The timestamp of microseconds since 1970-01-01 UTC.',
    inputTypes: { rule: 'each', types: [{ exactly: 'integral', as: LONG }] },
    resultType: always(TIMESTAMP),
    prepare: () => (micros: bigint) => micros,
  }),
  valueFunction({
    names: ['unix_seconds'],
    doc: 'Seconds since 1970-01-01 UTC, rounded down.',
    inputTypes: { rule: 'each', types: [{ exactly: TIMESTAMP }] },
    resultType: always(LONG),
    prepare: () => (micros: bigint) => floored(micros, 1_000_000n),
  }),
  valueFunction({
    names: ['unix_millis'],
    doc: 'Milliseconds since 1970-01-01 UTC, rounded down.',
    inputTypes: { rule: 'each', types: [{ exactly: TIMESTAMP }] },
    resultType: always(LONG),
    prepare: () => (micros: bigint) => floored(micros, 1000n),
  }),
  valueFunction({
    names: ['unix_micros'],
    doc: 'Microseconds since 1970-01-01 UTC.',
    inputTypes: { rule: 'each', types: [{ exactly: TIMESTAMP }] },
    resultType: always(LONG),
    prepare: () => (micros: bigint) => micros,
  }),
  valueFunction({
    names: ['unix_date'],
    doc: 'Days since 1970-01-01.',
    inputTypes: { rule: 'each', types: [{ exactly: DATE }] },
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
