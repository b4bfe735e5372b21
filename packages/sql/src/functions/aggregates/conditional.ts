import { isValid } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import { valuesOf } from '../columns.js';
import type { Accumulator, AggregateFunction } from '../definition.js';
import { COUNT_STATE, asDoubles, countColumn, doubleColumn, grownDoubles } from './state.js';

const LONG = { kind: 'long' } as const;

/** Counts rows by a test on the argument columns. */
class CountWhere implements Accumulator {
  private counts = new Float64Array(1);

  constructor(private readonly counted: (columns: readonly Column[]) => (row: number) => boolean) {}

  update(groupIds: Int32Array, columns: readonly Column[], length: number, groups: number): void {
    this.counts = grownDoubles(this.counts, groups);
    const { counts } = this;
    const counted = this.counted(columns);
    for (let i = 0; i < length; i++) if (counted(i)) counts[groupIds[i]]++;
  }

  merge(groupIds: Int32Array, [counts]: readonly Column[], length: number, groups: number): void {
    this.counts = grownDoubles(this.counts, groups);
    const added = asDoubles(counts);
    for (let i = 0; i < length; i++) this.counts[groupIds[i]] += added[i];
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

const base = {
  kind: 'aggregate',
  ignoresDuplicates: false,
  resultType: () => ({ type: LONG, nullable: false }),
  stateTypes: () => [COUNT_STATE],
} as const;

export const conditionalCounts: readonly AggregateFunction[] = [
  {
    ...base,
    names: ['count_if'],
    doc: 'Number of rows for which the condition is true.',
    inputTypes: { rule: 'each', types: [{ kind: 'boolean' }] },
    create: () =>
      new CountWhere(([condition]) => {
        if (condition.layout === 'null') return () => false;
        const values = valuesOf<Uint8Array>(condition);
        return (row) => values[row] === 1 && isValid(condition, row);
      }),
  },
  {
    ...base,
    names: ['regr_count'],
    doc: 'Number of pairs without a null.',
    inputTypes: { rule: 'each', types: [{ kind: 'double' }, { kind: 'double' }] },
    create: () =>
      new CountWhere(
        ([y, x]) =>
          (row) =>
            isValid(y, row) && isValid(x, row),
      ),
  },
];
