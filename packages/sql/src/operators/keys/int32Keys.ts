import { allocateValues, primitiveColumn, type Column, type DataType } from '@graticule/columnar';
import { DenseNumbers } from './denseNumbers.js';
import { NONE, grownInts, keyValidity, type KeyTable } from './keyTable.js';

const INITIAL_BITS = 10;
/** Keys that are looked up together. */
const BLOCK_ROWS = 2048;

/**
 * Keys of up to 32 bits. While they lie close together they are found by their place in the range, else by hash: open
 * addressing, slot s holds a key at 2 s and its number at 2 s + 1.
 */
export class Int32Keys implements KeyTable {
  size = 0;
  #dense: DenseNumbers | null = new DenseNumbers();
  #bits = INITIAL_BITS;
  #slots = new Int32Array(2 << INITIAL_BITS).fill(NONE);
  #keys = new Int32Array(1 << INITIAL_BITS);
  #nullNumber = NONE;
  /** Keeps the reads of #touch from being removed as useless. */
  touched = 0;

  constructor(private readonly type: DataType) {}

  get direct(): boolean {
    return this.#dense !== null;
  }

  lookup(column: Column, length: number, enter: boolean): Int32Array {
    if (column.layout !== 'primitive')
      return new Int32Array(length).fill(length > 0 ? this.#numberOfNull(enter) : NONE);
    const { validity } = column;
    const { values } = column;
    // One kind of array in the loops below.
    const keys = values instanceof Int32Array ? values : Int32Array.from(values as Int16Array);
    if (enter && this.#dense !== null && !this.#cover(this.#dense, keys, length)) {
      this.#dense = null;
      this.#rehash(this.size);
    }
    return this.#dense === null
      ? this.#lookupHashed(keys, validity, length, enter)
      : this.#lookupDense(this.#dense, keys, validity, length, enter);
  }

  /** What stands at nulls counts too: rarely does it widen the range. */
  #cover(dense: DenseNumbers, keys: Int32Array, length: number): boolean {
    if (length === 0) return true;
    let low = keys[0];
    let high = low;
    for (let i = 1; i < length; i++) {
      const key = keys[i];
      if (key < low) low = key;
      if (key > high) high = key;
    }
    return dense.cover(low, high, length);
  }

  #lookupDense(
    { base, numbers }: DenseNumbers,
    keys: Int32Array,
    validity: Uint8Array | null,
    length: number,
    enter: boolean,
  ): Int32Array {
    const out = new Int32Array(length);
    const extent = numbers.length;
    // Most keys are known: a loop without calls finds these, and says whether there are others.
    let signs = 0;
    for (let i = 0; i < length; i++) {
      const place = keys[i] - base;
      const number = place >= 0 && place < extent ? numbers[place] : NONE;
      out[i] = number;
      signs |= number;
    }
    if (validity !== null || (enter && signs < 0)) this.#complete(out, numbers, base, keys, validity, enter);
    return out;
  }

  /** The numbers of nulls and, where wanted, of new keys. */
  #complete(
    out: Int32Array,
    numbers: Int32Array,
    base: number,
    keys: Int32Array,
    validity: Uint8Array | null,
    enter: boolean,
  ): void {
    for (let i = 0; i < out.length; i++) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) {
        out[i] = this.#numberOfNull(enter);
      } else if (enter && out[i] === NONE) {
        const place = keys[i] - base;
        if (numbers[place] === NONE) {
          numbers[place] = this.size;
          this.#append(keys[i]);
        }
        out[i] = numbers[place];
      }
    }
  }

  #lookupHashed(keys: Int32Array, validity: Uint8Array | null, length: number, enter: boolean): Int32Array {
    const out = new Int32Array(length);
    for (let start = 0; start < length; start += BLOCK_ROWS) {
      const end = Math.min(length, start + BLOCK_ROWS);
      this.#touch(keys, start, end);
      if (enter) this.#enterBlock(keys, validity, start, end, out);
      else this.#findBlock(keys, validity, start, end, out);
    }
    return out;
  }

  /** As in PairTable: reads that do not depend on each other wait for memory together. */
  #touch(keys: Int32Array, start: number, end: number): void {
    const slots = this.#slots;
    const shift = 32 - this.#bits;
    let seen = 0;
    for (let i = start; i < end; i++) seen ^= slots[2 * (hashInt(keys[i]) >>> shift)];
    this.touched = seen;
  }

  #findBlock(
    keys: Int32Array,
    validity: Uint8Array | null,
    start: number,
    end: number,
    out: Int32Array,
  ): void {
    const slots = this.#slots;
    const shift = 32 - this.#bits;
    const mask = (1 << this.#bits) - 1;
    for (let i = start; i < end; i++) {
      const key = keys[i];
      let slot = hashInt(key) >>> shift;
      let number = slots[2 * slot + 1];
      while (number !== NONE && slots[2 * slot] !== key) {
        slot = (slot + 1) & mask;
        number = slots[2 * slot + 1];
      }
      out[i] = number;
    }
    if (validity === null) return;
    for (let i = start; i < end; i++)
      if ((validity[i >> 3] & (1 << (i & 7))) === 0) out[i] = this.#nullNumber;
  }

  #enterBlock(
    keys: Int32Array,
    validity: Uint8Array | null,
    start: number,
    end: number,
    out: Int32Array,
  ): void {
    let slots = this.#slots;
    let shift = 32 - this.#bits;
    let mask = (1 << this.#bits) - 1;
    for (let i = start; i < end; i++) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) {
        out[i] = this.#numberOfNull(true);
        continue;
      }
      const key = keys[i];
      let slot = hashInt(key) >>> shift;
      let number = slots[2 * slot + 1];
      while (number !== NONE && slots[2 * slot] !== key) {
        slot = (slot + 1) & mask;
        number = slots[2 * slot + 1];
      }
      if (number === NONE) {
        number = this.size;
        slots[2 * slot] = key;
        slots[2 * slot + 1] = number;
        this.#append(key);
        if (3 * this.size > 2 * mask) {
          // As many of the rest are expected to be new as of the rows so far.
          this.#rehash(Math.max(this.size + 1, Math.min(this.size * (out.length / (i + 1)), out.length)));
          slots = this.#slots;
          shift = 32 - this.#bits;
          mask = (1 << this.#bits) - 1;
        }
      }
      out[i] = number;
    }
  }

  #numberOfNull(enter: boolean): number {
    if (this.#nullNumber === NONE && enter) {
      this.#nullNumber = this.size;
      this.#append(0);
    }
    return this.#nullNumber;
  }

  #append(key: number): void {
    if (this.size === this.#keys.length) this.#keys = grownInts(this.#keys);
    this.#keys[this.size++] = key;
  }

  /** Slots for so many keys, with those there are entered. */
  #rehash(expected: number): void {
    while (3 * expected > 2 * ((1 << this.#bits) - 1)) this.#bits++;
    const bits = this.#bits;
    const slots = new Int32Array(2 << bits).fill(NONE);
    const mask = (1 << bits) - 1;
    for (let number = 0; number < this.size; number++) {
      if (number === this.#nullNumber) continue;
      const key = this.#keys[number];
      let slot = hashInt(key) >>> (32 - bits);
      while (slots[2 * slot + 1] !== NONE) slot = (slot + 1) & mask;
      slots[2 * slot] = key;
      slots[2 * slot + 1] = number;
    }
    this.#slots = slots;
  }

  toColumn(): Column {
    const values = allocateValues(this.type, this.size) as Int32Array;
    values.set(this.#keys.subarray(0, this.size));
    return primitiveColumn(this.type, values, keyValidity(this.#nullNumber, this.size));
  }
}

/** Multiplicative hash; its high bits are the good ones. */
function hashInt(key: number): number {
  return Math.imul(key ^ (key >>> 15), 0x9e3779b1);
}
