import { primitiveColumn } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import { valuesOf } from './columns.js';
import { ArgumentError } from './definition.js';
import type { EvaluationContext, ScalarFunction } from './definition.js';

const LONG = { kind: 'long' } as const;
const INT = { kind: 'int' } as const;
const DOUBLE = { kind: 'double' } as const;

/** Functions of the partition and the place of a row in it. */

/** A uniform number in [0, 1) from a seed, a partition and a row: the same whenever the row is computed again. */
function uniform(seed: number, task: number, row: number, stream: number): number {
  const high = scramble(seed ^ Math.imul(task + 1, 0x9e3779b1), row, stream);
  const low = scramble(high ^ 0x6c078965, row, stream + 7);
  return ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992;
}

function scramble(seed: number, row: number, stream: number): number {
  let h =
    seed ^ Math.imul(row | 0, 0x85ebca6b) ^ Math.imul(Math.floor(row / 4294967296) + stream, 0xc2b2ae35);
  for (let round = 0; round < 2; round++) {
    h ^= h >>> 16;
    h = Math.imul(h, 0x7feb352d);
    h ^= h >>> 15;
    h = Math.imul(h, 0x846ca68b);
    h = (h ^ (h >>> 16)) + Math.imul(row | 0, 0x9e3779b1) + stream;
  }
  return h ^ (h >>> 15);
}

function random(
  names: readonly string[],
  doc: string,
  draw: (seed: number, context: EvaluationContext, row: number) => number,
): ScalarFunction {
  return {
    kind: 'scalar',
    names,
    doc,
    deterministic: false,
    inputTypes: { rule: 'each', types: [LONG], optional: 1 },
    resultType: (args) => {
      if (args.length === 1 && typeof args[0].literal !== 'bigint' && typeof args[0].literal !== 'number') {
        throw new ArgumentError(`${names[0]} expects a literal seed`);
      }
      return { type: DOUBLE, nullable: false };
    },
    evaluate: (args, length, context) => {
      // Without a seed of its own a query still repeats itself when a task is run again.
      const seed = args.length === 0 ? context.queryMicros : valuesOf<BigInt64Array>(args[0])[0];
      const number = Number(BigInt.asIntN(32, seed ^ (seed >> 32n)));
      const out = new Float64Array(length);
      for (let i = 0; i < length; i++) out[i] = draw(number, context, context.rowOffset + i);
      return primitiveColumn(DOUBLE, out);
    },
  };
}

function ofPartition(
  names: readonly string[],
  doc: string,
  evaluate: (length: number, context: EvaluationContext) => Column,
): ScalarFunction {
  return {
    kind: 'scalar',
    names,
    doc,
    deterministic: false,
    inputTypes: { rule: 'each', types: [] },
    resultType: () => ({ type: names[0] === 'spark_partition_id' ? INT : LONG, nullable: false }),
    evaluate: (_, length, context) => evaluate(length, context),
  };
}

export const partitionFunctions: readonly ScalarFunction[] = [
  ofPartition(
    ['monotonically_increasing_id'],
    'A number that grows with the partition and the row: partition * 2^33 + row of the partition.',
    (length, context) => {
      const first = (BigInt(context.task) << 33n) + BigInt(context.rowOffset);
      const values = new BigInt64Array(length);
      for (let i = 0; i < length; i++) values[i] = first + BigInt(i);
      return primitiveColumn(LONG, values);
    },
  ),
  ofPartition(['spark_partition_id'], 'Index of the partition.', (length, context) =>
    primitiveColumn(INT, new Int32Array(length).fill(context.task)),
  ),
  random(
    ['rand', 'random'],
    'Uniform random numbers in [0, 1), fixed by seed, partition and row.',
    (seed, context, row) => uniform(seed, context.task, row, 1),
  ),
  random(
    ['randn'],
    'Standard normal random numbers, fixed by seed, partition and row (Box-Muller).',
    (seed, context, row) => {
      const radius = Math.sqrt(-2 * Math.log(1 - uniform(seed, context.task, row, 1)));
      return radius * Math.cos(2 * Math.PI * uniform(seed, context.task, row, 2));
    },
  ),
];
