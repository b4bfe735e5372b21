import { takeBatch } from '@graticule/columnar';
import type { PhysicalSample } from '../plan/physical.js';
import type { Rows, TaskContext } from './taskContext.js';

/**
 * A random part of the rows. The numbers follow from the seed, the task and the place of the row in the task, not from
 * batches: the same data in the same partitions give the same sample.
 */
export async function* sample(node: PhysicalSample, input: Rows, context: TaskContext): Rows {
  const next = randomNumbers(node.seed, context.task);
  const { lower, upper } = node;
  const copies = node.withReplacement
    ? poisson(upper - lower, next)
    : (): number => {
        const value = next();
        return value >= lower && value < upper ? 1 : 0;
      };
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

const TWO_32 = 4294967296;

/** Evenly spread numbers in [0, 1) with 32 bits each: a counter through the finaliser of Murmur3. */
function randomNumbers(seed: bigint, task: number): () => number {
  const low = Number(BigInt.asIntN(32, seed));
  const high = Number(BigInt.asIntN(32, seed >> 32n));
  const start = mixed(mixed(low) ^ mixed(high + 0x51ed270b) ^ mixed(task + 1));
  const step = mixed(start ^ task) | 1;
  let counter = start;
  return () => {
    counter = (counter + step) | 0;
    return (mixed(counter) >>> 0) / TWO_32;
  };
}

function mixed(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * Poisson numbers of this mean: so many uniform numbers are multiplied until the product falls below e^-mean (Knuth, The
 * Art of Computer Programming 2, 3.4.1). Large means are summed from parts, because e^-mean would vanish.
 */
function poisson(mean: number, next: () => number): () => number {
  const parts = Math.max(1, Math.ceil(mean / 30));
  const limit = Math.exp(-mean / parts);
  return () => {
    let total = 0;
    for (let part = 0; part < parts; part++) {
      let product = next();
      while (product > limit) {
        total++;
        product *= next();
      }
    }
    return total;
  };
}
