import { instantiate, type Memory } from '../../webAssembly.js';
import { STRUCTURAL_BYTES } from './structuralBytesModule.js';

/** structuralBytes.wat. */
interface Finder {
  readonly memory: Memory;
  find(end: number, delimiter: number, quote: number, shift: number, positions: number): number;
}

/** Bytes looked at in one go. Few enough to stay in the processor's cache until they are used. */
const BLOCK_BYTES = 65_536;
/** Where positions are kept, past the block and the room that the finder needs. */
const POSITIONS_AT = BLOCK_BYTES + 64;

let finder: Finder | null = null;

/**
 * The places in bytes[start .. end) of delimiters, quotes (quote -1: none) and line feeds, block by block. There is one
 * list per thread: it is overwritten when more are looked for, here or by another one.
 */
export class StructuralBytes {
  /** Ascending, of the current block. */
  readonly positions: Int32Array;
  private readonly block: Uint8Array;

  constructor(
    private readonly bytes: Uint8Array,
    /** Where the next block begins. */
    private start: number,
    private readonly end: number,
    private readonly delimiter: number,
    private readonly quote: number,
  ) {
    finder ??= instantiate<Finder>(STRUCTURAL_BYTES);
    this.block = new Uint8Array(finder.memory.buffer, 0, BLOCK_BYTES);
    this.positions = new Int32Array(finder.memory.buffer, POSITIONS_AT, BLOCK_BYTES);
  }

  /** Goes on to the next block that has any and answers their number; when there are no more, `end` is the only one. */
  advance(): number {
    while (this.start < this.end) {
      const from = this.start;
      const to = Math.min(from + BLOCK_BYTES, this.end);
      this.block.set(this.bytes.subarray(from, to));
      this.start = to;
      const quote = this.quote < 0 ? this.delimiter : this.quote;
      const count = finder!.find(to - from, this.delimiter, quote, from, POSITIONS_AT);
      if (count > 0) return count;
    }
    this.positions[0] = this.end;
    return 1;
  }

  /** Goes back, or on, to `start`; `advance` gives the first ones from there. */
  restart(start: number): void {
    this.start = start;
  }
}
