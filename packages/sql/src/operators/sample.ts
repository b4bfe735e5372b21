import { takeBatch } from '@graticule/columnar';
import { XorShift } from '../functions/xorShift.js';
import type { PhysicalSample } from '../plan/physical.js';
import { poissonNumbers } from './poisson.js';
import type { Rows, TaskContext } from './taskContext.js';

/**
 * A random part of the rows, the one that Spark takes of the same rows in the same partitions: numbers follow from the
 * seed, the task and the place of the row in the task.
 */
export async function* sample(node: PhysicalSample, input: Rows, context: TaskContext): Rows {
  const { lower, upper } = node;
  const { task, evaluation } = context;
  const copies = node.withReplacement
    ? poissonNumbers(upper - lower, javaLong(node.seed, task))
    : within(lower, upper, new XorShift(node.seed + BigInt(task), evaluation.compat === '2.2'));
  for await (const batch of input) {
    let rows = new Int32Array(batch.length);
    let count = 0;
    for (let i = 0; i < batch.length; i++) {
      const times = copies();
      if (count + times > rows.length) {
        const grown = new Int32Array(2 * (count + times));
        grown.set(rows);
        rows = grown;
      }
      for (let k = 0; k < times; k++) rows[count++] = i;
    }
    if (count > 0) yield takeBatch(batch, rows.subarray(0, count));
  }
}

/** 1 for numbers from `lower` to below `upper`, else 0. */
function within(lower: number, upper: number, numbers: XorShift): () => number {
  return () => {
    const value = numbers.nextDouble();
    return value >= lower && value < upper ? 1 : 0;
  };
}

const MULTIPLIER = 0x5deece66dn;

/** The long at an index of those that java.util.Random gives one after the other. */
function javaLong(seed: bigint, index: number): bigint {
  let state = BigInt.asUintN(48, seed ^ MULTIPLIER);
  const next = (): bigint => {
    state = BigInt.asUintN(48, state * MULTIPLIER + 11n);
    return BigInt.asIntN(32, state >> 16n);
  };
  let value = 0n;
  for (let i = 0; i <= index; i++) value = BigInt.asIntN(64, (next() << 32n) + next());
  return value;
}
