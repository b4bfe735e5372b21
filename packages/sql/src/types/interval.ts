import { DAY_TO_SECOND, YEAR_TO_MONTH } from '@graticule/columnar';
import type { DataType, DayTimeField, DayTimeIntervalType, YearMonthIntervalType } from '@graticule/columnar';

/** Intervals of SQL: of months (year to month) or of microseconds (day to second), written in some of their units. */
export type UnitInterval = YearMonthIntervalType | DayTimeIntervalType;

export const YEAR_MONTH_UNITS = ['year', 'month'] as const;
export const DAY_TIME_UNITS = ['day', 'hour', 'minute', 'second'] as const;

/** Microseconds of the units of DAY_TIME_UNITS. */
export const UNIT_MICROS = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n] as const;

export function isUnitInterval(type: DataType): type is UnitInterval {
  return type.kind === 'yearMonthInterval' || type.kind === 'dayTimeInterval';
}

/** `day to second`, `month`: the units as types and literals name them. */
export function unitsText(type: UnitInterval): string {
  const units = type.kind === 'yearMonthInterval' ? YEAR_MONTH_UNITS : DAY_TIME_UNITS;
  const [start, end] = [units[type.start] as string, units[type.end] as string];
  return start === end ? start : `${start} to ${end}`;
}

/** The interval type from one unit to another, in lower case; null when there is none. */
export function intervalOfUnits(from: string, to: string): UnitInterval | null {
  const years = YEAR_MONTH_UNITS.indexOf(from as 'year');
  const last = YEAR_MONTH_UNITS.indexOf(to as 'year');
  if (years >= 0 && last >= years) {
    return { kind: 'yearMonthInterval', start: years as 0 | 1, end: last as 0 | 1 };
  }
  const start = DAY_TIME_UNITS.indexOf(from as 'day');
  const end = DAY_TIME_UNITS.indexOf(to as 'day');
  if (start < 0 || end < start) return null;
  return { kind: 'dayTimeInterval', start: start as DayTimeField, end: end as DayTimeField };
}

/** The type of that kind with all its units. */
export function allUnits(type: UnitInterval): UnitInterval {
  return type.kind === 'yearMonthInterval' ? YEAR_TO_MONTH : DAY_TO_SECOND;
}

/** The type that has the units of both; null for intervals of different kinds. */
export function commonInterval(a: UnitInterval, b: UnitInterval): UnitInterval | null {
  if (a.kind !== b.kind) return null;
  const start = Math.min(a.start, b.start);
  const end = Math.max(a.end, b.end);
  return { kind: a.kind, start, end } as UnitInterval;
}
