import { expect, test } from 'vitest';
import { orderOf, rowDifference } from './compare.js';
import { GoldenSession } from './session.js';

const ROWS = [
  ['b', '1'],
  ['a', '2'],
  ['c', '2'],
];

test('rows in no order are equal as often as each of them comes', () => {
  expect(rowDifference(ROWS, 'a\t2\nb\t1\nc\t2', null)).toBeNull();
  expect(rowDifference(ROWS, 'a\t2\nb\t1\nb\t1', null)).toMatch(/^rows/);
  expect(rowDifference(ROWS, 'a\t2\nb\t1', null)).toMatch(/^rows/);
  expect(rowDifference([...ROWS, ['c', '2']], 'a\t2\nb\t1\nc\t2', null)).toMatch(/^rows/);
});

test('in ordered rows only those of equal keys may change places', () => {
  expect(rowDifference(ROWS, 'b\t1\nc\t2\na\t2', [1])).toBeNull();
  expect(rowDifference(ROWS, 'b\t1\na\t2\nc\t2', [1])).toBeNull();
  expect(rowDifference(ROWS, 'a\t2\nb\t1\nc\t2', [1])).toMatch(/^order/);
  expect(rowDifference(ROWS, 'b\t1\nc\t2\na\t2', [1, 0])).toMatch(/^order/);
  expect(rowDifference(ROWS, 'b\t1\nc\t2\na\t3', [1])).toMatch(/^rows/);
});

test('cells with line breaks are compared in the recorded order', () => {
  expect(rowDifference([['x\ny', '1']], 'x\ny\t1', [1])).toBeNull();
  expect(
    rowDifference(
      [
        ['x\ny', '1'],
        ['z', '1'],
      ],
      'z\t1\nx\ny\t1',
      [1],
    ),
  ).toMatch(/^order/);
});

async function order(sql: string): Promise<readonly number[] | null> {
  const session = new GoldenSession();
  await session.prepare();
  return orderOf((await session.run(sql)).plan);
}

test('the order of a statement is that of its outermost ORDER BY', async () => {
  expect(await order('SELECT value, key FROM testdata ORDER BY key DESC, value')).toEqual([1, 0]);
  expect(await order('SELECT value, key AS k FROM testdata ORDER BY k LIMIT 2')).toEqual([1]);
  expect(await order('SELECT value, key AS k FROM testdata ORDER BY key')).toEqual([1]);
  expect(await order('SELECT value FROM testdata ORDER BY key')).toEqual([]);
  expect(await order('SELECT k FROM (SELECT key AS k FROM testdata ORDER BY key) WHERE k > 3')).toEqual([0]);
  expect(await order('SELECT key, count(*) FROM testdata GROUP BY key ORDER BY key')).toEqual([0]);
  expect(await order('SELECT * FROM testdata')).toBeNull();
  expect(
    await order('SELECT * FROM testdata WHERE key IN (SELECT key FROM testdata ORDER BY key)'),
  ).toBeNull();
  expect(await order('SELECT count(*) FROM (SELECT * FROM testdata ORDER BY key)')).toBeNull();
  expect(await order('SELECT * FROM testdata SORT BY key')).toBeNull();
});
