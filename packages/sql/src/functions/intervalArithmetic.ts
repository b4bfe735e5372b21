import { int64Words } from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';
import { addMonths } from '../evaluation/calendar.js';
import { InstantReader, writeInstant } from '../evaluation/instant.js';
import { timeZone } from '../evaluation/timeZone.js';
import { commonValidity, strideOf, valuesOf } from './columns.js';

const DAY_MICROS = 86_400_000_000n;

type IntervalColumn = Column & { layout: 'interval' };

/** Dates moved by an interval, to the day on which it ends, or by a number of days. */
export function addToDates(dates: Column, by: Column, length: number, sign: number): Column {
  const values = valuesOf<Int32Array>(dates);
  const out = new Int32Array(length);
  const stepDate = strideOf(dates, length);
  const stepBy = strideOf(by, length);
  if (by.layout === 'interval') {
    const { months, days, micros } = by;
    for (let i = 0, x = 0, y = 0; i < length; i++, x += stepDate, y += stepBy) {
      out[i] = addMonths(values[x], sign * months[y]) + sign * days[y];
      if (micros[y] !== 0n) out[i] += wholeDays(BigInt(sign) * micros[y]);
    }
  } else {
    const days = valuesOf<Int32Array>(by);
    for (let i = 0, x = 0, y = 0; i < length; i++, x += stepDate, y += stepBy)
      out[i] = values[x] + sign * days[y];
  }
  return {
    layout: 'primitive',
    type: dates.type,
    length,
    validity: commonValidity([dates, by], length),
    values: out,
  };
}

function wholeDays(micros: bigint): number {
  const days = micros / DAY_MICROS;
  return Number(micros % DAY_MICROS < 0n ? days - 1n : days);
}

/** Timestamps moved by an interval: months and days on the wall clock of the zone, the rest as elapsed time. */
export function addToTimestamps(
  times: Column,
  by: Column,
  length: number,
  sign: number,
  zoneId: string,
): Column {
  const { months, days, micros } = by as IntervalColumn;
  const zone = timeZone(zoneId);
  const reader = new InstantReader(valuesOf<BigInt64Array>(times));
  const elapsed = new InstantReader(micros);
  const values = new BigInt64Array(length);
  const words = int64Words(values);
  const stepTime = strideOf(times, length);
  const stepBy = strideOf(by, length);
  for (let i = 0, x = 0, y = 0; i < length; i++, x += stepTime, y += stepBy) {
    reader.read(x);
    let seconds = reader.seconds;
    if (months[y] !== 0 || days[y] !== 0) {
      const local = seconds + zone.offsetAt(seconds);
      const date = Math.floor(local / 86400);
      const moved = addMonths(date, sign * months[y]) + sign * days[y];
      seconds = zone.toUtc(moved * 86400 + (local - date * 86400));
    }
    elapsed.read(y);
    writeInstant(values, words, i, seconds + sign * elapsed.seconds, reader.micros + sign * elapsed.micros);
  }
  const validity = commonValidity([times, by], length);
  return { layout: 'primitive', type: times.type, length, validity, values };
}

/**
 * Time between timestamps: as a day-time interval that between what the clock of the zone shows at them, as a calendar
 * interval elapsed time.
 */
export function subtractTimestamps(
  end: Column,
  start: Column,
  length: number,
  type: DataType,
  zoneId: string,
): Column {
  const a = valuesOf<BigInt64Array>(end);
  const b = valuesOf<BigInt64Array>(start);
  const micros = new BigInt64Array(length);
  const stepA = strideOf(end, length);
  const stepB = strideOf(start, length);
  for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) micros[i] = a[x] - b[y];
  const validity = commonValidity([end, start], length);
  if (type.kind === 'dayTimeInterval') {
    const zone = timeZone(zoneId);
    const ends = new InstantReader(a);
    const starts = new InstantReader(b);
    for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) {
      ends.read(x);
      starts.read(y);
      const moved = zone.offsetAt(ends.seconds) - zone.offsetAt(starts.seconds);
      if (moved !== 0) micros[i] += BigInt(moved) * 1_000_000n;
    }
    return { layout: 'primitive', type, length, validity, values: micros };
  }
  return {
    layout: 'interval',
    type,
    length,
    validity,
    months: new Int32Array(length),
    days: new Int32Array(length),
    micros,
  };
}

export function addIntervals(left: Column, right: Column, length: number, sign: number): Column {
  const a = left as IntervalColumn;
  const b = right as IntervalColumn;
  const months = new Int32Array(length);
  const days = new Int32Array(length);
  const micros = new BigInt64Array(length);
  const stepA = strideOf(a, length);
  const stepB = strideOf(b, length);
  for (let i = 0, x = 0, y = 0; i < length; i++, x += stepA, y += stepB) {
    months[i] = a.months[x] + sign * b.months[y];
    days[i] = a.days[x] + sign * b.days[y];
    micros[i] = a.micros[x] + BigInt(sign) * b.micros[y];
  }
  const validity = commonValidity([left, right], length);
  return { layout: 'interval', type: left.type, length, validity, months, days, micros };
}
