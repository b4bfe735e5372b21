import { DOUBLE, INT, LONG, fromValues, toValues, type DataType, type Value } from '@graticule/columnar';
import { describe, expect, test } from 'vitest';
import { DEFAULT_CONTEXT } from '../../evaluation/compile.js';
import { count } from './count.js';
import { sum } from './sum.js';

let state = 17;
function next(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const longs = (): bigint => BigInt.asIntN(64, (BigInt(next(2 ** 32)) << 32n) | BigInt(next(2 ** 32)));

/** The results of an aggregate over values in `groups` groups, computed at once and in two parts that are merged. */
function results(
  definition: typeof sum,
  type: DataType,
  values: readonly Value[],
  groups: number,
): Value[][] {
  const arg = { type, nullable: true };
  const make = () => definition.create([arg], definition.resultType([arg], '3.3').type, DEFAULT_CONTEXT);
  const ids = Int32Array.from(values, (_, i) => i % groups);
  const whole = make();
  whole.update(ids, [fromValues(type, values)], values.length, groups);
  const merged = make();
  const half = values.length >> 1;
  for (const [from, to] of [
    [0, half],
    [half, values.length],
  ]) {
    const part = make();
    part.update(ids.slice(from, to), [fromValues(type, values.slice(from, to))], to - from, groups);
    merged.merge(
      Int32Array.from({ length: groups }, (_, g) => g),
      part.state(groups),
      groups,
      groups,
    );
  }
  return [toValues(whole.result(groups)), toValues(merged.result(groups))];
}

const ofGroup = (values: readonly Value[], groups: number, group: number): Value[] =>
  values.filter((value, i) => i % groups === group && value !== null);

describe.each([1, 7])('over %i groups', (groups) => {
  const expected = (values: readonly Value[], fold: (values: Value[]) => Value): Value[] =>
    Array.from({ length: groups }, (_, group) => fold(ofGroup(values, groups, group)));

  test('sums of integers are exact and wrap around at 64 bits', () => {
    const total = (values: Value[]): Value =>
      BigInt.asIntN(
        64,
        values.reduce((sum: bigint, value) => sum + BigInt(value as bigint), 0n),
      );
    for (const [type, value] of [
      [LONG, longs],
      [INT, () => next(2 ** 32) - 2 ** 31],
    ] as const) {
      const values = Array.from({ length: 2000 }, () => (next(5) === 0 ? null : value()));
      for (const found of results(sum, type, values, groups)) expect(found).toEqual(expected(values, total));
    }
  });

  test('sums of doubles keep what every addition loses', () => {
    const values = Array.from(
      { length: 700 },
      (_, i) => [1e100, null, 1, -1e100, 0.25][Math.floor(i / groups) % 5],
    );
    for (const found of results(sum, DOUBLE, values, groups))
      expect(found).toEqual(
        expected(values, (own) =>
          own.filter((v) => Math.abs(v as number) <= 1).reduce((a: number, b) => a + (b as number), 0),
        ),
      );
  });

  test('counts are of the values that are not null', () => {
    const values = Array.from({ length: 999 }, () => (next(3) === 0 ? null : next(10)));
    for (const found of results(count, INT, values, groups))
      expect(found).toEqual(expected(values, (own) => BigInt(own.length)));
  });
});

test('without values there is no sum, and infinities are their own sum', () => {
  expect(results(sum, DOUBLE, [null, null], 1)).toEqual([[null], [null]]);
  expect(results(sum, DOUBLE, [1, Infinity, 2], 1)).toEqual([[Infinity], [Infinity]]);
  expect(results(sum, DOUBLE, [Infinity, -Infinity], 1)).toEqual([[NaN], [NaN]]);
});
