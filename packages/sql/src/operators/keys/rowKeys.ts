import {
  concat,
  hashColumns,
  rowEquality,
  take,
  type Column,
  type DataType,
  type RowEquality,
} from '@graticule/columnar';
import { NONE, grownInts, type KeyTable } from './keyTable.js';

const INITIAL_SLOTS = 1024;

/** Keys of any type (decimals, structs, arrays ...), by row hashes and row comparison; the keys are kept as a column. */
export class RowKeys implements KeyTable {
  readonly direct = false;
  size = 0;
  #keys: Column;
  #hashes = new Int32Array(INITIAL_SLOTS);
  #slots = new Int32Array(INITIAL_SLOTS).fill(NONE);

  constructor(
    private readonly type: DataType,
    private readonly signedZeros: boolean,
  ) {
    this.#keys = concat(type, []);
  }

  lookup(column: Column, length: number, enter: boolean): Int32Array {
    const hashes = hashColumns([column], length);
    const out = new Int32Array(length);
    const options = { signedZeros: this.signedZeros };
    const stored = this.size;
    const equalsStored: RowEquality =
      stored === 0 ? () => false : rowEquality([this.#keys], [column], options);
    const equalsNew = rowEquality([column], [column], options);
    const newRows: number[] = [];
    for (let i = 0; i < length; i++) {
      const hash = hashes[i];
      const slots = this.#slots;
      const mask = slots.length - 1;
      let slot = hash & mask;
      let number = slots[slot];
      while (number !== NONE) {
        if (
          this.#hashes[number] === hash &&
          (number < stored ? equalsStored(number, i) : equalsNew(newRows[number - stored], i))
        ) {
          break;
        }
        slot = (slot + 1) & mask;
        number = slots[slot];
      }
      if (number === NONE && enter) {
        number = this.size++;
        slots[slot] = number;
        this.#remember(number, hash);
        newRows.push(i);
      }
      out[i] = number;
    }
    if (newRows.length > 0) {
      const added = take(column, Int32Array.from(newRows));
      this.#keys = stored === 0 ? added : concat(this.type, [this.#keys, added]);
    }
    return out;
  }

  #remember(number: number, hash: number): void {
    if (number === this.#hashes.length) this.#hashes = grownInts(this.#hashes);
    this.#hashes[number] = hash;
    if (2 * (number + 1) <= this.#slots.length) return;
    const slots = new Int32Array(2 * this.#slots.length).fill(NONE);
    const mask = slots.length - 1;
    for (let n = 0; n <= number; n++) {
      let slot = this.#hashes[n] & mask;
      while (slots[slot] !== NONE) slot = (slot + 1) & mask;
      slots[slot] = n;
    }
    this.#slots = slots;
  }

  toColumn(): Column {
    return this.#keys;
  }
}
