import { create } from '@bufbuild/protobuf';
import { INT, STRING } from '@graticule/columnar';
import { StatFreqItemsSchema } from '@graticule/protocol';
import { analyse, newAttribute, outputOf, type UnresolvedRelation } from '@graticule/sql';
import { expect, it } from 'vitest';
import { frequentItems } from './frequentItems.js';

const output = [newAttribute('id', INT, true), newAttribute('name', STRING, true)];
const input: UnresolvedRelation = { kind: 'resolved', plan: { kind: 'local', output, batches: [] } };
const ask = (cols: string[], support?: number) =>
  frequentItems(input, output, create(StatFreqItemsSchema, { cols, support }));

it('frequent items have an array for every column, in the order asked for', async () => {
  const plan = await analyse(ask(['name', 'id']), { conf: () => undefined } as never);
  expect(outputOf(plan).map(({ name, type }) => [name, type.kind])).toEqual([
    ['name_freqItems', 'array'],
    ['id_freqItems', 'array'],
  ]);
});

it('frequent items of a column that is not there, or of no share, are refused', () => {
  expect(() => ask(['none'])).toThrow('Cannot resolve column name "none" among (id, name)');
  expect(() => ask(['id'], 2)).toThrow('Support must be in [1e-4, 1], but got 2.0.');
});
