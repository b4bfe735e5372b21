import { int64Words, KernelArray, numbersToInt64, primitiveColumn } from '@graticule/columnar';
import type { Column, DataType } from '@graticule/columnar';
import { DenseNumbers, type KeyList } from './denseNumbers.js';
import type { KeyKernels } from './keyKernels.js';
import { NONE, keyValidity, type KeyTable } from './keyTable.js';
import { PairTable } from './pairTable.js';

/** Keys that are 64-bit integers (long, timestamp): by their place while they lie close together, else by hash. */
export class LongKeys implements KeyTable {
  readonly #list = new SmallLongs();
  /** null: the keys lie too far apart. */
  #dense: DenseNumbers | null = new DenseNumbers(this.#list);
  readonly #pairs = new PairTable();

  constructor(private readonly type: DataType) {}

  get size(): number {
    return this.#dense === null ? this.#pairs.size : this.#list.size;
  }

  get direct(): boolean {
    return this.#dense !== null;
  }

  attach(kernels: KeyKernels): void {
    this.#dense?.attach(kernels);
  }

  lookup(column: Column, length: number, enter: boolean): Int32Array {
    if (column.layout !== 'primitive')
      return new Int32Array(length).fill(length > 0 ? this.#numberOfNull(enter) : NONE);
    const keys = column.values as BigInt64Array;
    const found = this.#dense?.lookup(keys, column.validity, length, enter);
    if (found) return found;
    if (this.#dense !== null) this.#leaveDense();
    const words = int64Words(keys);
    return this.#pairs.lookup(words, words, 2, 1, length, column.validity, enter);
  }

  #numberOfNull(enter: boolean): number {
    return this.#dense === null ? this.#pairs.reserve(enter) : this.#list.reserveNull(enter);
  }

  /** Enters all keys into the hash table, under the numbers that they have. */
  #leaveDense(): void {
    const { size, validity } = this.#list;
    const words = int64Words(this.#list.toLongs());
    this.#pairs.lookup(words, words, 2, 1, size, validity, true);
    this.#dense = null;
    this.#list.clear();
  }

  toColumn(): Column {
    if (this.#dense !== null) return primitiveColumn(this.type, this.#list.toLongs(), this.#list.validity);
    return primitiveColumn(this.type, this.#pairs.toLongs(), keyValidity(this.#pairs.reserved, this.size));
  }
}

/** Keys that are exact as doubles, by number. */
class SmallLongs implements KeyList {
  size = 0;
  #numberOfNull = NONE;
  #keys = new KernelArray(Float64Array);

  append(key: number): number {
    this.#keys.reserve(this.size + 1);
    this.#keys.values[this.size] = key;
    return this.size++;
  }

  reserveNull(enter: boolean): number {
    if (this.#numberOfNull === NONE && enter) this.#numberOfNull = this.append(0);
    return this.#numberOfNull;
  }

  get validity(): Uint8Array | null {
    return keyValidity(this.#numberOfNull, this.size);
  }

  toLongs(): BigInt64Array {
    return numbersToInt64(this.#keys.values.subarray(0, this.size));
  }

  clear(): void {
    this.#keys = new KernelArray(Float64Array);
    this.size = 0;
  }
}
