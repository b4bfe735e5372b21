/** What a text says about a time, field by field; NaN: nothing. */
export type Fields = Float64Array;

export const ERA = 0;
/** Proleptic: 0 is the year before 1. */
export const YEAR = 1;
export const YEAR_OF_ERA = 2;
export const MONTH = 3;
export const DAY = 4;
export const DAY_OF_YEAR = 5;
export const HALF_DAY = 6;
export const HOUR = 7;
/** 1 to 24. */
export const CLOCK_HOUR = 8;
/** 0 to 11. */
export const HALF_DAY_HOUR = 9;
/** 1 to 12. */
export const HALF_DAY_CLOCK_HOUR = 10;
export const MINUTE = 11;
export const SECOND = 12;
export const NANO = 13;
/** Seconds that local time is ahead of UTC. */
export const OFFSET = 14;
/** These are written only. */
export const WEEKDAY = 15;
export const QUARTER = 16;
export const WEEKDAY_IN_MONTH = 17;
const COUNT = 18;

export function noFields(): Fields {
  return new Float64Array(COUNT).fill(NaN);
}

/** Sets a field; false when it has another value already. */
export function setField(fields: Fields, field: number, value: number): boolean {
  const before = fields[field];
  fields[field] = value;
  return before !== before || before === value;
}

export function isSet(fields: Fields, field: number): boolean {
  return fields[field] === fields[field];
}
