import { allocateValues, int64Words, KernelArray, primitiveColumn } from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';
import type { Accumulator } from '../definition.js';
import type { GroupKernels } from './groupKernels.js';
import { asDoubles, flaggedValidity } from './state.js';

/** Whether NumberExtreme can hold values of the type. */
export function isPrimitive(type: DataType): boolean {
  return allocateValues(type, 0) !== null;
}

/** Smallest or largest value of every group that is not null, for types whose values are numbers of up to 64 bits. */
export class NumberExtreme implements Accumulator {
  /** 64-bit integers as they are, all other numbers as the double they equal. */
  private readonly best: KernelArray<BigInt64Array> | KernelArray<Float64Array>;
  private readonly has = new KernelArray(Uint8Array);
  private kernels: GroupKernels | null = null;

  constructor(
    private readonly type: DataType,
    private readonly largest: boolean,
  ) {
    this.best = isWide(type) ? new KernelArray(BigInt64Array) : new KernelArray(Float64Array);
  }

  attach(kernels: GroupKernels): void {
    this.kernels = kernels;
    this.best.attach(kernels.memory);
    this.has.attach(kernels.memory);
  }

  update(groupIds: Int32Array, [column]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    if (column.layout !== 'primitive') return;
    const { best, has, largest } = this;
    const { validity } = column;
    const values = isWide(this.type) ? (column.values as BigInt64Array) : asDoubles(column);
    if (this.kernels?.fold(groupIds, values, validity, length, best, has, largest)) return;
    if (values instanceof BigInt64Array) this.foldWide(groupIds, int64Words(values), validity, length);
    else this.foldNumbers(groupIds, values, validity, length);
  }

  private foldWide(
    groupIds: Int32Array,
    words: Int32Array,
    validity: Uint8Array | null,
    length: number,
  ): void {
    const { largest } = this;
    const has = this.has.values;
    const best = int64Words(this.best.values as BigInt64Array);
    for (let i = 0; i < length; i++) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
      const g = groupIds[i];
      const low = words[2 * i];
      const high = words[2 * i + 1];
      const otherHigh = best[2 * g + 1];
      const isLess = high < otherHigh || (high === otherHigh && low >>> 0 < best[2 * g] >>> 0);
      if (has[g] !== 0 && isLess === largest) continue;
      best[2 * g] = low;
      best[2 * g + 1] = high;
      has[g] = 1;
    }
  }

  private foldNumbers(
    groupIds: Int32Array,
    values: Float64Array,
    validity: Uint8Array | null,
    length: number,
  ): void {
    const { largest } = this;
    const has = this.has.values;
    const best = this.best.values as Float64Array;
    for (let i = 0; i < length; i++) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
      const g = groupIds[i];
      const value = values[i];
      const other = best[g];
      // NaN is the largest number.
      const isLess = value < other || (other !== other && value === value);
      if (has[g] !== 0 && isLess === largest) continue;
      best[g] = value;
      has[g] = 1;
    }
  }

  /** The state of a group is its result: null while there is none. */
  merge(groupIds: Int32Array, states: readonly Column[], length: number, groups: number): void {
    this.update(groupIds, states, length, groups);
  }

  state(groups: number): readonly Column[] {
    return [this.result(groups)];
  }

  result(groups: number): Column {
    this.reserve(groups);
    const { type } = this;
    const best = this.best.values;
    const validity = flaggedValidity(this.has.values, groups);
    if (best instanceof BigInt64Array) return primitiveColumn(type, best.slice(0, groups), validity);
    const values = allocateValues(type, groups) as Float64Array;
    values.set(best.subarray(0, groups));
    return primitiveColumn(type, values, validity);
  }

  private reserve(groups: number): void {
    this.has.reserve(groups);
    this.best.reserve(groups);
  }
}

function isWide(type: DataType): boolean {
  return allocateValues(type, 0) instanceof BigInt64Array;
}
