import { concat, int32Of, selectedRows, take, type Column } from '@graticule/columnar';
import type { Accumulator } from '../../functions/definition.js';
import type { AggregateCall } from '../../plan/expression.js';
import { subset } from '../aggregate.js';
import type { Frames } from './frame.js';

/** Rows whose frames are put together at a time: bounds the memory for their nodes. */
const BLOCK_ROWS = 16_384;

/**
 * Any aggregate over any frames: a binary tree of its mergeable states over the rows (a segment tree); a frame is put
 * together from at most two nodes per level, in row order. Memory: two states per row.
 */
export function aggregateByTree(
  create: () => Accumulator,
  call: AggregateCall,
  args: readonly Column[],
  mask: Uint8Array | null,
  { starts, ends }: Frames,
): Column {
  const { length } = starts;
  const { states, offsets } = buildTree(create, args, mask, length);
  const results: Column[] = [];
  const nodes = new Int32Array(BLOCK_ROWS * 2 * offsets.length);
  const owners = new Int32Array(nodes.length);
  const behind = new Int32Array(offsets.length);
  for (let block = 0; block < length; block += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, length - block);
    let count = 0;
    for (let i = 0; i < rows; i++) {
      let left = starts[block + i];
      let right = ends[block + i];
      let pending = 0;
      const from = count;
      for (let level = 0; left < right; level++) {
        if ((left & 1) === 1) nodes[count++] = offsets[level] + left++;
        if ((right & 1) === 1) behind[pending++] = offsets[level] + --right;
        left >>= 1;
        right >>= 1;
      }
      while (pending > 0) nodes[count++] = behind[--pending];
      owners.fill(i, from, count);
    }
    const taken = nodes.subarray(0, count);
    const accumulator = create();
    accumulator.merge(
      owners.subarray(0, count),
      states.map((state) => take(state, taken)),
      count,
      rows,
    );
    results.push(accumulator.result(rows));
  }
  return concat(call.type, results);
}

/** States of all nodes, level after level; node k of a level covers nodes 2k and 2k + 1 of the one below. */
function buildTree(
  create: () => Accumulator,
  args: readonly Column[],
  mask: Uint8Array | null,
  length: number,
): { states: Column[]; offsets: number[] } {
  const rowIds = int32Of(length, (i) => i);
  const leaves = create();
  const [columns, ids] =
    mask === null ? [args, rowIds] : subset(args, rowIds, selectedRows(mask, mask.length));
  leaves.update(ids, columns, ids.length, length);
  const levels = [leaves.state(length)];
  const offsets = [0];
  for (let size = length; size > 1;) {
    const above = (size + 1) >> 1;
    const accumulator = create();
    const parents = new Int32Array(size);
    for (let i = 0; i < size; i++) parents[i] = i >> 1;
    accumulator.merge(parents, levels[levels.length - 1], size, above);
    levels.push(accumulator.state(above));
    offsets.push(offsets[offsets.length - 1] + size);
    size = above;
  }
  const states = levels[0].map((state, k) =>
    concat(
      state.type,
      levels.map((level) => level[k]),
    ),
  );
  return { states, offsets };
}
