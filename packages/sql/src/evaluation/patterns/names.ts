/** Names of months, weekdays and eras as Java writes them in English. */

const list = (text: string): readonly string[] => text.split(' ');

export const MONTHS = list(
  'January February March April May June July August September October November December',
);
/** From Monday. */
export const WEEKDAYS = list('Monday Tuesday Wednesday Thursday Friday Saturday Sunday');
export const SHORT_MONTHS = MONTHS.map((name) => name.slice(0, 3));
export const SHORT_WEEKDAYS = WEEKDAYS.map((name) => name.slice(0, 3));
/** Before and after the year 1. */
export const ERAS = ['Before Christ', 'Anno Domini'];
export const SHORT_ERAS = ['BC', 'AD'];
export const HALF_DAYS = ['AM', 'PM'];
export const QUARTERS = ['1st', '2nd', '3rd', '4th'].map((number) => `${number} quarter`);
export const SHORT_QUARTERS = ['Q1', 'Q2', 'Q3', 'Q4'];

/** Index of the name that stands at a position in any case, the longest that does; -1 when none does. */
export function matchName(text: string, at: number, names: readonly string[]): number {
  let best = -1;
  for (let i = 0; i < names.length; i++) {
    const { length } = names[i];
    if (best >= 0 && length <= names[best].length) continue;
    if (text.slice(at, at + length).toLowerCase() === names[i].toLowerCase()) best = i;
  }
  return best;
}
