import { countBits, isValid } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import type { Accumulator, AggregateFunction } from '../definition.js';
import { ArgumentError } from '../definition.js';
import { COUNT_STATE, asDoubles, countColumn, doubleColumn, grownDoubles } from './state.js';

const LONG = { kind: 'long' } as const;

/** Rows in which no argument is null; without arguments all rows. */
class CountAccumulator implements Accumulator {
  private counts = new Float64Array(1);

  update(groupIds: Int32Array, columns: readonly Column[], length: number, groups: number): void {
    this.counts = grownDoubles(this.counts, groups);
    const counts = this.counts;
    const nullable = columns.filter((column) => column.layout === 'null' || column.validity !== null);
    if (nullable.length === 0) {
      if (groups === 1) counts[0] += length;
      else for (let i = 0; i < length; i++) counts[groupIds[i]]++;
      return;
    }
    if (nullable.length === 1 && groups === 1) {
      const [{ validity }] = nullable;
      if (validity !== null) counts[0] += countBits(validity, length);
      return;
    }
    for (let i = 0; i < length; i++) {
      let valid = true;
      for (let k = 0; k < nullable.length; k++) valid = valid && isValid(nullable[k], i);
      if (valid) counts[groupIds[i]]++;
    }
  }

  merge(groupIds: Int32Array, states: readonly Column[], length: number, groups: number): void {
    this.counts = grownDoubles(this.counts, groups);
    const partial = asDoubles(states[0]);
    for (let i = 0; i < length; i++) this.counts[groupIds[i]] += partial[i];
  }

  state(groups: number): readonly Column[] {
    this.counts = grownDoubles(this.counts, groups);
    return [doubleColumn(this.counts, groups)];
  }

  result(groups: number): Column {
    this.counts = grownDoubles(this.counts, groups);
    return countColumn(this.counts, groups);
  }
}

export const count: AggregateFunction = {
  kind: 'aggregate',
  names: ['count'],
  doc: 'Number of rows, or of rows in which no argument is null.',
  ignoresDuplicates: false,
  readsNullsOnly: true,
  inputTypes: { rule: 'each', types: ['any'], optional: 1, repeated: true },
  resultType: (args, compat) => {
    if (args.length === 0 && compat !== '2.2') {
      throw new ArgumentError(
        'count requires at least one argument. If you have to call the function count without arguments, set the ' +
          'legacy configuration `spark.sql.legacy.allowParameterlessCount` as true',
      );
    }
    return { type: LONG, nullable: false };
  },
  stateTypes: () => [COUNT_STATE],
  rowStates: (columns, length) => {
    if (columns.some((column) => column.layout === 'null' || column.validity !== null)) return null;
    return [doubleColumn(new Float64Array(length).fill(1), length)];
  },
  create: () => new CountAccumulator(),
};
