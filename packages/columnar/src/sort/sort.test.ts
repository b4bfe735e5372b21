import { describe, expect, test } from 'vitest';
import { createBuilder, fromValues } from '../builders.js';
import { dictionaryEncode } from '../dictionary.js';
import type { BytesColumn, Column } from '../column.js';
import { arrayType, decimalType, structType, type DataType } from '../types.js';
import type { Value } from '../value.js';
import { orderedComparison, sortIndices, type ColumnOrder } from './sort.js';

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 0) / 4294967296) * below);
  };
}

const DECIMAL = decimalType(38, 2);
const POINT = structType([
  { name: 'x', type: { kind: 'double' }, nullable: true },
  { name: 'name', type: { kind: 'string' }, nullable: true },
]);
const WORDS = ['', 'a', 'ab', 'a\0', 'a\0\0', 'Zürich', '日本', 'a common beginning of texts', 'zz'];

/** Values of a type: few or many distinct ones. */
const generators: readonly [string, DataType, (next: (below: number) => number) => Value][] = [
  ['boolean', { kind: 'boolean' }, (next) => next(2) === 0],
  ['byte', { kind: 'byte' }, (next) => next(256) - 128],
  ['int, few', { kind: 'int' }, (next) => next(7) - 3],
  ['int, all', { kind: 'int' }, (next) => next(4294967296) - 2147483648],
  ['date', { kind: 'date' }, (next) => next(40000) - 10000],
  ['long, small', { kind: 'long' }, (next) => BigInt(next(1000) - 500)],
  ['long, all', { kind: 'long' }, (next) => BigInt.asIntN(64, BigInt(next(4294967296)) * 6442450941n)],
  ['long, around 2^32', { kind: 'long' }, (next) => 4294967290n + BigInt(next(12))],
  ['long, extremes', { kind: 'long' }, (next) => [-(2n ** 63n), 2n ** 63n - 1n, 0n, -1n][next(4)]],
  ['timestamp', { kind: 'timestamp' }, (next) => 1577836800000000n + BigInt(next(31536000)) * 1000000n],
  ['float', { kind: 'float' }, (next) => Math.fround(next(1000) / 7 - 70)],
  ['double, fractions', { kind: 'double' }, (next) => next(4294967296) / 4294967296],
  [
    'double, special',
    { kind: 'double' },
    (next) => [NaN, Infinity, -Infinity, 0, -0, 5e-324, -1.5, 1e300][next(8)],
  ],
  ['decimal, small', DECIMAL, (next) => BigInt(next(2000) - 1000)],
  ['decimal, wide', DECIMAL, (next) => BigInt(next(4294967296) - 2147483648) * 123456789012345678901n],
  ['text, few', { kind: 'string' }, (next) => WORDS[next(WORDS.length)]],
  ['text, codes', { kind: 'string' }, (next) => `item-${String(next(9999999)).padStart(7, '0')}`],
  [
    'text, long',
    { kind: 'string' },
    (next) => `https://example.org/${'x'.repeat(next(3) * 9)}/${next(50)}/${'y'.repeat(next(20))}`,
  ],
  ['binary', { kind: 'binary' }, (next) => Uint8Array.from({ length: next(12) }, () => next(2) * 255)],
  [
    'array',
    arrayType({ kind: 'int' }),
    (next) => Array.from({ length: next(3) }, () => (next(5) === 0 ? null : next(3))),
  ],
  ['struct', POINT, (next) => [next(6) === 0 ? null : next(3), next(6) === 0 ? null : WORDS[next(4)]]],
];
const ORDERS: readonly ColumnOrder[] = [
  { ascending: true, nullsFirst: true },
  { ascending: true, nullsFirst: false },
  { ascending: false, nullsFirst: true },
  { ascending: false, nullsFirst: false },
];

function columnOf(type: DataType, values: readonly Value[]): Column {
  const builder = createBuilder(type);
  for (const value of values) builder.append(value);
  return builder.finish();
}

/** Node's own stable sort by the comparison that merging and joining use. */
function expected(columns: readonly Column[], orders: readonly ColumnOrder[], length: number): number[] {
  const compare = orderedComparison(columns, columns, orders);
  return Array.from({ length }, (_, i) => i).sort(compare);
}

/** Lengths on both sides of where the sort changes its method. */
const LENGTHS = [1, 15, 300, 2500];

describe('sortIndices', () => {
  test.each(generators)('sorts %s in every order, with nulls and without', (_, type, make) => {
    for (const length of LENGTHS) {
      for (const nulls of [0, 3]) {
        const next = random(length + nulls);
        const column = columnOf(
          type,
          Array.from({ length }, () => (nulls > 0 && next(nulls) === 0 ? null : make(next))),
        );
        for (const order of ORDERS) {
          expect([...sortIndices([column], [order], length)]).toEqual(expected([column], [order], length));
        }
      }
    }
  });

  test('sorts by any two and three keys', () => {
    const next = random(7);
    for (let round = 0; round < 150; round++) {
      const length = LENGTHS[next(LENGTHS.length)];
      const keys = Array.from({ length: 2 + next(2) }, () => {
        const [, type, make] = generators[next(generators.length)];
        const nulls = next(3) * 4;
        return columnOf(
          type,
          Array.from({ length }, () => (nulls > 0 && next(nulls) === 0 ? null : make(next))),
        );
      });
      const orders = keys.map(() => ORDERS[next(4)]);
      expect([...sortIndices(keys, orders, length)]).toEqual(expected(keys, orders, length));
    }
  });

  test('sorts text by reference as it sorts the text itself, large dictionaries and small ones', () => {
    const next = random(3);
    for (const distinct of [5, 200, 5000]) {
      const values = Array.from({ length: 2000 }, () => (next(9) === 0 ? null : `value ${next(distinct)}`));
      const plain = columnOf({ kind: 'string' }, values) as BytesColumn;
      const coded = dictionaryEncode(plain)!;
      const few = { ...coded, length: 40, indices: coded.indices.subarray(0, 40) };
      for (const order of ORDERS) {
        expect([...sortIndices([coded], [order], 2000)]).toEqual(expected([plain], [order], 2000));
        expect([...sortIndices([few], [order], 40)]).toEqual(expected([few], [order], 40));
      }
    }
  });

  test('sorts long texts that are prefixes of one another', () => {
    const next = random(11);
    const values = Array.from({ length: 1500 }, () => 'a'.repeat(next(1400)));
    const column = columnOf({ kind: 'string' }, values);
    for (const order of ORDERS) {
      expect([...sortIndices([column], [order], 1500)]).toEqual(expected([column], [order], 1500));
    }
  });

  test('leaves rows in order that are equal, or in order already', () => {
    const length = 5000;
    const same = columnOf({ kind: 'string' }, new Array<string>(length).fill('the same text everywhere'));
    const none = columnOf({ kind: 'long' }, new Array<null>(length).fill(null));
    const rising = columnOf(
      { kind: 'double' },
      Array.from({ length }, (_, i) => Math.floor(i / 3)),
    );
    const rows = Array.from({ length }, (_, i) => i);
    const orders = [ORDERS[0], ORDERS[3], ORDERS[0]];
    expect([...sortIndices([same, none, rising], orders, length)]).toEqual(rows);
  });

  test('treats 0.0 and -0.0 as equal and puts NaN last', () => {
    const column = fromValues({ kind: 'double' }, [NaN, 0, -0, 1, -1, -0, Infinity]);
    expect([...sortIndices([column], [ORDERS[0]], 7)]).toEqual([4, 1, 2, 5, 3, 6, 0]);
  });

  test('sorts many rows by more bits than a word holds', () => {
    const length = 200_000;
    const next = random(23);
    const groups = columnOf(
      { kind: 'int' },
      Array.from({ length }, () => next(3)),
    );
    const times = columnOf(
      { kind: 'timestamp' },
      Array.from({ length }, () => BigInt(next(4294967296)) * 64n),
    );
    const texts = columnOf(
      { kind: 'string' },
      Array.from({ length }, () => `t-${next(500)}`),
    );
    const keys = [groups, texts, times];
    const orders = [ORDERS[2], ORDERS[0], ORDERS[3]];
    expect([...sortIndices(keys, orders, length)]).toEqual(expected(keys, orders, length));
  });
});
