import { int64Words, primitiveColumn, type Column, type DataType } from '@graticule/columnar';
import { NONE, keyValidity, type KeyTable } from './keyTable.js';
import { PairTable } from './pairTable.js';

/** Keys of 64 bits: long, timestamp, double; float as the double it equals. */
export class WideKeys implements KeyTable {
  readonly #pairs = new PairTable();

  constructor(
    private readonly type: DataType,
    private readonly signedZeros: boolean,
  ) {}

  get size(): number {
    return this.#pairs.size;
  }

  lookup(column: Column, length: number, enter: boolean): Int32Array {
    if (column.layout !== 'primitive') {
      return new Int32Array(length).fill(length > 0 ? this.#pairs.reserve(enter) : NONE);
    }
    const { values, validity } = column;
    const words =
      values instanceof BigInt64Array
        ? int64Words(values)
        : new Int32Array(normalised(values as Float64Array, this.signedZeros).buffer);
    return this.#pairs.lookup(words, words, 2, 1, length, validity, enter);
  }

  toColumn(): Column {
    const { size, first, second, reserved } = this.#pairs;
    const words = new Int32Array(2 * size);
    for (let i = 0; i < size; i++) {
      words[2 * i] = first[i];
      words[2 * i + 1] = second[i];
    }
    const validity = keyValidity(reserved, size);
    const { kind } = this.type;
    if (kind === 'double' || kind === 'float') {
      const values = new Float64Array(words.buffer);
      return primitiveColumn(this.type, kind === 'float' ? Float32Array.from(values) : values, validity);
    }
    return primitiveColumn(this.type, new BigInt64Array(words.buffer), validity);
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
