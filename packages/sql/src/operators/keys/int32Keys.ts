import { allocateValues, primitiveColumn, type Column, type DataType } from '@graticule/columnar';
import { DenseNumbers } from './denseNumbers.js';
import { IntHash } from './intHash.js';
import type { KeyKernels } from './keyKernels.js';
import { NONE, keyValidity, type KeyTable } from './keyTable.js';

/** Keys of up to 32 bits: found by their place while they lie close together, else by hash. */
export class Int32Keys implements KeyTable {
  readonly #hash = new IntHash();
  /** null: the keys lie too far apart. */
  #dense: DenseNumbers | null = new DenseNumbers(this.#hash);

  constructor(private readonly type: DataType) {}

  get size(): number {
    return this.#hash.size;
  }

  get direct(): boolean {
    return this.#dense !== null;
  }

  attach(kernels: KeyKernels): void {
    this.#dense?.attach(kernels);
    this.#hash.attach(kernels);
  }

  lookup(column: Column, length: number, enter: boolean): Int32Array {
    if (column.layout !== 'primitive')
      return new Int32Array(length).fill(length > 0 ? this.#hash.reserveNull(enter) : NONE);
    const { validity, values } = column;
    // One kind of array in the loops over them.
    const keys = values instanceof Int32Array ? values : Int32Array.from(values as Int16Array);
    const found = this.#dense?.lookup(keys, validity, length, enter);
    if (found) return found;
    if (this.#dense !== null) {
      this.#dense = null;
      this.#hash.rehash(this.size);
    }
    return this.#hash.lookup(keys, validity, length, enter);
  }

  toColumn(): Column {
    const values = allocateValues(this.type, this.size) as Int32Array;
    values.set(this.#hash.keys.values.subarray(0, this.size));
    return primitiveColumn(this.type, values, keyValidity(this.#hash.numberOfNull, this.size));
  }
}
