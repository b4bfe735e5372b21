import { describe, expect, it } from 'vitest';
import { addMonths, stepsOfInstants } from './timeSteps.js';
import type { Duration } from './timeSteps.js';

const micros = (text: string): number => Date.parse(text) * 1000;
const iso = (value: number): string => new Date(value / 1000).toISOString();
const HOUR: Duration = { kind: 'fixed', micros: 3600e6 };
const DAY: Duration = { kind: 'fixed', micros: 86400e6 };
const MONTH: Duration = { kind: 'calendar', months: 1 };

function steps(
  texts: (string | null)[],
  interval: Duration,
  repeat: Duration,
  reference = '1970-01-01T00:00:00Z',
) {
  const instants = Float64Array.from(texts, (text) => (text === null ? NaN : micros(text)));
  const { rows, starts, ends } = stepsOfInstants(instants, {
    reference: micros(reference),
    interval,
    repeat,
  });
  return rows.map((row, k) => [row, iso(starts[k]), iso(ends[k])]);
}

describe('addMonths', () => {
  it('clamps the day to the length of the month and keeps the time of day', () => {
    expect(iso(addMonths(micros('2020-01-31T06:30:00Z'), 1))).toBe('2020-02-29T06:30:00.000Z');
    expect(iso(addMonths(micros('2020-01-31T06:30:00Z'), -2))).toBe('2019-11-30T06:30:00.000Z');
    expect(iso(addMonths(micros('1969-12-31T23:59:59Z'), 12))).toBe('1970-12-31T23:59:59.000Z');
  });
});

describe('stepsOfInstants', () => {
  it('puts an instant at a boundary into the later step, before and after the reference', () => {
    expect(steps(['1970-01-02T00:00:00Z', '1969-12-31T23:59:59Z', null], DAY, DAY)).toEqual([
      [0, '1970-01-02T00:00:00.000Z', '1970-01-03T00:00:00.000Z'],
      [1, '1969-12-31T00:00:00.000Z', '1970-01-01T00:00:00.000Z'],
    ]);
  });

  it('ignores instants in the gaps of a longer repeat', () => {
    expect(steps(['2020-05-01T00:59:59Z', '2020-05-01T01:00:00Z'], HOUR, DAY)).toEqual([
      [0, '2020-05-01T00:00:00.000Z', '2020-05-01T01:00:00.000Z'],
    ]);
  });

  it('puts an instant into every overlapping step, earliest first', () => {
    const found = steps(['1970-01-01T01:30:00Z'], { kind: 'fixed', micros: 2 * 3600e6 }, HOUR);
    expect(found.map(([, start]) => start)).toEqual(['1970-01-01T00:00:00.000Z', '1970-01-01T01:00:00.000Z']);
  });

  it('follows the calendar in months and meets without gaps from the 31st', () => {
    const reference = '2021-01-31T00:00:00Z';
    expect(steps(['2021-03-30T12:00:00Z', '2021-02-28T00:00:00Z'], MONTH, MONTH, reference)).toEqual([
      [0, '2021-02-28T00:00:00.000Z', '2021-03-31T00:00:00.000Z'],
      [1, '2021-02-28T00:00:00.000Z', '2021-03-31T00:00:00.000Z'],
    ]);
  });

  it('takes one day of each month', () => {
    expect(steps(['2021-03-01T12:00:00Z', '2021-03-02T12:00:00Z'], DAY, MONTH)).toEqual([
      [0, '2021-03-01T00:00:00.000Z', '2021-03-02T00:00:00.000Z'],
    ]);
  });
});
