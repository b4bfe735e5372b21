import { PrimitiveBuilder, int64Words, nullColumn, primitiveColumn } from '@graticule/columnar';
import { civilFromDays, daysFromCivil, isoDayOfWeek } from '../evaluation/calendar.js';
import { InstantReader, writeInstant } from '../evaluation/instant.js';
import { timeZone } from '../evaluation/timeZone.js';
import { commonValidity, isRowValid, returnsNullable, strideOf, textReader, valuesOf } from './columns.js';
import type { ScalarFunction } from './definition.js';

/** The next day of a week, and the first day or moment of a unit of time. */

const DATE = { kind: 'date' } as const;
const TIMESTAMP = { kind: 'timestamp' } as const;
const STRING = { kind: 'string' } as const;

const WEEKDAY_NAMES = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

const nextDay: ScalarFunction = {
  kind: 'scalar',
  names: ['next_day'],
  doc: 'First date after the given one on a day of the week (MO, Mon, Monday); null for other names.',
  deterministic: true,
  inputTypes: { rule: 'each', types: [DATE, STRING] },
  resultType: returnsNullable(DATE),
  evaluate: ([dates, names], length) => {
    if (dates.layout === 'null' || names.layout === 'null') return nullColumn(DATE, length);
    const validity = commonValidity([dates, names], length);
    const days = valuesOf<Int32Array>(dates);
    const step = strideOf(dates, length);
    const read = textReader(names, length);
    const builder = new PrimitiveBuilder(DATE, length);
    for (let i = 0; i < length; i++) {
      const name = isRowValid(validity, i) ? read(i).trim().toUpperCase() : '';
      const wanted =
        WEEKDAY_NAMES.findIndex(
          (day) => name === day || name === day.slice(0, 3) || name === day.slice(0, 2),
        ) + 1;
      const from = days[i * step];
      if (wanted === 0) builder.appendNull();
      else builder.appendNumber(from + (((wanted - isoDayOfWeek(from) + 6) % 7) + 1));
    }
    return builder.finish();
  },
};

/** First day of the unit that holds the date; null for an unknown unit. */
function truncateDate(days: number, unit: string): number | null {
  const { year, month } = civilFromDays(days);
  switch (unit.toLowerCase()) {
    case 'year':
    case 'yyyy':
    case 'yy':
      return daysFromCivil(year, 1, 1);
    case 'quarter':
      return daysFromCivil(year, month - ((month - 1) % 3), 1);
    case 'month':
    case 'mon':
    case 'mm':
      return daysFromCivil(year, month, 1);
    case 'week':
      return days - isoDayOfWeek(days) + 1;
    default:
      return null;
  }
}

const truncate: ScalarFunction = {
  kind: 'scalar',
  names: ['trunc'],
  doc: 'First day of the year, quarter, month or week of a date; null for other units.',
  deterministic: true,
  inputTypes: { rule: 'each', types: [DATE, STRING] },
  resultType: returnsNullable(DATE),
  evaluate: ([dates, units], length) => {
    if (dates.layout === 'null' || units.layout === 'null') return nullColumn(DATE, length);
    const validity = commonValidity([dates, units], length);
    const days = valuesOf<Int32Array>(dates);
    const step = strideOf(dates, length);
    const read = textReader(units, length);
    const builder = new PrimitiveBuilder(DATE, length);
    for (let i = 0; i < length; i++)
      builder.append(isRowValid(validity, i) ? truncateDate(days[i * step], read(i)) : null);
    return builder.finish();
  },
};

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  day: 86400,
  dd: 86400,
  hour: 3600,
  minute: 60,
  second: 1,
};

const dateTruncate: ScalarFunction = {
  kind: 'scalar',
  names: ['date_trunc'],
  doc: 'Start of the unit (year to second) of a timestamp on the session’s wall clock; null for other units.',
  deterministic: true,
  inputTypes: { rule: 'each', types: [STRING, TIMESTAMP] },
  resultType: returnsNullable(TIMESTAMP),
  evaluate: ([units, times], length, context) => {
    if (times.layout === 'null' || units.layout === 'null') return nullColumn(TIMESTAMP, length);
    const base = commonValidity([units, times], length);
    const zone = timeZone(context.timeZone);
    const reader = new InstantReader(valuesOf<BigInt64Array>(times));
    const step = strideOf(times, length);
    const read = textReader(units, length);
    const values = new BigInt64Array(length);
    const words = int64Words(values);
    const validity = new Uint8Array((length + 7) >> 3);
    for (let i = 0; i < length; i++) {
      if (!isRowValid(base, i)) continue;
      reader.read(i * step);
      const unit = read(i).toLowerCase();
      const local = reader.seconds + zone.offsetAt(reader.seconds);
      const seconds = UNIT_SECONDS[unit] as number | undefined;
      const start = seconds !== undefined ? Math.floor(local / seconds) * seconds : wholeDays(local, unit);
      if (unit === 'millisecond' || unit === 'microsecond') {
        const keep = unit === 'millisecond' ? reader.micros - (reader.micros % 1000) : reader.micros;
        writeInstant(values, words, i, reader.seconds, keep);
      } else if (start === null) continue;
      else writeInstant(values, words, i, zone.toUtc(start), 0);
      validity[i >> 3] |= 1 << (i & 7);
    }
    return primitiveColumn(TIMESTAMP, values, validity);
  },
};

function wholeDays(localSeconds: number, unit: string): number | null {
  const days = truncateDate(Math.floor(localSeconds / 86400), unit);
  return days === null ? null : days * 86400;
}

export const truncationFunctions: readonly ScalarFunction[] = [nextDay, truncate, dateTruncate];
