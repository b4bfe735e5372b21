import {
  int64ToNumbers,
  int64Words,
  numbersToInt64,
  primitiveColumn,
  type Column,
  type DataType,
} from '@graticule/columnar';
import { DenseNumbers } from './denseNumbers.js';
import { NONE, keyValidity, type KeyTable } from './keyTable.js';
import { PairTable } from './pairTable.js';

/** Up to here whole numbers are exact as doubles. */
const SAFE = Number.MAX_SAFE_INTEGER;

/** Keys that are 64-bit integers (long, timestamp): by their place while they lie close together, else by hash. */
export class LongKeys implements KeyTable {
  /** null: the keys lie too far apart. */
  #dense: DenseNumbers | null = new DenseNumbers();
  /** By number, while dense. */
  #keys = new Float64Array(1024);
  #size = 0;
  #nullNumber = NONE;
  readonly #pairs = new PairTable();

  constructor(private readonly type: DataType) {}

  get size(): number {
    return this.#dense === null ? this.#pairs.size : this.#size;
  }

  get direct(): boolean {
    return this.#dense !== null;
  }

  lookup(column: Column, length: number, enter: boolean): Int32Array {
    if (column.layout !== 'primitive')
      return new Int32Array(length).fill(length > 0 ? this.#numberOfNull(enter) : NONE);
    const { validity } = column;
    const values = column.values as BigInt64Array;
    if (this.#dense !== null) {
      const keys = int64ToNumbers(values);
      if (!enter || covers(this.#dense, keys, length))
        return this.#lookupDense(this.#dense, keys, validity, length, enter);
      this.#leaveDense();
    }
    const words = int64Words(values);
    return this.#pairs.lookup(words, words, 2, 1, length, validity, enter);
  }

  #lookupDense(
    { base, numbers }: DenseNumbers,
    keys: Float64Array,
    validity: Uint8Array | null,
    length: number,
    enter: boolean,
  ): Int32Array {
    const out = new Int32Array(length);
    const extent = numbers.length;
    // As in Int32Keys: first the keys that are known.
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
    keys: Float64Array,
    validity: Uint8Array | null,
    enter: boolean,
  ): void {
    for (let i = 0; i < out.length; i++) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) {
        out[i] = this.#numberOfNull(enter);
      } else if (enter && out[i] === NONE) {
        const place = keys[i] - base;
        if (numbers[place] === NONE) numbers[place] = this.#append(keys[i]);
        out[i] = numbers[place];
      }
    }
  }

  #numberOfNull(enter: boolean): number {
    if (this.#dense === null) return this.#pairs.reserve(enter);
    if (this.#nullNumber === NONE && enter) this.#nullNumber = this.#append(0);
    return this.#nullNumber;
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
  #leaveDense(): void {
    const words = int64Words(this.#toLongs());
    const nulls = keyValidity(this.#nullNumber, this.#size);
    this.#pairs.lookup(words, words, 2, 1, this.#size, nulls, true);
    this.#dense = null;
    this.#keys = new Float64Array(0);
  }

  #toLongs(): BigInt64Array {
    return numbersToInt64(this.#keys.subarray(0, this.#size));
  }

  toColumn(): Column {
    if (this.#dense !== null)
      return primitiveColumn(this.type, this.#toLongs(), keyValidity(this.#nullNumber, this.#size));
    return primitiveColumn(this.type, this.#pairs.toLongs(), keyValidity(this.#pairs.reserved, this.size));
  }
}

function covers(dense: DenseNumbers, keys: Float64Array, length: number): boolean {
  if (length === 0) return true;
  let low = keys[0];
  let high = low;
  for (let i = 1; i < length; i++) {
    const key = keys[i];
    if (key < low) low = key;
    if (key > high) high = key;
  }
  return low >= -SAFE && high <= SAFE && dense.cover(low, high, length);
}
