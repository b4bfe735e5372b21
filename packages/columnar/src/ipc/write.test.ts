import { expect, it } from 'vitest';
import { fromValues } from '../builders.js';
import type { StructType } from '../types.js';
import { valueAt } from '../value.js';
import { fromIpc } from './read.js';
import { toIpc } from './write.js';

it('keeps columns of one name with different types apart', () => {
  const schema: StructType = {
    kind: 'struct',
    fields: [
      { name: 'v', type: { kind: 'string' }, nullable: true, metadata: {} },
      { name: 'v', type: { kind: 'int' }, nullable: false, metadata: {} },
    ],
  };
  const columns = [fromValues({ kind: 'string' }, ['a', null]), fromValues({ kind: 'int' }, [1, 2])];
  const read = fromIpc(toIpc([{ schema, length: 2, columns }], schema));
  expect(read.schema).toEqual(schema);
  expect(read.batches).toHaveLength(1);
  const values = read.batches[0].columns.map((column) => [valueAt(column, 0), valueAt(column, 1)]);
  expect(values).toEqual([
    ['a', null],
    [1, 2],
  ]);
});

it('writes columns that share or overlap in memory, each with its own values', () => {
  const long = fromValues({ kind: 'long' }, [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]);
  if (long.layout !== 'primitive') throw new Error('expected a primitive column');
  const values = long.values as BigInt64Array;
  const part = (start: number) => ({ ...long, length: 5, values: values.subarray(start, start + 5) });
  const fields = ['a', 'again', 'shifted'].map((name) => ({ name, type: long.type, nullable: false }));
  const schema: StructType = { kind: 'struct', fields };
  const batch = { schema, length: 5, columns: [part(0), part(0), part(2)] };
  const [read] = fromIpc(toIpc([batch], schema)).batches;
  const columns = read.columns.map((column) => Array.from({ length: 5 }, (_, row) => valueAt(column, row)));
  expect(columns).toEqual([
    [1n, 2n, 3n, 4n, 5n],
    [1n, 2n, 3n, 4n, 5n],
    [3n, 4n, 5n, 6n, 7n],
  ]);
});
