import {
  bitmapBytes,
  clearBit,
  int64ToNumbers,
  int64Words,
  primitiveColumn,
  writeInt64,
} from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';

/** Arrays with one element per group, and the columns they become. */

export function grownDoubles(array: Float64Array<ArrayBuffer>, groups: number): Float64Array<ArrayBuffer> {
  if (groups <= array.length) return array;
  const larger = new Float64Array(Math.max(2 * array.length, groups));
  larger.set(array);
  return larger;
}

export function grownBytes(array: Uint8Array<ArrayBuffer>, groups: number): Uint8Array<ArrayBuffer> {
  if (groups <= array.length) return array;
  const larger = new Uint8Array(Math.max(2 * array.length, groups));
  larger.set(array);
  return larger;
}

export function grownLongs(array: BigInt64Array<ArrayBuffer>, groups: number): BigInt64Array<ArrayBuffer> {
  if (groups <= array.length) return array;
  const larger = new BigInt64Array(Math.max(2 * array.length, groups));
  larger.set(array);
  return larger;
}

/** Null for the groups whose flag is 0. */
export function flaggedValidity(flags: ArrayLike<number>, groups: number): Uint8Array | null {
  let validity: Uint8Array | null = null;
  for (let g = 0; g < groups; g++) {
    if (flags[g] === 0) clearBit((validity ??= new Uint8Array(bitmapBytes(groups)).fill(255)), g);
  }
  return validity;
}

export function doubleColumn(
  values: Float64Array,
  groups: number,
  validity: Uint8Array | null = null,
): Column {
  return primitiveColumn({ kind: 'double' }, values.slice(0, groups), validity);
}

/** Counts travel between tasks as they are counted: as doubles, in which whole numbers up to 2^53 are exact. */
export const COUNT_STATE: DataType = { kind: 'double' };

/** Whole numbers of at most 2^53 as bigint. */
export function countColumn(counts: Float64Array, groups: number): Column {
  const values = new BigInt64Array(groups);
  const words = int64Words(values);
  for (let g = 0; g < groups; g++) writeInt64(words, g, counts[g]);
  return primitiveColumn({ kind: 'long' }, values);
}

/** Any numeric column but decimal as doubles: one kind of array keeps loops over it fast. */
export function asDoubles(column: Column): Float64Array {
  const { values } = column as Column & { layout: 'primitive' };
  if (values instanceof Float64Array) return values;
  return values instanceof BigInt64Array ? int64ToNumbers(values) : new Float64Array(values);
}

/** Spark's name for the widest integer that a sum of this type has. */
export function isWhole(type: DataType): boolean {
  return type.kind === 'byte' || type.kind === 'short' || type.kind === 'int' || type.kind === 'long';
}
