import type { Column } from '@graticule/columnar';
import type { HashJoin } from '../plan/physical.js';
import { collectRows, pieces } from './collect.js';
import { columnsOf } from './expressions.js';
import { GroupTable } from './groupTable.js';
import { JoinOutput, RowPairs } from './joinRows.js';
import type { Rows, TaskContext } from './taskContext.js';

/**
 * Equi-join: the build side's rows are grouped by key, every probe row finds its group. Rows come out in probe order,
 * the matches of one probe row in build order; unmatched build rows last.
 */
export async function* hashJoin(node: HashJoin, left: Rows, right: Rows, context: TaskContext): Rows {
  const { build, leftKeys, rightKeys } = node;
  const [buildInput, probeInput] = build === 'left' ? [left, right] : [right, left];
  const [buildKeys, probeKeys] = build === 'left' ? [leftKeys, rightKeys] : [rightKeys, leftKeys];
  const leftSchema = node.left.schema;
  const rightSchema = node.right.schema;
  const rows = await collectRows(build === 'left' ? leftSchema : rightSchema, buildInput);
  const index = new BuildIndex(columnsOf(buildKeys, context.evaluation)(rows), rows.length, node, context);
  const { type, schema, condition } = node;
  const output = new JoinOutput({ type, build, leftSchema, rightSchema, schema, condition }, rows, context);
  const keysOf = columnsOf(probeKeys, context.evaluation);
  for await (const large of probeInput) {
    for (const probe of pieces(large, context.batchRows)) {
      const matched = new Uint8Array(probe.length);
      const joined = output.match(probe, index.pairs(keysOf(probe), probe.length), matched);
      if (joined) yield joined;
      const rest = output.finishProbe(probe, matched);
      if (rest) yield rest;
    }
  }
  const unmatched = output.finishBuild();
  if (unmatched) yield* pieces(unmatched, context.batchRows);
}

/** Build rows by key: rows of group g are rows[starts[g] .. starts[g + 1]), in input order. */
class BuildIndex {
  readonly #table: GroupTable;
  readonly #starts: Int32Array;
  readonly #rows: Int32Array;

  constructor(
    keys: readonly Column[],
    length: number,
    private readonly node: HashJoin,
    context: TaskContext,
  ) {
    this.#table = new GroupTable(
      keys.map(({ type }) => type),
      context.evaluation.compat === '2.2',
    );
    const groups = this.#table.assign(keys, length);
    const starts = new Int32Array(this.#table.groups + 1);
    for (let i = 0; i < length; i++) starts[groups[i] + 1]++;
    for (let g = 0; g < this.#table.groups; g++) starts[g + 1] += starts[g];
    const next = starts.slice();
    const rows = new Int32Array(length);
    for (let i = 0; i < length; i++) rows[next[groups[i]]++] = i;
    this.#starts = starts;
    this.#rows = rows;
  }

  /** All (probe row, build row) with equal keys; a null key matches only where the join is null-safe. */
  pairs(keys: readonly Column[], length: number): RowPairs {
    const groups = this.#table.find(keys, length);
    keys.forEach((key, k) => {
      if (!this.node.nullSafe[k]) excludeNulls(key, groups);
    });
    const starts = this.#starts;
    const rows = this.#rows;
    const pairs = new RowPairs();
    for (let i = 0; i < length; i++) {
      const group = groups[i];
      if (group < 0) continue;
      for (let k = starts[group]; k < starts[group + 1]; k++) pairs.push(i, rows[k]);
    }
    return pairs;
  }
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
