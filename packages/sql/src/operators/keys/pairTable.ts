import { int64Words } from '@graticule/columnar';
import { NONE, grownInts } from './keyTable.js';

const INITIAL_BITS = 10;
/** Pairs that are looked up together: what they touch of a large table stays in the processor's own cache. */
const BLOCK_ROWS = 2048;

/**
 * Distinct pairs of 32-bit words, numbered from 0 in order of first appearance. Open addressing; slot s holds a pair at
 * 4 s and 4 s + 1 and its number at 4 s + 2.
 */
export class PairTable {
  size = 0;
  /** The words by number. */
  first = new Int32Array(1 << INITIAL_BITS);
  second = new Int32Array(1 << INITIAL_BITS);
  #bits = INITIAL_BITS;
  #slots = new Int32Array(4 << INITIAL_BITS).fill(NONE);
  /** Keeps the reads of #touch from being removed as useless. */
  touched = 0;
  /** The number that stands for no pair (see reserve). */
  #reserved = NONE;

  /**
   * The number of each pair (first[i * step], second[i * step + offset]). New pairs are entered, or answered by NONE when
   * `enter` is false. validity: pairs whose bit is 0 are answered by reserve(enter).
   */
  lookup(
    first: Int32Array,
    second: Int32Array,
    step: number,
    offset: number,
    length: number,
    validity: Uint8Array | null,
    enter: boolean,
  ): Int32Array {
    const out = new Int32Array(length);
    const hashes = new Int32Array(Math.min(length, BLOCK_ROWS));
    for (let start = 0; start < length; start += BLOCK_ROWS) {
      const end = Math.min(length, start + BLOCK_ROWS);
      for (let i = start, at = start * step; i < end; i++, at += step)
        hashes[i - start] = hashPair(first[at], second[at + offset]);
      this.#touch(hashes, end - start);
      this.#lookupBlock(first, second, step, offset, start, end, hashes, validity, enter, out);
    }
    return out;
  }

  /**
   * Reads what the next lookups will read. In a large table every one of these reads waits for memory; here they do not
   * depend on each other, so that the processor waits for many of them at once.
   */
  #touch(hashes: Int32Array, length: number): void {
    const slots = this.#slots;
    const shift = 32 - this.#bits;
    let seen = 0;
    for (let i = 0; i < length; i++) seen ^= slots[4 * (hashes[i] >>> shift)];
    this.touched = seen;
  }

  #lookupBlock(
    first: Int32Array,
    second: Int32Array,
    step: number,
    offset: number,
    start: number,
    end: number,
    hashes: Int32Array,
    validity: Uint8Array | null,
    enter: boolean,
    out: Int32Array,
  ): void {
    let slots = this.#slots;
    let shift = 32 - this.#bits;
    let mask = (1 << this.#bits) - 1;
    for (let i = start, at = start * step; i < end; i++, at += step) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) {
        out[i] = this.reserve(enter);
        continue;
      }
      const a = first[at];
      const b = second[at + offset];
      let slot = hashes[i - start] >>> shift;
      let number = slots[4 * slot + 2];
      while (number !== NONE && (slots[4 * slot] !== a || slots[4 * slot + 1] !== b)) {
        slot = (slot + 1) & mask;
        number = slots[4 * slot + 2];
      }
      if (number === NONE && enter) {
        number = this.size;
        slots[4 * slot] = a;
        slots[4 * slot + 1] = b;
        slots[4 * slot + 2] = number;
        this.#append(a, b);
        if (2 * this.size > mask) {
          this.#grow();
          slots = this.#slots;
          shift = 32 - this.#bits;
          mask = (1 << this.#bits) - 1;
        }
      }
      out[i] = number;
    }
  }

  /** The one number that stands for no pair (the caller's null), taken when it is first asked for. */
  reserve(enter: boolean): number {
    if (this.#reserved === NONE && enter) {
      this.#reserved = this.size;
      this.#append(0, 0);
    }
    return this.#reserved;
  }

  /** The number that `reserve` took, or NONE. */
  get reserved(): number {
    return this.#reserved;
  }

  /** The pairs by number as 64-bit integers, the first word being the low one. */
  toLongs(): BigInt64Array {
    const { size, first, second } = this;
    const longs = new BigInt64Array(size);
    const words = int64Words(longs);
    for (let i = 0; i < size; i++) {
      words[2 * i] = first[i];
      words[2 * i + 1] = second[i];
    }
    return longs;
  }

  #append(a: number, b: number): void {
    if (this.size === this.first.length) {
      this.first = grownInts(this.first);
      this.second = grownInts(this.second);
    }
    this.first[this.size] = a;
    this.second[this.size++] = b;
  }

  #grow(): void {
    const bits = ++this.#bits;
    const slots = new Int32Array(4 << bits).fill(NONE);
    const mask = (1 << bits) - 1;
    const { first, second } = this;
    for (let number = 0; number < this.size; number++) {
      if (number === this.#reserved) continue;
      const a = first[number];
      const b = second[number];
      let slot = hashPair(a, b) >>> (32 - bits);
      while (slots[4 * slot + 2] !== NONE) slot = (slot + 1) & mask;
      slots[4 * slot] = a;
      slots[4 * slot + 1] = b;
      slots[4 * slot + 2] = number;
    }
    this.#slots = slots;
  }
}

/** Multiplicative hash of two words; its high bits are the good ones. */
function hashPair(a: number, b: number): number {
  const h = Math.imul(a, 0x85ebca6b) ^ Math.imul(b ^ (b >>> 15), 0xc2b2ae35);
  return Math.imul(h ^ (h >>> 16), 0x9e3779b1);
}
