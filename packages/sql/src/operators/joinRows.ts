import {
  BOOLEAN,
  concatBatches,
  primitiveColumn,
  selectedRows,
  take,
  type Batch,
  type Column,
  type StructType,
} from '@graticule/columnar';
import { referencesOf } from '../evaluation/lambda.js';
import type { JoinType } from '../plan/expression.js';
import type { HashJoin, NestedLoopJoin } from '../plan/physical.js';
import { maskOf } from './expressions.js';
import type { TaskContext } from './taskContext.js';

/**
 * Row left[k] of one batch with row right[k] of another. -1: the side has no row and its columns are null. left null: each
 * row of its batch once, in order.
 */
export interface RowPairs {
  readonly left: Int32Array | null;
  readonly right: Int32Array;
}

function pairsWhere({ left, right }: RowPairs, mask: Uint8Array): RowPairs {
  const kept = selectedRows(mask, right.length);
  if (kept.length === right.length) return { left, right };
  return { left: left === null ? kept : kept.map((k) => left[k]), right: kept.map((k) => right[k]) };
}

/** Whether rows of that side are kept (with nulls for the other) when nothing matches them. */
function keepsUnmatched(type: JoinType, side: 'left' | 'right'): boolean {
  return type === 'full' || type === side;
}

/**
 * Turns candidate pairs (probe row, build row) into joined rows: tests the condition, remembers which build rows have
 * matched, adds probe rows without a match where the join keeps them. The same for hash and nested-loop joins.
 */
export class JoinOutput {
  readonly #matchedBuild: Uint8Array;
  readonly #condition: ((batch: Batch) => Uint8Array) | null;
  /** Columns of the left side then of the right side; the places of those that the condition reads. */
  readonly #both: StructType;
  readonly #tested: ReadonlySet<number>;
  readonly #leftColumns: number;
  readonly #keepsProbe: boolean;
  readonly #keepsBuild: boolean;
  /** Semi, anti and existence joins: whether a row has a match is all that matters. */
  readonly #existence: boolean;
  /** Whether probe rows, or build rows, have to be marked as matched. */
  readonly #marksProbe: boolean;
  readonly #marksBuild: boolean;

  constructor(
    private readonly node: HashJoin | NestedLoopJoin,
    private readonly buildRows: Batch,
    context: TaskContext,
  ) {
    const { type, build, condition, left, right } = node;
    const probe = build === 'left' ? 'right' : 'left';
    this.#existence = type === 'semi' || type === 'anti' || type === 'existence';
    if (type === 'existence' && build === 'left') throw new Error('an existence join builds its right side');
    this.#keepsProbe = keepsUnmatched(type, probe);
    this.#keepsBuild = keepsUnmatched(type, build);
    this.#marksProbe = this.#keepsProbe || (this.#existence && build === 'right');
    this.#marksBuild = this.#keepsBuild || (this.#existence && build === 'left');
    this.#matchedBuild = new Uint8Array(buildRows.length);
    this.#condition = condition && maskOf(condition, context.evaluation);
    this.#leftColumns = left.schema.fields.length;
    this.#both = { kind: 'struct', fields: [...left.schema.fields, ...right.schema.fields] };
    this.#tested = condition === null ? new Set() : referencesOf(condition).ordinals;
  }

  /** Whether it is enough to know which probe rows have equal keys, without the pairs. */
  get needsNoPairs(): boolean {
    return this.#existence && this.#condition === null && !this.#marksBuild;
  }

  /**
   * pairs: left = probe rows, right = build rows, in probe order. matchedProbe: marks per probe row, kept over several
   * calls for one probe batch. Answers the joined rows of inner and outer joins; null when there are none.
   */
  match(probe: Batch, pairs: RowPairs, matchedProbe: Uint8Array): Batch | null {
    const matches = this.#test(probe, pairs);
    const { left, right } = matches;
    if (this.#marksProbe) {
      if (left === null) matchedProbe.fill(1);
      else for (let k = 0; k < left.length; k++) matchedProbe[left[k]] = 1;
    }
    if (this.#marksBuild) {
      const matched = this.#matchedBuild;
      for (let k = 0; k < right.length; k++) matched[right[k]] = 1;
    }
    if (this.#existence || right.length === 0) return null;
    return this.#joined(probe, matches);
  }

  /** After all pairs of a probe batch: what the batch still adds (unmatched rows, or rows of existence). */
  finishProbe(probe: Batch, matchedProbe: Uint8Array): Batch | null {
    const { type, build, schema } = this.node;
    if (type === 'existence') {
      const columns = [...probe.columns, primitiveColumn(BOOLEAN, matchedProbe)];
      return { schema, length: probe.length, columns };
    }
    if (this.#existence) {
      return build === 'left' ? null : rowsWith(probe, matchedProbe, type === 'semi' ? 1 : 0, schema);
    }
    if (!this.#keepsProbe) return null;
    const left = unmarked(matchedProbe);
    if (left.length === 0) return null;
    return this.#joined(probe, { left, right: new Int32Array(left.length).fill(-1) }, true);
  }

  /** After the last probe batch: build rows without a match, or a semi or anti join's rows when left is built. */
  finishBuild(): Batch | null {
    const { type, build, schema } = this.node;
    if (this.#existence) {
      if (build === 'right') return null;
      return rowsWith(this.buildRows, this.#matchedBuild, type === 'semi' ? 1 : 0, schema);
    }
    if (!this.#keepsBuild) return null;
    const right = unmarked(this.#matchedBuild);
    if (right.length === 0) return null;
    const noProbe = concatBatches(this.node[build === 'left' ? 'right' : 'left'].schema, []);
    return this.#joined(noProbe, { left: new Int32Array(right.length).fill(-1), right }, true);
  }

  #test(probe: Batch, pairs: RowPairs): RowPairs {
    if (this.#condition === null || pairs.right.length === 0) return pairs;
    const { length } = pairs.right;
    const columns: Column[] = [];
    for (const place of this.#tested) columns[place] = this.#column(place, probe, pairs, false);
    return pairsWhere(pairs, this.#condition({ schema: this.#both, length, columns }));
  }

  /** missing: whether pairs may lack a row. */
  #joined(probe: Batch, pairs: RowPairs, missing = false): Batch {
    const { schema, kept } = this.node;
    const columns =
      kept === undefined
        ? this.#both.fields.map((_, place) => this.#column(place, probe, pairs, missing))
        : kept.map((place) => this.#column(place, probe, pairs, missing));
    return { schema, length: pairs.right.length, columns };
  }

  /** A column of the left side or, after these, of the right side. */
  #column(place: number, probe: Batch, { left, right }: RowPairs, missing: boolean): Column {
    const side = place < this.#leftColumns ? 'left' : 'right';
    const index = side === 'left' ? place : place - this.#leftColumns;
    if (side === this.node.build) return take(this.buildRows.columns[index], right, missing);
    return left === null ? probe.columns[index] : take(probe.columns[index], left, missing);
  }
}

function unmarked(marks: Uint8Array): Int32Array {
  const rows = new Int32Array(marks.length);
  let count = 0;
  for (let i = 0; i < marks.length; i++) {
    rows[count] = i;
    count += 1 - marks[i];
  }
  return rows.subarray(0, count);
}

function rowsWith(batch: Batch, marks: Uint8Array, wanted: 0 | 1, schema: StructType): Batch | null {
  const rows = wanted === 0 ? unmarked(marks) : selectedRows(marks, marks.length);
  if (rows.length === 0) return null;
  return { schema, length: rows.length, columns: batch.columns.map((column) => take(column, rows)) };
}
