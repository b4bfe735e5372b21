import { packBytes, type Column, type PrimitiveValues } from '@graticule/columnar';
import type { BitRuns } from './bitRuns.js';

/** Reads the rows of one column of a stripe from the first to the last. */
export interface ColumnReader {
  /**
   * The next `length` rows. parents: one byte per row, 1 where the struct around has a value (null: everywhere); for the
   * other rows the stripe holds nothing, and they are null here.
   */
  read(length: number, parents: Uint8Array | null): Column;
}

/** Which of some rows have values. */
export interface Presence {
  /** One byte (0 or 1) per row; null: all have values. */
  readonly mask: Uint8Array | null;
  /** How many have values. */
  readonly count: number;
}

/** Presence of the next rows of a column. */
export function nextPresence(bits: BitRuns | null, length: number, parents: Uint8Array | null): Presence {
  if (bits === null) return { mask: parents, count: parents === null ? length : ones(parents) };
  const mask = new Uint8Array(length);
  if (parents === null) {
    const count = bits.read(mask, length);
    return count === length ? { mask: null, count } : { mask, count };
  }
  const rows = ones(parents);
  const count = bits.read(mask, rows);
  spread(mask, 1, rows, parents);
  return { mask, count };
}

function ones(mask: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < mask.length; i++) count += mask[i];
  return count;
}

/** Moves the first `count` values (of `stride` numbers each) to the rows of the mask, in place; other rows become 0. */
export function spread(
  values: Exclude<PrimitiveValues, BigInt64Array>,
  stride: number,
  count: number,
  mask: Uint8Array | null,
): void {
  if (mask === null) return;
  let from = count;
  for (let row = mask.length - 1; row >= 0; row--) {
    if (mask[row] !== 0) from--;
    for (let k = 0; k < stride; k++) {
      values[row * stride + k] = mask[row] === 0 ? 0 : values[from * stride + k];
    }
  }
}

export function validityOf({ mask }: Presence, length: number): Uint8Array | null {
  return mask === null ? null : packBytes(mask, length);
}
