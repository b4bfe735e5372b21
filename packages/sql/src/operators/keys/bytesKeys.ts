import {
  ByteTable,
  KernelArray,
  take,
  type Block,
  type BytesColumn,
  type Column,
  type DataType,
  type DictionaryColumn,
} from '@graticule/columnar';
import type { KeyKernels } from './keyKernels.js';
import { NONE, keyValidity, type KeyTable } from './keyTable.js';
import { PlaceLookup, type Places } from './placeLookup.js';

/** Code of a dictionary that has not been looked up yet, and one that is about to be. */
const UNKNOWN = -2;
const WANTED = -3;

/** The numbers of the codes of the dictionary that was seen last. */
class Codes implements Places {
  readonly base = 0;
  readonly numbers = new KernelArray(Int32Array);
  numberOfNull = NONE;
  dictionary: BytesColumn | null = null;

  get extent(): number {
    return this.dictionary?.length ?? 0;
  }

  of(dictionary: BytesColumn): this {
    if (this.dictionary === dictionary) return this;
    this.dictionary = dictionary;
    this.numbers.reserve(dictionary.length + 1);
    this.numbers.values.fill(UNKNOWN, 0, dictionary.length)[dictionary.length] = NONE;
    return this;
  }
}

/** Text and binary. Of a dictionary column every distinct value is looked up once, not every row. */
export class BytesKeys implements KeyTable {
  readonly #table = new ByteTable();
  readonly #codes = new Codes();
  readonly #places = new PlaceLookup();
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

  attach(kernels: KeyKernels): void {
    this.#places.attach(kernels);
    this.#codes.numbers.attach(kernels.memory);
  }

  #lookupCodes(column: DictionaryColumn, length: number, enter: boolean): Int32Array {
    const { indices, validity, dictionary } = column;
    const codes = this.#codes.of(dictionary);
    codes.numberOfNull = this.#table.reserved;
    const complete = (block: Block, out: Int32Array): true => {
      this.#complete(column, codes, block, out, enter);
      return true;
    };
    return this.#places.byPlace(indices, validity, length, codes, complete)!;
  }

  /** The numbers of nulls and of codes that have not been looked up; what was not there before may have been entered since. */
  #complete(
    column: DictionaryColumn,
    codes: Codes,
    [start, end]: Block,
    out: Int32Array,
    enter: boolean,
  ): void {
    const { indices, dictionary, validity } = column;
    const numbers = codes.numbers.values;
    const isNull = (i: number): boolean => validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0;
    const isWanted = (i: number): boolean => out[i] === UNKNOWN || (enter && out[i] === NONE);
    // In the order in which they first come; -1 for null.
    const wanted = new Int32Array(Math.min(end - start, dictionary.length + 1));
    let count = 0;
    let nulls = 0;
    for (let i = start; i < end; i++) {
      if (!isWanted(i)) continue;
      if (isNull(i)) {
        if (nulls++ === 0) wanted[count++] = NONE;
        continue;
      }
      const code = indices[i];
      if (numbers[code] !== WANTED) wanted[count++] = code;
      numbers[code] = WANTED;
    }
    const texts = take(dictionary, wanted.subarray(0, count)) as BytesColumn;
    const found = this.#table.lookup(texts, enter);
    for (let k = 0; k < count; k++) if (wanted[k] !== NONE) numbers[wanted[k]] = found[k];
    codes.numberOfNull = this.#table.reserved;
    for (let i = start; i < end; i++)
      if (isWanted(i)) out[i] = isNull(i) ? codes.numberOfNull : numbers[indices[i]];
  }

  toColumn(): Column {
    return { ...this.#table.toColumn(this.type), validity: keyValidity(this.#table.reserved, this.size) };
  }
}
