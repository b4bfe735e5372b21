import { int64Words, plainBytes } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import { hashBytes } from '../hash/murmur3.js';

/** The order in which Spark goes through a set: that of Scala's FlatHashTable, filled in order of insertion. */

const CAPACITY = 32;
const SPARK_SEED = 42;

/** hashCode of a row's value in the JVM; null for types whose order is that of insertion here. Rows must be valid. */
export function javaHash(column: Column): ((row: number) => number) | null {
  if (column.layout === 'bytes' || column.layout === 'dictionary') {
    if (column.type.kind !== 'string') return null;
    const { offsets, data } = plainBytes(column);
    return (row) => hashBytes(data, offsets[row], offsets[row + 1], SPARK_SEED);
  }
  if (column.layout !== 'primitive') return null;
  const { values, type } = column;
  if (type.kind === 'boolean') return (row) => (Number(values[row]) === 1 ? 1231 : 1237);
  if (values instanceof BigInt64Array) {
    const words = int64Words(values);
    return (row) => words[2 * row] ^ words[2 * row + 1];
  }
  if (values instanceof Float64Array) {
    const number = new Float64Array(1);
    const words = new Int32Array(number.buffer);
    return (row) => {
      number[0] = values[row];
      return words[0] ^ words[1];
    };
  }
  if (values instanceof Float32Array) {
    const number = new Float32Array(1);
    const words = new Int32Array(number.buffer);
    return (row) => {
      number[0] = values[row];
      return words[0];
    };
  }
  return (row) => Number(values[row]);
}

/** Puts rows[start] to rows[end - 1], of different values, in the order of a set that they were added to one by one. */
export function orderAsSet(
  rows: Int32Array,
  start: number,
  end: number,
  hashOf: (row: number) => number,
): void {
  let table = new Int32Array(CAPACITY).fill(-1);
  let bits = Math.log2(CAPACITY);
  const add = (row: number): void => {
    const ones = table.length - 1;
    let at = spread(hashOf(row), bits) >>> (32 - bits);
    while (table[at] >= 0) at = (at + 1) & ones;
    table[at] = row;
  };
  let count = 0;
  for (let i = start; i < end; i++) {
    add(rows[i]);
    // A table is at most 45% full.
    if (++count < Math.floor((table.length * 450) / 1000)) continue;
    const old = table;
    table = new Int32Array(2 * old.length).fill(-1);
    bits++;
    for (let k = 0; k < old.length; k++) if (old[k] >= 0) add(old[k]);
  }
  let at = start;
  for (let k = 0; k < table.length; k++) if (table[k] >= 0) rows[at++] = table[k];
}

/** Scala's byteswap32, turned right by some bits. */
function spread(hash: number, turned: number): number {
  let h = Math.imul(hash, 0x9e3775cd);
  h = (h << 24) | ((h & 0xff00) << 8) | ((h >>> 8) & 0xff00) | (h >>> 24);
  h = Math.imul(h, 0x9e3775cd);
  return (h >>> turned) | (h << (32 - turned));
}
