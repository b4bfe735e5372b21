import { int64Words, isValid, listEnd, listStart } from '@graticule/columnar';
import type { BytesColumn, Column } from '@graticule/columnar';
import { bigEndianBytes, decimalAt } from '../decimal.js';
import type { DecimalType } from '../decimal.js';

/** Spark's `hash`: Murmur3 (x86, 32 bit), each value hashed with the hash of those before it as seed. */

function mixWord(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  let h = hash ^ Math.imul(k, 0x1b873593);
  h = (h << 13) | (h >>> 19);
  return (Math.imul(h, 5) + 0xe6546b64) | 0;
}

function finish(hash: number, length: number): number {
  let h = hash ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

const hashInt = (value: number, seed: number): number => finish(mixWord(seed, value), 4);

const hashLong = (low: number, high: number, seed: number): number =>
  finish(mixWord(mixWord(seed, low), high), 8);

/** Not the published algorithm: bytes after the last whole word are mixed in one by one, sign extended. */
export function hashBytes(data: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed;
  let i = start;
  for (const whole = start + ((end - start) & ~3); i < whole; i += 4) {
    hash = mixWord(hash, data[i] | (data[i + 1] << 8) | (data[i + 2] << 16) | (data[i + 3] << 24));
  }
  for (; i < end; i++) hash = mixWord(hash, (data[i] << 24) >> 24);
  return finish(hash, end - start);
}

export type RowHash = (row: number, seed: number) => number;

/** The hash of one row of a column given a seed; a null leaves the seed as it is. signedZeros: -0.0 differs from 0.0 (2.x). */
export function murmur3(column: Column, signedZeros: boolean): RowHash {
  const hash = ofValid(column, signedZeros);
  if (column.validity === null) return hash;
  return (row, seed) => (isValid(column, row) ? hash(row, seed) : seed);
}

function ofValid(column: Column, signedZeros: boolean): RowHash {
  switch (column.layout) {
    case 'null':
      return (_, seed) => seed;
    case 'primitive':
      return ofPrimitive(column, signedZeros);
    case 'decimal': {
      const { words, type } = column;
      if ((type as DecimalType).precision <= 18) {
        const halves = int64Words(words);
        return (row, seed) => hashLong(halves[4 * row], halves[4 * row + 1], seed);
      }
      return (row, seed) => {
        const bytes = bigEndianBytes(decimalAt(words, row));
        return hashBytes(bytes, 0, bytes.length, seed);
      };
    }
    case 'bytes': {
      const { offsets, data } = column;
      return (row, seed) => hashBytes(data, offsets[row], offsets[row + 1], seed);
    }
    case 'dictionary': {
      const { indices, dictionary } = column;
      const { offsets, data } = dictionary as BytesColumn;
      return (row, seed) => hashBytes(data, offsets[indices[row]], offsets[indices[row] + 1], seed);
    }
    case 'list': {
      const child = murmur3(column.child, signedZeros);
      return (row, seed) => {
        let hash = seed;
        for (let k = listStart(column, row), end = listEnd(column, row); k < end; k++) hash = child(k, hash);
        return hash;
      };
    }
    case 'struct': {
      const children = column.children.map((child) => murmur3(child, signedZeros));
      return (row, seed) => {
        let hash = seed;
        for (let k = 0; k < children.length; k++) hash = children[k](row, hash);
        return hash;
      };
    }
    case 'interval': {
      const { months, days } = column;
      const micros = int64Words(column.micros);
      return (row, seed) =>
        hashInt(months[row], hashInt(days[row], hashLong(micros[2 * row], micros[2 * row + 1], seed)));
    }
  }
}

function ofPrimitive(column: Column & { layout: 'primitive' }, signedZeros: boolean): RowHash {
  const { values } = column;
  if (values instanceof BigInt64Array) {
    const words = int64Words(values);
    return (row, seed) => hashLong(words[2 * row], words[2 * row + 1], seed);
  }
  if (values instanceof Float64Array || values instanceof Float32Array) {
    const bits = floatBits(values instanceof Float64Array, signedZeros);
    const wide = values instanceof Float64Array;
    return (row, seed) => {
      bits.set(values[row]);
      return wide ? hashLong(bits.words[0], bits.words[1], seed) : hashInt(bits.words[0], seed);
    };
  }
  return (row, seed) => hashInt(values[row] as number, seed);
}

/** The bits of a number as Java's doubleToLongBits and floatToIntBits give them: one NaN. */
export function floatBits(
  wide: boolean,
  signedZeros: boolean,
): { readonly words: Int32Array; set(value: number): void } {
  const scratch = wide ? new Float64Array(1) : new Float32Array(1);
  const words = new Int32Array(scratch.buffer);
  return {
    words,
    set: (value) => {
      scratch[0] = value === 0 && !signedZeros ? 0 : value;
      if (value !== value) words.set(wide ? [0, 0x7ff80000] : [0x7fc00000]);
    },
  };
}
