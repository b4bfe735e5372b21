import { expect, test } from 'vitest';
import { parseDataType } from '../parser/parse.js';
import type { UnitInterval } from '../types/interval.js';
import { intervalLiteralText, parseUnitInterval } from './unitInterval.js';

const type = (text: string): UnitInterval => parseDataType(text) as UnitInterval;

test('intervals are written in the units of their type', () => {
  const time = (micros: bigint, units: string): string =>
    intervalLiteralText(micros, type(`interval ${units}`));
  expect(time(93_784_500_000n, 'day to second')).toBe("INTERVAL '1 02:03:04.5' DAY TO SECOND");
  expect(time(93_784_500_000n, 'hour to second')).toBe("INTERVAL '26:03:04.5' HOUR TO SECOND");
  expect(time(-1n, 'second')).toBe("INTERVAL '-00.000001' SECOND");
  expect(time(0n, 'day to second')).toBe("INTERVAL '0 00:00:00' DAY TO SECOND");
  expect(time(-(2n ** 63n), 'day to second')).toBe("INTERVAL '-106751991 04:00:54.775808' DAY TO SECOND");
  expect(intervalLiteralText(-14, type('interval year to month'))).toBe("INTERVAL '-1-2' YEAR TO MONTH");
  expect(intervalLiteralText(14, type('interval month'))).toBe("INTERVAL '14' MONTH");
});

test('text is read when it has exactly the units of the type', () => {
  const read = (text: string, units: string): bigint | null =>
    parseUnitInterval(text, type(`interval ${units}`));
  expect(read('1 02:03:04.5', 'day to second')).toBe(93_784_500_000n);
  expect(read(' -3 ', 'day')).toBe(-259_200_000_000n);
  expect(read("INTERVAL -'1-2' year to month", 'year to month')).toBe(-14n);
  expect(read("interval '3' day", 'hour')).toBeNull();
  expect(read('3 days', 'day')).toBeNull();
  expect(read('1 24:00', 'day to minute')).toBeNull();
  expect(read('178956970-8', 'year to month')).toBeNull();
});
