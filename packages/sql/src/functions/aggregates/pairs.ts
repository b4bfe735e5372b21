import type { Column } from '@graticule/columnar';
import type { Accumulator, AggregateFunction, EvaluationContext } from '../definition.js';
import { COUNT_STATE, asDoubles, doubleColumn, flaggedValidity, grownDoubles } from './state.js';

const DOUBLE = { kind: 'double' } as const;

/** What is known of the pairs of a group: number, means, sums of squares and of products of the deviations. */
interface PairState {
  readonly n: number;
  readonly meanX: number;
  readonly meanY: number;
  readonly squaresX: number;
  readonly squaresY: number;
  readonly products: number;
}

type Finish = (state: PairState) => number | null;

/** Moments of two numbers together, updated pair by pair and merged (Chan et al. 1979; Schubert and Gertz 2018) in Spark's order. */
class PairMoments implements Accumulator {
  /** n, meanX, meanY, squaresX, squaresY, products. */
  private sums: Float64Array<ArrayBuffer>[] = Array.from({ length: 6 }, () => new Float64Array(1));

  constructor(private readonly finish: Finish) {}

  update(groupIds: Int32Array, [a, b]: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    if (a.layout === 'null' || b.layout === 'null') return;
    const [counts, meansX, meansY, squaresX, squaresY, products] = this.sums;
    const x = asDoubles(a);
    const y = asDoubles(b);
    const validX = a.validity;
    const validY = b.validity;
    for (let i = 0; i < length; i++) {
      if (validX !== null && (validX[i >> 3] & (1 << (i & 7))) === 0) continue;
      if (validY !== null && (validY[i >> 3] & (1 << (i & 7))) === 0) continue;
      const g = groupIds[i];
      const n = ++counts[g];
      const deltaX = x[i] - meansX[g];
      const deltaY = y[i] - meansY[g];
      meansX[g] += deltaX / n;
      meansY[g] += deltaY / n;
      squaresX[g] += deltaX * (x[i] - meansX[g]);
      squaresY[g] += deltaY * (y[i] - meansY[g]);
      products[g] += deltaX * (y[i] - meansY[g]);
    }
  }

  merge(groupIds: Int32Array, states: readonly Column[], length: number, groups: number): void {
    this.reserve(groups);
    const [counts, meansX, meansY, squaresX, squaresY, products] = this.sums;
    const [n, mx, my, sx, sy, pr] = states.map(asDoubles);
    for (let i = 0; i < length; i++) {
      if (n[i] === 0) continue;
      const g = groupIds[i];
      const before = counts[g];
      const total = before + n[i];
      const deltaX = mx[i] - meansX[g];
      const deltaY = my[i] - meansY[g];
      const stepX = deltaX / total;
      const stepY = deltaY / total;
      meansX[g] += stepX * n[i];
      meansY[g] += stepY * n[i];
      squaresX[g] = squaresX[g] + sx[i] + deltaX * stepX * before * n[i];
      squaresY[g] = squaresY[g] + sy[i] + deltaY * stepY * before * n[i];
      products[g] = products[g] + pr[i] + deltaX * stepY * before * n[i];
      counts[g] = total;
    }
  }

  state(groups: number): readonly Column[] {
    this.reserve(groups);
    return this.sums.map((sum) => doubleColumn(sum, groups));
  }

  result(groups: number): Column {
    this.reserve(groups);
    const [counts, meansX, meansY, squaresX, squaresY, products] = this.sums;
    const out = new Float64Array(groups);
    const flags = new Uint8Array(groups);
    for (let g = 0; g < groups; g++) {
      const value = this.finish({
        n: counts[g],
        meanX: meansX[g],
        meanY: meansY[g],
        squaresX: squaresX[g],
        squaresY: squaresY[g],
        products: products[g],
      });
      if (value === null) continue;
      flags[g] = 1;
      out[g] = value;
    }
    return doubleColumn(out, groups, flaggedValidity(flags, groups));
  }

  private reserve(groups: number): void {
    this.sums = this.sums.map((sum) => grownDoubles(sum, groups));
  }
}

function ofPairs(
  name: string,
  doc: string,
  finish: (context: EvaluationContext) => Finish,
): AggregateFunction {
  return {
    kind: 'aggregate',
    names: [name],
    doc: `${doc} Pairs with a null are left out.`,
    ignoresDuplicates: false,
    inputTypes: { rule: 'each', types: [DOUBLE, DOUBLE] },
    resultType: () => ({ type: DOUBLE, nullable: true }),
    stateTypes: () => [COUNT_STATE, DOUBLE, DOUBLE, DOUBLE, DOUBLE, DOUBLE],
    create: (_, __, context) => new PairMoments(finish(context)),
  };
}

/** Of a single pair: NaN in 2.x, null from 3.1. */
const single = (context: EvaluationContext): number | null => (context.compat === '2.2' ? NaN : null);

/** In regr_* the first argument is the dependent variable y, here the one named X. */
export const pairAggregates: readonly AggregateFunction[] = [
  ofPairs(
    'corr',
    'Pearson correlation of two numbers.',
    (context) => (s) =>
      s.n === 0 ? null : s.n === 1 ? single(context) : s.products / Math.sqrt(s.squaresX * s.squaresY),
  ),
  ofPairs(
    'covar_pop',
    'Population covariance of two numbers.',
    () => (s) => (s.n === 0 ? null : s.products / s.n),
  ),
  ofPairs(
    'covar_samp',
    'Sample covariance of two numbers.',
    (context) => (s) => (s.n === 0 ? null : s.n === 1 ? single(context) : s.products / (s.n - 1)),
  ),
  ofPairs(
    'regr_avgx',
    'Mean of the independent variable (second argument).',
    () => (s) => (s.n === 0 ? null : s.meanY),
  ),
  ofPairs(
    'regr_avgy',
    'Mean of the dependent variable (first argument).',
    () => (s) => (s.n === 0 ? null : s.meanX),
  ),
  // Spark takes the variables the other way round here: a constant first argument gives null, a constant second one 1.
  ofPairs('regr_r2', 'Coefficient of determination of the regression line.', () => (s) => {
    if (s.n === 0 || s.squaresX === 0) return null;
    return s.squaresY === 0 ? 1 : (s.products * s.products) / (s.squaresX * s.squaresY);
  }),
  ofPairs(
    'regr_slope',
    'Slope of the regression line.',
    () => (s) => (s.squaresY === 0 ? null : s.products / s.squaresY),
  ),
  ofPairs(
    'regr_intercept',
    'Intercept of the regression line.',
    () => (s) => (s.squaresY === 0 ? null : s.meanX - (s.products / s.squaresY) * s.meanY),
  ),
  ofPairs(
    'regr_sxx',
    'Sum of squares of the independent variable around its mean.',
    () => (s) => (s.n === 0 ? null : s.squaresY),
  ),
  ofPairs(
    'regr_syy',
    'Sum of squares of the dependent variable around its mean.',
    () => (s) => (s.n === 0 ? null : s.squaresX),
  ),
  ofPairs(
    'regr_sxy',
    'Sum of products of the deviations from the means.',
    () => (s) => (s.n === 0 ? null : s.products),
  ),
];
