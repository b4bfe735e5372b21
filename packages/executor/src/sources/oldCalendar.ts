import type { TimeZone } from '@graticule/sql';

/**
 * Days before 1582-10-15 in files of Spark and Hive are numbers of the Julian calendar: the day that was called 1500-03-01
 * then. Spark 3 shows the same year, month and day, but counts in the Gregorian calendar throughout.
 */
const FIRST_GREGORIAN_DAY = -141_427;
/** The Julian calendar's 0000-03-01. Its years of 365.25 days are counted from March, the leap day coming last. */
const JULIAN_EPOCH = -719_470;
const CYCLE_DAYS = 1461;

/** The Gregorian day (since 1970-01-01) of the same year, month and day as a day of files. */
export function gregorianDay(day: number): number {
  if (day >= FIRST_GREGORIAN_DAY) return day;
  const since = day - JULIAN_EPOCH;
  const cycle = Math.floor(since / CYCLE_DAYS);
  const inCycle = since - cycle * CYCLE_DAYS;
  const year = Math.min(3, Math.floor(inCycle / 365));
  const inYear = inCycle - 365 * year;
  // Months from March on have 31, 30, 31, 30, 31 days, over and over.
  const month = Math.floor((5 * inYear + 2) / 153);
  const inMonth = inYear - Math.floor((153 * month + 2) / 5);
  const date = new Date(0);
  // The 29th of February of a year that is none for Gregory is the 1st of March.
  date.setUTCFullYear(4 * cycle + year, month + 2, inMonth + 1);
  return date.getTime() / 86_400_000;
}

/** Before it, java.util.TimeZone (which those writers go by) knows only a zone's offset of today, summer time left out. */
const FIRST_CHANGE_S = -2_208_988_800;
const JANUARY_S = 1_704_067_200;
const JULY_S = 1_719_792_000;
const DAY_S = 86_400;

/** Seconds that java.util.TimeZone has a zone's clocks ahead of UTC. instant: seconds since 1970-01-01 UTC. */
export function javaOffset(zone: TimeZone, instant: number): number {
  if (instant >= FIRST_CHANGE_S) return zone.offsetAt(instant);
  return Math.min(zone.offsetAt(JANUARY_S), zone.offsetAt(JULY_S));
}

/** The instant (in seconds) whose year, month, day and time of day are those that an old instant had in a zone. */
export function gregorianInstant(instant: number, zone: TimeZone): number {
  if (instant >= FIRST_CHANGE_S) return instant;
  const local = instant + javaOffset(zone, instant);
  const day = Math.floor(local / DAY_S);
  return zone.toUtc(local + (gregorianDay(day) - day) * DAY_S);
}
