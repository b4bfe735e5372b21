import { allocateValues, primitiveColumn, type Column, type DataType } from '@graticule/columnar';
import { NONE, grownInts, keyValidity, type KeyTable } from './keyTable.js';

const INITIAL_BITS = 10;

/** Keys of up to 32 bits. Open addressing; slot s holds a key at 2 s and its number at 2 s + 1. */
export class Int32Keys implements KeyTable {
  size = 0;
  #bits = INITIAL_BITS;
  #slots = new Int32Array(2 << INITIAL_BITS).fill(NONE);
  #keys = new Int32Array(1 << INITIAL_BITS);
  #nullNumber = NONE;

  constructor(private readonly type: DataType) {}

  lookup(column: Column, length: number, enter: boolean): Int32Array {
    const out = new Int32Array(length);
    if (column.layout !== 'primitive') return out.fill(length > 0 ? this.#numberOfNull(enter) : NONE);
    const values = column.values as Int32Array;
    const { validity } = column;
    let slots = this.#slots;
    let shift = 32 - this.#bits;
    let mask = (1 << this.#bits) - 1;
    for (let i = 0; i < length; i++) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) {
        out[i] = this.#numberOfNull(enter);
        continue;
      }
      const key = values[i];
      let slot = Math.imul(key ^ (key >>> 15), 0x9e3779b1) >>> shift;
      let number = slots[2 * slot + 1];
      while (number !== NONE && slots[2 * slot] !== key) {
        slot = (slot + 1) & mask;
        number = slots[2 * slot + 1];
      }
      if (number === NONE && enter) {
        number = this.size;
        slots[2 * slot] = key;
        slots[2 * slot + 1] = number;
        this.#append(key);
        if (2 * this.size > mask) {
          this.#grow();
          slots = this.#slots;
          shift = 32 - this.#bits;
          mask = (1 << this.#bits) - 1;
        }
      }
      out[i] = number;
    }
    return out;
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

  #grow(): void {
    const bits = ++this.#bits;
    const slots = new Int32Array(2 << bits).fill(NONE);
    const mask = (1 << bits) - 1;
    for (let number = 0; number < this.size; number++) {
      if (number === this.#nullNumber) continue;
      const key = this.#keys[number];
      let slot = Math.imul(key ^ (key >>> 15), 0x9e3779b1) >>> (32 - bits);
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
