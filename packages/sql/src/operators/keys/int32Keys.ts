import { allocateValues, primitiveColumn, type Column, type DataType } from '@graticule/columnar';
import { DenseNumbers } from './denseNumbers.js';
import type { KeyKernels } from './keyKernels.js';
import { IntHash } from './intHash.js';
import { NONE, keyValidity, type KeyTable } from './keyTable.js';
import { PlaceLookup, type Block } from './placeLookup.js';

/** Keys of up to 32 bits: found by their place while they lie close together, else by hash. */
export class Int32Keys implements KeyTable {
  #dense: DenseNumbers | null = new DenseNumbers();
  readonly #places = new PlaceLookup();
  /** That have been looked up while dense. */
  #rows = 0;
  readonly #hash = new IntHash();

  constructor(private readonly type: DataType) {}

  get size(): number {
    return this.#hash.size;
  }

  get direct(): boolean {
    return this.#dense !== null;
  }

  attach(kernels: KeyKernels): void {
    this.#places.attach(kernels);
    this.#dense?.numbers.attach(kernels.memory);
    this.#hash.attach(kernels);
  }

  lookup(column: Column, length: number, enter: boolean): Int32Array {
    if (column.layout !== 'primitive')
      return new Int32Array(length).fill(length > 0 ? this.#numberOfNull(enter) : NONE);
    const { validity, values } = column;
    // One kind of array in the loops below.
    const keys = values instanceof Int32Array ? values : Int32Array.from(values as Int16Array);
    const found = this.#lookupDense(keys, validity, length, enter);
    if (found !== null) return found;
    if (this.#dense !== null) {
      this.#dense = null;
      this.#hash.rehash(this.size);
    }
    return this.#hash.lookup(keys, validity, length, enter);
  }

  /** Null when the keys lie too far apart. */
  #lookupDense(
    keys: Int32Array,
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
    keys: Int32Array,
    validity: Uint8Array | null,
    [start, end]: Block,
    out: Int32Array,
  ): boolean {
    // What stands at nulls counts too: rarely does it widen the range.
    let low = keys[start];
    let high = low;
    for (let i = start + 1; i < end; i++) {
      const key = keys[i];
      if (key < low) low = key;
      if (key > high) high = key;
    }
    if (!dense.cover(low, high, this.#rows)) return false;
    const { base } = dense;
    const numbers = dense.numbers.values;
    for (let i = start; i < end; i++) {
      if (out[i] !== NONE) continue;
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) {
        out[i] = this.#numberOfNull(true);
        continue;
      }
      const place = keys[i] - base;
      if (numbers[place] === NONE) numbers[place] = this.#hash.append(keys[i]);
      out[i] = numbers[place];
    }
    return true;
  }

  #numberOfNull(enter: boolean): number {
    const number = this.#hash.reserveNull(enter);
    if (this.#dense !== null) this.#dense.numberOfNull = number;
    return number;
  }

  toColumn(): Column {
    const values = allocateValues(this.type, this.size) as Int32Array;
    values.set(this.#hash.keys.values.subarray(0, this.size));
    return primitiveColumn(this.type, values, keyValidity(this.#hash.numberOfNull, this.size));
  }
}
