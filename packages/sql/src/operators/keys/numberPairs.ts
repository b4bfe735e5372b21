import { NONE, grownInts } from './keyTable.js';
import { NO_MATRIX, coveringMatrix } from './pairMatrix.js';
import { PairTable } from './pairTable.js';

/** The most cells of a matrix: for few rows, and for at least so many. */
const CELLS_MAX_FEW = 1 << 16;
const MANY_ROWS = 1 << 15;
const CELLS_MAX = 1 << 22;

/**
 * Distinct pairs of numbers that count from 0, numbered from 0 in order of first appearance. While the matrix of all
 * possible pairs is small, a pair is found by its cell, else by hash.
 */
export class NumberPairs {
  #hashed: PairTable | null = null;
  #size = 0;
  #first = new Int32Array(1024);
  #second = new Int32Array(1024);
  #matrix = NO_MATRIX;
  #cells = new Int32Array(0);
  #rows = 0;

  get size(): number {
    return this.#hashed?.size ?? this.#size;
  }

  get direct(): boolean {
    return this.#hashed === null;
  }

  /** The numbers of each pair, by number. */
  get first(): Int32Array {
    return this.#hashed?.first ?? this.#first;
  }

  get second(): Int32Array {
    return this.#hashed?.second ?? this.#second;
  }

  /**
   * The number of each pair (first[i], second[i]). New pairs are entered, or answered by NONE when `enter` is false, and
   * so are pairs with a NONE. firsts, seconds: all numbers are below.
   */
  lookup(first: Int32Array, second: Int32Array, firsts: number, seconds: number, enter: boolean): Int32Array {
    const { length } = first;
    if (enter && this.#hashed === null && !this.#cover(firsts, seconds, length)) this.#hash();
    if (this.#hashed !== null) return this.#hashed.lookup(first, second, 1, 0, length, null, enter);
    const out = new Int32Array(length);
    const cells = this.#cells;
    const { width } = this.#matrix;
    let signs = 0;
    for (let i = 0; i < length; i++) {
      const a = first[i];
      const b = second[i];
      const cell = a * width + b;
      // Of numbers that came after the last new pair there is no cell.
      const number = a >= 0 && b >= 0 && b < width && cell < cells.length ? cells[cell] : NONE;
      out[i] = number;
      signs |= number;
    }
    if (enter && signs < 0) this.#enter(first, second, out);
    return out;
  }

  /** Numbers for the pairs that have none. */
  #enter(first: Int32Array, second: Int32Array, out: Int32Array): void {
    const cells = this.#cells;
    for (let i = 0; i < out.length; i++) {
      if (out[i] !== NONE) continue;
      const cell = first[i] * this.#matrix.width + second[i];
      if (cells[cell] === NONE) {
        cells[cell] = this.#size;
        this.#append(first[i], second[i]);
      }
      out[i] = cells[cell];
    }
  }

  #append(a: number, b: number): void {
    if (this.#size === this.#first.length) {
      this.#first = grownInts(this.#first);
      this.#second = grownInts(this.#second);
    }
    this.#first[this.#size] = a;
    this.#second[this.#size++] = b;
  }

  /** Makes room for so many numbers on each side; false when the matrix is too large for the rows there were. */
  #cover(firsts: number, seconds: number, rows: number): boolean {
    this.#rows += rows;
    const matrix = coveringMatrix(this.#matrix, firsts, seconds);
    if (matrix === this.#matrix) return true;
    if (matrix.cells > (this.#rows < MANY_ROWS ? CELLS_MAX_FEW : CELLS_MAX)) return false;
    this.#matrix = matrix;
    this.#cells = new Int32Array(matrix.cells).fill(NONE);
    for (let n = 0; n < this.#size; n++) this.#cells[this.#first[n] * matrix.width + this.#second[n]] = n;
    return true;
  }

  #hash(): void {
    this.#hashed = new PairTable();
    this.#hashed.lookup(this.#first, this.#second, 1, 0, this.#size, null, true);
    this.#cells = new Int32Array(0);
  }
}
