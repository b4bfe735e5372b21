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
