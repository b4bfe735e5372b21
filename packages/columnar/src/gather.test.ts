import { expect, test } from 'vitest';
import { gather } from './gather.js';

let state = 29;
function next(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

type Numbers = Int32Array | Float64Array | BigInt64Array;
const KINDS: readonly [string, (length: number) => Numbers][] = [
  ['32-bit integers', (length) => Int32Array.from({ length }, () => next(2 ** 32) - 2 ** 31)],
  ['doubles', (length) => Float64Array.from({ length }, () => (next(9) === 0 ? NaN : next(1000) / 7))],
  ['64-bit integers', (length) => BigInt64Array.from({ length }, () => BigInt(next(2 ** 32)) << 30n)],
];

test.each(KINDS)('%s are gathered from every place, also of views and shared memory', (_, values) => {
  for (const [length, count] of [
    [1, 2048],
    [5000, 2048],
    [700, 8192],
    [9001, 30_001],
  ]) {
    const whole = values(length + 1);
    const shared = new (whole.constructor as Float64ArrayConstructor)(
      new SharedArrayBuffer(whole.byteLength),
    ) as Numbers;
    (shared as Float64Array).set(whole as Float64Array);
    for (const source of [whole.subarray(0, length), whole.subarray(1), shared.subarray(1)]) {
      const rows = Int32Array.from({ length: count + 3 }, () => next(length + 1) - 1).subarray(3);
      const gathered = values(count);
      expect(gather(source, rows, gathered)).toBe(true);
      const expected = Array.from(rows, (row) => source[Math.max(row, 0)]);
      expect(Array.from(gathered as Float64Array)).toEqual(expected);
    }
  }
});

test('few rows, and large sources, are left to the caller', () => {
  const untouched = new Int32Array(3000);
  expect(gather(new Int32Array(10).fill(1), new Int32Array(100), new Int32Array(100))).toBe(false);
  expect(gather(new Int32Array(1 << 19).fill(1), new Int32Array(3000), untouched)).toBe(false);
  expect(gather(new Int32Array(100_000).fill(1), new Int32Array(3000), untouched)).toBe(false);
  expect(untouched.every((value) => value === 0)).toBe(true);
});
