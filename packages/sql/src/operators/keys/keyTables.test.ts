import {
  INT,
  KernelMemory,
  LONG,
  STRING,
  TIMESTAMP,
  fromValues,
  toValues,
  type BytesColumn,
  type Column,
  type DataType,
  type Value,
} from '@graticule/columnar';
import { describe, expect, test } from 'vitest';
import { KeyKernels } from './keyKernels.js';
import type { KeyTable } from './keyTable.js';
import { keyTableFor } from './keyTableFor.js';
import { NumberPairs } from './numberPairs.js';

/** The same pseudo-random numbers for every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function bitmapOf(values: readonly Value[]): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3);
  values.forEach((value, i) => {
    if (value !== null) bits[i >> 3] |= 1 << (i & 7);
  });
  return bits;
}

/** Batches whose values lie as the name says; one value in nine is null. */
function batches(of: (batch: number, row: number, next: (below: number) => number) => Value): Value[][] {
  const next = generator(7);
  return Array.from({ length: 6 }, (_, batch) =>
    Array.from({ length: 3000 }, (_, row) => (next(9) === 0 ? null : of(batch, row, next))),
  );
}

/** Every value's number by order of first appearance, and then the numbers of values that may be unknown. */
function checkTable(type: DataType, data: readonly Value[][], unknown: readonly Value[]): void {
  checkOne(keyTableFor(type, false), type, data, unknown);
  const memory = KernelMemory.acquire();
  const table = keyTableFor(type, false);
  table.attach?.(new KeyKernels(memory));
  checkOne(table, type, data, unknown);
  const late = keyTableFor(type, false);
  checkOne(late, type, data.slice(0, 3), unknown);
  late.attach?.(new KeyKernels(memory));
  checkOne(late, type, data, unknown, [...new Set(data.slice(0, 3).flat())]);
  memory.release();
}

function checkOne(
  table: KeyTable,
  type: DataType,
  data: readonly Value[][],
  unknown: readonly Value[],
  known: readonly Value[] = [],
): void {
  const expected = new Map<Value, number>(known.map((value, number) => [value, number]));
  for (const values of data) {
    for (const value of values) if (!expected.has(value)) expected.set(value, expected.size);
    const numbers = table.lookup(fromValues(type, values), values.length, true);
    expect([...numbers]).toEqual(values.map((value) => expected.get(value)));
    expect(table.size).toBe(expected.size);
    const found = table.lookup(fromValues(type, unknown), unknown.length, false);
    expect([...found]).toEqual(unknown.map((value) => expected.get(value) ?? -1));
    const many = [...values, ...unknown];
    const foundAgain = table.lookup(fromValues(type, many), many.length, false);
    expect([...foundAgain]).toEqual(many.map((value) => expected.get(value) ?? -1));
  }
  expect(toValues(table.toColumn())).toEqual([...expected.keys()]);
}

describe('a key table numbers values in order of first appearance', () => {
  test('for ints that lie close together', () => {
    checkTable(
      INT,
      batches((_b, _r, next) => next(500) - 250),
      [null, -251, 0, 249, 2147483647],
    );
  });

  test('for ints whose range grows on both sides', () => {
    checkTable(
      INT,
      batches((b, _r, next) => (b % 2 === 0 ? b : -b) * 3000 + next(100)),
      [-15000, 1, 99],
    );
  });

  test('for ints that begin close together and then lie far apart', () => {
    checkTable(
      INT,
      batches((b, _r, next) => (b < 2 ? next(900) : next(4_000_000_000) - 2_000_000_000)),
      [5, -2_000_000_000, 123],
    );
  });

  test('for few ints that lie far apart, then many of them', () => {
    checkTable(
      INT,
      batches((b, r, next) => (b === 0 ? next(10) * 100_000_000 : 70_001 * (3000 * b + r))),
      [70_001 * 3001, 1, 900_000_000],
    );
  });

  test('for longs in ascending order', () => {
    checkTable(
      LONG,
      batches((b, r) => BigInt(1_600_000_000_000 + 3000 * b + r)),
      [0n, 1_600_000_000_001n],
    );
  });

  test('for longs that begin close together and then lie beyond 2^53', () => {
    checkTable(
      LONG,
      batches((b, _r, next) => (b < 3 ? BigInt(next(50)) : 9_007_199_254_740_993n + BigInt(next(3)))),
      [9_007_199_254_740_992n, 9_007_199_254_740_994n, 49n, -1n],
    );
  });

  test('for timestamps before and after 1970', () => {
    checkTable(
      TIMESTAMP,
      batches((_b, _r, next) => BigInt(next(100) - 50) * 86_400_000_000n),
      [0n, 1n],
    );
  });

  test('for texts of all lengths, with equal beginnings and empty ones', () => {
    const text = (_b: number, _r: number, next: (below: number) => number): string =>
      'prefix ü '.slice(0, next(10)) + 'x'.repeat(next(30)) + next(200);
    checkTable(STRING, batches(text), ['', 'prefix', 'x', '1']);
  });

  test.each([
    ['', false],
    [' in the memory of kernels', true],
  ])('for texts in dictionaries that change%s', (_, attached) => {
    const next = generator(5);
    const memory = KernelMemory.acquire();
    const table = keyTableFor(STRING, false);
    if (attached) table.attach?.(new KeyKernels(memory));
    const expected = new Map<Value, number>();
    for (let batch = 0; batch < 6; batch++) {
      const texts = Array.from({ length: 40 + batch }, (_, code) => `text ${(code * (batch + 1)) % 60}`);
      const codes = Int32Array.from({ length: 20_000 }, () => next(texts.length));
      const values = Array.from(codes, (code) => (next(9) === 0 ? null : texts[code]));
      const column: Column = {
        layout: 'dictionary',
        type: STRING,
        length: values.length,
        validity: bitmapOf(values),
        indices: codes,
        dictionary: fromValues(STRING, texts) as BytesColumn,
      };
      const found = [...table.lookup(column, values.length, false)];
      expect(found).toEqual(values.map((value) => expected.get(value) ?? -1));
      for (const value of values) if (!expected.has(value)) expected.set(value, expected.size);
      expect([...table.lookup(column, values.length, true)]).toEqual(
        values.map((value) => expected.get(value)),
      );
    }
    expect(toValues(table.toColumn())).toEqual([...expected.keys()]);
    memory.release();
  });
});

describe('a set of pairs holds each of them once, in order of first appearance', () => {
  const check = (firsts: number, seconds: number): void => {
    const next = generator(13);
    const pairs = new NumberPairs(false);
    const expected = new Set<string>();
    for (let batch = 1; batch <= 6; batch++) {
      const limits = [Math.ceil((firsts * batch) / 6), Math.ceil((seconds * batch) / 6)];
      const first = Int32Array.from({ length: 9000 }, () => next(limits[0]));
      const second = Int32Array.from({ length: 9000 }, () => next(limits[1]));
      first.forEach((a, i) => expected.add(`${a} ${second[i]}`));
      pairs.add(first, second, limits[0], limits[1]);
      expect(pairs.size).toBe(expected.size);
    }
    const all = Array.from({ length: pairs.size }, (_, n) => `${pairs.first[n]} ${pairs.second[n]}`);
    expect(all).toEqual([...expected]);
  };

  test('while there are few possible ones', () => check(20, 300));
  test('when the matrix grows in both directions', () => check(300, 3000));
  test('when there become too many for a matrix', () => check(8000, 9000));
});

describe('pairs of numbers are numbered in order of first appearance', () => {
  const check = (firsts: number, seconds: number): void => {
    checkNumbers(firsts, seconds, new NumberPairs());
    const memory = KernelMemory.acquire();
    const pairs = new NumberPairs();
    pairs.attach(new KeyKernels(memory));
    checkNumbers(firsts, seconds, pairs);
    memory.release();
  };

  const checkNumbers = (firsts: number, seconds: number, pairs: NumberPairs): void => {
    const next = generator(11);
    const expected = new Map<string, number>();
    for (let batch = 1; batch <= 6; batch++) {
      // More numbers on both sides from batch to batch.
      const limits = [Math.ceil((firsts * batch) / 6), Math.ceil((seconds * batch) / 6)];
      const first = Int32Array.from({ length: 9000 }, () => next(limits[0]));
      const second = Int32Array.from({ length: 9000 }, () => next(limits[1]));
      const keys = Array.from(first, (a, i) => `${a} ${second[i]}`);
      for (const key of keys) if (!expected.has(key)) expected.set(key, expected.size);
      const numbers = pairs.lookup(first, second, limits[0], limits[1], true);
      expect([...numbers]).toEqual(keys.map((key) => expected.get(key)));
      const found = pairs.lookup(
        Int32Array.of(0, -1, firsts, 0),
        Int32Array.of(0, 0, 0, seconds),
        firsts,
        seconds,
        false,
      );
      expect([...found]).toEqual([expected.get('0 0') ?? -1, -1, -1, -1]);
    }
    const all = Array.from({ length: pairs.size }, (_, n) => `${pairs.first[n]} ${pairs.second[n]}`);
    expect(all).toEqual([...expected.keys()]);
  };

  test('while there are few possible ones', () => check(20, 300));
  test('when there become too many for a matrix', () => check(4000, 5000));
});
