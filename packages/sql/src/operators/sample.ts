import { takeBatch } from '@graticule/columnar';
import { JavaRandom } from '../functions/javaRandom.js';
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
    if (count > 0) yield takeBatch(batch, rows.subarray(0, count), false);
  }
}

/** 1 for numbers from `lower` to below `upper`, else 0. */
function within(lower: number, upper: number, numbers: XorShift): () => number {
  return () => {
    const value = numbers.nextDouble();
    return value >= lower && value < upper ? 1 : 0;
  };
}

/** The long at an index of those that java.util.Random gives one after the other. */
function javaLong(seed: bigint, index: number): bigint {
  const numbers = new JavaRandom(seed);
  let value = numbers.nextLong();
  for (let i = 0; i < index; i++) value = numbers.nextLong();
  return value;
}
