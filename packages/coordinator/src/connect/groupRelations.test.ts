import { create } from '@bufbuild/protobuf';
import { Aggregate_GroupType, AggregateSchema } from '@graticule/protocol';
import type { UnresolvedRelation } from '@graticule/sql';
import { expect, it } from 'vitest';
import { aggregate } from './groupRelations.js';
import { column } from './testClient.js';

const input: UnresolvedRelation = { kind: 'range', start: 0n, end: 1n, step: 1n };

function setsOf(groupType: Aggregate_GroupType, groupingSets: string[][] = []): unknown {
  const message = create(AggregateSchema, {
    groupType,
    groupingExpressions: ['a', 'b'].map((name) => column(name)),
    groupingSets: groupingSets.map((set) => ({ groupingSet: set.map((name) => column(name)) })),
  });
  const relation = aggregate(message, input, String);
  return relation.kind === 'aggregate' ? relation.sets : undefined;
}

it('rollup leaves out keys from the right', () => {
  expect(setsOf(Aggregate_GroupType.ROLLUP)).toEqual([[0, 1], [0], []]);
});

it('cube takes every subset of the keys', () => {
  expect(setsOf(Aggregate_GroupType.CUBE)).toEqual([[0, 1], [0], [1], []]);
});

it('grouping sets refer to keys by position', () => {
  expect(setsOf(Aggregate_GroupType.GROUPING_SETS, [['b'], ['a'], []])).toEqual([[1], [0], []]);
  expect(() => setsOf(Aggregate_GroupType.GROUPING_SETS, [['c']])).toThrow(
    'not among the grouping expressions',
  );
});

it('plain groups have no sets', () => {
  expect(setsOf(Aggregate_GroupType.GROUPBY)).toBeUndefined();
});
