import { describe, expect, test } from 'vitest';
import {
  DOUBLE,
  INT,
  LONG,
  STRING,
  dictionaryEncode,
  field,
  structType,
  toValues,
} from '@graticule/columnar';
import type { Batch, BytesColumn, Value } from '@graticule/columnar';
import { runSql, sqlText, tableOf } from './testing.js';
import type { RunOptions } from './testing.js';

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 4294967296;
  };
}

interface Row {
  readonly id: number;
  readonly k: string | null;
  readonly n: number | null;
  readonly v: number | null;
  readonly w: bigint | null;
}

const next = random(7);
const rows: Row[] = Array.from({ length: 211 }, (_, id) => ({
  id,
  k:
    next() < 0.1
      ? null
      : ['oak', 'ash', 'élm', 'fir', 'a rather long name of a tree species'][Math.floor(next() * 5)],
  n: next() < 0.1 ? null : Math.floor(next() * 6),
  v: next() < 0.1 ? null : next() * 1000 + 1e6,
  w: next() < 0.1 ? null : BigInt(Math.floor(next() * 1e15)),
}));
const schema = structType([
  field('id', INT),
  field('k', STRING),
  field('n', INT),
  field('v', DOUBLE),
  field('w', LONG),
]);
const plain = tableOf(
  schema,
  rows.map((row) => [row.id, row.k, row.n, row.v, row.w]),
);
/** The same rows, the text by dictionary. */
const coded: Batch = {
  ...plain,
  columns: plain.columns.map((column, i) => (i === 1 ? dictionaryEncode(column as BytesColumn)! : column)),
};
const layouts: [string, Batch][] = [
  ['plain text', plain],
  ['dictionary text', coded],
];
const shapes: RunOptions[] = [
  { partitions: 1, batchRows: 1000 },
  { partitions: 1, batchRows: 3 },
  { partitions: 4, batchRows: 7 },
  { partitions: 9, batchRows: 64 },
  { partitions: 4, batchRows: 16, broadcastBytes: 1e9 },
];

async function values(query: string, options: RunOptions): Promise<Value[][]> {
  const { columns, length } = await runSql(query, options);
  const lists = columns.map(toValues);
  return Array.from({ length }, (_, i) => lists.map((list) => list[i]));
}

const byText = (a: unknown, b: unknown): number => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0);
const text = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));

function groupBy<K>(key: (row: Row) => K): [K, Row[]][] {
  const groups = new Map<string, [K, Row[]]>();
  for (const row of rows) {
    const id = text(key(row));
    if (!groups.has(id)) groups.set(id, [key(row), []]);
    groups.get(id)![1].push(row);
  }
  return [...groups.values()];
}

function close(actual: Value[][], expected: unknown[][]): void {
  const sortedActual = [...actual].sort((a, b) => byText(a[0], b[0]));
  const sortedExpected = [...expected].sort((a, b) => byText(a[0], b[0]));
  expect(sortedActual.length).toBe(sortedExpected.length);
  sortedActual.forEach((row, i) =>
    row.forEach((value, k) => {
      const wanted = sortedExpected[i][k];
      if (typeof wanted === 'number' && typeof value === 'number') {
        expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));
      } else expect(value).toEqual(wanted);
    }),
  );
}

describe.each(layouts)('aggregation over %s', (_, table) => {
  const tables = { t: table };

  test.each(shapes)('groups by text with $partitions partitions of $batchRows rows', async (shape) => {
    const query =
      'SELECT k, count(*), count(v), sum(v), avg(v), min(v), max(w), sum(w), sum(n), stddev(v), var_pop(v), ' +
      'min(k), count(DISTINCT n), sum(DISTINCT n), approx_count_distinct(n) FROM t GROUP BY k';
    const expected = groupBy((row) => row.k).map(([k, group]) => {
      const v = group.flatMap((row) => (row.v === null ? [] : [row.v]));
      const w = group.flatMap((row) => (row.w === null ? [] : [row.w]));
      const n = group.flatMap((row) => (row.n === null ? [] : [row.n]));
      const mean = v.reduce((a, b) => a + b, 0) / v.length;
      const squares = v.reduce((a, b) => a + (b - mean) ** 2, 0);
      const distinct = [...new Set(n)];
      return [
        k,
        BigInt(group.length),
        BigInt(v.length),
        v.reduce((a, b) => a + b, 0),
        mean,
        Math.min(...v),
        w.reduce((a, b) => (a > b ? a : b)),
        w.reduce((a, b) => a + b, 0n),
        BigInt(n.reduce((a, b) => a + b, 0)),
        Math.sqrt(squares / (v.length - 1)),
        squares / v.length,
        k,
        BigInt(distinct.length),
        BigInt(distinct.reduce((a, b) => a + b, 0)),
        BigInt(distinct.length),
      ];
    });
    close(await values(query, { ...shape, tables }), expected);
  });

  test.each(shapes)('groups by two keys, with a filter, $partitions partitions', async (shape) => {
    const query =
      'SELECT struct(k, n), count(*) FILTER (WHERE v > 1000500), first(id), last(id) FROM t GROUP BY k, n';
    const actual = await values(query, { ...shape, tables });
    const expected = groupBy((row) => [row.k, row.n]).map(([key, group]) => [
      key,
      BigInt(group.filter((row) => row.v !== null && row.v > 1000500).length),
      group[0].id,
      group[group.length - 1].id,
    ]);
    close(actual, expected);
  });

  test('collects values in input order, each once for collect_set', async () => {
    for (const shape of shapes) {
      const actual = await values('SELECT k, collect_list(n), sort_array(collect_set(n)) FROM t GROUP BY k', {
        ...shape,
        tables,
      });
      const expected = groupBy((row) => row.k).map(([k, group]) => {
        const n = group.flatMap((row) => (row.n === null ? [] : [row.n]));
        return [k, n, [...new Set(n)].sort((a, b) => a - b)];
      });
      close(actual, expected);
    }
  });
});

describe('aggregation', () => {
  test('of no rows gives one row without keys and none with keys', async () => {
    const tables = { t: tableOf(schema, []) };
    expect(await sqlText('SELECT count(*), sum(v), max(k), collect_list(n) FROM t', { tables })).toEqual([
      ['0', 'null', 'null', '[]'],
    ]);
    expect(await sqlText('SELECT k, count(*) FROM t GROUP BY k', { tables })).toEqual([]);
  });

  test('moments far from zero have the digits of Spark, and hardly depend on the number of partitions', async () => {
    const far = Array.from({ length: 1000 }, (_, i) => [1e9 + (i % 2), i]);
    const tables = { t: tableOf(structType([field('x', DOUBLE), field('i', INT)]), far as Value[][]) };
    const query = 'SELECT var_pop(x), kurtosis(x), skewness(x) FROM t';
    const [ofSpark] = await values(query, { tables });
    expect(ofSpark).toEqual([0.24999999962682307, -1.9999999999999816, 6.9311223582540616e-15]);
    for (const partitions of [3, 16]) {
      const [[variance, kurtosis, skewness]] = await values(query, { tables, partitions });
      expect(variance as number).toBeCloseTo(0.25, 8);
      expect(kurtosis as number).toBeCloseTo(-2, 7);
      expect(skewness as number).toBeCloseTo(0, 7);
    }
  });

  test('sums doubles without losing small terms between large ones', async () => {
    const terms = [1e100, 1, -1e100, 1].map((x) => [x]);
    const tables = { t: tableOf(structType([field('x', DOUBLE)]), terms) };
    for (const partitions of [1, 4]) {
      expect(await values('SELECT sum(x) FROM t', { tables, partitions })).toEqual([[2]]);
    }
  });

  test('a single value has the sample deviation NaN in 2.2 and null in 3.3', async () => {
    const tables = { t: tableOf(structType([field('x', DOUBLE)]), [[5]]) };
    expect(await sqlText('SELECT stddev(x) FROM t', { tables, compat: '2.2' })).toEqual([['NaN']]);
    expect(await sqlText('SELECT stddev(x) FROM t', { tables })).toEqual([['null']]);
  });

  test('integer sums wrap around and NaN is one key', async () => {
    const wide = tableOf(structType([field('x', LONG), field('d', DOUBLE)]), [
      [9223372036854775807n, NaN],
      [1n, NaN],
      [null, 0],
      [3n, -0],
    ]);
    const result = await values('SELECT d, sum(x), count(*) FROM t GROUP BY d', { tables: { t: wide } });
    expect(result).toEqual([
      [NaN, -9223372036854775808n, 2n],
      [0, 3n, 2n],
    ]);
  });

  test('sums and averages decimals exactly', async () => {
    const type = { kind: 'decimal', precision: 10, scale: 2 } as const;
    const tables = { t: tableOf(structType([field('x', type)]), [[123n], [null], [-23n], [1n]]) };
    expect(await sqlText('SELECT sum(x), avg(x), min(x), max(x) FROM t', { tables, partitions: 2 })).toEqual([
      ['1.01', '0.336667', '-0.23', '1.23'],
    ]);
  });
});

describe('joins', () => {
  const other = tableOf(structType([field('key', STRING), field('m', INT), field('label', STRING)]), [
    ['oak', 1, 'first'],
    ['oak', 2, 'second'],
    ['ash', 3, 'third'],
    [null, 4, 'nobody'],
    ['yew', 5, 'missing'],
  ]);
  const labels = toValues(other.columns[0]).map((key, i) => ({
    key: key as string | null,
    m: i + 1,
    label: toValues(other.columns[2])[i] as string,
  }));
  type Label = (typeof labels)[number];

  function expected(type: string, matches: (row: Row, label: Label) => boolean): unknown[][] {
    const out: unknown[][] = [];
    const used = new Set<Label>();
    for (const row of rows) {
      const found = labels.filter((label) => matches(row, label));
      found.forEach((label) => used.add(label));
      if (type === 'LEFT SEMI') {
        if (found.length > 0) out.push([row.id]);
      } else if (type === 'LEFT ANTI') {
        if (found.length === 0) out.push([row.id]);
      } else {
        for (const label of found) out.push([row.id, label.label]);
        if (found.length === 0 && (type === 'LEFT' || type === 'FULL')) out.push([row.id, null]);
      }
    }
    if (type === 'RIGHT' || type === 'FULL') {
      for (const label of labels) if (!used.has(label)) out.push([null, label.label]);
    }
    return out.sort(byText);
  }

  const conditions: [string, (row: Row, label: Label) => boolean][] = [
    ['t.k = o.key', (row, label) => row.k !== null && row.k === label.key],
    ['t.k <=> o.key', (row, label) => row.k === label.key],
    [
      't.k = o.key AND t.n > o.m',
      (row, label) => row.k !== null && row.k === label.key && row.n !== null && row.n > label.m,
    ],
    ['t.k = o.key AND t.n = o.m', (row, label) => row.k !== null && row.k === label.key && row.n === label.m],
    ['t.n < o.m', (row, label) => row.n !== null && row.n < label.m],
  ];
  const types = ['INNER', 'LEFT', 'RIGHT', 'FULL', 'LEFT SEMI', 'LEFT ANTI'];
  const cases = types.flatMap((type) =>
    conditions.map(([condition, matches]) => ({ type, condition, matches })),
  );

  test.each(cases)('$type JOIN ON $condition', async ({ type, condition, matches }) => {
    const columns = type.startsWith('LEFT ') ? 't.id' : 't.id, o.label';
    for (const [, table] of layouts) {
      for (const shape of shapes) {
        const query = `SELECT ${columns} FROM t ${type} JOIN o ON ${condition}`;
        const actual = await values(query, { ...shape, tables: { t: table, o: other } });
        expect(actual.sort(byText)).toEqual(expected(type, matches));
      }
    }
  });
});

describe('order and limits', () => {
  const tables = { t: plain };
  const expected = [...rows].sort(
    (a, b) =>
      (a.k === null || b.k === null
        ? a.k === b.k
          ? 0
          : a.k === null
            ? 1
            : -1
        : -Buffer.compare(Buffer.from(a.k), Buffer.from(b.k))) ||
      (a.v === null || b.v === null ? (a.v === b.v ? 0 : a.v === null ? -1 : 1) : a.v - b.v),
  );

  test.each(shapes)('sorts globally and cuts, $partitions partitions of $batchRows rows', async (shape) => {
    const query = 'SELECT id FROM t ORDER BY k DESC, v';
    const ids = expected.map((row) => [row.id]);
    expect(await values(query, { ...shape, tables })).toEqual(ids);
    expect(await values(`${query} LIMIT 10`, { ...shape, tables })).toEqual(ids.slice(0, 10));
    expect(await values(`${query} LIMIT 0`, { ...shape, tables })).toEqual([]);
  });

  test.each(shapes)('limits without order keep the first rows, $partitions partitions', async (shape) => {
    expect(await values('SELECT id FROM t LIMIT 5', { ...shape, tables })).toEqual([[0], [1], [2], [3], [4]]);
  });

  test('unions and removes duplicates', async () => {
    for (const shape of shapes) {
      const all = await values('SELECT k, n FROM t UNION ALL SELECT k, n FROM t', { ...shape, tables });
      expect(all.length).toBe(2 * rows.length);
      const distinct = await values('SELECT k, n FROM t UNION SELECT k, n FROM t', { ...shape, tables });
      expect(distinct.sort(byText)).toEqual(
        groupBy((row) => [row.k, row.n])
          .map(([key]) => key)
          .sort(byText),
      );
    }
  });
});
