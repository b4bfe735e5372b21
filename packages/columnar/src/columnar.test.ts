import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import type { Batch, Column } from './column.js';
import {
  arrayType,
  batchBytes,
  concat,
  createBuilder,
  decimalType,
  dictionaryEncode,
  fromIpc,
  fromValues,
  hashColumns,
  mapType,
  markChanges,
  openSealed,
  packBytes,
  plainBytes,
  rowEquality,
  seal,
  sealSlice,
  slice,
  sliceBatch,
  structType,
  take,
  toIpc,
  toValues,
  unpackBitmap,
  valueAt,
} from './index.js';
import type { BytesColumn, DataType, DictionaryColumn, Value } from './index.js';

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 4294967296;
  };
}

const point = structType([
  { name: 'x', type: { kind: 'double' }, nullable: true },
  { name: 'y', type: { kind: 'double' }, nullable: true },
]);

const generators: [string, DataType, (r: () => number) => Value][] = [
  ['boolean', { kind: 'boolean' }, (r) => r() < 0.5],
  ['byte', { kind: 'byte' }, (r) => Math.floor(r() * 256) - 128],
  ['short', { kind: 'short' }, (r) => Math.floor(r() * 65536) - 32768],
  ['int', { kind: 'int' }, (r) => Math.floor(r() * 4294967296) - 2147483648],
  ['long', { kind: 'long' }, (r) => BigInt.asIntN(64, BigInt(Math.floor(r() * 2 ** 53)) * 4099n)],
  ['float', { kind: 'float' }, (r) => Math.fround(r() - 0.5)],
  ['double', { kind: 'double' }, (r) => (r() < 0.1 ? NaN : r() < 0.1 ? -Infinity : r() - 0.5)],
  ['decimal', decimalType(38, 3), (r) => BigInt(Math.floor((r() - 0.5) * 2 ** 53)) * 12345678901234567n],
  [
    'string',
    { kind: 'string' },
    (r) => ['', 'a', 'Zürich', 'a longer text of more than thirty bytes', '日本'][Math.floor(r() * 5)],
  ],
  ['binary', { kind: 'binary' }, (r) => Uint8Array.from([r() * 256, r() * 256])],
  ['date', { kind: 'date' }, (r) => Math.floor(r() * 40000) - 10000],
  ['timestamp', { kind: 'timestamp' }, (r) => BigInt(Math.floor((r() - 0.5) * 1e15))],
  [
    'interval',
    { kind: 'interval' },
    (r) => ({ months: Math.floor(r() * 5), days: 2, micros: BigInt(Math.floor(r() * 1e9)) }),
  ],
  [
    'interval of months',
    { kind: 'yearMonthInterval', start: 0, end: 1 },
    (r) => Math.floor((r() - 0.5) * 1000),
  ],
  [
    'interval of days',
    { kind: 'dayTimeInterval', start: 0, end: 0 },
    (r) => BigInt(Math.floor((r() - 0.5) * 1e6)) * 86_400_000_000n,
  ],
  [
    'array',
    arrayType({ kind: 'int' }),
    (r) => Array.from({ length: r() * 4 }, () => (r() < 0.2 ? null : Math.floor(r() * 9))),
  ],
  [
    'map',
    mapType({ kind: 'string' }, { kind: 'double' }),
    (r) => Array.from({ length: r() * 3 }, (_, i) => [`k${i}`, r()]),
  ],
  ['struct', point, (r) => [r(), r() < 0.3 ? null : r()]],
  ['null', { kind: 'null' }, () => null],
];

function sample(index: number, length: number): { type: DataType; values: Value[]; column: Column } {
  const [, type, make] = generators[index];
  const r = random(index + 1);
  const values = Array.from({ length }, () => (r() < 0.2 ? null : make(r)));
  return { type, values, column: fromValues(type, values) };
}

describe.each(generators.map(([name], i) => [name, i] as const))('%s columns', (_, index) => {
  const { type, values, column } = sample(index, 101);

  test('give back the values they were built from', () => {
    expect(toValues(column)).toEqual(values);
  });

  test('slice at any offset, also of a slice', () => {
    for (const start of [0, 1, 3, 8, 13]) {
      for (const end of [start, start + 1, 50, 101]) {
        const part = slice(slice(column, 1, 101), start, Math.max(start, end - 1));
        expect(toValues(part)).toEqual(values.slice(start + 1, Math.max(start, end - 1) + 1));
      }
    }
  });

  test('take rows in any order, nulls for negative indices, also from slices', () => {
    const indices = Int32Array.of(5, -1, 0, 5, 90, 17, -1);
    const expected = [...indices].map((i) => (i < 0 ? null : values[i + 3]));
    expect(toValues(take(slice(column, 3, 101), indices))).toEqual(expected);
    expect(toValues(take(fromValues(type, []), Int32Array.of(-1)))).toEqual([null]);
  });

  test('concatenate slices at odd offsets', () => {
    const joined = concat(type, [
      slice(column, 7, 20),
      slice(column, 0, 3),
      slice(column, 20, 20),
      slice(column, 50, 101),
    ]);
    expect(toValues(joined)).toEqual([...values.slice(7, 20), ...values.slice(0, 3), ...values.slice(50)]);
  });

  test('keep their values through Arrow IPC in several batches with odd lengths', () => {
    const schema = structType([
      { name: 'v', type, nullable: true, metadata: { geometry: { type: 'point' } } },
    ]);
    const batches = [slice(column, 3, 20), slice(column, 20, 21), slice(column, 21, 101)].map((c): Batch => ({
      schema,
      length: c.length,
      columns: [c],
    }));
    const result = fromIpc(toIpc(batches, schema));
    expect(result.schema).toEqual(schema);
    expect(result.batches.map((b) => b.length)).toEqual([17, 1, 80]);
    expect(result.batches.flatMap((b) => toValues(b.columns[0]))).toEqual(values.slice(3));
    expect(fromIpc(toIpc([], schema)).schema).toEqual(schema);
  });

  test('keep their values in sealed shared memory', () => {
    const schema = structType([{ name: 'v', type, nullable: true }]);
    const opened = openSealed(seal({ schema, length: 50, columns: [slice(column, 11, 61)] }));
    expect(toValues(opened.columns[0])).toEqual(values.slice(11, 61));
  });

  test('hash and compare equal rows as equal, whatever slice they lie in', () => {
    const part = slice(column, 9, 101);
    const whole = hashColumns([column], 101);
    const hashes = hashColumns([part], 92);
    const equal = rowEquality([column], [part]);
    const same = (a: Value, b: Value): boolean => Object.is(a, b) || text(a) === text(b);
    const text = (value: Value): string =>
      JSON.stringify(value, (__, v) =>
        typeof v === 'bigint' ? `${v}n` : typeof v === 'number' ? String(v) : v,
      );
    for (let i = 0; i < 92; i++) {
      expect(hashes[i]).toBe(whole[i + 9]);
      for (let j = 0; j < 20; j++) expect(equal(j, i)).toBe(same(values[j], values[i + 9]));
    }
  });
});

test.each(generators.map((_, index) => index))(
  'markChanges finds rows that differ from the one before (type %i)',
  (index) => {
    const { values, column } = sample(index, 60);
    const rows = Int32Array.from({ length: 240 }, (_, i) => Math.floor(i / 2) % 60);
    const coded = index === 8 ? [dictionaryEncode(column as BytesColumn)!] : [];
    for (const own of [
      column,
      fromValues(
        column.type,
        values.map((value) => value ?? values.find((v) => v !== null)!),
      ),
      ...coded,
    ]) {
      const repeated = take(own, rows);
      const equal = rowEquality([repeated], [repeated]);
      const marks = new Uint8Array(240);
      markChanges(repeated, marks);
      expect([...marks]).toEqual([...marks.keys()].map((i) => (i > 0 && !equal(i - 1, i) ? 1 : 0)));
    }
  },
);

describe('sealSlice', () => {
  test.each(generators.map((_, index) => index))('keeps shared memory where it is (type %i)', (index) => {
    const { values, column } = sample(index, 100);
    const schema = structType([{ name: 'c', type: column.type, nullable: true }]);
    const whole = seal({ schema, length: 100, columns: [column] });
    const opened = openSealed(whole);
    const slices = [
      [0, 100],
      [13, 70],
      [64, 64],
      [99, 100],
    ].map(([start, end]) => ({ start, end, sealed: sealSlice(sliceBatch(opened, start, end)) }));
    for (const { start, end, sealed } of slices) {
      // Only bitmaps that do not begin at a whole byte are copied.
      expect(sealed.ownBytes).toBeLessThanOrEqual(4 * 64);
      const copy = openSealed(structuredClone(sealed));
      expect(toValues(copy.columns[0])).toEqual(values.slice(start, end));
      expect(toValues(openSealed(seal(copy)).columns[0])).toEqual(values.slice(start, end));
    }
  });

  test('copies what is not shared', () => {
    const { values, column } = sample(3, 50);
    const schema = structType([{ name: 'c', type: column.type, nullable: true }]);
    const sealed = sealSlice({ schema, length: 50, columns: [column] });
    expect(sealed.buffers.length).toBe(1);
    expect(toValues(openSealed(sealed).columns[0])).toEqual(values);
  });
});

describe('dictionary columns', () => {
  const { values, column } = sample(8, 101);
  const coded = dictionaryEncode(column as BytesColumn)!;

  test('hold every distinct value once and hash as plain text does', () => {
    expect(coded.dictionary.length).toBe(5);
    expect(toValues(coded)).toEqual(values);
    expect(hashColumns([coded], 101)).toEqual(hashColumns([column], 101));
    expect(toValues(plainBytes(slice(coded, 3, 50) as DictionaryColumn))).toEqual(values.slice(3, 50));
  });

  test('are refused when there are more distinct values than asked for', () => {
    expect(dictionaryEncode(column as BytesColumn, 4)).toBeNull();
  });

  test('of many values are found again after the hash table has grown', () => {
    const many = Array.from({ length: 5000 }, (_, i) => `value ${i % 3001}`);
    const encoded = dictionaryEncode(fromValues({ kind: 'string' }, many) as BytesColumn)!;
    expect(encoded.dictionary.length).toBe(3001);
    expect(toValues(encoded)).toEqual(many);
  });

  test('concatenate over different dictionaries, and with plain text', () => {
    const other = dictionaryEncode(fromValues({ kind: 'string' }, ['new', null, 'a']) as BytesColumn)!;
    const joined = concat({ kind: 'string' }, [coded, other]);
    expect(joined.layout).toBe('dictionary');
    expect(toValues(joined)).toEqual([...values, 'new', null, 'a']);
    expect(toValues(concat({ kind: 'string' }, [column, other]))).toEqual([...values, 'new', null, 'a']);
  });

  test('travel through IPC with different dictionaries per batch', () => {
    const schema = structType([{ name: 's', type: { kind: 'string' }, nullable: true }]);
    const other = dictionaryEncode(fromValues({ kind: 'string' }, ['new', null, 'a']) as BytesColumn)!;
    const batches = [coded, other].map((c): Batch => ({ schema, length: c.length, columns: [c] }));
    const read = fromIpc(toIpc(batches, schema)).batches;
    expect(read.map((b) => b.columns[0].layout)).toEqual(['dictionary', 'dictionary']);
    expect(read.flatMap((b) => toValues(b.columns[0]))).toEqual([...values, 'new', null, 'a']);
  });
});

test('fixed size lists keep their layout through take, concat and IPC', () => {
  const type = arrayType({ kind: 'double' }, false);
  const column: Column = {
    layout: 'list',
    type,
    length: 3,
    validity: null,
    offsets: null,
    stride: 2,
    child: fromValues({ kind: 'double' }, [1, 2, 3, 4, 5, 6]),
  };
  expect(toValues(take(column, Int32Array.of(2, 0)))).toEqual([
    [5, 6],
    [1, 2],
  ]);
  expect(toValues(concat(type, [slice(column, 1, 3), column]))).toEqual([
    [3, 4],
    [5, 6],
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const schema = structType([{ name: 'c', type, nullable: true }]);
  const read = fromIpc(toIpc([{ schema, length: 2, columns: [slice(column, 1, 3)] }], schema)).batches[0]
    .columns[0];
  expect(read.layout === 'list' && read.offsets === null && read.stride).toBe(2);
  expect(toValues(read)).toEqual([
    [3, 4],
    [5, 6],
  ]);
});

test('a sealed batch reaches a worker thread without a copy', async () => {
  const schema = structType([{ name: 's', type: { kind: 'string' }, nullable: true }]);
  const sealed = seal({ schema, length: 2, columns: [fromValues({ kind: 'string' }, ['one', null])] });
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     const data = workerData.columns[0].views.data;
     new Uint8Array(workerData.buffers[data.buffer], data.offset)[0] = 79;
     parentPort.postMessage('done');`,
    { eval: true, workerData: sealed },
  );
  await new Promise((resolve) => worker.once('message', resolve));
  expect(toValues(openSealed(sealed).columns[0])).toEqual(['One', null]);
  await worker.terminate();
});

test('batchBytes counts shared buffers once', () => {
  const column = fromValues({ kind: 'double' }, [1, 2, 3]);
  const schema = structType([{ name: 'a', type: { kind: 'double' }, nullable: true }]);
  expect(batchBytes({ schema, length: 3, columns: [column, column] })).toBe(64);
});

test('builders grow past their first capacity with nulls late in the column', () => {
  const builder = createBuilder({ kind: 'long' });
  for (let i = 0; i < 1000; i++) builder.append(i === 900 ? null : i - 500);
  const column = builder.finish();
  expect(valueAt(column, 0)).toBe(-500n);
  expect(valueAt(column, 900)).toBeNull();
  expect(valueAt(column, 999)).toBe(499n);
});

test('bytes of 0 and 1 become a bitmap, wherever in memory they begin', () => {
  const memory = Uint8Array.from({ length: 80 }, (_, i) => ((i * i + 3 * i) % 7 < 3 ? 1 : 0));
  for (let start = 0; start < 9; start++) {
    for (let length = 0; length < 60; length++) {
      const mask = memory.subarray(start, start + 64);
      const bits = packBytes(mask, length);
      const all = mask.subarray(0, length).every((byte) => byte === 1);
      expect(bits === null).toBe(all);
      if (bits !== null) expect([...unpackBitmap(bits, length)]).toEqual([...mask.subarray(0, length)]);
    }
  }
});
