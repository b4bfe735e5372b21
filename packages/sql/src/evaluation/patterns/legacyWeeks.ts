import { civilFromDays, daysFromCivil, isoDayOfWeek } from '../calendar.js';

/** Weeks as the calendar of the United States counts them: from Sunday, the first one that with the first of the year or month. */

/** 0 for Sunday to 6. */
export const dayFromSunday = (days: number): number => isoDayOfWeek(days) % 7;

function startOfYear(year: number): number {
  const first = daysFromCivil(year, 1, 1);
  return first - dayFromSunday(first);
}

export function weekOfYear(days: number): { readonly year: number; readonly week: number } {
  const { year } = civilFromDays(days);
  if (days >= startOfYear(year + 1)) return { year: year + 1, week: 1 };
  return { year, week: Math.floor((days - startOfYear(year)) / 7) + 1 };
}

export function weekOfMonth(days: number): number {
  const { day } = civilFromDays(days);
  return Math.floor((day - 1 + dayFromSunday(days - day + 1)) / 7) + 1;
}

/** The day of a week of a week year; weekday 0 for Sunday. */
export function dayOfWeekOfYear(year: number, week: number, weekday: number): number {
  return startOfYear(year) + (week - 1) * 7 + weekday;
}

/** The day of a week of a month; weekday 0 for Sunday. */
export function dayOfWeekOfMonth(year: number, month: number, week: number, weekday: number): number {
  const first = daysFromCivil(year, month, 1);
  return first - dayFromSunday(first) + (week - 1) * 7 + weekday;
}

/** The n-th day of that name in a month. */
export function nthWeekday(year: number, month: number, number: number, weekday: number): number {
  const first = daysFromCivil(year, month, 1);
  return first + ((weekday - dayFromSunday(first) + 7) % 7) + (number - 1) * 7;
}
