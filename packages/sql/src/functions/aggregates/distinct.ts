import { arrayType } from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';
import type { Accumulator, AggregateFunction } from '../definition.js';
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

export const approximateCountDistinct: AggregateFunction = {
  kind: 'aggregate',
  names: ['approx_count_distinct'],
  doc: 'Number of different values that are not null, counted exactly; the allowed error is not used.',
  ignoresDuplicates: true,
  inputTypes: { rule: 'each', types: ['any', { kind: 'double' }], optional: 1 },
  resultType: () => ({ type: { kind: 'long' }, nullable: false }),
  stateTypes: ([arg]) => [arrayType(arg.type, false)],
  create: ([arg]) => new DistinctCount(arg.type),
};
