import { INT, STRING, fromValues, toValues } from '@graticule/columnar';
import type { DataType, Value } from '@graticule/columnar';
import { expect, test } from 'vitest';
import { javaHash, orderAsSet } from './setOrder.js';

function asSet(type: DataType, values: readonly Value[]): readonly Value[] {
  const column = fromValues(type, values as Value[]);
  const rows = Int32Array.from(values, (_, i) => i);
  orderAsSet(rows, 0, rows.length, javaHash(column)!);
  const all = toValues(column);
  return Array.from(rows, (row) => all[row]);
}

/** Recorded with PySpark 3.3: bench/oracles/pyspark/programs/patterns_and_sets.py. */
test('values come in the order of a hash set of Scala that has grown once or twice', () => {
  const numbers = Array.from({ length: 60 }, (_, i) => (i * 37) % 101);
  expect(asSet(INT, numbers)).toEqual([
    0, 60, 52, 2, 83, 25, 77, 19, 100, 50, 42, 94, 73, 23, 15, 96, 67, 46, 90, 69, 40, 84, 63, 13, 5, 86, 57,
    36, 80, 59, 30, 9, 74, 53, 32, 3, 97, 76, 47, 26, 70, 49, 20, 93, 43, 22, 66, 37, 16, 89, 39, 10, 62, 33,
    12, 56, 6, 87, 79, 29,
  ]);
  const words = Array.from({ length: 23 }, (_, i) => `w${(i * 7) % 23}`);
  expect(asSet(STRING, words)).toEqual([
    'w22',
    'w18',
    'w6',
    'w19',
    'w13',
    'w2',
    'w14',
    'w20',
    'w8',
    'w4',
    'w7',
    'w15',
    'w12',
    'w1',
    'w10',
    'w16',
    'w17',
    'w11',
    'w5',
    'w3',
    'w9',
    'w0',
    'w21',
  ]);
});

test('types without such an order keep that of insertion', () => {
  expect(javaHash(fromValues({ kind: 'decimal', precision: 3, scale: 0 }, [1n]))).toBeNull();
});
