import { isValid, primitiveColumn } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import { decimalAt, writeDecimal } from '../decimal.js';
import type { Accumulator, AggregateFunction } from '../definition.js';
import { flaggedValidity, grownDoubles, isWhole } from './state.js';
import { average, sum } from './sum.js';

const LONG = { kind: 'long' } as const;
/** Holds the sum of more 64-bit integers than there can be rows. */
const TOTAL = { kind: 'decimal', precision: 38, scale: 0 } as const;

/** Exact sum of integers; null where it does not fit 64 bits, whatever the order. */
class ExactLongSum implements Accumulator {
  private readonly sums: bigint[] = [];
  private counts = new Float64Array(1);

  update(groupIds: Int32Array, [column]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    if (column.layout !== 'primitive') return;
    for (let i = 0; i < length; i++) {
      if (isValid(column, i)) this.add(groupIds[i], BigInt(column.values[i]));
    }
  }

  merge(groupIds: Int32Array, [sums]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    const { words } = sums as Column & { layout: 'decimal' };
    for (let i = 0; i < length; i++) if (isValid(sums, i)) this.add(groupIds[i], decimalAt(words, i));
  }

  state(groups: number): readonly Column[] {
    this.reserve(groups);
    const words = new BigInt64Array(2 * groups);
    for (let g = 0; g < groups; g++) writeDecimal(words, g, this.sums[g]);
    const validity = flaggedValidity(this.counts, groups);
    return [{ layout: 'decimal', type: TOTAL, length: groups, validity, words }];
  }

  result(groups: number): Column {
    this.reserve(groups);
    const values = new BigInt64Array(groups);
    const fits = new Float64Array(groups);
    for (let g = 0; g < groups; g++) {
      const value = this.sums[g];
      values[g] = BigInt.asIntN(64, value);
      fits[g] = this.counts[g] > 0 && values[g] === value ? 1 : 0;
    }
    return primitiveColumn(LONG, values, flaggedValidity(fits, groups));
  }

  private add(group: number, value: bigint): void {
    this.sums[group] += value;
    this.counts[group]++;
  }

  private reserve(groups: number): void {
    this.counts = grownDoubles(this.counts, groups);
    while (this.sums.length < groups) this.sums.push(0n);
  }
}

export const trySumAggregates: readonly AggregateFunction[] = [
  {
    ...sum,
    names: ['try_sum'],
    doc: 'Sum of the values that are not null; null when there are none or it does not fit the type.',
    stateTypes: (args) => (isWhole(args[0].type) ? [TOTAL] : sum.stateTypes(args)),
    create: (args, type, context) =>
      isWhole(args[0].type) ? new ExactLongSum() : sum.create(args, type, context),
  },
  {
    ...average,
    names: ['try_avg'],
    doc: 'Mean of the values that are not null; null when there are none or it does not fit the type.',
  },
];
