import {
  DOUBLE,
  LONG,
  STRING,
  field,
  fromValues,
  structType,
  toValues,
  type Batch,
  type Value,
} from '@graticule/columnar';
import { beforeAll, describe, expect, test } from 'vitest';
import { runSql } from './testing.js';

/** Enough rows that a task stops reducing what does not get fewer, and that keys are looked up bucket by bucket. */
const ROWS = 700_000;
const TASKS = 2;

let state = 23;
function next(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

const texts: (string | null)[] = [];
const numbers: bigint[] = [];
/** Quarters, of which some are null in the second list. */
const fractions: number[] = [];
const gaps: (number | null)[] = [];
let table: Batch;

beforeAll(() => {
  for (let row = 0; row < ROWS; row++) {
    texts.push(next(50) === 0 ? null : `name ${next(3_000_000)}`);
    numbers.push(BigInt(row));
    fractions.push(next(4000) / 4 - 300);
    gaps.push(next(3) === 0 ? null : next(4000) / 4 - 300);
  }
  const columns = [
    fromValues(STRING, texts),
    fromValues(LONG, numbers),
    fromValues(DOUBLE, fractions),
    fromValues(DOUBLE, gaps),
  ];
  const schema = structType([field('t', STRING), field('n', LONG), field('x', DOUBLE), field('y', DOUBLE)]);
  table = { schema, length: ROWS, columns };
});

async function rowsOf(text: string): Promise<Map<Value, Value[]>> {
  const options = { tables: { events: table }, partitions: TASKS, batchRows: 65_536 };
  const { columns } = await runSql(text, options);
  const [keys, ...values] = columns.map(toValues);
  const rows = new Map(keys.map((key, row) => [key, values.map((column) => column[row])]));
  expect(rows.size).toBe(keys.length);
  return rows;
}

describe('grouping by nearly as many values as rows', () => {
  test('counts, sums and finds the first and the largest of each, null being one of them', async () => {
    const expected = new Map<Value, Value[]>();
    texts.forEach((key, row) => {
      const own = expected.get(key) ?? [0n, 0n, numbers[row], 0n];
      expected.set(key, [(own[0] as bigint) + 1n, (own[1] as bigint) + numbers[row], own[2], numbers[row]]);
    });
    const found = await rowsOf('SELECT t, count(*), sum(n), first(n), max(n) FROM events GROUP BY t');
    expect(found.size).toBe(expected.size);
    const wrong = [...expected].filter(([key, values]) => String(found.get(key)) !== String(values));
    expect(wrong).toEqual([]);
  });

  test('adds up and compares fractions, with and without nulls, and those that a filter leaves', async () => {
    const rows = new Map<Value, number[]>();
    texts.forEach((key, row) => {
      const own = rows.get(key);
      if (own === undefined) rows.set(key, [row]);
      else own.push(row);
    });
    const sum = (values: readonly number[]): number | null =>
      values.length === 0 ? null : values.reduce((total, value) => total + value);
    const found = await rowsOf(
      'SELECT t, count(y), sum(x), avg(x), sum(y), min(y), max(x), sum(x) FILTER (WHERE x > 0) FROM events GROUP BY t',
    );
    expect(found.size).toBe(rows.size);
    // Sums of quarters are exact in any order.
    const wrong = [...rows].filter(([key, own]) => {
      const xs = own.map((row) => fractions[row]);
      const ys = own.map((row) => gaps[row]).filter((y): y is number => y !== null);
      const least = ys.length === 0 ? null : ys.reduce((a, b) => Math.min(a, b));
      const positive = sum(xs.filter((x) => x > 0));
      const total = sum(xs)!;
      const expected = [
        ys.length,
        total,
        total / xs.length,
        sum(ys),
        least,
        xs.reduce((a, b) => Math.max(a, b)),
        positive,
      ];
      return String(found.get(key)) !== String(expected);
    });
    expect(wrong).toEqual([]);
  });

  test('counts different ones', async () => {
    const found = await rowsOf('SELECT 1, count(DISTINCT t), count(t) FROM events');
    const different = new Set(texts.filter((text) => text !== null));
    const all = texts.filter((text) => text !== null).length;
    expect(found.get(1)).toEqual([BigInt(different.size), BigInt(all)]);
  });
});
