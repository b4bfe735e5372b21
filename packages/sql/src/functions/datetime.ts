import { int32Of, int64Words, nullColumn, PrimitiveBuilder, primitiveColumn } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import {
  addMonths,
  civilFromDays,
  dayOfYear,
  daysFromCivil,
  daysInMonth,
  isoDayOfWeek,
  isoWeek,
} from '../evaluation/calendar.js';
import { invalidPlan } from '../errors.js';
import { castColumn } from '../evaluation/cast.js';
import { InstantReader, writeInstant } from '../evaluation/instant.js';
import { timeZone } from '../evaluation/timeZone.js';
import {
  commonValidity,
  isRowValid,
  returns,
  returnsNullable,
  strideOf,
  textReader,
  valuesOf,
} from './columns.js';
import { defaultBoolean } from './defaultArguments.js';
import { UnwantedType } from './definition.js';
import type { EvaluationContext, InputTypes, ScalarFunction } from './definition.js';

const DATE = { kind: 'date' } as const;
const TIMESTAMP = { kind: 'timestamp' } as const;
const STRING = { kind: 'string' } as const;
const INT = { kind: 'int' } as const;
const DOUBLE = { kind: 'double' } as const;

/** Results of so many days are kept: dates of a batch mostly lie within a few years. A power of two. */
const DAYS_KEPT = 4096;

/** A number of a date. */
function ofDate(names: readonly string[], doc: string, compute: (days: number) => number): ScalarFunction {
  // At first a day that belongs to another place.
  const known = int32Of(DAYS_KEPT, (slot) => ~slot);
  const results = new Int32Array(DAYS_KEPT);
  return {
    kind: 'scalar',
    names,
    doc,
    deterministic: true,
    inputTypes: { rule: 'each', types: [DATE] },
    resultType: returns(INT),
    evaluate: ([arg], length) => {
      if (arg.layout === 'null') return nullColumn(INT, length);
      const days = valuesOf<Int32Array>(arg);
      const out = new Int32Array(length);
      for (let i = 0; i < length; i++) {
        const day = days[i];
        const slot = day & (DAYS_KEPT - 1);
        if (known[slot] !== day) {
          known[slot] = day;
          results[slot] = compute(day);
        }
        out[i] = results[slot];
      }
      return primitiveColumn(INT, out, arg.validity);
    },
  };
}

/** A number of the time of day on the session's wall clock. */
function ofTime(name: string, doc: string, compute: (secondsOfDay: number) => number): ScalarFunction {
  return {
    kind: 'scalar',
    names: [name],
    doc,
    deterministic: true,
    inputTypes: { rule: 'each', types: [TIMESTAMP] },
    resultType: returns(INT),
    evaluate: ([arg], length, context) => {
      if (arg.layout === 'null') return nullColumn(INT, length);
      const reader = new InstantReader(valuesOf<BigInt64Array>(arg));
      const zone = timeZone(context.timeZone);
      const out = new Int32Array(length);
      for (let i = 0; i < length; i++) {
        reader.read(i);
        const local = reader.seconds + zone.offsetAt(reader.seconds);
        out[i] = compute(local - Math.floor(local / 86400) * 86400);
      }
      return primitiveColumn(INT, out, arg.validity);
    },
  };
}

/** Dates from dates and whole numbers. */
/** From 3.0 days are whole numbers of at most four bytes, or a constant text of one. */
function wholeDays(name: string): InputTypes {
  return {
    rule: 'custom',
    min: 2,
    max: 2,
    types: ([, days], compat) => {
      const { type, literal } = days;
      if (compat === '2.2' || ['byte', 'short', 'int', 'null'].includes(type.kind)) return [DATE, INT];
      if (type.kind === 'string' && typeof literal === 'string') {
        const value = /^\s*[-+]?\d+\s*$/.test(literal) ? Number(literal) : NaN;
        if (Math.abs(value) < 2 ** 31) return [DATE, INT];
        throw invalidPlan(`The second argument of '${name}' function needs to be an integer.`);
      }
      throw new UnwantedType(1, '(int or smallint or tinyint)');
    },
  };
}

function dateAndNumber(
  names: readonly string[],
  doc: string,
  compute: (days: number, count: number, context: EvaluationContext) => number,
  inputTypes: InputTypes = { rule: 'each', types: [DATE, INT] },
): ScalarFunction {
  return {
    kind: 'scalar',
    names,
    doc,
    deterministic: true,
    inputTypes,
    resultType: returns(DATE),
    evaluate: (args, length, context) => {
      const [dates, numbers] = args;
      if (dates.layout === 'null' || numbers.layout === 'null') return nullColumn(DATE, length);
      const days = valuesOf<Int32Array>(dates);
      const counts = valuesOf<Int32Array>(numbers);
      const stepDays = strideOf(dates, length);
      const stepCounts = strideOf(numbers, length);
      const out = new Int32Array(length);
      for (let i = 0; i < length; i++) out[i] = compute(days[i * stepDays], counts[i * stepCounts], context);
      return primitiveColumn(DATE, out, commonValidity(args, length));
    },
  };
}

const dateDifference: ScalarFunction = {
  kind: 'scalar',
  names: ['datediff', 'date_diff'],
  doc: 'Days from the second date to the first.',
  deterministic: true,
  inputTypes: { rule: 'each', types: [DATE, DATE] },
  resultType: returns(INT),
  evaluate: (args, length) => {
    const [end, start] = args;
    if (end.layout === 'null' || start.layout === 'null') return nullColumn(INT, length);
    const a = valuesOf<Int32Array>(end);
    const b = valuesOf<Int32Array>(start);
    const stepA = strideOf(end, length);
    const stepB = strideOf(start, length);
    const out = new Int32Array(length);
    for (let i = 0; i < length; i++) out[i] = a[i * stepA] - b[i * stepB];
    return primitiveColumn(INT, out, commonValidity(args, length));
  },
};

/** Whole months when both are the same day of the month or both the last; else 31-day fractions, rounded to 8 digits. */
const monthsBetween: ScalarFunction = {
  kind: 'scalar',
  names: ['months_between'],
  doc: 'Months from the second timestamp to the first, with a fraction by months of 31 days.',
  deterministic: true,
  inputTypes: { rule: 'each', types: [TIMESTAMP, TIMESTAMP, { kind: 'boolean' }], optional: 1 },
  defaults: [defaultBoolean(true, '3.3')],
  resultType: returns(DOUBLE),
  evaluate: (args, length, context) => {
    const [end, start] = args;
    if (end.layout === 'null' || start.layout === 'null') return nullColumn(DOUBLE, length);
    const zone = timeZone(context.timeZone);
    const readers = [end, start].map((column) => new InstantReader(valuesOf<BigInt64Array>(column)));
    const steps = [strideOf(end, length), strideOf(start, length)];
    const roundOff = args.length < 3 || valuesOf<Uint8Array>(args[2])[0] === 1;
    const out = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      const [a, b] = readers.map((reader, k) => {
        reader.read(i * steps[k]);
        const local = reader.seconds + zone.offsetAt(reader.seconds);
        const days = Math.floor(local / 86400);
        return { ...civilFromDays(days), seconds: local - days * 86400 };
      });
      const months = (a.year - b.year) * 12 + a.month - b.month;
      const lastDays = a.day === daysInMonth(a.year, a.month) && b.day === daysInMonth(b.year, b.month);
      if (a.day === b.day || lastDays) out[i] = months;
      else {
        const value = months + ((a.day - b.day) * 86400 + a.seconds - b.seconds) / (31 * 86400);
        out[i] = roundOff ? Math.round(value * 1e8) / 1e8 : value;
      }
    }
    return primitiveColumn(DOUBLE, out, commonValidity(args, length));
  },
};

function shifted(name: string, doc: string, toZone: boolean): ScalarFunction {
  return {
    kind: 'scalar',
    names: [name],
    doc,
    raises: true,
    deterministic: true,
    inputTypes: { rule: 'each', types: [TIMESTAMP, STRING] },
    resultType: returns(TIMESTAMP),
    evaluate: ([times, zones], length, context) => {
      if (times.layout === 'null' || zones.layout === 'null') return nullColumn(TIMESTAMP, length);
      const validity = commonValidity([times, zones], length);
      const session = timeZone(context.timeZone);
      const reader = new InstantReader(valuesOf<BigInt64Array>(times));
      const step = strideOf(times, length);
      const read = textReader(zones, length);
      const values = new BigInt64Array(length);
      const words = int64Words(values);
      for (let i = 0; i < length; i++) {
        if (!isRowValid(validity, i)) continue;
        reader.read(i * step);
        const zone = timeZone(read(i), context.compat);
        const wall = reader.seconds + session.offsetAt(reader.seconds);
        const moved = toZone ? wall + zone.offsetAt(wall) : zone.toUtc(wall);
        writeInstant(values, words, i, session.toUtc(moved), reader.micros);
      }
      return primitiveColumn(TIMESTAMP, values, validity);
    },
  };
}

function current(names: readonly string[], doc: string, type: DataType): ScalarFunction {
  return {
    kind: 'scalar',
    names,
    doc,
    deterministic: false,
    fixedInQuery: true,
    inputTypes: { rule: 'each', types: [] },
    resultType: () => ({ type, nullable: false }),
    evaluate: (_, length, context) => {
      const now = primitiveColumn(TIMESTAMP, new BigInt64Array(length).fill(context.queryMicros));
      return castColumn(now, type, context);
    },
  };
}

const makeDate: ScalarFunction = {
  kind: 'scalar',
  names: ['make_date'],
  doc: 'The date of a year, month and day; null when there is no such day.',
  deterministic: true,
  inputTypes: { rule: 'each', types: [INT, INT, INT] },
  resultType: returnsNullable(DATE),
  evaluate: (args, length) => {
    if (args.some((arg) => arg.layout === 'null')) return nullColumn(DATE, length);
    const validity = commonValidity(args, length);
    const [years, months, days] = args.map((arg) => valuesOf<Int32Array>(arg));
    const steps = args.map((arg) => strideOf(arg, length));
    const builder = new PrimitiveBuilder(DATE, length);
    for (let i = 0; i < length; i++) {
      const [year, month, day] = [years[i * steps[0]], months[i * steps[1]], days[i * steps[2]]];
      const exists =
        isRowValid(validity, i) && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
      if (exists) builder.appendNumber(daysFromCivil(year, month, day));
      else builder.appendNull();
    }
    return builder.finish();
  },
};

/** From 3.x the day is only cut to the new month; in 2.x the last day of a month stays the last. */
function plusMonths(days: number, months: number, context: EvaluationContext): number {
  const moved = addMonths(days, months);
  if (context.compat !== '2.2') return moved;
  const date = civilFromDays(days);
  if (date.day !== daysInMonth(date.year, date.month)) return moved;
  const target = civilFromDays(moved);
  return moved - target.day + daysInMonth(target.year, target.month);
}

export const datetimeFunctions: readonly ScalarFunction[] = [
  ofDate(['year'], 'Year of a date.', (days) => civilFromDays(days).year),
  ofDate(['quarter'], 'Quarter of a date, 1 to 4.', (days) => Math.ceil(civilFromDays(days).month / 3)),
  ofDate(['month'], 'Month of a date, 1 to 12.', (days) => civilFromDays(days).month),
  ofDate(['dayofmonth', 'day'], 'Day of the month, 1 to 31.', (days) => civilFromDays(days).day),
  ofDate(['dayofyear'], 'Day of the year, 1 to 366.', dayOfYear),
  ofDate(
    ['dayofweek'],
    'Day of the week, 1 for Sunday to 7 for Saturday.',
    (days) => (isoDayOfWeek(days) % 7) + 1,
  ),
  ofDate(['weekday'], 'Day of the week, 0 for Monday to 6 for Sunday.', (days) => isoDayOfWeek(days) - 1),
  ofDate(['weekofyear'], 'ISO 8601 week of the year.', isoWeek),
  ofTime('hour', 'Hour of a timestamp, 0 to 23.', (seconds) => Math.floor(seconds / 3600)),
  ofTime('minute', 'Minute of a timestamp, 0 to 59.', (seconds) => Math.floor((seconds % 3600) / 60)),
  ofTime('second', 'Second of a timestamp, 0 to 59.', (seconds) => seconds % 60),
  dateAndNumber(
    ['date_add', 'dateadd'],
    'Date some days later.',
    (days, count) => days + count,
    wholeDays('date_add'),
  ),
  dateAndNumber(
    ['date_sub'],
    'Date some days earlier.',
    (days, count) => days - count,
    wholeDays('date_sub'),
  ),
  dateAndNumber(['add_months'], 'Date some months later, cut to the end of the month.', plusMonths),
  {
    ...ofDate(['last_day'], 'Last day of the month.', (days) => days),
    resultType: returns(DATE),
    evaluate: ([arg], length) => {
      if (arg.layout === 'null') return nullColumn(DATE, length);
      const out = valuesOf<Int32Array>(arg).map((days) => {
        const { year, month, day } = civilFromDays(days);
        return days - day + daysInMonth(year, month);
      });
      return primitiveColumn(DATE, out, arg.validity);
    },
  },
  dateDifference,
  monthsBetween,
  shifted('from_utc_timestamp', 'A timestamp that shows the UTC wall clock moved to that of a zone.', true),
  shifted('to_utc_timestamp', 'A timestamp that shows the wall clock of a zone moved to that of UTC.', false),
  current(['current_date', 'curdate'], 'Date of the query in the session’s zone.', DATE),
  current(['current_timestamp', 'now'], 'Time of the query.', TIMESTAMP),
  makeDate,
  {
    kind: 'scalar',
    names: ['timestamp_seconds'],
    doc: 'The timestamp of seconds since 1970-01-01 UTC.',
    deterministic: true,
    inputTypes: { rule: 'each', types: [{ exactly: 'numeric' }] },
    resultType: ([{ type, nullable }]) => ({
      type: TIMESTAMP,
      nullable: nullable || type.kind === 'double' || type.kind === 'float',
    }),
    evaluate: ([arg], _, context) => castColumn(arg, TIMESTAMP, context),
  },
];
