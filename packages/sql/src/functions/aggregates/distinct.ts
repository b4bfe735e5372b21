import { arrayType } from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';
import { ArgumentError } from '../definition.js';
import type { Accumulator, AggregateFunction, ArgumentType } from '../definition.js';
import { CollectedValues } from './collect.js';
import { countColumn } from './state.js';

/** Number of different values of a group that are not null. */
class DistinctCount implements Accumulator {
  private readonly values: CollectedValues;

  constructor(type: DataType) {
    this.values = new CollectedValues(type, true);
  }

  update(groupIds: Int32Array, columns: readonly Column[], length: number): void {
    this.values.update(groupIds, columns, length);
  }

  merge(groupIds: Int32Array, states: readonly Column[], length: number): void {
    this.values.merge(groupIds, states, length);
  }

  state(groups: number): readonly Column[] {
    return this.values.state(groups);
  }

  result(groups: number): Column {
    const { offsets } = this.values.result(groups) as Column & { layout: 'list' };
    const counts = new Float64Array(groups);
    for (let g = 0; g < groups; g++) counts[g] = offsets![g + 1] - offsets![g];
    return countColumn(counts, groups);
  }
}

/** Spark's sketch has 2^4 registers at least. */
const ERROR_MAX = 1.106 / 2 ** 1.5;

function checkError({ literal }: ArgumentType): void {
  if (typeof literal !== 'number') {
    throw new ArgumentError('The second argument of approx_count_distinct should be a double literal.');
  }
  if (literal > ERROR_MAX)
    throw new ArgumentError('HLL++ requires at least 4 bits for addressing. Use a lower error, at most 39%.');
}

export const approximateCountDistinct: AggregateFunction = {
  kind: 'aggregate',
  names: ['approx_count_distinct'],
  doc: 'Number of different values that are not null, counted exactly; the allowed error is not used.',
  ignoresDuplicates: true,
  inputTypes: { rule: 'each', types: ['any', { kind: 'double' }], optional: 1 },
  resultType: (args) => {
    if (args.length > 1) checkError(args[1]);
    return { type: { kind: 'long' }, nullable: false };
  },
  stateTypes: ([arg]) => [arrayType(arg.type, false)],
  create: ([arg]) => new DistinctCount(arg.type),
};
