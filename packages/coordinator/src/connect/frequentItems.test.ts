import { create } from '@bufbuild/protobuf';
import { INT, STRING, arrayType } from '@graticule/columnar';
import { StatFreqItemsSchema } from '@graticule/protocol';
import { analyse, newAttribute, outputOf, type SparkVersion, type UnresolvedRelation } from '@graticule/sql';
import { expect, it } from 'vitest';
import { frequentItems } from './frequentItems.js';

const output = [newAttribute('id', INT, true), newAttribute('name', STRING, true)];
const input: UnresolvedRelation = { kind: 'resolved', plan: { kind: 'local', output, batches: [] } };
const ask = (cols: string[], support?: number, compat: SparkVersion = '3.3') =>
  frequentItems(input, output, create(StatFreqItemsSchema, { cols, support }), compat);

it('frequent items have an array for every column, in the order asked for', async () => {
  const plan = await analyse(ask(['name', 'id']), { conf: () => undefined } as never);
  expect(outputOf(plan).map(({ name, type }) => [name, type.kind])).toEqual([
    ['name_freqItems', 'array'],
    ['id_freqItems', 'array'],
  ]);
});

it('frequent items may be null by their type from 3.0 on', async () => {
  for (const [compat, containsNull] of [
    ['2.2', false],
    ['3.3', true],
  ] as const) {
    const plan = await analyse(ask(['id'], 0.5, compat), { conf: () => undefined } as never);
    expect(outputOf(plan)[0].type).toEqual(arrayType(INT, containsNull));
  }
});

it('frequent items of a column that is not there, or of no share, are refused', () => {
  expect(() => ask(['none'])).toThrow('Cannot resolve column name "none" among (id, name)');
  expect(() => ask(['id'], 2)).toThrow('Support must be in [1e-4, 1], but got 2.0.');
});
