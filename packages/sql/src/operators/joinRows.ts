import { concatBatches, take, type Batch, type StructType } from '@graticule/columnar';
import type { Expression, JoinType } from '../plan/expression.js';
import { maskOf } from './expressions.js';
import type { TaskContext } from './taskContext.js';

/** Pairs of row numbers of two batches, growing. -1: the side has no row and its columns are null. */
export class RowPairs {
  #left: Int32Array = new Int32Array(1024);
  #right: Int32Array = new Int32Array(1024);
  length = 0;

  push(left: number, right: number): void {
    if (this.length === this.#left.length) {
      this.#left = grown(this.#left);
      this.#right = grown(this.#right);
    }
    this.#left[this.length] = left;
    this.#right[this.length++] = right;
  }

  get left(): Int32Array {
    return this.#left.subarray(0, this.length);
  }

  get right(): Int32Array {
    return this.#right.subarray(0, this.length);
  }

  /** Only the pairs whose mask byte is not 0. */
  filter(mask: Uint8Array): RowPairs {
    const kept = new RowPairs();
    for (let k = 0; k < this.length; k++) if (mask[k] !== 0) kept.push(this.#left[k], this.#right[k]);
    return kept;
  }
}

function grown(values: Int32Array): Int32Array {
  const out = new Int32Array(2 * values.length);
  out.set(values);
  return out;
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
export function keepsUnmatched(type: JoinType, side: 'left' | 'right'): boolean {
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
  readonly #existence: boolean;

  constructor(
    private readonly sides: JoinSides,
    private readonly buildRows: Batch,
    context: TaskContext,
  ) {
    const { type, build } = sides;
    const probe = build === 'left' ? 'right' : 'left';
    this.#existence = type === 'semi' || type === 'anti';
    this.#keepsProbe = keepsUnmatched(type, probe);
    this.#keepsBuild = keepsUnmatched(type, build);
    this.#matchedBuild = new Uint8Array(buildRows.length);
    this.#condition = sides.condition && maskOf(sides.condition, context.evaluation);
  }

  /**
   * pairs: left = probe rows, right = build rows, in probe order. matchedProbe: marks per probe row, kept over several
   * calls for one probe batch. Answers the joined rows of inner and outer joins; null when there are none.
   */
  match(probe: Batch, pairs: RowPairs, matchedProbe: Uint8Array): Batch | null {
    const matches = this.#test(probe, pairs);
    const { left, right, length } = matches;
    for (let k = 0; k < length; k++) {
      matchedProbe[left[k]] = 1;
      this.#matchedBuild[right[k]] = 1;
    }
    if (this.#existence || length === 0) return null;
    return this.#joined(probe, matches);
  }

  /** After all pairs of a probe batch: what the batch still adds (unmatched rows, or semi and anti joins' rows). */
  finishProbe(probe: Batch, matchedProbe: Uint8Array): Batch | null {
    const { type, build } = this.sides;
    if (this.#existence) {
      if (build === 'left') return null;
      return rowsWith(probe, matchedProbe, type === 'semi' ? 1 : 0, this.sides.schema);
    }
    if (!this.#keepsProbe) return null;
    const pairs = new RowPairs();
    for (let i = 0; i < probe.length; i++) if (matchedProbe[i] === 0) pairs.push(i, -1);
    return pairs.length === 0 ? null : this.#joined(probe, pairs);
  }

  /** After the last probe batch: build rows without a match, or a semi or anti join's rows when left is built. */
  finishBuild(): Batch | null {
    const { type, build, schema } = this.sides;
    if (this.#existence) {
      if (build === 'right') return null;
      return rowsWith(this.buildRows, this.#matchedBuild, type === 'semi' ? 1 : 0, schema);
    }
    if (!this.#keepsBuild) return null;
    const pairs = new RowPairs();
    for (let i = 0; i < this.buildRows.length; i++) if (this.#matchedBuild[i] === 0) pairs.push(-1, i);
    const { leftSchema, rightSchema } = this.sides;
    const noProbe = concatBatches(build === 'left' ? rightSchema : leftSchema, []);
    return pairs.length === 0 ? null : this.#joined(noProbe, pairs);
  }

  #test(probe: Batch, pairs: RowPairs): RowPairs {
    if (this.#condition === null || pairs.length === 0) return pairs;
    const mask = this.#condition(this.#joined(probe, pairs));
    return pairs.filter(mask);
  }

  #joined(probe: Batch, pairs: RowPairs): Batch {
    const { build, schema, leftSchema, rightSchema } = this.sides;
    // Every probe row with exactly one match, in order: the columns are those of the result.
    const probeColumns = isEveryRow(pairs.left, probe.length)
      ? probe.columns
      : probe.columns.map((column) => take(column, pairs.left));
    const buildColumns = this.buildRows.columns.map((column) => take(column, pairs.right));
    const columns =
      build === 'left' ? [...buildColumns, ...probeColumns] : [...probeColumns, ...buildColumns];
    // A condition of a semi or anti join sees both sides, though its result has only one.
    const fields = this.#existence ? [...leftSchema.fields, ...rightSchema.fields] : schema.fields;
    return { schema: { kind: 'struct', fields }, length: pairs.length, columns };
  }
}

function isEveryRow(rows: Int32Array, length: number): boolean {
  if (rows.length !== length) return false;
  for (let i = 0; i < length; i++) if (rows[i] !== i) return false;
  return true;
}

function rowsWith(batch: Batch, marks: Uint8Array, wanted: number, schema: StructType): Batch | null {
  const rows = new Int32Array(batch.length);
  let count = 0;
  for (let i = 0; i < batch.length; i++) if (marks[i] === wanted) rows[count++] = i;
  if (count === 0) return null;
  const indices = rows.subarray(0, count);
  return { schema, length: count, columns: batch.columns.map((column) => take(column, indices)) };
}
