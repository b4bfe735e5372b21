import { allocateValues, int64Words, primitiveColumn } from '@graticule/columnar';
import type { Column, DataType, PrimitiveValues } from '@graticule/columnar';
import type { Accumulator } from '../definition.js';
import { flaggedValidity, grownBytes } from './state.js';

/** Whether NumberExtreme can hold values of the type. */
export function isPrimitive(type: DataType): boolean {
  return allocateValues(type, 0) !== null;
}

/** Smallest or largest value of every group that is not null, for types whose values are numbers of up to 64 bits. */
export class NumberExtreme implements Accumulator {
  private best: PrimitiveValues;
  private has = new Uint8Array(64);

  constructor(
    private readonly type: DataType,
    private readonly largest: boolean,
  ) {
    this.best = allocateValues(type, 64)!;
  }

  update(groupIds: Int32Array, [column]: readonly Column[], length: number, groups: number): void {
    this.fold(groupIds, column, null, length, groups);
  }

  merge(groupIds: Int32Array, [column, present]: readonly Column[], length: number, groups: number): void {
    const flags = (present as Column & { layout: 'primitive' }).values as Uint8Array;
    this.fold(groupIds, column, flags, length, groups);
  }

  private fold(
    groupIds: Int32Array,
    column: Column,
    present: Uint8Array | null,
    length: number,
    groups: number,
  ): void {
    this.reserve(groups);
    if (column.layout !== 'primitive') return;
    const { best, has, largest } = this;
    const { values, validity } = column;
    const wide = best instanceof BigInt64Array ? int64Words(best) : null;
    const wideValues = values instanceof BigInt64Array ? int64Words(values) : null;
    const kept = best as Float64Array;
    const candidates = values as Float64Array;
    for (let i = 0; i < length; i++) {
      if (present !== null && present[i] === 0) continue;
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
      const g = groupIds[i];
      if (wide !== null && wideValues !== null) {
        const low = wideValues[2 * i];
        const high = wideValues[2 * i + 1];
        const otherLow = wide[2 * g] >>> 0;
        const otherHigh = wide[2 * g + 1];
        const isLess = high < otherHigh || (high === otherHigh && low >>> 0 < otherLow);
        if (has[g] !== 0 && isLess === largest) continue;
        wide[2 * g] = low;
        wide[2 * g + 1] = high;
      } else {
        const value = candidates[i];
        const other = kept[g];
        // NaN is the largest number.
        const isLess = value < other || (other !== other && value === value);
        if (has[g] !== 0 && isLess === largest) continue;
        kept[g] = value;
      }
      has[g] = 1;
    }
  }

  state(groups: number): readonly Column[] {
    const kept = this.result(groups);
    return [kept, primitiveColumn({ kind: 'boolean' }, this.has.slice(0, groups))];
  }

  result(groups: number): Column {
    this.reserve(groups);
    return primitiveColumn(this.type, this.best.slice(0, groups), flaggedValidity(this.has, groups));
  }

  private reserve(groups: number): void {
    this.has = grownBytes(this.has, groups);
    if (this.best.length >= this.has.length) return;
    const larger = allocateValues(this.type, this.has.length)!;
    (larger as Float64Array).set(this.best as Float64Array);
    this.best = larger;
  }
}
