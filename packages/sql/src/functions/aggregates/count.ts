import { countBits, isValid, KernelArray } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import type { Accumulator, AggregateFunction } from '../definition.js';
import { ArgumentError } from '../definition.js';
import type { GroupKernels } from './groupKernels.js';
import { COUNT_STATE, asDoubles, countColumn, doubleColumn } from './state.js';

const LONG = { kind: 'long' } as const;

/** Rows in which no argument is null; without arguments all rows. */
class CountAccumulator implements Accumulator {
  private readonly counts = new KernelArray(Float64Array);
  private kernels: GroupKernels | null = null;

  attach(kernels: GroupKernels): void {
    this.kernels = kernels;
    this.counts.attach(kernels.memory);
  }

  update(groupIds: Int32Array, columns: readonly Column[], length: number, groups: number): void {
    this.counts.reserve(groups);
    const nullable = columns.filter((column) => column.layout === 'null' || column.validity !== null);
    const validity = nullable.length === 0 ? null : nullable[0].validity;
    const isBitmap = nullable.length === 0 || (nullable.length === 1 && validity !== null);
    if (isBitmap && groups === 1)
      this.counts.values[0] += validity === null ? length : countBits(validity, length);
    else if (!isBitmap || !this.kernels?.countRows(groupIds, validity, length, this.counts))
      this.updateRows(groupIds, nullable, length);
  }

  private updateRows(groupIds: Int32Array, nullable: readonly Column[], length: number): void {
    const counts = this.counts.values;
    for (let i = 0; i < length; i++) {
      let valid = true;
      for (let k = 0; k < nullable.length; k++) valid = valid && isValid(nullable[k], i);
      if (valid) counts[groupIds[i]]++;
    }
  }

  merge(groupIds: Int32Array, states: readonly Column[], length: number, groups: number): void {
    this.counts.reserve(groups);
    const partial = asDoubles(states[0]);
    if (this.kernels?.addCounts(groupIds, partial, length, this.counts)) return;
    const counts = this.counts.values;
    for (let i = 0; i < length; i++) counts[groupIds[i]] += partial[i];
  }

  state(groups: number): readonly Column[] {
    this.counts.reserve(groups);
    return [doubleColumn(this.counts.values, groups)];
  }

  result(groups: number): Column {
    this.counts.reserve(groups);
    return countColumn(this.counts.values, groups);
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
