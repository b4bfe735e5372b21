import { BOUND_BYTES, FIELD_COUNT, RECORD_BYTES_MAX, type Dialect, type RecordIndex } from './recordIndex.js';
import { textBuffer, textFunctions } from './textMemory.js';

/** Bytes looked at in one go. Few enough to stay in the processor's cache until they are used. */
const BLOCK_BYTES = 65_536;

/** Numbers in `run` that `enter` of recordIndex.wat changes; it says there what they are. */
export const NEXT = 0;
export const BEHIND = 1;
export const RECORD = 2;
export const ROW = 3;
export const LINE = 4;
const RUN_LENGTH = 23;

/**
 * The places in bytes[first .. end) of delimiters, quotes (quote -1: none) and line feeds, block by block. The index is
 * given its place anew; the bytes come to it as they are looked at.
 */
export class StructuralBytes {
  /** Ascending, of the current block. */
  readonly positions: Int32Array;
  readonly positionsAt: number;
  /** The numbers that `enter` goes by. */
  readonly run: Int32Array;
  private readonly runAt: number;
  private readonly text: Uint8Array;
  /** Where the next block begins. */
  private start: number;
  private readonly functions = textFunctions();

  constructor(
    private readonly bytes: Uint8Array,
    private readonly first: number,
    stop: number,
    private readonly end: number,
    private readonly dialect: Dialect,
    slotOf: Int32Array,
    private readonly index: RecordIndex,
  ) {
    this.start = first;
    const sizes = [BOUND_BYTES * BLOCK_BYTES, BOUND_BYTES * RUN_LENGTH, slotOf.byteLength];
    const [positionsAt, runAt, slotOfAt] = index.place(first, end, sizes);
    const buffer = textBuffer();
    this.positionsAt = positionsAt;
    this.positions = new Int32Array(buffer, positionsAt, BLOCK_BYTES);
    this.runAt = runAt;
    this.run = new Int32Array(buffer, runAt, RUN_LENGTH);
    this.text = new Uint8Array(buffer, index.textAt + first, end - first);
    new Int32Array(buffer, slotOfAt, slotOf.length).set(slotOf);
    const { starts, ends, recordStarts, recordEnds, lines, fieldCounts, faults } = index;
    this.run.set([
      ...[0, 0, 0, 0, 0, index.capacity, stop, end, RECORD_BYTES_MAX, dialect.width, FIELD_COUNT],
      ...[
        dialect.quote,
        index.textAt,
        slotOf.length,
        index.slots,
        slotOfAt,
        starts.byteOffset,
        ends.byteOffset,
      ],
      ...[recordStarts, recordEnds, lines, fieldCounts, faults].map(({ byteOffset }) => byteOffset),
    ]);
  }

  /** Goes on to the next block that has any and answers their number; when there are no more, `end` is the only one. */
  advance(): number {
    const { bytes, end, dialect, index } = this;
    const { delimiter } = dialect;
    while (this.start < end) {
      const from = this.start;
      const to = Math.min(from + BLOCK_BYTES, end);
      this.text.set(bytes.subarray(from, to), from - this.first);
      this.start = to;
      const quote = dialect.quote < 0 ? delimiter : dialect.quote;
      const at = index.textAt;
      const count = this.functions.find(at + from, at + to, delimiter, quote, -at, this.positionsAt);
      if (count > 0) return count;
    }
    this.positions[0] = end;
    return 1;
  }

  /** Goes back, or on, to `start`; `advance` gives the first ones from there. */
  restart(start: number): void {
    this.start = start;
  }

  /** Enters records as long as they are easy to read; `run` says how far that went. */
  enter(): void {
    this.functions.enter(this.runAt);
  }
}
