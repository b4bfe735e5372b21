import {
  int64ToNumbers,
  int64Words,
  numbersToInt64,
  primitiveColumn,
  type Column,
  type DataType,
} from '@graticule/columnar';
import { DenseNumbers } from './denseNumbers.js';
import type { KeyKernels } from './keyKernels.js';
import { NONE, keyValidity, type KeyTable } from './keyTable.js';
import { PairTable } from './pairTable.js';
import { PlaceLookup, type Block } from './placeLookup.js';

/** Up to here whole numbers are exact as doubles. */
const SAFE = Number.MAX_SAFE_INTEGER;

/** Keys that are 64-bit integers (long, timestamp): by their place while they lie close together, else by hash. */
export class LongKeys implements KeyTable {
  /** null: the keys lie too far apart. */
  #dense: DenseNumbers | null = new DenseNumbers();
  readonly #places = new PlaceLookup();
  /** That have been looked up while dense. */
  #rows = 0;
  /** By number, while dense. */
  #keys = new Float64Array(1024);
  #size = 0;
  readonly #pairs = new PairTable();

  constructor(private readonly type: DataType) {}

  get size(): number {
    return this.#dense === null ? this.#pairs.size : this.#size;
  }

  get direct(): boolean {
    return this.#dense !== null;
  }

  attach(kernels: KeyKernels): void {
    this.#places.attach(kernels);
    this.#dense?.numbers.attach(kernels.memory);
  }

  lookup(column: Column, length: number, enter: boolean): Int32Array {
    if (column.layout !== 'primitive')
      return new Int32Array(length).fill(length > 0 ? this.#numberOfNull(enter) : NONE);
    const { validity } = column;
    const keys = column.values as BigInt64Array;
    const found = this.#lookupDense(keys, validity, length, enter);
    if (found !== null) return found;
    if (this.#dense !== null) this.#leaveDense(this.#dense);
    const words = int64Words(keys);
    return this.#pairs.lookup(words, words, 2, 1, length, validity, enter);
  }

  /** Null when the keys lie too far apart. */
  #lookupDense(
    keys: BigInt64Array,
    validity: Uint8Array | null,
    length: number,
    enter: boolean,
  ): Int32Array | null {
    const dense = this.#dense;
    if (dense === null) return null;
    this.#rows += length;
    return this.#places.byPlace(
      keys,
      validity,
      length,
      dense,
      (block, out) => !enter || this.#complete(dense, keys, validity, block, out),
    );
  }

  /** Numbers for nulls and new keys. */
  #complete(
    dense: DenseNumbers,
    longs: BigInt64Array,
    validity: Uint8Array | null,
    [start, end]: Block,
    out: Int32Array,
  ): boolean {
    const keys = int64ToNumbers(longs.subarray(start, end));
    if (!covers(dense, keys, this.#rows)) return false;
    const { base } = dense;
    const numbers = dense.numbers.values;
    for (let i = start; i < end; i++) {
      if (out[i] !== NONE) continue;
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) {
        out[i] = this.#numberOfNull(true);
        continue;
      }
      const key = keys[i - start];
      if (numbers[key - base] === NONE) numbers[key - base] = this.#append(key);
      out[i] = numbers[key - base];
    }
    return true;
  }

  #numberOfNull(enter: boolean): number {
    if (this.#dense === null) return this.#pairs.reserve(enter);
    if (this.#dense.numberOfNull === NONE && enter) this.#dense.numberOfNull = this.#append(0);
    return this.#dense.numberOfNull;
  }

  #append(key: number): number {
    if (this.#size === this.#keys.length) {
      const grown = new Float64Array(2 * this.#size);
      grown.set(this.#keys);
      this.#keys = grown;
    }
    this.#keys[this.#size] = key;
    return this.#size++;
  }

  /** Enters all keys into the hash table, under the numbers that they have. */
  #leaveDense({ numberOfNull }: DenseNumbers): void {
    const words = int64Words(this.#toLongs());
    const nulls = keyValidity(numberOfNull, this.#size);
    this.#pairs.lookup(words, words, 2, 1, this.#size, nulls, true);
    this.#dense = null;
    this.#keys = new Float64Array(0);
  }

  #toLongs(): BigInt64Array {
    return numbersToInt64(this.#keys.subarray(0, this.#size));
  }

  toColumn(): Column {
    if (this.#dense !== null) {
      const nulls = keyValidity(this.#dense.numberOfNull, this.#size);
      return primitiveColumn(this.type, this.#toLongs(), nulls);
    }
    return primitiveColumn(this.type, this.#pairs.toLongs(), keyValidity(this.#pairs.reserved, this.size));
  }
}

function covers(dense: DenseNumbers, keys: Float64Array, rows: number): boolean {
  let low = keys[0];
  let high = low;
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i];
    if (key < low) low = key;
    if (key > high) high = key;
  }
  return low >= -SAFE && high <= SAFE && dense.cover(low, high, rows);
}
