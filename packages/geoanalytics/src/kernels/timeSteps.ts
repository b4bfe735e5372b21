/**
 * Time steps: step k (any integer) is [reference + k repeat, reference + k repeat + interval), in microseconds UTC.
 * Months and years are calendar units: added to the reference in UTC, the day clamped to the length of the month.
 */
export interface TimeSteps {
  readonly reference: number;
  readonly interval: Duration;
  readonly repeat: Duration;
}

export type Duration =
  | { readonly kind: 'fixed'; readonly micros: number }
  | { readonly kind: 'calendar'; readonly months: number };

const DAY_MICROS = 86400e6;
/** Most months are shorter than 31 days and none is shorter than 28: bounds for searching. */
const MONTH_MICROS = 30.436875 * DAY_MICROS;

/** The instant a number of months later (or earlier), at the same time of day; the day is clamped. */
export function addMonths(micros: number, months: number): number {
  const day = Math.floor(micros / DAY_MICROS);
  const timeOfDay = micros - day * DAY_MICROS;
  const date = new Date(day * 86400000);
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const first = utcDay(month);
  const length = utcDay(month + 1) - first;
  return (first + Math.min(date.getUTCDate(), length) - 1) * DAY_MICROS + timeOfDay;
}

/** Days since 1970 of the first day of a month counted from year 0. */
function utcDay(month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(Math.floor(month / 12), month - 12 * Math.floor(month / 12), 1);
  return date.getTime() / 86400000;
}

function stepStart(steps: TimeSteps, k: number): number {
  const { reference, repeat } = steps;
  return repeat.kind === 'fixed' ? reference + k * repeat.micros : addMonths(reference, k * repeat.months);
}

function stepEnd(steps: TimeSteps, k: number, start: number): number {
  const { reference, repeat, interval } = steps;
  if (interval.kind === 'fixed') return start + interval.micros;
  // From the reference, so that steps of equal interval and repeat meet exactly whatever the month lengths.
  if (repeat.kind === 'calendar') return addMonths(reference, k * repeat.months + interval.months);
  return addMonths(start, interval.months);
}

export function approximateMicros(duration: Duration): number {
  return duration.kind === 'fixed' ? duration.micros : duration.months * MONTH_MICROS;
}

export interface StepRows {
  /** Row of the instant; ascending. */
  readonly rows: number[];
  /** Start and end of the step. */
  readonly starts: number[];
  readonly ends: number[];
}

/**
 * One row for every step that contains an instant, steps ascending for each. instants: microseconds; NaN (null) and
 * instants in gaps between steps give none.
 */
export function stepsOfInstants(instants: Float64Array, steps: TimeSteps): StepRows {
  const found: StepRows = { rows: [], starts: [], ends: [] };
  const period = approximateMicros(steps.repeat);
  let lastStart = NaN;
  let lastEnd = NaN;
  // While steps neither overlap nor leave gaps, an instant in the last step found needs no search.
  const tiling = sameDuration(steps.interval, steps.repeat);
  for (let row = 0; row < instants.length; row++) {
    const instant = instants[row];
    if (instant !== instant) continue;
    if (tiling && instant >= lastStart && instant < lastEnd) {
      found.rows.push(row);
      found.starts.push(lastStart);
      found.ends.push(lastEnd);
      continue;
    }
    let k = Math.floor((instant - steps.reference) / period) + 2;
    while (stepStart(steps, k) > instant) k--;
    while (stepStart(steps, k + 1) <= instant) k++;
    const first = found.rows.length;
    for (;;) {
      const start = stepStart(steps, k);
      const end = stepEnd(steps, k, start);
      if (end <= instant) break;
      found.rows.push(row);
      found.starts.push(start);
      found.ends.push(end);
      lastStart = start;
      lastEnd = end;
      k--;
    }
    if (found.rows.length - first > 1) {
      reverse(found.starts, first);
      reverse(found.ends, first);
    }
  }
  return found;
}

function sameDuration(a: Duration, b: Duration): boolean {
  if (a.kind === 'fixed') return b.kind === 'fixed' && a.micros === b.micros;
  return b.kind === 'calendar' && a.months === b.months;
}

function reverse(values: number[], from: number): void {
  for (let low = from, high = values.length - 1; low < high; low++, high--) {
    const value = values[low];
    values[low] = values[high];
    values[high] = value;
  }
}
