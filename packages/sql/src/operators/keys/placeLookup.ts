import { blocksOf, int64ToNumbers, KernelArray, type Block } from '@graticule/columnar';
import type { KeyKernels } from './keyKernels.js';
import { NONE } from './keyTable.js';

/** Numbers of keys by their place: numbers[key - base]. Negative ones stand for keys that are not known. */
export interface Places {
  readonly base: number;
  /** How many places there are. The entry behind the last one is NONE. */
  readonly extent: number;
  readonly numbers: KernelArray<Int32Array>;
  readonly numberOfNull: number;
}

/** Numbers of pairs: cells[first * width + second]. */
export interface Matrix {
  readonly height: number;
  readonly width: number;
  /** The one behind the last is NONE. */
  readonly cells: KernelArray<Int32Array>;
}

/** Finds the rows of a block that have a negative number; false: rows cannot be found by their place any more. */
export type Complete = (block: Block, out: Int32Array) => boolean;

/**
 * Finds the numbers of rows, block by block: first of the many keys that are known, in loops without calls, then, with
 * `complete`, of the others in the blocks where there are some. Answers null when that cannot be done.
 */
export class PlaceLookup {
  readonly #answers = new KernelArray(Int32Array);
  #kernels: KeyKernels | null = null;

  /** Answers lie in the memory of the kernels from now on, where the next ones overwrite them. */
  attach(kernels: KeyKernels): void {
    this.#kernels = kernels;
    this.#answers.attach(kernels.memory);
  }

  byPlace(
    keys: Int32Array | BigInt64Array,
    validity: Uint8Array | null,
    length: number,
    places: Places,
    complete: Complete,
  ): Int32Array | null {
    const kernels = this.#kernelsFor(length, places.numbers);
    if (kernels !== null)
      return this.#blocks(length, true, complete, (block, out) =>
        kernels.findByPlace(keys, validity, block, places, out),
      );
    const plain = keys instanceof Int32Array ? keys : int64ToNumbers(keys);
    return this.#blocks(length, false, complete, (block, out) =>
      findByPlace(plain, validity, block, places, out),
    );
  }

  pairs(
    first: Int32Array,
    second: Int32Array,
    length: number,
    matrix: Matrix,
    complete: Complete,
  ): Int32Array | null {
    const kernels = this.#kernelsFor(length, matrix.cells);
    return this.#blocks(length, kernels !== null, complete, (block, out) =>
      kernels === null
        ? findPairs(first, second, block, matrix, out)
        : kernels.findPairs(first, second, block, matrix, out),
    );
  }

  #kernelsFor(length: number, table: KernelArray<Int32Array>): KeyKernels | null {
    if (this.#kernels === null) return null;
    this.#answers.reserve(length);
    return this.#kernels.serves(length, table, this.#answers) ? this.#kernels : null;
  }

  #blocks(
    length: number,
    inMemory: boolean,
    complete: Complete,
    find: (block: Block, out: Int32Array) => number,
  ): Int32Array | null {
    const out = inMemory ? this.#answers.values.subarray(0, length) : new Int32Array(length);
    for (const block of blocksOf(length)) if (find(block, out) < 0 && !complete(block, out)) return null;
    return out;
  }
}

/** Writes the numbers of keys, which are whole, to `out`; answers the bitwise or of all of them. */
function findByPlace(
  keys: Int32Array | Float64Array,
  validity: Uint8Array | null,
  [start, end]: Block,
  { base, extent, numbers, numberOfNull }: Places,
  out: Int32Array,
): number {
  const table = numbers.values;
  let signs = 0;
  for (let i = start; i < end; i++) {
    const place = keys[i] - base;
    let number = place >= 0 && place < extent ? table[place] : NONE;
    if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) number = numberOfNull;
    out[i] = number;
    signs |= number;
  }
  return signs;
}

function findPairs(
  first: Int32Array,
  second: Int32Array,
  [start, end]: Block,
  { height, width, cells }: Matrix,
  out: Int32Array,
): number {
  const table = cells.values;
  let signs = 0;
  for (let i = start; i < end; i++) {
    const a = first[i];
    const b = second[i];
    // Of numbers that came after the last new pair there is no cell.
    const number = a >= 0 && a < height && b >= 0 && b < width ? table[a * width + b] : NONE;
    out[i] = number;
    signs |= number;
  }
  return signs;
}
