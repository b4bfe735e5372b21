import type { Column } from '@graticule/columnar';
import type { KeyKernels } from './keyKernels.js';

/** The answer "there is no such key". */
export const NONE = -1;

/**
 * Distinct values of one column, numbered from 0 in order of first appearance. Equality is grouping's: null is a value of
 * its own, NaN equals NaN.
 */
export interface KeyTable {
  readonly size: number;
  /** Whether the values so far have been found by their place, without a search in a hash table. */
  readonly direct: boolean;
  /** The number of each row's value; a new value is entered, or answered by NONE when `enter` is false. */
  lookup(column: Column, length: number, enter: boolean): Int32Array;
  /** Looks many rows up in the memory of the kernels from now on; a lookup overwrites the answers of the one before. */
  attach?(kernels: KeyKernels): void;
  /** The values by number. */
  toColumn(): Column;
}

/** Null for the key `nullNumber`, when there is one. */
export function keyValidity(nullNumber: number, size: number): Uint8Array | null {
  if (nullNumber < 0) return null;
  const validity = new Uint8Array((size + 7) >> 3).fill(255);
  validity[nullNumber >> 3] &= ~(1 << (nullNumber & 7));
  return validity;
}

/** The same values in an array of at least twice the length. */
export function grownInts(values: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const out = new Int32Array(2 * values.length);
  out.set(values);
  return out;
}
