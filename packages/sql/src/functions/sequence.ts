import { arrayType } from '@graticule/columnar';
import type { DataType, Value } from '@graticule/columnar';
import { addMonths } from '../evaluation/calendar.js';
import { timeZone } from '../evaluation/timeZone.js';
import type { TimeZone } from '../evaluation/timeZone.js';
import { isIntegral, numericType } from '../types/coercion.js';
import { isUnitInterval } from '../types/interval.js';
import { typeText } from '../types/text.js';
import { anyNullable } from './columns.js';
import { ArgumentError } from './definition.js';
import { valueFunction } from './values.js';

const INTERVAL: DataType = { kind: 'interval' };
const DAY_MICROS = 86_400_000_000n;
/** Spark's largest array. */
const LENGTH_LIMIT = 2147483632n;

interface Interval {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
}

function wholeNumbers(start: bigint, stop: bigint, step: bigint): bigint[] {
  const fits =
    (step > 0n && start <= stop) || (step < 0n && start >= stop) || (step === 0n && start === stop);
  if (!fits)
    throw new ArgumentError(
      `Illegal sequence boundaries: ${start} to ${stop} by ${step}`,
      'IllegalArgumentException',
    );
  const count = step === 0n ? 1n : (stop - start) / step + 1n;
  if (count > LENGTH_LIMIT)
    throw new ArgumentError(
      `Too long sequence: ${count}. Should be <= ${LENGTH_LIMIT}`,
      'IllegalArgumentException',
    );
  return Array.from({ length: Number(count) }, (_, i) => start + BigInt(i) * step);
}

/** Months and days step along the wall clock of the zone, the rest along instants. Times in microseconds. */
function times(start: bigint, stop: bigint, { months, days, micros }: Interval, zone: TimeZone): bigint[] {
  if (months === 0 && days === 0) return wholeNumbers(start, stop, micros);
  const direction = BigInt(months) * 28n * DAY_MICROS + BigInt(days) * DAY_MICROS + micros;
  if (direction === 0n ? start !== stop : direction > 0n !== start <= stop && start !== stop) {
    throw new ArgumentError(
      'Illegal sequence boundaries: the step leads away from the end',
      'IllegalArgumentException',
    );
  }
  const out: bigint[] = [];
  for (let i = 0; ; i++) {
    const next = shifted(start, months * i, days * i, zone) + micros * BigInt(i);
    if (direction > 0n ? next > stop : next < stop) return out;
    out.push(next);
    if (direction === 0n) return out;
  }
}

function shifted(micros: bigint, months: number, days: number, zone: TimeZone): bigint {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = Number((micros - rest) / 1_000_000n);
  const local = seconds + zone.offsetAt(seconds);
  const day = Math.floor(local / 86400);
  const moved = addMonths(day, months) + days;
  return BigInt(zone.toUtc(moved * 86400 + local - day * 86400)) * 1_000_000n + rest;
}

/** Without a step: by 1 or one day, towards the end. */
function defaultStep(type: DataType, forwards: boolean): Interval | bigint {
  const sign = forwards ? 1 : -1;
  return isIntegral(type) ? BigInt(sign) : { months: 0, days: sign, micros: 0n };
}

const UTC = timeZone('UTC');

export const sequence = valueFunction({
  names: ['sequence'],
  doc: 'An array from the first value to the second, by a step: whole numbers, dates or timestamps.',
  raises: true,
  inputTypes: {
    rule: 'custom',
    min: 2,
    max: 3,
    types: (args) => {
      const [start, stop, step] = args.map(({ type }) => type);
      const ends = [start, stop].filter(({ kind }) => kind !== 'null');
      const time = ends.some(({ kind }) => kind === 'date' || kind === 'timestamp');
      if (time && ends.every(({ kind }) => kind === 'date' || kind === 'timestamp' || kind === 'string')) {
        const type = ends.every(({ kind }) => kind === 'date') ? ends[0] : ({ kind: 'timestamp' } as const);
        if (step !== undefined && step.kind !== 'interval' && !isUnitInterval(step) && step.kind !== 'null') {
          throw new ArgumentError(`sequence of times expects an interval as step, found ${typeText(step)}`);
        }
        return args.map((_, k) => (k < 2 ? type : INTERVAL));
      }
      const numbers = step === undefined ? ends : [...ends, step];
      const type = numbers.reduce((a, b) => numericType(a, b) ?? b, numbers[0] ?? { kind: 'int' });
      if (!isIntegral(type)) throw new ArgumentError('sequence expects whole numbers, dates or timestamps');
      return args.map(() => type);
    },
  },
  resultType: (args) => ({ type: arrayType(args[0].type, false), nullable: anyNullable(args) }),
  prepare: (_, context, [type]) => {
    const zone = timeZone(context.timeZone);
    const isLong = type.kind === 'long';
    return (start: number | bigint, stop: number | bigint, given?: number | bigint | Interval): Value => {
      const step = given ?? defaultStep(type, start <= stop);
      if (typeof step !== 'object') {
        const values = wholeNumbers(BigInt(start), BigInt(stop), BigInt(step));
        return isLong ? values : values.map(Number);
      }
      if (type.kind === 'timestamp') return times(start as bigint, stop as bigint, step, zone);
      if (step.micros % DAY_MICROS !== 0n) {
        throw new ArgumentError(
          'sequence start, end and step of dates expect a step of whole days or months',
        );
      }
      const days = { months: step.months, days: step.days + Number(step.micros / DAY_MICROS), micros: 0n };
      const ends = [start, stop].map((day) => BigInt(day) * DAY_MICROS);
      return times(ends[0], ends[1], days, UTC).map((micros) => Number(micros / DAY_MICROS));
    };
  },
});
