import { isValid, primitiveColumn } from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';
import { valuesOf } from '../columns.js';
import { decimalAt, divideHalfUp, writeDecimal } from '../decimal.js';
import { ArgumentError } from '../definition.js';
import type { Accumulator } from '../definition.js';
import { asDoubles, doubleColumn, flaggedValidity, grownDoubles } from './state.js';

/** Sum or mean of SQL's intervals, exact; a sum beyond the limits of the type is an error. */
export const INTERVAL_SUM_STATE: DataType = { kind: 'decimal', precision: 38, scale: 0 };

export class IntervalSum implements Accumulator {
  private readonly sums: bigint[] = [];
  private counts = new Float64Array(1);

  constructor(
    private readonly type: DataType,
    private readonly average: boolean,
  ) {}

  update(groupIds: Int32Array, [column]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    const values = valuesOf<Int32Array | BigInt64Array>(column);
    for (let i = 0; i < length; i++) {
      if (!isValid(column, i)) continue;
      this.sums[groupIds[i]] += BigInt(values[i]);
      this.counts[groupIds[i]]++;
    }
  }

  merge(groupIds: Int32Array, [sums, counts]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    const { words } = sums as Column & { layout: 'decimal' };
    const partial = asDoubles(counts);
    for (let i = 0; i < length; i++) {
      this.sums[groupIds[i]] += decimalAt(words, i);
      this.counts[groupIds[i]] += partial[i];
    }
  }

  state(groups: number): readonly Column[] {
    this.reserve(groups);
    const words = new BigInt64Array(2 * groups);
    for (let g = 0; g < groups; g++) writeDecimal(words, g, this.sums[g]);
    const sums = {
      layout: 'decimal',
      type: INTERVAL_SUM_STATE,
      length: groups,
      validity: null,
      words,
    } as const;
    return [sums, doubleColumn(this.counts, groups)];
  }

  result(groups: number): Column {
    this.reserve(groups);
    const months = this.type.kind === 'yearMonthInterval';
    const bits = months ? 32 : 64;
    const values = months ? new Int32Array(groups) : new BigInt64Array(groups);
    for (let g = 0; g < groups; g++) {
      if (this.counts[g] === 0) continue;
      const value = this.average ? divideHalfUp(this.sums[g], BigInt(this.counts[g])) : this.sums[g];
      if (BigInt.asIntN(bits, value) !== value) throw new ArgumentError('a sum of intervals overflows');
      values[g] = months ? Number(value) : value;
    }
    return primitiveColumn(this.type, values, flaggedValidity(this.counts, groups));
  }

  private reserve(groups: number): void {
    this.counts = grownDoubles(this.counts, groups);
    while (this.sums.length < groups) this.sums.push(0n);
  }
}
