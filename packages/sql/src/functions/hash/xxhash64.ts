import { isValid, listEnd, listStart } from '@graticule/columnar';
import type { Column } from '@graticule/columnar';
import { bigEndianBytes, decimalAt } from '../decimal.js';
import type { DecimalType } from '../decimal.js';
import { floatBits } from './murmur3.js';

/** Spark's `xxhash64`: XXH64 (Collet) of each value, with the hash of those before it as seed. 64-bit words as bigint. */

const PRIME1 = 0x9e3779b185ebca87n;
const PRIME2 = 0xc2b2ae3d27d4eb4fn;
const PRIME3 = 0x165667b19e3779f9n;
const PRIME4 = 0x85ebca77c2b2ae63n;
const PRIME5 = 0x27d4eb2f165667c5n;
const MASK = 0xffffffffffffffffn;

const times = (a: bigint, b: bigint): bigint => (a * b) & MASK;
const rotated = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (64n - by))) & MASK;
const round = (lane: bigint, word: bigint): bigint =>
  times(rotated((lane + times(word, PRIME2)) & MASK, 31n), PRIME1);

function finish(hash: bigint): bigint {
  let h = hash ^ (hash >> 33n);
  h = times(h, PRIME2);
  h = times(h ^ (h >> 29n), PRIME3);
  return h ^ (h >> 32n);
}

const withWord = (hash: bigint, word: bigint): bigint =>
  (times(rotated(hash ^ round(0n, word), 27n), PRIME1) + PRIME4) & MASK;

const withHalf = (hash: bigint, half: bigint): bigint =>
  (times(rotated(hash ^ times(half, PRIME1), 23n), PRIME2) + PRIME3) & MASK;

const hashInt = (value: number, seed: bigint): bigint =>
  finish(withHalf((seed + PRIME5 + 4n) & MASK, BigInt(value >>> 0)));

const hashLong = (value: bigint, seed: bigint): bigint =>
  finish(withWord((seed + PRIME5 + 8n) & MASK, BigInt.asUintN(64, value)));

function hashBytes(bytes: Uint8Array, seed: bigint): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length } = bytes;
  let hash = (seed + PRIME5) & MASK;
  let i = 0;
  if (length >= 32) {
    const lanes = [seed + PRIME1 + PRIME2, seed + PRIME2, seed, seed - PRIME1].map((lane) => lane & MASK);
    for (; i + 32 <= length; i += 32) {
      for (let k = 0; k < 4; k++) lanes[k] = round(lanes[k], view.getBigUint64(i + 8 * k, true));
    }
    hash = 0n;
    [1n, 7n, 12n, 18n].forEach((by, k) => (hash += rotated(lanes[k], by)));
    hash &= MASK;
    for (const lane of lanes) hash = (times(hash ^ round(0n, lane), PRIME1) + PRIME4) & MASK;
  }
  hash = (hash + BigInt(length)) & MASK;
  for (; i + 8 <= length; i += 8) hash = withWord(hash, view.getBigUint64(i, true));
  if (i + 4 <= length) {
    hash = withHalf(hash, BigInt(view.getUint32(i, true)));
    i += 4;
  }
  for (; i < length; i++) hash = times(rotated(hash ^ times(BigInt(bytes[i]), PRIME5), 11n), PRIME1);
  return finish(hash);
}

export type RowHash64 = (row: number, seed: bigint) => bigint;

/** The unsigned 64-bit hash of one row of a column given a seed; a null leaves the seed as it is. */
export function xxhash64(column: Column): RowHash64 {
  const hash = ofValid(column);
  return (row, seed) => (isValid(column, row) ? hash(row, seed) : seed);
}

function ofValid(column: Column): RowHash64 {
  switch (column.layout) {
    case 'null':
      return (_, seed) => seed;
    case 'primitive':
      return ofPrimitive(column);
    case 'decimal': {
      const { words, type } = column;
      const small = (type as DecimalType).precision <= 18;
      return (row, seed) => {
        const value = decimalAt(words, row);
        return small ? hashLong(value, seed) : hashBytes(bigEndianBytes(value), seed);
      };
    }
    case 'bytes': {
      const { offsets, data } = column;
      return (row, seed) => hashBytes(data.subarray(offsets[row], offsets[row + 1]), seed);
    }
    case 'dictionary': {
      const inner = ofValid(column.dictionary);
      const { indices } = column;
      return (row, seed) => inner(indices[row], seed);
    }
    case 'list': {
      const child = xxhash64(column.child);
      return (row, seed) => {
        let hash = seed;
        for (let k = listStart(column, row), end = listEnd(column, row); k < end; k++) hash = child(k, hash);
        return hash;
      };
    }
    case 'struct': {
      const children = column.children.map(xxhash64);
      return (row, seed) => children.reduce((hash, child) => child(row, hash), seed);
    }
    case 'interval': {
      const { months, days, micros } = column;
      return (row, seed) => hashInt(months[row], hashInt(days[row], hashLong(micros[row], seed)));
    }
  }
}

function ofPrimitive(column: Column & { layout: 'primitive' }): RowHash64 {
  const { values } = column;
  if (values instanceof BigInt64Array) return (row, seed) => hashLong(values[row], seed);
  if (values instanceof Float64Array || values instanceof Float32Array) {
    const wide = values instanceof Float64Array;
    const bits = floatBits(wide, false);
    return (row, seed) => {
      bits.set(values[row]);
      const low = bits.words[0];
      return wide ? hashLong((BigInt(bits.words[1]) << 32n) | BigInt(low >>> 0), seed) : hashInt(low, seed);
    };
  }
  return (row, seed) => hashInt(values[row] as number, seed);
}
