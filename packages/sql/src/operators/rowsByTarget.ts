import { PAGE_BYTES, instantiate, type Memory } from '@graticule/columnar';
import { ROWS_BY_TARGET } from './rowsByTargetModule.js';

/** rowsByTarget.wat. */
interface Functions {
  readonly memory: Memory;
  targets(hashes: number, count: number, partitions: number, bucketBits: number): void;
  count(targets: number, count: number, starts: number, targetCount: number): number;
  place(targets: number, count: number, starts: number, rows: number): void;
}

/** Rows in order of their targets, stable: those of target t are rows[starts[t] .. starts[t + 1]). */
export interface OrderedRows<Rows = Int32Array> {
  readonly rows: Rows;
  readonly starts: Int32Array;
}

/** Memory that a thread keeps from one sort to the next. */
const KEPT_BYTES_MAX = 4 << 20;

let kept: Functions | null = null;

/** targets: a number from 0 to count - 1 per row. */
export function rowsByTarget(targets: Int32Array, count: number): OrderedRows {
  const { rows, starts } = ordered(targets, count, () => {});
  return { rows: rows ?? targets.map((_, row) => row), starts };
}

/**
 * By the rows' hashes (hashColumns): in order of partitions, and of 2^bucketBits buckets within each. rows: null when they
 * are in this order already.
 */
export function rowsByHash(
  hashes: Int32Array,
  partitions: number,
  bucketBits: number,
): OrderedRows<Int32Array | null> {
  return ordered(hashes, partitions << bucketBits, (functions, at) =>
    functions.targets(at, hashes.length, partitions, bucketBits),
  );
}

/** prepare: makes targets of what is at the address. */
function ordered(
  words: Int32Array,
  targetCount: number,
  prepare: (functions: Functions, at: number) => void,
): OrderedRows<Int32Array | null> {
  const { length } = words;
  // Starts, targets, rows.
  const targets = 4 * (targetCount + 1);
  const rows = targets + 4 * length;
  const size = rows + 4 * length;
  const functions = size > KEPT_BYTES_MAX ? newFunctions() : (kept ??= newFunctions());
  const missing = size - functions.memory.buffer.byteLength;
  if (missing > 0) functions.memory.grow(Math.ceil(missing / PAGE_BYTES));
  const memory = new Int32Array(functions.memory.buffer);
  memory.set(words, targets / 4);
  prepare(functions, targets);
  const inOrder = functions.count(targets, length, 0, targetCount) === 1;
  const starts = memory.slice(0, targetCount + 1);
  if (inOrder) return { rows: null, starts };
  functions.place(targets, length, 0, rows);
  return { rows: memory.slice(rows / 4, rows / 4 + length), starts };
}

function newFunctions(): Functions {
  return instantiate<Functions>(ROWS_BY_TARGET);
}
