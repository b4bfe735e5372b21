import { primitiveColumn } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import { valuesOf } from './columns.js';
import { ArgumentError } from './definition.js';
import type { EvaluationContext, ScalarFunction } from './definition.js';
import { typeText } from '../types/text.js';
import { XorShift } from './xorShift.js';

const LONG = { kind: 'long' } as const;
const INT = { kind: 'int' } as const;
const DOUBLE = { kind: 'double' } as const;

/** Functions of the partition and the place of a row in it. */

/** Where a sequence stood before and after the last batch. */
interface Place {
  readonly startRow: number;
  readonly start: XorShift;
  readonly endRow: number;
  readonly end: XorShift;
}

/** Sequences of a task by kind and seed, so that every batch goes on where the last one ended. */
const places = new WeakMap<EvaluationContext, Map<string, Place>>();

type Draw = (sequence: XorShift) => number;

/** The sequence at the batch's first row: the one the last batch left, or made anew and moved on. */
function sequenceAt(key: string, seed: bigint, context: EvaluationContext, draw: Draw): XorShift {
  const place = places.get(context)?.get(key);
  if (place?.endRow === context.rowOffset) return place.end;
  if (place?.startRow === context.rowOffset) return place.start;
  const sequence = new XorShift(seed + BigInt(context.task), context.compat === '2.2');
  for (let i = 0; i < context.rowOffset; i++) draw(sequence);
  return sequence;
}

function random(names: readonly string[], doc: string, draw: Draw): ScalarFunction {
  return {
    kind: 'scalar',
    names,
    doc,
    deterministic: false,
    inputTypes: {
      rule: 'custom',
      min: 0,
      max: 1,
      types: (args) =>
        args.map(({ type }) => {
          if (['int', 'long', 'null'].includes(type.kind))
            return type.kind === 'null' ? { kind: 'int' } : type;
          throw new ArgumentError(
            `argument 1 requires (int or bigint) type, however, it is of ${typeText(type)} type.`,
          );
        }),
    },
    resultType: (args) => {
      const literal = args[0]?.literal;
      if (
        args.length === 1 &&
        typeof literal !== 'bigint' &&
        typeof literal !== 'number' &&
        literal !== null
      ) {
        throw new ArgumentError(`${names[0]} expects a literal seed`);
      }
      return { type: DOUBLE, nullable: false };
    },
    evaluate: (args, length, context) => {
      // Without a seed of its own a query still repeats itself when a task is run again; a null seed is 0.
      const given = args.length === 0 || args[0].layout === 'null' ? null : args[0];
      const seed =
        given !== null
          ? BigInt(valuesOf<Int32Array | BigInt64Array>(given)[0])
          : args.length === 0
            ? context.queryMicros
            : 0n;
      const key = `${names[0]} ${seed} ${context.task}`;
      const start = sequenceAt(key, seed, context, draw);
      const sequence = start.copy();
      const out = new Float64Array(length);
      for (let i = 0; i < length; i++) out[i] = draw(sequence);
      let ofContext = places.get(context);
      if (ofContext === undefined) places.set(context, (ofContext = new Map<string, Place>()));
      const startRow = context.rowOffset;
      ofContext.set(key, { startRow, start, endRow: startRow + length, end: sequence });
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
    (sequence) => sequence.nextDouble(),
  ),
  random(['randn'], 'Standard normal random numbers, fixed by seed, partition and row.', (sequence) =>
    sequence.nextGaussian(),
  ),
];
