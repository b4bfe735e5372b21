import { KernelArray, type Block } from '@graticule/columnar';
import type { KeyKernels } from './keyKernels.js';
import { NONE, grownInts } from './keyTable.js';
import { PairTable } from './pairTable.js';
import { PlaceLookup, type Matrix } from './placeLookup.js';

const MANY_ROWS = 1 << 15;
/** The most cells of a matrix: for few rows, and for at least so many. */
const CELLS_MAX = { few: 1 << 16, many: 1 << 22 };
/** The same where a cell is a bit. */
const BITS_MAX = { few: 1 << 19, many: 1 << 25 };

/**
 * Distinct pairs of numbers that count from 0, numbered from 0 in order of first appearance. While the matrix of all
 * possible pairs is small, a pair is found by its cell, else by hash.
 */
export class NumberPairs implements Matrix {
  /** The matrix of numbers. */
  readonly cells = new KernelArray(Int32Array, NONE);
  /** The matrix where pairs are only added: a bit each. */
  #bits = new Int32Array(0);
  height = 0;
  width = 0;
  readonly #places = new PlaceLookup();
  #rows = 0;
  #hashed: PairTable | null = null;
  #size = 0;
  #first = new Int32Array(1024);
  #second = new Int32Array(1024);

  /** numbered: whether the numbers of pairs will be asked for (lookup); else pairs are only added, and take a bit each. */
  constructor(private readonly numbered = true) {}

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
    return this.#places.pairs(first, second, length, this, (block, out) => {
      if (enter) this.#enter(first, second, block, out);
      return true;
    })!;
  }

  attach(kernels: KeyKernels): void {
    this.#places.attach(kernels);
    this.cells.attach(kernels.memory);
  }

  /** Numbers for the pairs of a block that have none. */
  #enter(first: Int32Array, second: Int32Array, [start, end]: Block, out: Int32Array): void {
    const cells = this.cells.values;
    for (let i = start; i < end; i++) {
      if (out[i] !== NONE) continue;
      const cell = first[i] * this.width + second[i];
      if (cells[cell] === NONE) {
        cells[cell] = this.#size;
        this.#append(first[i], second[i]);
      }
      out[i] = cells[cell];
    }
  }

  /** Enters the pairs (first[i], second[i]). firsts, seconds: all numbers are below. */
  add(first: Int32Array, second: Int32Array, firsts: number, seconds: number): void {
    const { length } = first;
    if (this.#hashed === null && !this.#cover(firsts, seconds, length)) this.#hash();
    if (this.#hashed !== null) {
      this.#hashed.lookup(first, second, 1, 0, length, null, true);
      return;
    }
    this.#reserve(length);
    const bits = this.#bits;
    const { width } = this;
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

  #append(a: number, b: number): void {
    this.#reserve(1);
    this.#first[this.#size] = a;
    this.#second[this.#size++] = b;
  }

  #reserve(more: number): void {
    while (this.#first.length < this.#size + more) {
      this.#first = grownInts(this.#first);
      this.#second = grownInts(this.#second);
    }
  }

  /** Makes room for so many numbers on each side; false when the matrix is too large for the rows there were. */
  #cover(firsts: number, seconds: number, rows: number): boolean {
    this.#rows += rows;
    if (seconds <= this.width && firsts <= this.height) return true;
    const width = Math.max(this.width, powerOfTwo(seconds));
    const height = Math.max(this.height, powerOfTwo(firsts));
    const most = this.numbered ? CELLS_MAX : BITS_MAX;
    if (width * height > (this.#rows < MANY_ROWS ? most.few : most.many)) return false;
    this.width = width;
    this.height = height;
    if (this.numbered) this.#makeCells();
    else this.#makeBits();
    return true;
  }

  #makeCells(): void {
    const { width, height, cells } = this;
    cells.reserve(width * height + 1);
    cells.clear(0, width * height + 1);
    for (let n = 0; n < this.#size; n++) cells.values[this.#first[n] * width + this.#second[n]] = n;
  }

  #makeBits(): void {
    const { width, height } = this;
    this.#bits = new Int32Array(Math.ceil((width * height) / 32));
    for (let n = 0; n < this.#size; n++) {
      const cell = this.#first[n] * width + this.#second[n];
      this.#bits[cell >> 5] |= 1 << (cell & 31);
    }
  }

  #hash(): void {
    this.#hashed = new PairTable();
    this.#hashed.lookup(this.#first, this.#second, 1, 0, this.#size, null, true);
    this.#bits = new Int32Array(0);
  }
}

function powerOfTwo(atLeast: number): number {
  let power = 1;
  while (power < atLeast) power *= 2;
  return power;
}
