import { grownInts } from './keyTable.js';
import { NO_MATRIX, coveringMatrix } from './pairMatrix.js';
import { PairTable } from './pairTable.js';

/** The most bits of a matrix: for few rows, and for at least so many. */
const BITS_MAX_FEW = 1 << 19;
const MANY_ROWS = 1 << 15;
const BITS_MAX = 1 << 25;

/**
 * Distinct pairs of numbers that count from 0, in order of first appearance, when nobody asks for the number of a pair.
 * While the matrix of all possible pairs is small, a bit tells whether a pair has come, else a hash table does.
 */
export class PairSet {
  #hashed: PairTable | null = null;
  #size = 0;
  #first = new Int32Array(1024);
  #second = new Int32Array(1024);
  #matrix = NO_MATRIX;
  #bits = new Int32Array(0);
  #rows = 0;

  get size(): number {
    return this.#hashed?.size ?? this.#size;
  }

  get direct(): boolean {
    return this.#hashed === null;
  }

  /** The numbers of each pair. */
  get first(): Int32Array {
    return this.#hashed?.first ?? this.#first;
  }

  get second(): Int32Array {
    return this.#hashed?.second ?? this.#second;
  }

  /** Enters the pairs (first[i], second[i]). firsts, seconds: all numbers are below. */
  add(first: Int32Array, second: Int32Array, firsts: number, seconds: number): void {
    const { length } = first;
    if (this.#hashed === null && !this.#cover(firsts, seconds, length)) this.#hash();
    if (this.#hashed !== null) {
      this.#hashed.lookup(first, second, 1, 0, length, null, true);
      return;
    }
    while (this.#first.length < this.#size + length) {
      this.#first = grownInts(this.#first);
      this.#second = grownInts(this.#second);
    }
    const bits = this.#bits;
    const { width } = this.#matrix;
    const firstOf = this.#first;
    const secondOf = this.#second;
    let size = this.#size;
    for (let i = 0; i < length; i++) {
      const a = first[i];
      const b = second[i];
      const cell = a * width + b;
      const word = bits[cell >> 5];
      const bit = 1 << (cell & 31);
      // Written in any case, counted when new: what comes next is hard to guess for the processor.
      firstOf[size] = a;
      secondOf[size] = b;
      bits[cell >> 5] = word | bit;
      size += (word & bit) === 0 ? 1 : 0;
    }
    this.#size = size;
  }

  /** Makes room for so many numbers on each side; false when the matrix is too large for the rows there were. */
  #cover(firsts: number, seconds: number, rows: number): boolean {
    this.#rows += rows;
    const matrix = coveringMatrix(this.#matrix, firsts, seconds);
    if (matrix === this.#matrix) return true;
    if (matrix.cells > (this.#rows < MANY_ROWS ? BITS_MAX_FEW : BITS_MAX)) return false;
    this.#matrix = matrix;
    this.#bits = new Int32Array(Math.ceil(matrix.cells / 32));
    for (let n = 0; n < this.#size; n++) {
      const cell = this.#first[n] * matrix.width + this.#second[n];
      this.#bits[cell >> 5] |= 1 << (cell & 31);
    }
    return true;
  }

  #hash(): void {
    this.#hashed = new PairTable();
    this.#hashed.lookup(this.#first, this.#second, 1, 0, this.#size, null, true);
    this.#bits = new Int32Array(0);
  }
}
