import type { BytesColumn } from './column.js';
import { hashBytes } from './hash.js';
import { wordsOf } from './takeBytes.js';

/** The answer "there is no such string". */
const NONE = -1;
/** Words of a slot: hash, number of the string + 1 (0: the slot is free), start and end of its bytes in `data`. */
const SLOT_WORDS = 4;
const INITIAL_SLOTS = 1024;
/** Rows that are looked up together: what they touch of a large table stays in the processor's own cache. */
const BLOCK_ROWS = 2048;

/**
 * Distinct byte strings, numbered from 0 in order of first appearance, with a hash table to find them. Open addressing,
 * at most half full; a slot says where its string's bytes are, so that finding one takes two places in memory.
 */
export class ByteTable {
  private slots = new Int32Array(SLOT_WORDS * INITIAL_SLOTS);
  private offsets = new Int32Array(INITIAL_SLOTS);
  private data = new Uint8Array(8192);
  private words = new DataView(this.data.buffer);
  private count = 0;
  /** The number that stands for no string (the caller's null), or NONE. */
  private reservedNumber = NONE;
  /** Keeps the reads of `touch` from being removed as useless. */
  touched = 0;

  get size(): number {
    return this.count;
  }

  get reserved(): number {
    return this.reservedNumber;
  }

  /**
   * The numbers of a column's strings. New ones are entered, or answered by -1 when `enter` is false; nulls are answered
   * by reserve(enter).
   */
  lookup({ data, offsets, validity, length }: BytesColumn, enter: boolean): Int32Array {
    const words = wordsOf(data);
    const out = new Int32Array(length);
    const hashes = new Int32Array(Math.min(length, BLOCK_ROWS));
    for (let first = 0; first < length; first += BLOCK_ROWS) {
      const end = Math.min(length, first + BLOCK_ROWS);
      for (let i = first; i < end; i++) hashes[i - first] = hashBytes(words, offsets[i], offsets[i + 1]);
      this.touch(hashes, end - first);
      for (let i = first; i < end; i++) {
        out[i] =
          validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0
            ? this.reserve(enter)
            : this.number(data, words, hashes[i - first], offsets[i], offsets[i + 1], enter);
      }
    }
    return out;
  }

  /**
   * Reads what the next lookups will read. In a large table every one of these reads waits for memory; here they do not
   * depend on each other, so that the processor waits for many of them at once.
   */
  private touch(hashes: Int32Array, length: number): void {
    const { slots, data } = this;
    const mask = slots.length - 1;
    let seen = 0;
    for (let i = 0; i < length; i++) seen ^= data[slots[((SLOT_WORDS * hashes[i]) & mask) + 2]];
    this.touched = seen;
  }

  /** The number of data[start .. end) with its hash (hashBytes), as in `lookup`. words: wordsOf(data). */
  number(
    data: Uint8Array,
    words: DataView,
    hash: number,
    start: number,
    end: number,
    enter: boolean,
  ): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = (SLOT_WORDS * hash) & mask;
    while (slots[slot + 1] !== 0 && (slots[slot] !== hash || !this.holds(slot, words, start, end))) {
      slot = (slot + SLOT_WORDS) & mask;
    }
    const number = slots[slot + 1] - 1;
    if (number !== NONE || !enter) return number;
    this.enter(slot, hash, data, start, end);
    return this.count - 1;
  }

  /** The one number that stands for no byte string (the caller's null), taken when it is first asked for. */
  reserve(enter: boolean): number {
    if (this.reservedNumber === NONE && enter) {
      this.reservedNumber = this.count;
      this.append(this.data, 0, 0);
    }
    return this.reservedNumber;
  }

  /** Whether the slot's string is the given one. Four bytes at a time: both have the same hash, so it is nearly sure. */
  private holds(slot: number, other: DataView, start: number, end: number): boolean {
    const { slots, words } = this;
    let at = slots[slot + 2];
    const own = slots[slot + 3];
    if (own - at !== end - start) return false;
    let i = start;
    for (const whole = end - 3; i < whole; i += 4, at += 4) {
      if (words.getInt32(at, true) !== other.getInt32(i, true)) return false;
    }
    for (; i < end; i++, at++) if (words.getUint8(at) !== other.getUint8(i)) return false;
    return true;
  }

  private enter(slot: number, hash: number, data: Uint8Array, start: number, end: number): void {
    const { slots } = this;
    slots[slot] = hash;
    slots[slot + 1] = this.count + 1;
    slots[slot + 2] = this.offsets[this.count];
    this.append(data, start, end);
    slots[slot + 3] = this.offsets[this.count];
    if (2 * SLOT_WORDS * this.count > slots.length) this.grow();
  }

  private append(data: Uint8Array, start: number, end: number): void {
    const at = this.offsets[this.count];
    const next = at + end - start;
    if (next > this.data.length) {
      if (next > 0x7fffffff)
        throw new RangeError('more than 2147483647 bytes of distinct texts in one table');
      this.data = grown(
        this.data,
        new Uint8Array(Math.min(Math.max(2 * this.data.length, next), 0x7fffffff)),
      );
      this.words = new DataView(this.data.buffer);
    }
    const target = this.data;
    for (let i = start, k = at; i < end; i++, k++) target[k] = data[i];
    if (this.count + 2 > this.offsets.length)
      this.offsets = grown(this.offsets, new Int32Array(2 * this.offsets.length));
    this.offsets[++this.count] = next;
  }

  private grow(): void {
    const { slots: old } = this;
    const slots = new Int32Array(2 * old.length);
    const mask = slots.length - 1;
    for (let from = 0; from < old.length; from += SLOT_WORDS) {
      if (old[from + 1] === 0) continue;
      let slot = (SLOT_WORDS * old[from]) & mask;
      while (slots[slot + 1] !== 0) slot = (slot + SLOT_WORDS) & mask;
      for (let w = 0; w < SLOT_WORDS; w++) slots[slot + w] = old[from + w];
    }
    this.slots = slots;
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
