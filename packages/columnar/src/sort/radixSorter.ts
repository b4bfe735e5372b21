import { PAGE_BYTES, instantiate, type Memory } from '../webAssembly.js';
import { RADIX_SORT } from './radixSortModule.js';

/** radixSort.wat. */
interface Functions {
  readonly memory: Memory;
  sort(
    ...run: [
      ...[words: number, count: number, unusedBits: number, digitBits: number, digits: number],
      ...[order: number, pairs: number, spare: number],
    ]
  ): number;
}

/** Three arrays of counts. */
const COUNTS_BYTES = 3 * 4 * 2048;
const DIGIT_BITS_MAX = 11;
/** A word, where it was, and twice the two together. */
const ROW_BYTES = 24;
/** More rows do not fit into the memory of WebAssembly. */
export const RADIX_ROWS_MAX = 150_000_000;
/** Memory that a thread keeps from one sort to the next: that of so many rows. */
const KEPT_ROWS = 262_144;

let kept: RadixSorter | null = null;

/**
 * Sorts words in areas of one memory. Areas are opened and closed like a stack: a sort within another one has an area of
 * its own above. What an area holds is lost when it is closed.
 */
export class RadixSorter {
  readonly #functions = instantiate<Functions>(RADIX_SORT);
  #end = COUNTS_BYTES;

  /** The thread's sorter; one of its own for so many rows that their memory should not be kept. */
  static for(length: number): RadixSorter {
    return length > KEPT_ROWS ? new RadixSorter() : (kept ??= new RadixSorter());
  }

  /** An area for `length` words. */
  open(length: number): RadixArea {
    const base = this.#end;
    const end = base + ROW_BYTES * length;
    const { memory } = this.#functions;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.#end = end;
    return new RadixArea(this.#functions, base, length, () => {
      this.#end = base;
    });
  }
}

export class RadixArea {
  constructor(
    private readonly functions: Functions,
    private readonly base: number,
    private readonly length: number,
    readonly close: () => void,
  ) {}

  /** The words; a view that another area may end. */
  get words(): Uint32Array {
    return new Uint32Array(this.functions.memory.buffer, this.base, this.length);
  }

  /**
   * Sorts the words start .. end, whose lowest `unusedBits` are 0. Answers where each of them was, counted from start;
   * null when they were in order.
   */
  sort(start: number, end: number, unusedBits: number): Int32Array | null {
    const { base, length, functions } = this;
    const bits = 32 - unusedBits;
    const digits = Math.ceil(bits / DIGIT_BITS_MAX);
    const order = base + 4 * (length + start);
    const sorted = functions.sort(
      ...([base + 4 * start, end - start, unusedBits, Math.ceil(bits / digits), digits] as const),
      ...([order, base + 8 * (length + start), base + 8 * (2 * length + start)] as const),
    );
    return sorted === 1 ? null : new Int32Array(functions.memory.buffer, order, end - start);
  }
}
