import { isUnitInterval } from '../../types/interval.js';
import { arrayType, createBuilder, listEnd, listStart, structColumn, valueAt } from '@graticule/columnar';
import type { Column, DataType, ListColumn, StructType, Value } from '@graticule/columnar';
import { isNumeric } from '../../types/coercion.js';
import { ArgumentError } from '../definition.js';
import type { Accumulator, AggregateFunction, ArgumentType } from '../definition.js';
import { compareValues } from '../valueOrder.js';
import { CollectedValues } from './collect.js';

const DOUBLE = { kind: 'double' } as const;
const LONG = { kind: 'long' } as const;
const INT = { kind: 'int' } as const;
/** Of percentile_approx, when none is given. */
const ACCURACY = 10000;

/** A value and how often it counts. */
interface Weighted {
  readonly value: Value;
  readonly weight: number;
}

/** The value at one percentage of ordered values whose weights sum up to `total`. */
type Choice = (ordered: readonly Weighted[], total: number, percentage: number) => Value;

/** Keeps all values of a group with their weights, and the percentages, which a merging task does not see otherwise. */
class Percentiles implements Accumulator {
  private readonly values: CollectedValues;
  private percentages: Value = null;
  private readonly entry: StructType;

  constructor(
    element: DataType,
    private readonly type: DataType,
    private readonly choose: Choice,
    private readonly weighted: boolean,
  ) {
    this.entry = entryType(element);
    this.values = new CollectedValues(this.entry, false);
  }

  update(groupIds: Int32Array, [values, percentages, weights]: readonly Column[], length: number): void {
    if (length === 0) return;
    this.percentages ??= valueAt(percentages, 0);
    const counts = this.weighted && weights !== undefined ? weights : onesColumn(length);
    const validity = values.layout === 'null' ? new Uint8Array((length + 7) >> 3) : values.validity;
    this.values.update(groupIds, [structColumn(this.entry, [values, counts], length, validity)], length);
  }

  merge(groupIds: Int32Array, [values, percentages]: readonly Column[], length: number): void {
    for (let i = 0; i < length && this.percentages === null; i++) this.percentages = valueAt(percentages, i);
    this.values.merge(groupIds, [values], length);
  }

  state(groups: number): readonly Column[] {
    const builder = createBuilder(arrayType(DOUBLE));
    const list = Array.isArray(this.percentages) ? this.percentages : [this.percentages];
    for (let g = 0; g < groups; g++) builder.append(this.percentages === null ? null : (list as Value[]));
    return [this.values.result(groups), builder.finish()];
  }

  result(groups: number): Column {
    const lists = this.values.result(groups) as ListColumn;
    const builder = createBuilder(this.type);
    const wanted = (Array.isArray(this.percentages) ? this.percentages : [this.percentages]) as (
      number | null
    )[];
    for (let g = 0; g < groups; g++) builder.append(this.ofGroup(lists, g, wanted));
    return builder.finish();
  }

  private ofGroup(lists: ListColumn, group: number, wanted: readonly (number | null)[]): Value {
    const ordered: Weighted[] = [];
    let total = 0;
    for (let k = listStart(lists, group), end = listEnd(lists, group); k < end; k++) {
      const [value, weight] = valueAt(lists.child, k) as readonly [Value, bigint | null];
      if (weight === null || weight === 0n) continue;
      if (weight < 0n)
        throw new ArgumentError(`Negative values found in the frequencies of percentile: ${weight}`);
      ordered.push({ value, weight: Number(weight) });
      total += Number(weight);
    }
    if (ordered.length === 0) return null;
    ordered.sort((a, b) => compareValues(a.value, b.value));
    const results = wanted.map((percentage) => {
      if (percentage === null || !(percentage >= 0 && percentage <= 1)) {
        throw new ArgumentError(`Percentage(s) must be between 0.0 and 1.0, but got ${String(percentage)}`);
      }
      return this.choose(ordered, total, percentage);
    });
    return this.type.kind === 'array' ? results : results[0];
  }
}

const entryType = (element: DataType): StructType => ({
  kind: 'struct',
  fields: [
    { name: 'value', type: element, nullable: true },
    { name: 'weight', type: LONG, nullable: true },
  ],
});

function onesColumn(length: number): Column {
  return {
    layout: 'primitive',
    type: LONG,
    length,
    validity: null,
    values: new BigInt64Array(length).fill(1n),
  };
}

/** The value at a place (from 0) when every value stands as often as it weighs. */
function at(ordered: readonly Weighted[], place: number): Value {
  let passed = 0;
  for (const { value, weight } of ordered) {
    passed += weight;
    if (place < passed) return value;
  }
  return ordered[ordered.length - 1].value;
}

/** Between the two nearest values, in proportion. */
const interpolated: Choice = (ordered, total, percentage) => {
  const place = (total - 1) * percentage;
  const lower = Math.floor(place);
  const higher = Math.ceil(place);
  const low = Number(at(ordered, lower));
  const high = Number(at(ordered, higher));
  return lower === higher || low === high ? low : (higher - place) * low + (place - lower) * high;
};

/** The smallest value that at least this share of the values does not exceed. */
const nearestRank: Choice = (ordered, total, percentage) =>
  at(ordered, Math.max(Math.ceil(percentage * total), 1) - 1);

/** That of an exact approxQuantile(). */
const EXACT = 2 ** 31 - 1;

/**
 * As Spark 2 finds it: the first value, from the second on, whose rank is near enough, where the second has rank 1; the
 * last one when there is none.
 */
const rankBefore3 =
  (accuracy: number): Choice =>
  (ordered, total, percentage) => {
    const error = accuracy === EXACT ? 0 : 1 / accuracy;
    if (percentage <= error) return at(ordered, 0);
    const place = Math.max(Math.ceil(percentage * total) - Math.ceil(error * total), 1);
    return at(ordered, percentage >= 1 - error || place > total - 2 ? total - 1 : place);
  };

/** Percentages are checked before anything runs. */
function checkPercentages({ literal }: ArgumentType): void {
  if (literal === undefined) throw new ArgumentError('The percentage(s) must be a constant literal');
  const all = (Array.isArray(literal) ? literal : [literal]) as readonly (number | null)[];
  const wrong = all.find((one) => one === null || !(one >= 0 && one <= 1));
  if (wrong === undefined) return;
  throw new ArgumentError(
    wrong === null
      ? 'Percentage value must not be null'
      : 'All percentage values must be between 0.0 and 1.0 ' + `(current = ${wrong})`,
  );
}

const percentageType = ({ type }: ArgumentType): DataType =>
  type.kind === 'array' ? arrayType(DOUBLE) : DOUBLE;

const shaped = (percentage: ArgumentType, element: DataType): DataType =>
  percentage.type.kind === 'array' ? arrayType(element, false) : element;

const percentile: AggregateFunction = {
  kind: 'aggregate',
  names: ['percentile'],
  doc: 'Exact percentile, interpolated between the nearest values; an array of percentages gives an array.',
  ignoresDuplicates: false,
  inputTypes: {
    rule: 'custom',
    min: 2,
    max: 3,
    types: (args) => {
      if (!isNumeric(args[0].type) && !['string', 'null'].includes(args[0].type.kind)) {
        throw new ArgumentError(`percentile expects numbers, found ${args[0].type.kind}`);
      }
      return [DOUBLE, percentageType(args[1]), LONG].slice(0, args.length);
    },
  },
  defaults: [{ literal: { kind: 'literal', value: 1n, type: LONG } }],
  resultType: ([, percentage]) => {
    checkPercentages(percentage);
    return { type: shaped(percentage, DOUBLE), nullable: true };
  },
  stateTypes: () => [arrayType(entryType(DOUBLE), false), arrayType(DOUBLE)],
  create: (_, type) => new Percentiles(DOUBLE, type, interpolated, true),
};

const approximate: AggregateFunction = {
  kind: 'aggregate',
  names: ['percentile_approx', 'approx_percentile'],
  doc: 'Smallest value that a share of the values does not exceed, computed exactly; the accuracy is not used.',
  ignoresDuplicates: false,
  inputTypes: {
    rule: 'custom',
    min: 2,
    max: 3,
    types: (args, compat) => {
      const { type } = args[0];
      // 2.x computes with doubles.
      if (compat === '2.2' && (isNumeric(type) || ['string', 'null'].includes(type.kind))) {
        return [DOUBLE, percentageType(args[1]), INT].slice(0, args.length);
      }
      const fits = isNumeric(type) || ['date', 'timestamp'].includes(type.kind) || isUnitInterval(type);
      if (!fits && !['string', 'null'].includes(type.kind)) {
        throw new ArgumentError(`percentile_approx expects numbers or times, found ${type.kind}`);
      }
      return [fits ? type : DOUBLE, percentageType(args[1]), INT].slice(0, args.length);
    },
  },
  defaults: [{ literal: { kind: 'literal', value: ACCURACY, type: INT } }],
  resultType: ([value, percentage, accuracy]) => {
    if (typeof accuracy?.literal === 'number' && accuracy.literal <= 0) {
      throw new ArgumentError(
        `The accuracy provided must be a positive integer literal (current value = ${accuracy.literal})`,
      );
    }
    checkPercentages(percentage);
    return { type: shaped(percentage, value.type), nullable: true };
  },
  stateTypes: ([value]) => [arrayType(entryType(value.type), false), arrayType(DOUBLE)],
  create: ([value, , accuracy], type, { compat }) => {
    const given = typeof accuracy?.literal === 'number' ? accuracy.literal : ACCURACY;
    const choice = compat === '2.2' ? rankBefore3(given) : nearestRank;
    return new Percentiles(value.type, type, choice, false);
  },
};

/** The middle value: percentile at 0.5. */
const median: AggregateFunction = {
  ...percentile,
  names: ['median'],
  doc: 'Exact middle value, interpolated between the two middle ones.',
  inputTypes: { rule: 'each', types: [DOUBLE] },
  defaults: [],
  resultType: () => ({ type: DOUBLE, nullable: true }),
  create: (_, type) => new Median(type),
};

class Median extends Percentiles {
  constructor(type: DataType) {
    super(DOUBLE, type, interpolated, false);
  }

  override update(groupIds: Int32Array, [values]: readonly Column[], length: number): void {
    super.update(groupIds, [values, HALF], length);
  }
}

const HALF: Column = {
  layout: 'primitive',
  type: DOUBLE,
  length: 1,
  validity: null,
  values: Float64Array.of(0.5),
};

export const percentileAggregates: readonly AggregateFunction[] = [percentile, approximate, median];
