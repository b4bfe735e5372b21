import { expect, test } from 'vitest';
import { DOUBLE, FLOAT, INT, LONG, createBuilder, toValues } from '@graticule/columnar';
import type { Column, DataType, Value } from '@graticule/columnar';
import { NumberExtreme } from './numberExtreme.js';

function columnOf(type: DataType, values: readonly Value[]): Column {
  const builder = createBuilder(type);
  for (const value of values) builder.append(value);
  return builder.finish();
}

const LARGE = 2n ** 53n;
test.each([
  [INT, [3, null, -7, 9, 3], [-7, 9]],
  [LONG, [LARGE + 1n, LARGE + 2n, -1n, null, LARGE], [-1n, LARGE + 2n]],
  [LONG, [-(2n ** 63n), 2n ** 63n - 1n, 0n, 0xffffffffn, 5n], [-(2n ** 63n), 2n ** 63n - 1n]],
  [DOUBLE, [NaN, 1.5, -Infinity, null, 2], [-Infinity, NaN]],
  [DOUBLE, [NaN, NaN, null, 4, 3], [3, NaN]],
  [FLOAT, [0.5, null, 0.25, 8, 1], [0.25, 8]],
] as [DataType, Value[], [Value, Value]][])('holds the extremes of case %#', (type, values, [low, high]) => {
  for (const [largest, wanted] of [
    [false, low],
    [true, high],
  ] as const) {
    // Group 1 gets the values, group 0 only nulls, group 2 nothing; once at a time and once merged from two halves.
    const ids = Int32Array.from([...values.map(() => 1), 0]);
    const whole = new NumberExtreme(type, largest);
    whole.update(ids, [columnOf(type, [...values, null])], ids.length, 3);
    expect(toValues(whole.result(3))).toEqual([null, wanted, null]);
    const merged = new NumberExtreme(type, largest);
    for (const part of [values.slice(0, 2), values.slice(2)]) {
      const half = new NumberExtreme(type, largest);
      half.update(new Int32Array(part.length).fill(1), [columnOf(type, part)], part.length, 2);
      merged.merge(Int32Array.of(0, 1), half.state(2), 2, 2);
    }
    expect(toValues(merged.result(3))).toEqual([null, wanted, null]);
  }
});

test('keeps what it has when groups become many', () => {
  const extreme = new NumberExtreme(INT, true);
  extreme.update(Int32Array.of(0), [columnOf(INT, [5])], 1, 1);
  extreme.update(Int32Array.of(999), [columnOf(INT, [6])], 1, 1000);
  const values = toValues(extreme.result(1000));
  expect([values[0], values[1], values[999]]).toEqual([5, null, 6]);
});
