import type { BytesColumn } from './column.js';
import { equalBytes } from './equal.js';
import { hashBytes } from './hash.js';

/** Distinct byte strings, numbered from 0 in order of first appearance, with a hash table to find them. */
export class ByteTable {
  private slots = new Int32Array(1024).fill(-1);
  private hashes = new Int32Array(512);
  private offsets = new Int32Array(513);
  private data = new Uint8Array(8192);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Number of data[start .. end), entered when it is new. */
  add(data: Uint8Array, start: number, end: number): number {
    const hash = hashBytes(data, start, end);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let index = this.slots[slot]; index >= 0; index = this.slots[slot]) {
      if (this.hashes[index] === hash && this.holds(index, data, start, end)) return index;
      slot = (slot + 1) & mask;
    }
    this.slots[slot] = this.count;
    this.append(hash, data, start, end);
    return this.count - 1;
  }

  /** Number of data[start .. end), -1 when it is not in the table. */
  find(data: Uint8Array, start: number, end: number): number {
    const hash = hashBytes(data, start, end);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let index = this.slots[slot]; index >= 0; index = this.slots[slot]) {
      if (this.hashes[index] === hash && this.holds(index, data, start, end)) return index;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** A number that no byte string has (the caller's null). */
  reserve(): number {
    this.append(0, this.data, 0, 0);
    return this.count - 1;
  }

  private holds(index: number, data: Uint8Array, start: number, end: number): boolean {
    return equalBytes(this.data, this.offsets[index], this.offsets[index + 1], data, start, end);
  }

  private append(hash: number, data: Uint8Array, start: number, end: number): void {
    const at = this.offsets[this.count];
    const next = at + end - start;
    if (next > this.data.length)
      this.data = grown(this.data, new Uint8Array(Math.max(2 * this.data.length, next)));
    for (let i = start, k = at; i < end; i++, k++) this.data[k] = data[i];
    this.hashes[this.count] = hash;
    this.offsets[++this.count] = next;
    if (this.count === this.hashes.length) this.grow();
  }

  private grow(): void {
    const { count, slots } = this;
    this.hashes = grown(this.hashes, new Int32Array(2 * count));
    this.offsets = grown(this.offsets, new Int32Array(2 * count + 1));
    this.slots = new Int32Array(4 * count).fill(-1);
    const mask = this.slots.length - 1;
    // Only what had a slot gets one again: reserved numbers have none.
    for (let old = 0; old < slots.length; old++) {
      const index = slots[old];
      if (index < 0) continue;
      let slot = this.hashes[index] & mask;
      while (this.slots[slot] >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = index;
    }
  }

  /** All strings by number. */
  toColumn(type: BytesColumn['type']): BytesColumn {
    const offsets = this.offsets.slice(0, this.count + 1);
    const data = this.data.slice(0, offsets[this.count]);
    return { layout: 'bytes', type, length: this.count, validity: null, offsets, data };
  }
}

function grown<T extends Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
