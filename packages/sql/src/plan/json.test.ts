import { expect, test } from 'vitest';
import { decodePlan, encodePlan } from './json.js';

test('values that JSON cannot hold come back as they were', () => {
  const value = {
    long: -(2n ** 63n),
    bytes: new Uint8Array([0, 255, 7]),
    numbers: [NaN, Infinity, -Infinity, -0, 0, 1.5],
    interval: { months: 1, days: 2, micros: 3n },
    nested: [
      [1n, null],
      [2n, 'x'],
    ],
  };
  const decoded = decodePlan<typeof value>(encodePlan(value));
  expect(decoded).toEqual(value);
  expect(Object.is(decoded.numbers[3], -0)).toBe(true);
});

test('metadata that looks like a tag is not mistaken for one', () => {
  const value = { $bigint: 'not a number', metadata: { $object: [{ $number: 'x' }] } };
  expect(decodePlan(encodePlan(value.metadata))).toEqual(value.metadata);
  expect(decodePlan(encodePlan({ a: { $bigint: 'no' } }))).toEqual({ a: { $bigint: 'no' } });
});

test('an instance of a class is refused', () => {
  expect(() => encodePlan({ when: new Map() })).toThrow('found Map');
});
