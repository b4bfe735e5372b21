import { BOUND_BYTES, FIELD_COUNT, RECORD_BYTES_MAX, type Dialect, type RecordIndex } from './recordIndex.js';
import { textBuffer, textFunctions } from './textMemory.js';

/** Bytes looked at in one go. Few enough to stay in the processor's cache until they are used. */
const BLOCK_BYTES = 65_536;

/** Numbers in `run` that `enter` of recordIndex.wat changes; it says there what they are. */
const NEXT = 0;
const BEHIND = 1;
const RECORD = 2;
const ROW = 3;
const LINE = 4;
const RUN_LENGTH = 27;

/** What differs where a record is a line: bytes, or -1. */
export interface LineRules {
  /** Makes a quote inside quotes text. */
  readonly escape: number;
  /** Begins lines that are no records. */
  readonly comment: number;
}

/** Where the next record begins, the row it will have and its line. */
export interface Place {
  position: number;
  row: number;
  line: number;
}

/**
 * The places in bytes[first .. end) of delimiters, quotes (quote -1: none) and line feeds, block by block; with `rules`
 * those of carriage returns and escapes, too. The index is given its place anew; the bytes come to it as they are looked at.
 */
export class StructuralBytes {
  /** Ascending, of the current block: those from `next` on, before `count`, have not been taken. */
  private readonly positions: Int32Array;
  private next = 0;
  private count = 0;
  /** Where the next block begins. */
  private start: number;
  /** The numbers that `enter` goes by. */
  private readonly run: Int32Array;
  private readonly text: Uint8Array;
  private readonly functions = textFunctions();

  /** stop: `enter` enters no record that begins there or later. slotOf: of each column its slot or -1. */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly first: number,
    stop: number,
    private readonly end: number,
    private readonly dialect: Dialect,
    slotOf: Int32Array,
    private readonly index: RecordIndex,
    private readonly rules: LineRules | null = null,
  ) {
    this.start = first;
    const sizes = [BOUND_BYTES * BLOCK_BYTES, BOUND_BYTES * RUN_LENGTH, slotOf.byteLength];
    const [positionsAt, runAt, slotOfAt] = index.place(first, end, sizes);
    const buffer = textBuffer();
    this.positions = new Int32Array(buffer, positionsAt, BLOCK_BYTES);
    this.run = new Int32Array(buffer, runAt, RUN_LENGTH);
    this.text = new Uint8Array(buffer, index.textAt + first, end - first);
    new Int32Array(buffer, slotOfAt, slotOf.length).set(slotOf);
    const { starts, ends, recordStarts, recordEnds, lines, fieldCounts, faults, kinds } = index;
    const { delimiter, quote, width } = dialect;
    const fields = [index.textAt, slotOf.length, index.slots, slotOfAt, starts.byteOffset, ends.byteOffset];
    const records = [recordStarts, recordEnds, lines, fieldCounts, faults].map((array) => array.byteOffset);
    this.run.set([
      ...[0, 0, 0, 0, 0, index.capacity, stop, end, RECORD_BYTES_MAX, width, FIELD_COUNT, quote],
      ...[...fields, ...records, delimiter, rules ? 1 : 0, rules?.comment ?? -1, kinds.byteOffset],
    ]);
  }

  /** The next place; when there are no more, `end`. */
  take(): number {
    if (this.next === this.count) this.advance();
    return this.positions[this.next++];
  }

  /** What was taken last will be taken again. */
  putBack(): void {
    this.next--;
  }

  /** Goes back, or on, to a position. */
  restart(position: number): void {
    this.start = position;
    this.next = this.count = 0;
  }

  /** Leaves out those before a position, which is not before what was taken. */
  skipTo(position: number): void {
    while (this.take() < position);
    this.putBack();
  }

  /** Enters records as long as they are easy to read and their structural bytes are at hand. */
  enter(place: Place): void {
    const { run, positions } = this;
    if (this.next === this.count) return;
    run[NEXT] = positions.byteOffset + BOUND_BYTES * this.next;
    run[BEHIND] = positions.byteOffset + BOUND_BYTES * this.count;
    run[RECORD] = place.position;
    run[ROW] = place.row;
    run[LINE] = place.line;
    this.functions.enter(run.byteOffset);
    this.next = (run[NEXT] - positions.byteOffset) / BOUND_BYTES;
    place.position = run[RECORD];
    place.row = run[ROW];
    place.line = run[LINE];
  }

  /** Goes on to the next block that has any. */
  private advance(): void {
    const { bytes, end, dialect, index, rules } = this;
    const { delimiter } = dialect;
    const at = index.textAt;
    this.next = 0;
    this.count = 0;
    while (this.start < end && this.count === 0) {
      const from = this.start;
      this.start = Math.min(from + BLOCK_BYTES, end);
      this.text.set(bytes.subarray(from, this.start), from - this.first);
      const quote = dialect.quote < 0 ? delimiter : dialect.quote;
      const places = [at + from, at + this.start, -at, this.positions.byteOffset] as const;
      const escape = rules === null || rules.escape < 0 ? delimiter : rules.escape;
      this.count = this.functions.find(...places, delimiter, quote, rules ? 1 : 0, escape);
    }
    if (this.count > 0) return;
    this.positions[0] = end;
    this.count = 1;
  }
}
