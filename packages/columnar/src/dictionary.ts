import type { BytesColumn, DictionaryColumn } from './column.js';
import { equalBytes } from './equal.js';
import { hashBytes } from './hash.js';

/** Distinct byte strings in order of first appearance, with a hash table to find them. */
class DistinctBytes {
  private slots = new Int32Array(1024).fill(-1);
  private hashes = new Int32Array(512);
  private offsets = new Int32Array(513);
  private data = new Uint8Array(8192);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Index of data[start .. end), entered when it is new. */
  add(data: Uint8Array, start: number, end: number): number {
    const hash = hashBytes(data, start, end);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let index = this.slots[slot]; index >= 0; index = this.slots[slot]) {
      if (
        this.hashes[index] === hash &&
        equalBytes(this.data, this.offsets[index], this.offsets[index + 1], data, start, end)
      ) {
        return index;
      }
      slot = (slot + 1) & mask;
    }
    this.slots[slot] = this.count;
    this.append(hash, data, start, end);
    return this.count - 1;
  }

  private append(hash: number, data: Uint8Array, start: number, end: number): void {
    const at = this.offsets[this.count];
    const next = at + end - start;
    if (next > this.data.length)
      this.data = grown(this.data, new Uint8Array(Math.max(2 * this.data.length, next)));
    for (let i = start, k = at; i < end; i++, k++) this.data[k] = data[i];
    this.hashes[this.count] = hash;
    this.offsets[++this.count] = next;
    if (this.count < this.hashes.length) return;
    this.hashes = grown(this.hashes, new Int32Array(2 * this.count));
    this.offsets = grown(this.offsets, new Int32Array(2 * this.count + 1));
    this.slots = new Int32Array(4 * this.count).fill(-1);
    const mask = this.slots.length - 1;
    for (let index = 0; index < this.count; index++) {
      let slot = this.hashes[index] & mask;
      while (this.slots[slot] >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = index;
    }
  }

  finish(type: BytesColumn['type']): BytesColumn {
    const offsets = this.offsets.slice(0, this.count + 1);
    const data = this.data.slice(0, offsets[this.count]);
    return { layout: 'bytes', type, length: this.count, validity: null, offsets, data };
  }
}

function grown<T extends Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/**
 * The column by reference into its distinct values, or null when there are more than `limit` of them (then a dictionary
 * does not pay).
 */
export function dictionaryEncode(column: BytesColumn, limit = column.length): DictionaryColumn | null {
  const distinct = new DistinctBytes();
  const { offsets, data, validity, length } = column;
  const indices = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
    indices[i] = distinct.add(data, offsets[i], offsets[i + 1]);
    if (distinct.size > limit) return null;
  }
  const dictionary = distinct.finish(column.type);
  return { layout: 'dictionary', type: column.type, length, validity, indices, dictionary };
}

/** The same columns over one common dictionary. Columns that already share one are returned as they are. */
export function unifyDictionaries(columns: readonly DictionaryColumn[]): DictionaryColumn[] {
  if (columns.every((column) => column.dictionary === columns[0].dictionary)) return [...columns];
  const distinct = new DistinctBytes();
  const renumbered = new Map<BytesColumn, Int32Array>();
  const indices = columns.map((column) => {
    const { dictionary } = column;
    let numbers = renumbered.get(dictionary);
    if (numbers === undefined) {
      numbers = new Int32Array(dictionary.length);
      const { offsets, data } = dictionary;
      for (let i = 0; i < numbers.length; i++) numbers[i] = distinct.add(data, offsets[i], offsets[i + 1]);
      renumbered.set(dictionary, numbers);
    }
    const out = new Int32Array(column.length);
    // A null row may hold any index; `| 0` makes 0 of one past the dictionary.
    for (let i = 0; i < out.length; i++) out[i] = numbers[column.indices[i]] | 0;
    return out;
  });
  const dictionary = distinct.finish(columns[0].type);
  return columns.map((column, k) => ({ ...column, indices: indices[k], dictionary }));
}
