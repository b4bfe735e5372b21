import {
  bitmapBytes,
  clearBit,
  int64Words,
  isValid,
  KernelArray,
  primitiveColumn,
} from '@graticule/columnar';
import type { Column, DataType, PrimitiveValues } from '@graticule/columnar';
import {
  boundedDecimal,
  decimalAt,
  divideHalfUp,
  fitsPrecision,
  powerOfTen,
  writeDecimal,
} from '../decimal.js';
import type { DecimalType } from '../decimal.js';
import { allUnits, isUnitInterval } from '../../types/interval.js';
import { ArgumentError } from '../definition.js';
import type { Accumulator, AggregateFunction, ArgumentType } from '../definition.js';
import type { GroupKernels } from './groupKernels.js';
import { INTERVAL_SUM_STATE, IntervalSum } from './intervalSum.js';
import { COUNT_STATE, asDoubles, doubleColumn, flaggedValidity, grownDoubles, isWhole } from './state.js';

const LONG = { kind: 'long' } as const;
const DOUBLE = { kind: 'double' } as const;

/** Numbers of a group side by side: sum, error, count. Four of them, so that a group lies in one line of the cache. */
const STRIDE = 4;

/**
 * Sum and count of doubles. The rounding error of every addition is carried along, exactly (Knuth's TwoSum, six additions
 * without a branch), so order hardly matters.
 */
class DoubleSum implements Accumulator {
  private readonly numbers = new KernelArray(Float64Array);
  private kernels: GroupKernels | null = null;

  constructor(private readonly average: boolean) {}

  attach(kernels: GroupKernels): void {
    this.kernels = kernels;
    this.numbers.attach(kernels.memory);
  }

  update(groupIds: Int32Array, [column]: readonly Column[], length: number, groups: number): void {
    this.numbers.reserve(STRIDE * groups);
    if (column.layout === 'null') return;
    const values = asDoubles(column);
    const { validity } = column;
    if (groups === 1) this.updateOne(values, validity, length);
    else if (!this.kernels?.sumDoubles(groupIds, values, validity, length, this.numbers))
      this.updateRows(groupIds, values, validity, length);
  }

  private updateRows(
    groupIds: Int32Array,
    values: Float64Array,
    validity: Uint8Array | null,
    length: number,
  ): void {
    const states = this.numbers.values;
    for (let i = 0; i < length; i++) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
      const at = STRIDE * groupIds[i];
      const value = values[i];
      const sum = states[at];
      const total = sum + value;
      const added = total - sum;
      states[at] = total;
      states[at + 1] += sum - (total - added) + (value - added);
      states[at + 2]++;
    }
  }

  /** As update with one group: its numbers stay out of memory. */
  private updateOne(values: Float64Array, validity: Uint8Array | null, length: number): void {
    const states = this.numbers.values;
    let sum = states[0];
    let error = states[1];
    let count = states[2];
    for (let i = 0; i < length; i++) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
      const value = values[i];
      const total = sum + value;
      const added = total - sum;
      error += sum - (total - added) + (value - added);
      sum = total;
      count++;
    }
    states[0] = sum;
    states[1] = error;
    states[2] = count;
  }

  merge(groupIds: Int32Array, columns: readonly Column[], length: number, groups: number): void {
    this.numbers.reserve(STRIDE * groups);
    const parts = columns.map(asDoubles);
    if (this.kernels?.mergeSums(groupIds, parts, length, this.numbers)) return;
    const [sums, errors, counts] = parts;
    const states = this.numbers.values;
    for (let i = 0; i < length; i++) {
      if (counts[i] === 0) continue;
      const at = STRIDE * groupIds[i];
      const value = sums[i];
      const sum = states[at];
      const total = sum + value;
      const added = total - sum;
      states[at] = total;
      states[at + 1] += errors[i] + (sum - (total - added) + (value - added));
      states[at + 2] += counts[i];
    }
  }

  state(groups: number): readonly Column[] {
    return [0, 1, 2].map((which) => doubleColumn(this.each(which, groups), groups));
  }

  result(groups: number): Column {
    const sums = this.each(0, groups);
    const errors = this.each(1, groups);
    const counts = this.each(2, groups);
    for (let g = 0; g < groups; g++) {
      // Infinity and NaN make the carried error NaN: then the plain sum is the answer.
      if (Number.isFinite(sums[g])) sums[g] += errors[g];
      if (this.average) sums[g] /= counts[g];
    }
    return doubleColumn(sums, groups, flaggedValidity(counts, groups));
  }

  /** One of the numbers of every group. */
  private each(which: number, groups: number): Float64Array<ArrayBuffer> {
    this.numbers.reserve(STRIDE * groups);
    const { values } = this.numbers;
    const out = new Float64Array(groups);
    for (let g = 0; g < groups; g++) out[g] = values[STRIDE * g + which];
    return out;
  }
}

/** The sum of this many 32-bit numbers is exact as a double. */
const EXACT_ROWS = 1 << 20;

/** Sum of integers as 64 bits, wrapping around; exact whatever the order. */
class LongSum implements Accumulator {
  private readonly sums = new KernelArray(BigInt64Array);
  private readonly counts = new KernelArray(Float64Array);
  private kernels: GroupKernels | null = null;

  attach(kernels: GroupKernels): void {
    this.kernels = kernels;
    this.sums.attach(kernels.memory);
    this.counts.attach(kernels.memory);
  }

  update(groupIds: Int32Array, [column]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    if (column.layout !== 'primitive') return;
    const { validity, values } = column;
    if (groups === 1) {
      for (let start = 0; start < length; start += EXACT_ROWS)
        this.updateOne(values, validity, start, Math.min(length, start + EXACT_ROWS));
      return;
    }
    if (values instanceof BigInt64Array || values instanceof Int32Array)
      if (this.kernels?.sumWhole(groupIds, values, validity, length, this.sums, this.counts)) return;
    const words = int64Words(this.sums.values);
    const counts = this.counts.values;
    const source = values instanceof BigInt64Array ? int64Words(values) : null;
    const small = values as Int32Array;
    for (let i = 0; i < length; i++) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
      const g = groupIds[i];
      const lowPart = source === null ? small[i] : source[2 * i];
      const highPart = source === null ? small[i] >> 31 : source[2 * i + 1];
      const low = (words[2 * g] >>> 0) + (lowPart >>> 0);
      words[2 * g] = low;
      words[2 * g + 1] += highPart + (low > 4294967295 ? 1 : 0);
      counts[g]++;
    }
  }

  /** As update with one group: the sums of the low and of the high words are whole numbers that doubles hold exactly. */
  private updateOne(values: PrimitiveValues, validity: Uint8Array | null, start: number, end: number): void {
    const isWide = values instanceof BigInt64Array;
    const source = isWide ? int64Words(values) : (values as Int32Array);
    const step = isWide ? 2 : 1;
    let low = 0;
    let high = 0;
    let count = 0;
    for (let i = start; i < end; i++) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
      const word = source[step * i];
      low += isWide ? word >>> 0 : word;
      if (isWide) high += source[step * i + 1];
      count++;
    }
    this.sums.values[0] += (BigInt(high) << 32n) + BigInt(low);
    this.counts.values[0] += count;
  }

  merge(groupIds: Int32Array, states: readonly Column[], length: number, groups: number): void {
    this.update(groupIds, states, length, groups);
  }

  state(groups: number): readonly Column[] {
    return [this.result(groups)];
  }

  result(groups: number): Column {
    this.reserve(groups);
    return primitiveColumn(
      LONG,
      this.sums.values.slice(0, groups),
      flaggedValidity(this.counts.values, groups),
    );
  }

  private reserve(groups: number): void {
    this.sums.reserve(groups);
    this.counts.reserve(groups);
  }
}

/** Sum, or average, of decimals; null when it no longer fits the result's precision. */
class DecimalSum implements Accumulator {
  private readonly sums: bigint[] = [];
  private counts = new Float64Array(1);

  constructor(
    private readonly type: DecimalType,
    private readonly scale: number,
    private readonly average: boolean,
  ) {}

  update(groupIds: Int32Array, [column]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    if (column.layout !== 'decimal') return;
    for (let i = 0; i < length; i++) {
      if (!isValid(column, i)) continue;
      this.sums[groupIds[i]] += decimalAt(column.words, i);
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
    const sums: Column = {
      layout: 'decimal',
      type: sumState(this.scale),
      length: groups,
      validity: null,
      words,
    };
    return [sums, doubleColumn(this.counts, groups)];
  }

  result(groups: number): Column {
    this.reserve(groups);
    const { type } = this;
    const words = new BigInt64Array(2 * groups);
    const validity = new Uint8Array(bitmapBytes(groups)).fill(255);
    for (let g = 0; g < groups; g++) {
      if (this.counts[g] === 0) {
        clearBit(validity, g);
        continue;
      }
      const sum = this.sums[g] * powerOfTen(type.scale - this.scale);
      const value = this.average ? divideHalfUp(sum, BigInt(this.counts[g])) : sum;
      if (fitsPrecision(value, type.precision)) writeDecimal(words, g, value);
      else clearBit(validity, g);
    }
    return { layout: 'decimal', type, length: groups, validity, words };
  }

  private reserve(groups: number): void {
    this.counts = grownDoubles(this.counts, groups);
    while (this.sums.length < groups) this.sums.push(0n);
  }
}

const DOUBLE_STATES: readonly DataType[] = [DOUBLE, DOUBLE, COUNT_STATE];

/** The states of single values that are fractions. */
function rowStates([column]: readonly Column[], length: number): readonly Column[] | null {
  if (column.layout !== 'primitive' || column.validity !== null) return null;
  if (column.type.kind !== 'double' && column.type.kind !== 'float') return null;
  const errors = new Float64Array(length);
  const counts = new Float64Array(length).fill(1);
  return [asDoubles(column), errors, counts].map((values) => doubleColumn(values, length));
}

function sumState(scale: number): DataType {
  return { kind: 'decimal', precision: 38, scale };
}

function numericArgument(name: string, [arg]: readonly ArgumentType[]): DataType {
  if (isUnitInterval(arg.type)) return arg.type;
  if (isWhole(arg.type) || ['float', 'double', 'decimal', 'null'].includes(arg.type.kind)) return arg.type;
  throw new ArgumentError(`${name} expects a number, found ${arg.type.kind}`);
}

export const sum: AggregateFunction = {
  kind: 'aggregate',
  names: ['sum'],
  doc: 'Sum of the values that are not null; null when there are none. Integers give bigint and wrap around.',
  ignoresDuplicates: false,
  inputTypes: { rule: 'each', types: ['additive'] },
  resultType: (args, compat) => {
    const type = numericArgument('sum', args);
    if (isWhole(type)) return { type: LONG, nullable: true };
    if (isUnitInterval(type)) return { type, nullable: true };
    if (type.kind !== 'decimal') return { type: DOUBLE, nullable: true };
    return { type: boundedDecimal(type.precision + 10, type.scale, compat), nullable: true };
  },
  stateTypes: ([{ type }]) => {
    if (isWhole(type)) return [LONG];
    if (isUnitInterval(type)) return [INTERVAL_SUM_STATE, COUNT_STATE];
    return type.kind === 'decimal' ? [sumState(type.scale), COUNT_STATE] : DOUBLE_STATES;
  },
  rowStates,
  create: ([arg], type) => {
    if (arg.type.kind === 'decimal') return new DecimalSum(type as DecimalType, arg.type.scale, false);
    if (isUnitInterval(arg.type)) return new IntervalSum(type, false);
    return isWhole(arg.type) ? new LongSum() : new DoubleSum(false);
  },
};

export const average: AggregateFunction = {
  kind: 'aggregate',
  names: ['avg', 'mean'],
  doc: 'Mean of the values that are not null; null when there are none.',
  ignoresDuplicates: false,
  inputTypes: { rule: 'each', types: ['additive'] },
  resultType: (args, compat) => {
    const type = numericArgument('avg', args);
    if (isUnitInterval(type)) return { type: allUnits(type), nullable: true };
    if (type.kind !== 'decimal') return { type: DOUBLE, nullable: true };
    return { type: boundedDecimal(type.precision + 4, type.scale + 4, compat), nullable: true };
  },
  stateTypes: ([{ type }]) => {
    if (isUnitInterval(type)) return [INTERVAL_SUM_STATE, COUNT_STATE];
    return type.kind === 'decimal' ? [sumState(type.scale), COUNT_STATE] : DOUBLE_STATES;
  },
  rowStates,
  create: ([arg], type) => {
    if (isUnitInterval(arg.type)) return new IntervalSum(type, true);
    return arg.type.kind === 'decimal'
      ? new DecimalSum(type as DecimalType, arg.type.scale, true)
      : new DoubleSum(true);
  },
};
