import { describe, expect, test } from 'vitest';
import {
  BOOLEAN,
  DATE,
  DOUBLE,
  FLOAT,
  INT,
  LONG,
  STRING,
  createBuilder,
  decimalType,
  dictionaryEncode,
  nullColumn,
  toValues,
} from '@graticule/columnar';
import type { BytesColumn, Column, DataType, Value } from '@graticule/columnar';
import { GroupTable } from './groupTable.js';

function columnOf(type: DataType, values: readonly Value[]): Column {
  const builder = createBuilder(type);
  for (const value of values) builder.append(value);
  return builder.finish();
}

let state = 11;
function next(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return Math.floor(((state >>> 0) / 4294967296) * below);
}

/** Many keys of each type, some repeated, some null. */
const kinds: [string, DataType, () => Value][] = [
  ['int', INT, () => next(3000) - 1500],
  ['date', DATE, () => next(9000)],
  ['boolean', BOOLEAN, () => next(2) === 1],
  ['long', LONG, () => BigInt(next(2000)) * 0x1_0000_0001n - 99n],
  ['double', DOUBLE, () => [NaN, Infinity, 0.5, -7, next(2000) / 16][next(5)]],
  ['float', FLOAT, () => next(64) / 4],
  ['text', STRING, () => `é${next(2500)}`],
  ['decimal', decimalType(20, 2), () => BigInt(next(300))],
];
const text = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    typeof v === 'bigint' ? `${v}n` : typeof v === 'number' ? String(v) : v,
  );

/** Numbers in order of first appearance, and the keys in that order. */
function bruteForce(rows: readonly Value[][]): { groups: number[]; keys: Value[][] } {
  const seen = new Map<string, number>();
  const keys: Value[][] = [];
  const groups = rows.map((row) => {
    const id = text(row);
    if (!seen.has(id)) {
      seen.set(id, keys.length);
      keys.push(row);
    }
    return seen.get(id)!;
  });
  return { groups, keys };
}

function check(types: readonly DataType[], makers: readonly (() => Value)[], encode = false): void {
  const table = new GroupTable(types);
  const rows = Array.from({ length: 6000 }, () => makers.map((make) => (next(50) === 0 ? null : make())));
  const expected = bruteForce(rows);
  const columnsOf = (part: readonly Value[][]): Column[] =>
    types.map((type, k) => {
      const column = columnOf(
        type,
        part.map((row) => row[k]),
      );
      return encode ? dictionaryEncode(column as BytesColumn)! : column;
    });
  const groups: number[] = [];
  for (let start = 0; start < rows.length; start += 700) {
    const part = rows.slice(start, start + 700);
    groups.push(...table.assign(columnsOf(part), part.length));
  }
  expect(groups).toEqual(expected.groups);
  expect(table.groups).toBe(expected.keys.length);
  const lists = table.keys.map(toValues);
  expect(expected.keys.map((_, i) => lists.map((list) => list[i]))).toEqual(expected.keys);
  expect([...table.find(columnsOf(rows.slice(0, 50)), 50)]).toEqual(expected.groups.slice(0, 50));
}

describe('GroupTable', () => {
  test.each(kinds)('numbers keys of type %s in order of appearance', (_, type, make) => {
    check([type], [make]);
  });

  test('numbers text by dictionary as it does plain text', () => {
    check([STRING], [() => `é${next(900)}`], true);
  });

  test('numbers rows of two and three keys', () => {
    check([STRING, INT], [() => `k${next(20)}`, () => next(40)]);
    check([INT, DOUBLE, STRING], [() => next(5), () => next(8) / 2, () => `t${next(30)}`]);
  });

  test('holds distinct rows of one to three keys when nobody asks for their numbers', () => {
    const makers = [() => `k${next(9)}`, () => next(30), () => next(4) / 2];
    for (const types of [[STRING], [STRING, INT], [STRING, INT, DOUBLE]]) {
      const rows = Array.from({ length: 5000 }, () =>
        types.map((_, k) => (next(40) === 0 ? null : makers[k]())),
      );
      const table = new GroupTable(types, false, false);
      for (let start = 0; start < rows.length; start += 900) {
        const part = rows.slice(start, start + 900);
        table.add(
          types.map((type, k) =>
            columnOf(
              type,
              part.map((row) => row[k]),
            ),
          ),
          part.length,
        );
      }
      const expected = bruteForce(rows).keys;
      const lists = table.keys.map(toValues);
      expect(expected.map((_, i) => lists.map((list) => list[i]))).toEqual(expected);
      expect(table.groups).toBe(expected.length);
    }
  });

  test('finds nothing for keys that are not there, also when another key is', () => {
    const table = new GroupTable([INT, STRING]);
    table.assign([columnOf(INT, [1, 2]), columnOf(STRING, ['a', null])], 2);
    const probe = [columnOf(INT, [1, 2, 3, 1]), columnOf(STRING, ['a', null, 'a', null])];
    expect([...table.find(probe, 4)]).toEqual([0, 1, -1, -1]);
    expect(table.groups).toBe(2);
  });

  test('finds text by dictionary that was entered after a vain search', () => {
    const table = new GroupTable([STRING]);
    const coded = dictionaryEncode(columnOf(STRING, ['a', 'b', 'a']) as BytesColumn)!;
    expect([...table.find([coded], 3)]).toEqual([-1, -1, -1]);
    expect([...table.assign([coded], 3)]).toEqual([0, 1, 0]);
  });

  test('takes 0.0 and -0.0 as one key, as two with signed zeros; all NaNs are one', () => {
    const values = columnOf(DOUBLE, [0, -0, NaN, -NaN]);
    expect([...new GroupTable([DOUBLE]).assign([values], 4)]).toEqual([0, 0, 1, 1]);
    expect([...new GroupTable([DOUBLE], true).assign([values], 4)]).toEqual([0, 1, 2, 2]);
  });

  test('takes a column of nulls of no type as the null key', () => {
    const table = new GroupTable([INT]);
    expect([...table.assign([columnOf(INT, [4, null])], 2)]).toEqual([0, 1]);
    expect([...table.find([nullColumn({ kind: 'null' }, 2)], 2)]).toEqual([1, 1]);
  });
});
