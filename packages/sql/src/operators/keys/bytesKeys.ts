import {
  ByteTable,
  isValid,
  type BytesColumn,
  type Column,
  type DataType,
  type DictionaryColumn,
} from '@graticule/columnar';
import { NONE, keyValidity, type KeyTable } from './keyTable.js';

/** Code of a dictionary that has not been looked up yet. */
const UNKNOWN = -2;

/** Text and binary. Of a dictionary column every distinct value is looked up once, not every row. */
export class BytesKeys implements KeyTable {
  readonly #table = new ByteTable();
  #nullNumber = NONE;
  /** Of the last dictionary seen: number per code. */
  #codes: { readonly dictionary: BytesColumn; readonly numbers: Int32Array } | null = null;

  constructor(private readonly type: DataType) {}

  get size(): number {
    return this.#table.size;
  }

  lookup(column: Column, length: number, enter: boolean): Int32Array {
    if (column.layout === 'bytes') return this.#lookupBytes(column, length, enter);
    if (column.layout === 'dictionary') return this.#lookupCodes(column, length, enter);
    return new Int32Array(length).fill(length > 0 ? this.#numberOfNull(enter) : NONE);
  }

  #lookupBytes({ offsets, data, validity }: BytesColumn, length: number, enter: boolean): Int32Array {
    const out = new Int32Array(length);
    const table = this.#table;
    for (let i = 0; i < length; i++) {
      if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) out[i] = this.#numberOfNull(enter);
      else if (enter) out[i] = table.add(data, offsets[i], offsets[i + 1]);
      else out[i] = table.find(data, offsets[i], offsets[i + 1]);
    }
    return out;
  }

  #lookupCodes(column: DictionaryColumn, length: number, enter: boolean): Int32Array {
    const { indices, dictionary } = column;
    if (this.#codes?.dictionary !== dictionary) {
      this.#codes = { dictionary, numbers: new Int32Array(dictionary.length).fill(UNKNOWN) };
    }
    const { numbers } = this.#codes;
    const { offsets, data } = dictionary;
    const nullable = column.validity !== null;
    const table = this.#table;
    const out = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      if (nullable && !isValid(column, i)) {
        out[i] = this.#numberOfNull(enter);
        continue;
      }
      const code = indices[i];
      let number = numbers[code];
      // What was not there before may have been entered since.
      if (number === UNKNOWN || (enter && number === NONE)) {
        number = enter
          ? table.add(data, offsets[code], offsets[code + 1])
          : table.find(data, offsets[code], offsets[code + 1]);
        numbers[code] = number;
      }
      out[i] = number;
    }
    return out;
  }

  #numberOfNull(enter: boolean): number {
    if (this.#nullNumber === NONE && enter) this.#nullNumber = this.#table.reserve();
    return this.#nullNumber;
  }

  toColumn(): Column {
    return { ...this.#table.toColumn(this.type), validity: keyValidity(this.#nullNumber, this.size) };
  }
}
