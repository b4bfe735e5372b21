import type { BytesColumn, Column } from './column.js';
import { listEnd, listStart } from './column.js';
import { hashStrings } from './hashStrings.js';
import { int64Words } from './int64.js';

const NULL_HASH = 0x5bd1e995;
const ROW_SEED = 0x2a;

/** Murmur3's mixing step of a 32-bit word into a hash. */
function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  let h = hash ^ Math.imul(k, 0x1b873593);
  h = (h << 13) | (h >>> 19);
  return (Math.imul(h, 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * One 32-bit hash per row over all columns. Equal rows hash equally whatever their layout (text plain or by dictionary,
 * lists with or without offsets); null counts as a value of its own; all NaNs are equal and so are 0.0 and -0.0
 * (who tells them apart does so when comparing).
 */
export function hashColumns(columns: readonly Column[], length: number): Int32Array {
  const out = new Int32Array(length);
  if (columns.length === 0) return out;
  if (columns.length === 1) {
    hashInto(columns[0], length, out);
    return out;
  }
  out.fill(ROW_SEED);
  const one = new Int32Array(length);
  for (const column of columns) {
    hashInto(column, length, one);
    for (let i = 0; i < length; i++) out[i] = mix(out[i], one[i]);
  }
  for (let i = 0; i < length; i++) out[i] = finish(out[i]);
  return out;
}

function hashInto(column: Column, length: number, out: Int32Array): void {
  switch (column.layout) {
    case 'null':
      out.fill(NULL_HASH);
      return;
    case 'primitive':
      hashPrimitive(column, length, out);
      break;
    case 'decimal': {
      const words = int64Words(column.words);
      for (let i = 0, w = 0; i < length; i++, w += 4) {
        out[i] = finish(mix(mix(mix(mix(1, words[w]), words[w + 1]), words[w + 2]), words[w + 3]));
      }
      break;
    }
    case 'bytes':
      hashStrings(column, length, out);
      break;
    case 'dictionary': {
      const hashes = hashDictionary(column.dictionary);
      const indices = column.indices;
      for (let i = 0; i < length; i++) out[i] = hashes[indices[i]];
      break;
    }
    case 'list': {
      const start = column.length === 0 ? 0 : listStart(column, 0);
      const end = column.length === 0 ? 0 : listEnd(column, column.length - 1);
      const child = new Int32Array(Math.max(end, 0));
      hashInto(column.child, end, child);
      for (let i = 0, from = start; i < length; i++) {
        const to = listEnd(column, i);
        let h = to - from;
        for (; from < to; from++) h = mix(h, child[from]);
        out[i] = finish(h);
      }
      break;
    }
    case 'struct': {
      out.set(hashColumns(column.children, length));
      break;
    }
    case 'interval': {
      const micros = int64Words(column.micros);
      for (let i = 0; i < length; i++) {
        out[i] = finish(
          mix(mix(mix(mix(1, column.months[i]), column.days[i]), micros[2 * i]), micros[2 * i + 1]),
        );
      }
      break;
    }
  }
  const validity = column.validity;
  if (validity === null) return;
  for (let i = 0; i < length; i++) if ((validity[i >> 3] & (1 << (i & 7))) === 0) out[i] = NULL_HASH;
}

const dictionaryHashes = new WeakMap<BytesColumn, Int32Array>();

/** Hashes of a dictionary's values, computed once per dictionary. */
function hashDictionary(dictionary: BytesColumn): Int32Array {
  let hashes = dictionaryHashes.get(dictionary);
  if (hashes === undefined) {
    hashes = new Int32Array(dictionary.length);
    hashInto(dictionary, dictionary.length, hashes);
    dictionaryHashes.set(dictionary, hashes);
  }
  return hashes;
}

function hashPrimitive(column: Column & { layout: 'primitive' }, length: number, out: Int32Array): void {
  const values = column.values;
  if (values instanceof BigInt64Array) {
    const words = int64Words(values);
    for (let i = 0; i < length; i++) out[i] = finish(mix(mix(8, words[2 * i]), words[2 * i + 1]));
  } else if (values instanceof Float64Array || values instanceof Float32Array) {
    const scratch = new Float64Array(1);
    const words = new Int32Array(scratch.buffer);
    for (let i = 0; i < length; i++) {
      const value = values[i];
      scratch[0] = value === 0 ? 0 : value !== value ? NaN : value;
      out[i] = finish(mix(mix(8, words[0]), words[1]));
    }
  } else {
    for (let i = 0; i < length; i++) out[i] = finish(mix(4, values[i]));
  }
}
