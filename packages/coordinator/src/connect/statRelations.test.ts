import { create } from '@bufbuild/protobuf';
import { DOUBLE, INT, STRING } from '@graticule/columnar';
import { StatCorrSchema, StatCovSchema } from '@graticule/protocol';
import { analyse, newAttribute, outputOf, type UnresolvedRelation } from '@graticule/sql';
import { expect, it } from 'vitest';
import { correlation, covariance, crosstab, describe, summarise } from './statRelations.js';

const output = [
  newAttribute('id', INT, true),
  newAttribute('name', STRING, true),
  newAttribute('flag', { kind: 'boolean' }, true),
  newAttribute('a.b', DOUBLE, true),
];
const input: UnresolvedRelation = { kind: 'resolved', plan: { kind: 'local', output, batches: [] } };

/** Names and types of the result's columns. */
async function columnsOf(relation: UnresolvedRelation): Promise<string[]> {
  const plan = await analyse(relation, { conf: () => undefined } as never);
  return outputOf(plan).map(({ name, type }) => `${name} ${type.kind}`);
}

it('a summary has a text for every column of numbers or text', async () => {
  expect(await columnsOf(summarise(input, output, []))).toEqual([
    'summary string',
    'id string',
    'name string',
    'a.b string',
  ]);
});

it('a summary of columns without numbers and text is the names of its statistics', async () => {
  const flags = output.slice(2, 3);
  const ofFlags: UnresolvedRelation = {
    kind: 'resolved',
    plan: { kind: 'local', output: flags, batches: [] },
  };
  expect(await columnsOf(summarise(ofFlags, flags, ['count']))).toEqual(['summary string']);
});

it('describe takes columns by name', async () => {
  expect(await columnsOf(describe(input, output, ['A.B']))).toEqual(['summary string', 'a.b string']);
  await expect(columnsOf(describe(input, output, ['x']))).rejects.toThrow("Column 'x' does not exist.");
});

it('statistics that are none, and percentiles out of range, are named', () => {
  expect(() => summarise(input, output, ['middle'])).toThrow('middle is not a recognised statistic');
  expect(() => summarise(input, output, ['x%'])).toThrow('Unable to parse x% as a percentile');
  expect(() => summarise(input, output, ['101%'])).toThrow('Percentiles must be in the range [0, 1]');
});

it('covariance and correlation are of numbers', async () => {
  expect(
    await columnsOf(covariance(input, output, create(StatCovSchema, { col1: 'id', col2: 'a.b' }))),
  ).toEqual(['cov double']);
  expect(() => correlation(input, output, create(StatCorrSchema, { col1: 'id', col2: 'name' }))).toThrow(
    'correlation calculation for columns with dataType string not supported',
  );
});

it('a cross table has a column of counts for each value', async () => {
  expect(await columnsOf(crosstab(input, ['id', 'name'], ['x', 'null']))).toEqual([
    'id_name string',
    'x long',
    'null long',
  ]);
});
