import { describe, expect, test } from 'vitest';
import { DOUBLE, INT, STRING, field, structType } from '@graticule/columnar';
import type { Value } from '@graticule/columnar';
import { runSql, rowsOfBatch, sqlText, tableOf } from './testing.js';

function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 0) / 4294967296) * below);
  };
}

const schema = structType([field('id', INT), field('a', DOUBLE), field('b', STRING)]);
const next = generator(4);
const SHAPES: readonly [string, (id: number) => number | null, () => string | null][] = [
  ['different values', () => next(1e9) / 8, () => `https://example.org/${next(1e9)}`],
  ['few values', () => [null, NaN, -0, 0, 1, -Infinity][next(6)], () => [null, '', 'a', 'ä', 'a\0'][next(5)]],
  ['mostly one value', () => (next(100) === 0 ? next(5) : 7), () => (next(100) === 0 ? null : 'same')],
  ['one value', () => 7, () => 'same'],
  ['only nulls', () => null, () => null],
  ['values in order', (id) => id, () => 'x'],
  ['values in the opposite order', (id) => -id, () => 'y'],
];
const ORDERS = ['a', 'a DESC NULLS FIRST, b', 'b DESC, a NULLS LAST', 'length(b), a', 'a IS NULL, b'];

describe('a global sort', () => {
  test.each(SHAPES)('gives the same rows in one task and in ranges: %s', async (_, number, text) => {
    for (const length of [0, 1, 40, 900]) {
      const rows = Array.from({ length }, (__, id): Value[] => [id, number(id), text()]);
      const tables = { t: tableOf(schema, rows) };
      for (const order of ORDERS) {
        const query = `SELECT * FROM t ORDER BY ${order}`;
        const expected = rowsOfBatch(await runSql(query, { tables, batchRows: 1000 }));
        for (const [partitions, batchRows] of [
          [2, 1000],
          [5, 16],
        ]) {
          expect(rowsOfBatch(await runSql(query, { tables, partitions, batchRows }))).toEqual(expected);
        }
      }
    }
  });

  test('of a union, and what is done with its rows in their order', async () => {
    const rows = Array.from({ length: 300 }, (_, id): Value[] => [id, next(40), `${next(1000)}`]);
    const tables = { t: tableOf(schema, rows) };
    const union = '(SELECT * FROM t UNION ALL SELECT id + 1000, a, b FROM t WHERE a < 20)';
    for (const query of [
      `SELECT * FROM ${union} ORDER BY a`,
      `SELECT b, id FROM ${union} ORDER BY a DESC, b LIMIT 17`,
      `SELECT id FROM (SELECT * FROM ${union} ORDER BY a, b) WHERE id % 3 = 1`,
      `SELECT collect_list(id) FROM (SELECT id FROM ${union} ORDER BY b, a)`,
      `SELECT first(id), last(id) FROM (SELECT id FROM ${union} ORDER BY b, a)`,
    ]) {
      const expected = await sqlText(query, { tables, batchRows: 1000 });
      expect(await sqlText(query, { tables, partitions: 4, batchRows: 16 })).toEqual(expected);
    }
  });

  test('by random numbers evaluates them once', async () => {
    const rows = Array.from({ length: 200 }, (_, id): Value[] => [id, id, 'x']);
    const tables = { t: tableOf(schema, rows) };
    const query = 'SELECT id FROM t ORDER BY rand(5)';
    const whole = await sqlText(query, { tables, batchRows: 1000 });
    expect(await sqlText(query, { tables, batchRows: 7 })).toEqual(whole);
    expect(whole.flat().map(Number)).not.toEqual(rows.map(([id]) => id));
  });
});

describe('rows spread by ranges', () => {
  /** Rows of (x, position) as [x, position, partition], by Spark 3.3. */
  const RECORDED: readonly [
    string,
    readonly (number | null)[],
    number,
    (readonly [number | null, number, number])[],
  ][] = [
    [
      'x',
      [5, 3, 9, 1, 7, 0, 8, 2, 6, 4],
      3,
      [
        [3, 1, 0],
        [1, 3, 0],
        [0, 5, 0],
        [2, 7, 0],
        [5, 0, 1],
        [6, 8, 1],
        [4, 9, 1],
        [9, 2, 2],
        [7, 4, 2],
        [8, 6, 2],
      ],
    ],
    [
      'x',
      [1, 1, 1, 1, 1, 1, 2, 3],
      3,
      [...[0, 1, 2, 3, 4, 5].map((i) => [1, i, 0] as const), [2, 6, 1], [3, 7, 2]],
    ],
    [
      'x',
      [null, 4, null, 2, 9, 2, null, 7],
      3,
      [
        [null, 0, 0],
        [null, 2, 0],
        [null, 6, 0],
        [4, 1, 1],
        [2, 3, 1],
        [2, 5, 1],
        [9, 4, 2],
        [7, 7, 2],
      ],
    ],
    [
      'x',
      [7, 7, 7, 7],
      3,
      [
        [7, 0, 0],
        [7, 1, 0],
        [7, 2, 0],
        [7, 3, 0],
      ],
    ],
    ['x', [7], 3, [[7, 0, 0]]],
  ];

  test.each(RECORDED)(
    'by %s of %j into %i lie where Spark puts them',
    async (key, values, partitions, expected) => {
      const pairs = structType([field('x', INT), field('i', INT)]);
      const tables = {
        t: tableOf(
          pairs,
          values.map((x, i) => [x, i]),
        ),
      };
      const spread = `SELECT /*+ REPARTITION_BY_RANGE(${partitions}, ${key}) */ * FROM t`;
      const rows = await runSql(`SELECT x, i, spark_partition_id() FROM (${spread})`, { tables });
      expect(rowsOfBatch(rows)).toEqual(expected);
    },
  );

  test.each(SHAPES)(
    'equal ones in one partition, partitions in order, rows as they came: %s',
    async (_, number, text) => {
      const rows = Array.from({ length: 700 }, (__, id): Value[] => [id, number(id), text()]);
      const tables = { t: tableOf(schema, rows) };
      const ranked = `SELECT *, dense_rank() OVER (ORDER BY b, a) AS place FROM t`;
      const spread = `SELECT /*+ REPARTITION_BY_RANGE(6, place) */ * FROM (${ranked})`;
      const query = `SELECT place, id, spark_partition_id() AS p FROM (${spread})`;
      const result = rowsOfBatch(await runSql(query, { tables, partitions: 3, batchRows: 50 })) as number[][];
      expect(result.length).toBe(700);
      for (let k = 1; k < result.length; k++) {
        const [before, row] = [result[k - 1], result[k]];
        expect(before[2]).toBeLessThanOrEqual(row[2]);
        if (before[2] === row[2] && before[0] === row[0]) expect(before[1]).toBeLessThan(row[1]);
      }
      const ranges = new Map<number, number[]>();
      for (const [place, , p] of result) ranges.set(p, [...(ranges.get(p) ?? []), place]);
      let reached = -1;
      for (const [, places] of [...ranges].sort(([p], [q]) => p - q)) {
        expect(Math.min(...places)).toBeGreaterThan(reached);
        reached = Math.max(...places);
      }
    },
  );
});
