import { DICTIONARY_SHARE } from '../dictionaryChoice.js';
import { reserve, textBuffer } from './textMemory.js';

/** How fields are delimited. */
export interface Dialect {
  /** One byte. */
  readonly delimiter: number;
  /** One byte, or -1: nothing is quoted. */
  readonly quote: number;
  /** Number of fields of a record; 0: not checked. */
  readonly width: number;
}

/** Why a record is left out; positive numbers are 1 + the parse task that failed. */
export const FIELD_COUNT = -1;
export const TEXT_AFTER_QUOTE = -2;
export const QUOTE_NOT_CLOSED = -3;
export const RECORD_TOO_LONG = -4;
export const NOT_UTF8 = -5;

/** A quote that is not closed within this many bytes is taken for stray: the line is rejected and the next one read. */
export const RECORD_BYTES_MAX = 1 << 20;

export const BOUND_BYTES = Int32Array.BYTES_PER_ELEMENT;
const FAULT_BYTES = Int16Array.BYTES_PER_ELEMENT;
const NONE = new Int32Array(0);
export const TABLE_ENTRY_BYTES = 24;

/** Entries of a table, at most half full, for that many distinct texts: a power of two. */
export function tableEntries(distinct: number): number {
  return 2 << Math.ceil(Math.log2(distinct));
}

/**
 * Positions of up to `capacity` records and of those fields that have a slot, in the memory where WebAssembly finds them.
 * One per thread at a time: what it holds lasts until records are indexed again, by this index or by another one.
 */
export class RecordIndex {
  /** Field `slot` of record r is bytes[starts[r * slots + slot] .. ends[..]); end < 0: ~end, and quotes are doubled. */
  starts = NONE;
  ends = NONE;
  recordStarts = NONE;
  recordEnds = NONE;
  lines = NONE;
  fieldCounts = NONE;
  /** 0: good. */
  faults = new Int16Array(0);
  /** 1: the field is quoted. Of lines alone (see StructuralBytes), as `starts`. */
  kinds = new Uint8Array(0);
  count = 0;
  /** 1-based line of the next record. */
  line: number;
  /** Addresses: of the bytes' beginning (as if all of them were there) and of the areas that FieldValues uses. */
  textAt = 0;
  valuesAt = 0;
  statesAt = 0;
  offsetsAt = 0;
  indicesAt = 0;
  tableAt = 0;

  constructor(
    readonly capacity: number,
    readonly slots: number,
    line: number,
    private readonly hasKinds = false,
  ) {
    this.line = line;
  }

  /** Takes its place in memory, with room for bytes[start .. end); answers a place for others of the sizes in bytes. */
  place(start: number, end: number, others: readonly number[]): number[] {
    const { capacity, slots } = this;
    const size = end - start;
    const fields = BOUND_BYTES * capacity * slots;
    const records = BOUND_BYTES * (capacity + 1);
    const kindsBytes = this.hasKinds ? capacity * slots : 0;
    const table = TABLE_ENTRY_BYTES * tableEntries(Math.ceil(capacity / DICTIONARY_SHARE));
    const [starts, ends, kinds, ...perRecord] = reserve([
      ...[fields, fields, kindsBytes, records, records, records, records, FAULT_BYTES * capacity],
      ...[capacity, records, records, table, Math.max(8 * capacity, size), size],
      ...others,
    ]);
    const [recordStarts, recordEnds, lines, fieldCounts, faults, ...areas] = perRecord;
    const [statesAt, offsetsAt, indicesAt, tableAt, valuesAt, text, ...rest] = areas;
    const buffer = textBuffer();
    const numbers = (at: number) => new Int32Array(buffer, at, capacity);
    this.starts = new Int32Array(buffer, starts, capacity * slots);
    this.ends = new Int32Array(buffer, ends, capacity * slots);
    this.recordStarts = numbers(recordStarts);
    this.recordEnds = numbers(recordEnds);
    this.lines = numbers(lines);
    this.fieldCounts = numbers(fieldCounts);
    this.faults = new Int16Array(buffer, faults, capacity);
    this.kinds = new Uint8Array(buffer, kinds, kindsBytes);
    Object.assign(this, { statesAt, offsetsAt, indicesAt, tableAt, valuesAt, textAt: text - start });
    return rest;
  }
}
