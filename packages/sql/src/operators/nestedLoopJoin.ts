import type { NestedLoopJoin } from '../plan/physical.js';
import { collectRows, pieces } from './collect.js';
import { JoinOutput, type RowPairs } from './joinRows.js';
import type { Rows, TaskContext } from './taskContext.js';

/** Every probe row with every build row, in blocks of about batchRows pairs, so that memory stays bounded. */
export async function* nestedLoopJoin(
  node: NestedLoopJoin,
  left: Rows,
  right: Rows,
  context: TaskContext,
): Rows {
  const { build } = node;
  const [buildInput, probeInput] = build === 'left' ? [left, right] : [right, left];
  const rows = await collectRows(node[build].schema, buildInput);
  const output = new JoinOutput(node, rows, context);
  for await (const large of probeInput) {
    for (const probe of pieces(large, context.batchRows)) {
      const matched = new Uint8Array(probe.length);
      for (const pairs of blocks(probe.length, rows.length, context.batchRows)) {
        const joined = output.match(probe, pairs, matched);
        if (joined) yield joined;
      }
      const rest = output.finishProbe(probe, matched);
      if (rest) yield rest;
    }
  }
  const unmatched = output.finishBuild();
  if (unmatched) yield* pieces(unmatched, context.batchRows);
}

/** All pairs of so many probe and build rows, at most `size` (but at least one) at a time. */
function* blocks(probeRows: number, buildRows: number, size: number): Generator<RowPairs> {
  const total = probeRows * buildRows;
  for (let first = 0; first < total; first += size) {
    const length = Math.min(size, total - first);
    const left = new Int32Array(length);
    const right = new Int32Array(length);
    let i = Math.floor(first / buildRows);
    let j = first - i * buildRows;
    for (let k = 0; k < length; k++) {
      left[k] = i;
      right[k] = j;
      if (++j < buildRows) continue;
      j = 0;
      i++;
    }
    yield { left, right };
  }
}
