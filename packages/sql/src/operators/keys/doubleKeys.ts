import { primitiveColumn, type Column, type DataType } from '@graticule/columnar';
import { NONE, keyValidity, type KeyTable } from './keyTable.js';
import { PairTable } from './pairTable.js';

/** Keys that are doubles, or floats as the doubles they equal, by their bits. */
export class DoubleKeys implements KeyTable {
  readonly direct = false;
  readonly #pairs = new PairTable();

  constructor(
    private readonly type: DataType,
    private readonly signedZeros: boolean,
  ) {}

  get size(): number {
    return this.#pairs.size;
  }

  lookup(column: Column, length: number, enter: boolean): Int32Array {
    if (column.layout !== 'primitive')
      return new Int32Array(length).fill(length > 0 ? this.#pairs.reserve(enter) : NONE);
    const values = normalised(column.values as Float64Array, this.signedZeros);
    const words = new Int32Array(values.buffer);
    return this.#pairs.lookup(words, words, 2, 1, length, column.validity, enter);
  }

  toColumn(): Column {
    const values = new Float64Array(this.#pairs.toLongs().buffer);
    const validity = keyValidity(this.#pairs.reserved, this.size);
    const isFloat = this.type.kind === 'float';
    return primitiveColumn(this.type, isFloat ? Float32Array.from(values) : values, validity);
  }
}

/** The values with one bit pattern for all NaNs and, unless they count as different, for both zeros. */
function normalised(values: Float64Array | Float32Array, signedZeros: boolean): Float64Array<ArrayBuffer> {
  const out = new Float64Array(values.length);
  // -0 + 0 is 0, every other number stays what it is.
  const zero = signedZeros ? -0 : 0;
  for (let i = 0; i < out.length; i++) {
    const value = values[i];
    out[i] = value === value ? value + zero : NaN;
  }
  return out;
}
