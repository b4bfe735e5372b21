import type { PhysicalRange } from '../plan/physical.js';
import type { Rows, TaskContext } from './taskContext.js';

/** This task's contiguous share of the numbers from `start` in steps of `step` up to, but without, `end`. */

export async function* range(node: PhysicalRange, context: TaskContext): Rows {
  const { start, end, step, schema } = node;
  const count = step > 0n === end > start && end !== start ? ceilDivide(end - start, step) : 0n;
  const first = (count * BigInt(context.task)) / BigInt(context.tasks);
  const last = (count * BigInt(context.task + 1)) / BigInt(context.tasks);
  for (let from = first; from < last; from += BigInt(context.batchRows)) {
    const length = Number(last - from < BigInt(context.batchRows) ? last - from : BigInt(context.batchRows));
    const values = new BigInt64Array(length);
    let value = start + from * step;
    for (let i = 0; i < length; i++, value += step) values[i] = value;
    const column = { layout: 'primitive', type: { kind: 'long' }, length, validity: null, values } as const;
    yield { schema, length, columns: [column] };
  }
}

/** Of two numbers with the same sign. */
function ceilDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return quotient * b === a ? quotient : quotient + 1n;
}
