import {
  ByteTable,
  isValid,
  take,
  type BytesColumn,
  type Column,
  type DataType,
  type DictionaryColumn,
} from '@graticule/columnar';
import { NONE, keyValidity, type KeyTable } from './keyTable.js';

/** Code of a dictionary that has not been looked up yet, and one that is about to be. */
const UNKNOWN = -2;
const WANTED = -3;

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
    const table = this.#table;
    const nullable = column.validity !== null;
    // In the order in which they first come; -1 for null.
    const codes = new Int32Array(Math.min(out.length, dictionary.length + 1));
    let count = 0;
    let nulls = 0;
    for (let i = 0; i < out.length; i++) {
      if (nullable && !isValid(column, i)) {
        if (nulls++ === 0) codes[count++] = NONE;
      } else if (out[i] === UNKNOWN || (enter && out[i] === NONE)) {
        const code = indices[i];
        if (numbers[code] !== WANTED) codes[count++] = code;
        numbers[code] = WANTED;
      }
    }
    const wanted = codes.subarray(0, count);
    const found = table.lookup(take(dictionary, wanted) as BytesColumn, enter);
    for (let k = 0; k < count; k++) if (wanted[k] !== NONE) numbers[wanted[k]] = found[k];
    for (let i = 0; i < out.length; i++) {
      out[i] = nullable && !isValid(column, i) ? table.reserved : numbers[indices[i]];
    }
  }

  toColumn(): Column {
    return { ...this.#table.toColumn(this.type), validity: keyValidity(this.#table.reserved, this.size) };
  }
}
