import { blocksOf, KernelArray, type Block } from '@graticule/columnar';
import type { KeyList } from './denseNumbers.js';
import type { KeyKernels } from './keyKernels.js';
import { NONE } from './keyTable.js';

const INITIAL_BITS = 10;
/** Keys that are looked up together: what they touch of a large table stays in the processor's own cache. */
const BLOCK_ROWS = 2048;

/**
 * Distinct 32-bit keys, numbered from 0, found by hash: open addressing, slot s holds a key at 2 s and its number at
 * 2 s + 1. Null has a number of its own.
 */
export class IntHash implements KeyList {
  size = 0;
  numberOfNull = NONE;
  /** The keys by number. */
  readonly keys = new KernelArray(Int32Array);
  readonly slots = new KernelArray(Int32Array, NONE);
  /** There are 2^bits slots. */
  bits = INITIAL_BITS;
  #kernels: KeyKernels | null = null;
  readonly #answers = new KernelArray(Int32Array);
  /** Keeps the reads of #touch from being removed as useless. */
  touched = 0;

  constructor() {
    this.slots.reserve(2 << INITIAL_BITS);
  }

  attach(kernels: KeyKernels): void {
    this.#kernels = kernels;
    for (const array of [this.keys, this.slots, this.#answers]) array.attach(kernels.memory);
  }

  /** Gives a key that is not there the next number, without a slot: `rehash` comes before the next lookup. */
  append(key: number): number {
    this.keys.reserve(this.size + 1);
    this.keys.values[this.size] = key;
    return this.size++;
  }

  reserveNull(enter: boolean): number {
    if (this.numberOfNull === NONE && enter) this.numberOfNull = this.append(0);
    return this.numberOfNull;
  }

  /** The number of each key. New ones are entered, or answered by NONE when `enter` is false. */
  lookup(keys: Int32Array, validity: Uint8Array | null, length: number, enter: boolean): Int32Array {
    const out = this.#answersFor(length);
    for (const block of blocksOf(length, BLOCK_ROWS)) {
      if (enter) this.#makeRoom(block, length);
      if (this.#kernels?.serves(length, this.#answers, this.slots, this.keys))
        this.#kernels.lookupHashed(keys, validity, block, this, enter, out);
      else {
        this.#touch(keys, block);
        this.#lookupBlock(keys, validity, block, enter, out);
      }
    }
    return out;
  }

  #answersFor(length: number): Int32Array {
    if (this.#kernels === null) return new Int32Array(length);
    this.#answers.reserve(length);
    return this.#kernels.serves(length, this.#answers)
      ? this.#answers.values.subarray(0, length)
      : new Int32Array(length);
  }

  /** Slots for the keys of a block of `length` rows, two thirds of which are taken at most. */
  #makeRoom([start, end]: Block, length: number): void {
    const needed = this.size + end - start;
    if (3 * needed <= 2 << this.bits) {
      this.keys.reserve(needed);
      return;
    }
    // As many of the rest are expected to be new as of the rows so far.
    this.rehash(Math.max(needed, Math.min(start === 0 ? 0 : this.size * (length / start), length)));
  }

  /** Slots for so many keys, with those there are entered. */
  rehash(expected: number): void {
    while (3 * expected > 2 << this.bits) this.bits++;
    this.keys.reserve(expected);
    const { slots, bits, size } = this;
    slots.reserve(2 << bits);
    slots.clear(0, 2 << bits);
    if (size === 0) return;
    if (this.#kernels?.serves(size, slots, this.keys)) {
      this.#kernels.rehash(this);
      return;
    }
    const table = slots.values;
    const keys = this.keys.values;
    const mask = (1 << bits) - 1;
    for (let number = 0; number < size; number++) {
      if (number === this.numberOfNull) continue;
      let slot = hashInt(keys[number]) >>> (32 - bits);
      while (table[2 * slot + 1] !== NONE) slot = (slot + 1) & mask;
      table[2 * slot] = keys[number];
      table[2 * slot + 1] = number;
    }
  }

  /** As in PairTable: reads that do not depend on each other wait for memory together. */
  #touch(keys: Int32Array, [start, end]: Block): void {
    const slots = this.slots.values;
    const shift = 32 - this.bits;
    let seen = 0;
    for (let i = start; i < end; i++) seen ^= slots[2 * (hashInt(keys[i]) >>> shift)];
    this.touched = seen;
  }

  #lookupBlock(
    keys: Int32Array,
    validity: Uint8Array | null,
    [start, end]: Block,
    enter: boolean,
    out: Int32Array,
  ): void {
    const slots = this.slots.values;
    const shift = 32 - this.bits;
    const mask = (1 << this.bits) - 1;
    for (let i = start; i < end; i++) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) {
        out[i] = this.reserveNull(enter);
        continue;
      }
      const key = keys[i];
      let slot = hashInt(key) >>> shift;
      let number = slots[2 * slot + 1];
      while (number !== NONE && slots[2 * slot] !== key) {
        slot = (slot + 1) & mask;
        number = slots[2 * slot + 1];
      }
      if (number === NONE && enter) {
        number = this.append(key);
        slots[2 * slot] = key;
        slots[2 * slot + 1] = number;
      }
      out[i] = number;
    }
  }
}

/** Multiplicative hash; its high bits are the good ones. */
function hashInt(key: number): number {
  return Math.imul(key ^ (key >>> 15), 0x9e3779b1);
}
