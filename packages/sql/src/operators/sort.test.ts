import { describe, expect, test } from 'vitest';
import { DOUBLE, INT, STRING, dictionaryEncode, field, sliceBatch, structType } from '@graticule/columnar';
import type { Batch, BytesColumn, Value } from '@graticule/columnar';
import type { BoundReference, SortOrder } from '../plan/expression.js';
import { localInput, rowsOfBatch, runNode, tableOf } from './testing.js';

function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 0) / 4294967296) * below);
  };
}

const schema = structType([field('id', INT), field('a', DOUBLE), field('b', STRING)]);
type Row = [number, number | null, string | null];

function orderBy(ordinal: number, ascending = true, nullsFirst = ascending): SortOrder {
  const { name, type, nullable } = schema.fields[ordinal];
  const child: BoundReference = { kind: 'bound', ordinal, name, type, nullable };
  return { child, ascending, nullsFirst };
}

function compareValues(x: Value, y: Value, { ascending, nullsFirst }: SortOrder): number {
  if (x === null || y === null) return x === y ? 0 : (x === null) === nullsFirst ? -1 : 1;
  const isNaNs = [x, y].map((value) => Number.isNaN(value));
  const order = isNaNs.includes(true) ? Number(isNaNs[0]) - Number(isNaNs[1]) : x < y ? -1 : x > y ? 1 : 0;
  return ascending ? order : -order;
}

function expected(rows: readonly Row[], orders: readonly SortOrder[]): Row[] {
  return [...rows].sort((p, q) => {
    for (const order of orders) {
      const { ordinal } = order.child as BoundReference;
      const result = compareValues(p[ordinal], q[ordinal], order);
      if (result !== 0) return result;
    }
    return 0;
  });
}

/** The table in batches; every other batch has its text by reference. */
function batchesOf(rows: readonly Row[], batchRows: number): Batch[] {
  const table = tableOf(schema, rows);
  const batches: Batch[] = [];
  for (let start = 0; start < rows.length; start += batchRows) {
    const batch = sliceBatch(table, start, Math.min(start + batchRows, rows.length));
    const [id, a, b] = batch.columns;
    const text = batches.length % 2 === 0 ? b : dictionaryEncode(b as BytesColumn)!;
    batches.push({ ...batch, columns: [id, a, text] });
  }
  return batches;
}

async function sorted(
  rows: readonly Row[],
  orders: readonly SortOrder[],
  batchRows: number,
): Promise<Value[][]> {
  const node = { kind: 'sort', mode: 'complete', input: localInput(0, schema), orders, schema } as const;
  return rowsOfBatch(await runNode(node, [batchesOf(rows, batchRows)], { batchRows }));
}

const next = generator(9);
const SHAPES: readonly [string, () => number | null, () => string | null][] = [
  ['different values', () => next(1e9) / 8, () => `text ${next(1e9)}`],
  [
    'few values, nulls among them',
    () => [null, NaN, -0, 0, 1, Infinity][next(6)],
    () => [null, '', 'a', 'ä'][next(4)],
  ],
  [
    'nearly always the same value',
    () => (next(100) === 0 ? next(5) : 7),
    () => (next(100) === 0 ? null : 'same'),
  ],
  ['always the same value', () => 7, () => 'same'],
  ['only nulls', () => null, () => null],
];

describe('sort', () => {
  test.each(SHAPES)('of many runs is that of all rows at once: %s', async (_, number, text) => {
    for (const [length, batchRows] of [
      [5, 10],
      [700, 100],
      [6000, 500],
    ]) {
      const rows = Array.from({ length }, (__, id): Row => [id, number(), text()]);
      for (const orders of [
        [orderBy(1)],
        [orderBy(2, false), orderBy(1, true, false)],
        [orderBy(1, false, true), orderBy(2)],
      ]) {
        expect(await sorted(rows, orders, batchRows)).toEqual(expected(rows, orders));
      }
    }
  });

  test('keeps rows that are in order, and turns those around that are in the opposite one', async () => {
    const rows = Array.from({ length: 5000 }, (_, id): Row => [id, Math.floor(id / 10), 'x']);
    expect(await sorted(rows, [orderBy(1)], 256)).toEqual(rows);
    expect(await sorted(rows, [orderBy(1, false)], 256)).toEqual(expected(rows, [orderBy(1, false)]));
  });
});

describe('the first rows of an order', () => {
  test.each(SHAPES)(
    'are those of a whole sort, equal ones in order of appearance: %s',
    async (_, number, text) => {
      const rows = Array.from({ length: 3000 }, (__, id): Row => [id, number(), text()]);
      for (const orders of [
        [orderBy(1)],
        [orderBy(1, false)],
        [orderBy(1, true, false), orderBy(2)],
        [orderBy(1, false, true), orderBy(0, false)],
        [orderBy(2), orderBy(1)],
        [orderBy(0, false)],
      ]) {
        for (const count of [1, 7, 100]) {
          const node = { kind: 'topK', input: localInput(0, schema), orders, count, schema } as const;
          const found = rowsOfBatch(await runNode(node, [batchesOf(rows, 64)], { batchRows: 64 }));
          expect(found).toEqual(expected(rows, orders).slice(0, count));
        }
      }
    },
  );
});
