import type { Column, DataType } from '@graticule/columnar';
import type { Accumulator, AggregateFunction, EvaluationContext } from '../definition.js';
import { COUNT_STATE, asDoubles, doubleColumn, flaggedValidity, grownDoubles } from './state.js';

const DOUBLE = { kind: 'double' } as const;

/**
 * Count, mean and central moments up to `order`, updated value by value and merged pairwise (Welford; Chan et al. 1979;
 * Pébay 2008 for the third and fourth). Every operation is done in the order in which Spark does it, also where a first
 * state is merged into none, so that moments of rows in one partition have Spark's digits.
 */
class Moments implements Accumulator {
  private counts = new Float64Array(1);
  private means = new Float64Array(1);
  private second = new Float64Array(1);
  private third = new Float64Array(1);
  private fourth = new Float64Array(1);

  constructor(
    private readonly order: 2 | 3 | 4,
    /** The result from count, second, third and fourth moment; null: no result. */
    private readonly finish: (n: number, m2: number, m3: number, m4: number) => number | null,
  ) {}

  update(groupIds: Int32Array, [column]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    if (column.layout === 'null') return;
    const { counts, means, second, third, fourth, order } = this;
    const values = asDoubles(column);
    const validity = column.validity;
    for (let i = 0; i < length; i++) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
      const g = groupIds[i];
      const n = ++counts[g];
      const delta = values[i] - means[g];
      const step = delta / n;
      means[g] += step;
      const m2 = second[g] + delta * (delta - step);
      second[g] = m2;
      if (order === 2) continue;
      const square = delta * delta;
      const stepSquare = step * step;
      const m3 = third[g] - 3 * step * m2 + delta * (square - stepSquare);
      third[g] = m3;
      fourth[g] =
        fourth[g] - 4 * step * m3 - 6 * stepSquare * m2 + delta * (delta * square - step * stepSquare);
    }
  }

  merge(groupIds: Int32Array, states: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    const [counts, means, second, third, fourth] = states.map(asDoubles);
    for (let i = 0; i < length; i++) {
      const nb = counts[i];
      const g = groupIds[i];
      const na = this.counts[g];
      const n = na + nb;
      if (nb === 0) continue;
      const delta = means[i] - this.means[g];
      const step = delta / n;
      const a2 = this.second[g];
      this.counts[g] = n;
      this.means[g] += step * nb;
      this.second[g] = a2 + second[i] + delta * step * na * nb;
      if (this.order === 2) continue;
      const a3 = this.third[g];
      this.third[g] =
        a3 + third[i] + step * step * delta * na * nb * (na - nb) + 3 * step * (na * second[i] - nb * a2);
      this.fourth[g] =
        this.fourth[g] +
        fourth[i] +
        step * step * step * delta * na * nb * (na * na - na * nb + nb * nb) +
        6 * step * step * (na * na * second[i] + nb * nb * a2) +
        4 * step * (na * third[i] - nb * a3);
    }
  }

  state(groups: number): readonly Column[] {
    this.reserve(groups);
    const columns = [
      doubleColumn(this.counts, groups),
      doubleColumn(this.means, groups),
      doubleColumn(this.second, groups),
    ];
    if (this.order > 2) columns.push(doubleColumn(this.third, groups), doubleColumn(this.fourth, groups));
    return columns;
  }

  result(groups: number): Column {
    this.reserve(groups);
    const out = new Float64Array(groups);
    const flags = new Uint8Array(groups);
    for (let g = 0; g < groups; g++) {
      const n = this.counts[g];
      const value = n === 0 ? null : this.finish(n, this.second[g], this.third[g], this.fourth[g]);
      if (value === null) continue;
      flags[g] = 1;
      out[g] = value;
    }
    return doubleColumn(out, groups, flaggedValidity(flags, groups));
  }

  private reserve(groups: number): void {
    this.counts = grownDoubles(this.counts, groups);
    this.means = grownDoubles(this.means, groups);
    this.second = grownDoubles(this.second, groups);
    if (this.order === 2) return;
    this.third = grownDoubles(this.third, groups);
    this.fourth = grownDoubles(this.fourth, groups);
  }
}

type Finish = (n: number, m2: number, m3: number, m4: number) => number | null;

function moment(
  names: readonly string[],
  doc: string,
  order: 2 | 4,
  finish: (context: EvaluationContext) => Finish,
): AggregateFunction {
  return {
    kind: 'aggregate',
    names,
    doc,
    ignoresDuplicates: false,
    inputTypes: { rule: 'each', types: [DOUBLE] },
    resultType: () => ({ type: DOUBLE, nullable: true }),
    stateTypes: () => [COUNT_STATE, ...Array<DataType>(order === 2 ? 2 : 4).fill(DOUBLE)],
    create: (_, __, context) => new Moments(order, finish(context)),
  };
}

/** Of a single value: NaN in 2.x, null from 3.1. */
const single = (context: EvaluationContext): number | null => (context.compat === '2.2' ? NaN : null);

export const momentAggregates: readonly AggregateFunction[] = [
  moment(
    ['stddev', 'stddev_samp', 'std'],
    'Sample standard deviation.',
    2,
    (context) => (n, m2) => (n === 1 ? single(context) : Math.sqrt(m2 / (n - 1))),
  ),
  moment(
    ['variance', 'var_samp'],
    'Sample variance.',
    2,
    (context) => (n, m2) => (n === 1 ? single(context) : m2 / (n - 1)),
  ),
  moment(['stddev_pop'], 'Population standard deviation.', 2, () => (n, m2) => Math.sqrt(m2 / n)),
  moment(['var_pop'], 'Population variance.', 2, () => (n, m2) => m2 / n),
  moment(
    ['skewness'],
    'Skewness of the population; of equal values NaN in 2.x, null from 3.1.',
    4,
    (context) => (n, m2, m3) => (m2 === 0 ? single(context) : (Math.sqrt(n) * m3) / Math.sqrt(m2 * m2 * m2)),
  ),
  moment(
    ['kurtosis'],
    'Excess kurtosis of the population; of equal values NaN in 2.x, null from 3.1.',
    4,
    (context) => (n, m2, _, m4) => (m2 === 0 ? single(context) : (n * m4) / (m2 * m2) - 3),
  ),
];
