import { isValid, KernelMemory, type Batch, type Column } from '@graticule/columnar';
import type { HashJoin } from '../plan/physical.js';
import { collectRows, pieces } from './collect.js';
import { columnsOf } from './expressions.js';
import { GroupTable } from './groupTable.js';
import { JoinOutput, type RowPairs } from './joinRows.js';
import { rowsByTarget } from './rowsByTarget.js';
import type { Rows, TaskContext } from './taskContext.js';

/** A probe batch's pairs are made in blocks of about this many times the rows of a batch. */
const BLOCK_FACTOR = 2;

/**
 * Equi-join: the build side's rows are grouped by key, every probe row finds its group. Rows come out in probe order,
 * the matches of one probe row in build order; unmatched build rows last.
 */
export async function* hashJoin(node: HashJoin, left: Rows, right: Rows, context: TaskContext): Rows {
  const { build, leftKeys, rightKeys, nullSafe } = node;
  const [buildInput, probeInput] = build === 'left' ? [left, right] : [right, left];
  const buildKeys = build === 'left' ? leftKeys : rightKeys;
  const rows = await collectRows(node[build].schema, buildInput);
  const keys = columnsOf(buildKeys, context.evaluation)(rows);
  if (node.nullAware && rows.length > 0 && hasNull(keys[0], rows.length)) return;
  const index = new BuildIndex(keys, rows.length, nullSafe, context);
  try {
    yield* joined(node, rows, index, probeInput, context);
  } finally {
    index.release();
  }
}

async function* joined(
  node: HashJoin,
  rows: Batch,
  index: BuildIndex,
  probeInput: Rows,
  context: TaskContext,
): Rows {
  const probeKeys = node.build === 'left' ? node.rightKeys : node.leftKeys;
  const output = new JoinOutput(node, rows, context);
  const keysOf = columnsOf(probeKeys, context.evaluation);
  for await (const large of probeInput) {
    for (const probe of pieces(large, context.batchRows)) {
      const keys = keysOf(probe);
      const groups = index.find(keys, probe.length);
      const matched = new Uint8Array(probe.length);
      if (output.needsNoPairs) {
        for (let i = 0; i < matched.length; i++) matched[i] = groups[i] < 0 ? 0 : 1;
      } else {
        for (const pairs of index.pairs(groups, BLOCK_FACTOR * context.batchRows)) {
          const joined = output.match(probe, pairs, matched);
          if (joined) yield joined;
        }
      }
      // NOT IN: of a null it is not known whether it is in a set that is not empty.
      if (node.nullAware && rows.length > 0) markNulls(keys[0], matched);
      const rest = output.finishProbe(probe, matched);
      if (rest) yield rest;
    }
  }
  const unmatched = output.finishBuild();
  if (unmatched) yield* pieces(unmatched, context.batchRows);
}

/** The rows of group g are rows[starts[g] .. starts[g + 1]), in input order. */
interface RowsOfGroups {
  readonly starts: Int32Array;
  readonly rows: Int32Array;
}

/** Build rows by key. */
class BuildIndex {
  readonly #table: GroupTable;
  readonly #memory = KernelMemory.acquire();
  /** null: no two build rows have the same key, group g is build row g. */
  readonly #rowsOfGroups: RowsOfGroups | null;

  constructor(
    keys: readonly Column[],
    length: number,
    private readonly nullSafe: readonly boolean[],
    context: TaskContext,
  ) {
    this.#table = new GroupTable(
      keys.map(({ type }) => type),
      context.evaluation.compat === '2.2',
    );
    this.#table.attach(this.#memory);
    const groups = this.#table.assign(keys, length);
    this.#rowsOfGroups = this.#table.groups === length ? null : rowsByTarget(groups, this.#table.groups);
  }

  /** Gives the memory back; nothing can be asked for any more. */
  release(): void {
    this.#memory.release();
  }

  /**
   * The group of each probe row, -1 where none has its key; a null key matches only where the join is null-safe. It holds
   * until the next call.
   */
  find(keys: readonly Column[], length: number): Int32Array {
    const groups = this.#table.find(keys, length);
    keys.forEach((key, k) => {
      if (!this.nullSafe[k]) excludeNulls(key, groups);
    });
    return groups;
  }

  /** All (probe row, build row) with equal keys, in blocks of about `size` pairs that hold whole probe rows. */
  *pairs(groups: Int32Array, size: number): Generator<RowPairs> {
    if (this.#rowsOfGroups === null) {
      yield uniquePairs(groups);
      return;
    }
    const { starts, rows } = this.#rowsOfGroups;
    for (let first = 0, end = 0; first < groups.length; first = end) {
      let count = 0;
      for (; end < groups.length && count < size; end++) {
        const group = groups[end];
        if (group >= 0) count += starts[group + 1] - starts[group];
      }
      const left = new Int32Array(count);
      const right = new Int32Array(count);
      for (let i = first, at = 0; i < end; i++) {
        const group = groups[i];
        if (group < 0) continue;
        for (let k = starts[group]; k < starts[group + 1]; k++) {
          left[at] = i;
          right[at++] = rows[k];
        }
      }
      yield { left, right };
    }
  }
}

/** The pairs when no two build rows have the same key: group g is build row g. */
function uniquePairs(groups: Int32Array): RowPairs {
  const { length } = groups;
  let signs = 0;
  for (let i = 0; i < length; i++) signs |= groups[i];
  if (signs >= 0) return { left: null, right: groups };
  const left = new Int32Array(length);
  const right = new Int32Array(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    left[count] = i;
    right[count] = groups[i];
    count += groups[i] < 0 ? 0 : 1;
  }
  return { left: left.subarray(0, count), right: right.subarray(0, count) };
}

function hasNull(key: Column, length: number): boolean {
  if (key.layout === 'null') return true;
  for (let i = 0; key.validity !== null && i < length; i++) if (!isValid(key, i)) return true;
  return false;
}

function markNulls(key: Column, marks: Uint8Array): void {
  for (let i = 0; i < marks.length; i++) if (!isValid(key, i)) marks[i] = 1;
}

function excludeNulls(key: Column, groups: Int32Array): void {
  if (key.layout === 'null') {
    groups.fill(-1);
    return;
  }
  const { validity } = key;
  if (validity === null) return;
  for (let i = 0; i < groups.length; i++) if ((validity[i >> 3] & (1 << (i & 7))) === 0) groups[i] = -1;
}
