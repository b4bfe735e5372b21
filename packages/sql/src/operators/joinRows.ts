import {
  BOOLEAN,
  concatBatches,
  primitiveColumn,
  selectedRows,
  take,
  type Batch,
  type StructType,
} from '@graticule/columnar';
import type { Expression, JoinType } from '../plan/expression.js';
import { maskOf } from './expressions.js';
import type { TaskContext } from './taskContext.js';

/** Row left[k] of one batch with row right[k] of another. -1: the side has no row and its columns are null. */
export interface RowPairs {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

function pairsWhere({ left, right }: RowPairs, mask: Uint8Array): RowPairs {
  const kept = selectedRows(mask, left.length);
  if (kept.length === left.length) return { left, right };
  return { left: kept.map((k) => left[k]), right: kept.map((k) => right[k]) };
}

/** The two sides of a join in the words of its execution: the build side is held whole, the probe side streams. */
export interface JoinSides {
  readonly type: JoinType;
  readonly build: 'left' | 'right';
  readonly leftSchema: StructType;
  readonly rightSchema: StructType;
  readonly schema: StructType;
  readonly condition: Expression | null;
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
  readonly #keepsProbe: boolean;
  readonly #keepsBuild: boolean;
  /** Semi, anti and existence joins: whether a row has a match is all that matters. */
  readonly #existence: boolean;
  /** Whether probe rows, or build rows, have to be marked as matched. */
  readonly #marksProbe: boolean;
  readonly #marksBuild: boolean;

  constructor(
    private readonly sides: JoinSides,
    private readonly buildRows: Batch,
    context: TaskContext,
  ) {
    const { type, build } = sides;
    const probe = build === 'left' ? 'right' : 'left';
    this.#existence = type === 'semi' || type === 'anti' || type === 'existence';
    if (type === 'existence' && build === 'left') throw new Error('an existence join builds its right side');
    this.#keepsProbe = keepsUnmatched(type, probe);
    this.#keepsBuild = keepsUnmatched(type, build);
    this.#marksProbe = this.#keepsProbe || (this.#existence && build === 'right');
    this.#marksBuild = this.#keepsBuild || (this.#existence && build === 'left');
    this.#matchedBuild = new Uint8Array(buildRows.length);
    this.#condition = sides.condition && maskOf(sides.condition, context.evaluation);
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
    if (this.#marksProbe) for (let k = 0; k < left.length; k++) matchedProbe[left[k]] = 1;
    if (this.#marksBuild) {
      const matched = this.#matchedBuild;
      for (let k = 0; k < right.length; k++) matched[right[k]] = 1;
    }
    if (this.#existence || left.length === 0) return null;
    return this.#joined(probe, matches);
  }

  /** After all pairs of a probe batch: what the batch still adds (unmatched rows, or rows of existence). */
  finishProbe(probe: Batch, matchedProbe: Uint8Array): Batch | null {
    const { type, build, schema } = this.sides;
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
    const { type, build, schema, leftSchema, rightSchema } = this.sides;
    if (this.#existence) {
      if (build === 'right') return null;
      return rowsWith(this.buildRows, this.#matchedBuild, type === 'semi' ? 1 : 0, schema);
    }
    if (!this.#keepsBuild) return null;
    const right = unmarked(this.#matchedBuild);
    if (right.length === 0) return null;
    const noProbe = concatBatches(build === 'left' ? rightSchema : leftSchema, []);
    return this.#joined(noProbe, { left: new Int32Array(right.length).fill(-1), right }, true);
  }

  #test(probe: Batch, pairs: RowPairs): RowPairs {
    if (this.#condition === null || pairs.left.length === 0) return pairs;
    return pairsWhere(pairs, this.#condition(this.#joined(probe, pairs)));
  }

  /** missing: whether pairs may lack a row. */
  #joined(probe: Batch, { left, right }: RowPairs, missing = false): Batch {
    const { build, schema, leftSchema, rightSchema } = this.sides;
    // Every probe row with exactly one match, in order: the columns are those of the result.
    const probeColumns = isEveryRow(left, probe.length)
      ? probe.columns
      : probe.columns.map((column) => take(column, left, missing));
    const buildColumns = this.buildRows.columns.map((column) => take(column, right, missing));
    const columns =
      build === 'left' ? [...buildColumns, ...probeColumns] : [...probeColumns, ...buildColumns];
    // A condition of a semi, anti or existence join sees both sides, though its result has only one.
    const fields = this.#existence ? [...leftSchema.fields, ...rightSchema.fields] : schema.fields;
    return { schema: { kind: 'struct', fields }, length: left.length, columns };
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

function isEveryRow(rows: Int32Array, length: number): boolean {
  if (rows.length !== length) return false;
  for (let i = 0; i < length; i++) if (rows[i] !== i) return false;
  return true;
}

function rowsWith(batch: Batch, marks: Uint8Array, wanted: 0 | 1, schema: StructType): Batch | null {
  const rows = wanted === 0 ? unmarked(marks) : selectedRows(marks, marks.length);
  if (rows.length === 0) return null;
  return { schema, length: rows.length, columns: batch.columns.map((column) => take(column, rows)) };
}
