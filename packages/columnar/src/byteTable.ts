import type { BytesColumn } from './column.js';
import { equalBytes } from './equal.js';
import { hashBytes } from './hash.js';

/**
 * Distinct byte strings, numbered from 0 in order of first appearance, with a hash table to find them. Open addressing;
 * slot s holds a hash at 2 s and the string's number at 2 s + 1.
 */
export class ByteTable {
  private slots = new Int32Array(2048).fill(-1);
  private offsets = new Int32Array(513);
  private data = new Uint8Array(8192);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Number of data[start .. end), entered when it is new. */
  add(data: Uint8Array, start: number, end: number): number {
    const hash = hashBytes(data, start, end);
    const slot = this.search(hash, data, start, end);
    const found = this.slots[slot + 1];
    if (found >= 0) return found;
    this.slots[slot] = hash;
    this.slots[slot + 1] = this.count;
    this.append(data, start, end);
    return this.count - 1;
  }

  /** Number of data[start .. end), -1 when it is not in the table. */
  find(data: Uint8Array, start: number, end: number): number {
    return this.slots[this.search(hashBytes(data, start, end), data, start, end) + 1];
  }

  /** Place in `slots` of the string, or of the free slot where it belongs. */
  private search(hash: number, data: Uint8Array, start: number, end: number): number {
    const slots = this.slots;
    const mask = slots.length - 1;
    let slot = (2 * hash) & mask;
    for (let index = slots[slot + 1]; index >= 0; index = slots[slot + 1]) {
      if (slots[slot] === hash && this.holds(index, data, start, end)) break;
      slot = (slot + 2) & mask;
    }
    return slot;
  }

  /** A number that no byte string has (the caller's null). */
  reserve(): number {
    this.append(this.data, 0, 0);
    return this.count - 1;
  }

  private holds(index: number, data: Uint8Array, start: number, end: number): boolean {
    return equalBytes(this.data, this.offsets[index], this.offsets[index + 1], data, start, end);
  }

  private append(data: Uint8Array, start: number, end: number): void {
    const at = this.offsets[this.count];
    const next = at + end - start;
    if (next > this.data.length)
      this.data = grown(this.data, new Uint8Array(Math.max(2 * this.data.length, next)));
    for (let i = start, k = at; i < end; i++, k++) this.data[k] = data[i];
    this.offsets[++this.count] = next;
    if (this.count === this.offsets.length - 1) this.grow();
  }

  private grow(): void {
    const { count, slots } = this;
    this.offsets = grown(this.offsets, new Int32Array(2 * count + 1));
    this.slots = new Int32Array(8 * count).fill(-1);
    const mask = this.slots.length - 1;
    // Only what had a slot gets one again: reserved numbers have none.
    for (let old = 0; old < slots.length; old += 2) {
      if (slots[old + 1] < 0) continue;
      let slot = (2 * slots[old]) & mask;
      while (this.slots[slot + 1] >= 0) slot = (slot + 2) & mask;
      this.slots[slot] = slots[old];
      this.slots[slot + 1] = slots[old + 1];
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
