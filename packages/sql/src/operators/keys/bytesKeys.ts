import {
  ByteTable,
  isValid,
  type BytesColumn,
  type Column,
  type DataType,
  type DictionaryColumn,
  hashBytes,
  wordsOf,
} from '@graticule/columnar';
import { NONE, keyValidity, type KeyTable } from './keyTable.js';

/** Code of a dictionary that has not been looked up yet. */
const UNKNOWN = -2;

/** Text and binary. Of a dictionary column every distinct value is looked up once, not every row. */
export class BytesKeys implements KeyTable {
  readonly #table = new ByteTable();
  /** Of the last dictionary seen: number per code. */
  #codes: { readonly dictionary: BytesColumn; readonly numbers: Int32Array } | null = null;

  #searched = false;

  constructor(private readonly type: DataType) {}

  get size(): number {
    return this.#table.size;
  }

  get direct(): boolean {
    return !this.#searched;
  }

  lookup(column: Column, length: number, enter: boolean): Int32Array {
    if (column.layout === 'bytes') {
      this.#searched = true;
      return this.#table.lookup(column, enter);
    }
    if (column.layout === 'dictionary') return this.#lookupCodes(column, length, enter);
    return new Int32Array(length).fill(length > 0 ? this.#table.reserve(enter) : NONE);
  }

  #lookupCodes(column: DictionaryColumn, length: number, enter: boolean): Int32Array {
    const { indices, dictionary } = column;
    if (this.#codes?.dictionary !== dictionary) {
      this.#codes = { dictionary, numbers: new Int32Array(dictionary.length).fill(UNKNOWN) };
    }
    const { numbers } = this.#codes;
    const out = new Int32Array(length);
    // Most codes are known: a loop without calls finds these, and says whether there are others.
    let signs = 0;
    for (let i = 0; i < length; i++) {
      const number = numbers[indices[i]];
      out[i] = number;
      signs |= number;
    }
    if (signs < 0 || column.validity !== null) this.#complete(out, column, numbers, enter);
    return out;
  }

  /** The numbers of nulls and of codes that have not been looked up; what was not there before may have been entered since. */
  #complete(out: Int32Array, column: DictionaryColumn, numbers: Int32Array, enter: boolean): void {
    const { indices, dictionary } = column;
    const { offsets, data } = dictionary;
    const words = wordsOf(data);
    const table = this.#table;
    const nullable = column.validity !== null;
    for (let i = 0; i < out.length; i++) {
      if (nullable && !isValid(column, i)) {
        out[i] = table.reserve(enter);
      } else if (out[i] === UNKNOWN || (enter && out[i] === NONE)) {
        const code = indices[i];
        if (numbers[code] < 0) {
          const start = offsets[code];
          const end = offsets[code + 1];
          numbers[code] = table.number(data, words, hashBytes(words, start, end), start, end, enter);
        }
        out[i] = numbers[code];
      }
    }
  }

  toColumn(): Column {
    return { ...this.#table.toColumn(this.type), validity: keyValidity(this.#table.reserved, this.size) };
  }
}
