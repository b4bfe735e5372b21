import { take, takeBitmap, type Column, type DataType, type KernelMemory } from '@graticule/columnar';
import { KeyKernels } from './keys/keyKernels.js';
import { NONE, type KeyTable } from './keys/keyTable.js';
import { keyTableFor } from './keys/keyTableFor.js';
import { NumberPairs } from './keys/numberPairs.js';

/**
 * Distinct key rows, numbered from 0 in order of first appearance. Equality is grouping's: null equals null, NaN equals
 * NaN. Every key column has a table of its own that turns values into numbers; several columns become one by numbering
 * the pairs of numbers, column after column.
 */
export class GroupTable {
  readonly #columns: readonly KeyTable[];
  /** Entry k numbers the pairs (number over columns 0 .. k, number in column k + 1). */
  readonly #pairs: readonly NumberPairs[];
  #hasRow = false;

  /**
   * types: of the key columns. signedZeros: 0.0 and -0.0 are different keys (Spark 2.x). numbered: whether numbers of rows
   * will be asked for (assign, find); else rows are only added.
   */
  constructor(types: readonly DataType[], signedZeros = false, numbered = true) {
    this.#columns = types.map((type) => keyTableFor(type, signedZeros));
    // Numbers over all columns are those of the last pairs.
    this.#pairs = types.slice(1).map((_, k) => new NumberPairs(numbered || k < types.length - 2));
  }

  get groups(): number {
    const { length } = this.#columns;
    if (length === 0) return this.#hasRow ? 1 : 0;
    return length === 1 ? this.#columns[0].size : this.#pairs[length - 2].size;
  }

  /** Whether all keys so far have been found by their place, without a search in a hash table. */
  get direct(): boolean {
    return this.#columns.every(({ direct }) => direct) && this.#pairs.every(({ direct }) => direct);
  }

  /**
   * Looks many rows up in this memory from now on. What assign and find answer may lie there: it holds until the next call.
   */
  attach(memory: KernelMemory): void {
    const kernels = new KeyKernels(memory);
    for (const table of this.#columns) table.attach?.(kernels);
    for (const pairs of this.#pairs) pairs.attach(kernels);
  }

  /** One row per group. */
  get keys(): readonly Column[] {
    const { length } = this.#columns;
    if (length < 2) return this.#columns.map((table) => table.toColumn());
    const keys: Column[] = [];
    const last = this.#pairs[length - 2];
    keys.push(keysAt(this.#columns[length - 1], last.second.subarray(0, last.size)));
    let rows = last.first.subarray(0, last.size);
    for (let k = length - 3; k >= 0; k--) {
      const { first, second } = this.#pairs[k];
      keys.push(keysAt(this.#columns[k + 1], gather(second, rows)));
      rows = gather(first, rows);
    }
    keys.push(keysAt(this.#columns[0], rows));
    return keys.reverse();
  }

  /** The group of each row; new keys get new groups. */
  assign(columns: readonly Column[], length: number): Int32Array {
    return this.#lookup(columns, length, true);
  }

  /** The group of each row, -1 where the key is not in the table. */
  find(columns: readonly Column[], length: number): Int32Array {
    return this.#lookup(columns, length, false);
  }

  /** As assign, of a table that is not numbered. */
  add(columns: readonly Column[], length: number): void {
    const last = columns.length - 1;
    if (last < 1) {
      this.assign(columns, length);
      return;
    }
    const first = this.#numbersOver(last, columns, length, true);
    const second = this.#columns[last].lookup(columns[last], length, true);
    this.#pairs[last - 1].add(first, second, this.#sizeOver(last), this.#columns[last].size);
  }

  #lookup(columns: readonly Column[], length: number, enter: boolean): Int32Array {
    if (columns.length > 0) return this.#numbersOver(columns.length, columns, length, enter);
    if (enter && length > 0) this.#hasRow = true;
    return new Int32Array(length).fill(this.#hasRow ? 0 : NONE);
  }

  /** Numbers of each row over the first `count` columns. */
  #numbersOver(count: number, columns: readonly Column[], length: number, enter: boolean): Int32Array {
    let numbers = this.#columns[0].lookup(columns[0], length, enter);
    for (let k = 1; k < count; k++) {
      const own = this.#columns[k].lookup(columns[k], length, enter);
      numbers = this.#pairs[k - 1].lookup(numbers, own, this.#sizeOver(k), this.#columns[k].size, enter);
    }
    return numbers;
  }

  /** How many numbers there are over the first `count` columns. */
  #sizeOver(count: number): number {
    return count === 1 ? this.#columns[0].size : this.#pairs[count - 2].size;
  }
}

/** The keys with the given numbers. Text that comes several times on average comes by dictionary. */
function keysAt(table: KeyTable, numbers: Int32Array): Column {
  const column = table.toColumn();
  const { length } = numbers;
  if (column.layout !== 'bytes' || 2 * column.length > length) return take(column, numbers, false);
  const validity = column.validity && takeBitmap(column.validity, numbers, length);
  const dictionary = { ...column, validity: null };
  return { layout: 'dictionary', type: column.type, length, validity, indices: numbers, dictionary };
}

function gather(values: Int32Array, rows: Int32Array): Int32Array {
  const out = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i]];
  return out;
}
