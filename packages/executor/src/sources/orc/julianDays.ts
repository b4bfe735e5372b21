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
