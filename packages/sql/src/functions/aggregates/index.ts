import { bitAggregates } from './bits.js';
import { conditionalCounts } from './conditional.js';
import { extremeByAggregates } from './extremeBy.js';
import { mode } from './mode.js';
import { pairAggregates } from './pairs.js';
import { percentileAggregates } from './percentile.js';
import { collectAggregates } from './collect.js';
import { count } from './count.js';
import { countMinSketch } from './countMinSketch.js';
import { histogramNumeric } from './histogram.js';
import { product } from './product.js';
import { trySumAggregates } from './trySum.js';
import { approximateCountDistinct } from './distinct.js';
import { keptRowAggregates } from './keptRow.js';
import { momentAggregates } from './moments.js';
import { average, sum } from './sum.js';
import type { AggregateFunction } from '../definition.js';

export const aggregateFunctions: readonly AggregateFunction[] = [
  count,
  sum,
  average,
  ...keptRowAggregates,
  ...momentAggregates,
  ...collectAggregates,
  approximateCountDistinct,
  ...percentileAggregates,
  ...pairAggregates,
  ...extremeByAggregates,
  ...conditionalCounts,
  ...bitAggregates,
  mode,
  product,
  ...trySumAggregates,
  histogramNumeric,
  countMinSketch,
];
