import { StructuralBytes } from './structuralBytes.js';

/**
 * Finds records and fields in delimited text. A record ends at a line feed (with or without a carriage return before it)
 * that is not inside a quoted field; a field is quoted when its first byte is the quote, and a doubled quote inside
 * stands for one. Quotes elsewhere in a field are ordinary text. Blank lines are skipped. What begins is decided by the
 * bytes from the start of the file alone, so planning and reading use this one function.
 */
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

/** Positions of up to `capacity` records and of those fields that have a slot. Reused for the next batch. */
export class RecordIndex {
  /** Field `slot` of record r is bytes[starts[r * slots + slot] .. ends[..]); end < 0: ~end, and quotes are doubled. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly recordStarts: Int32Array;
  readonly recordEnds: Int32Array;
  readonly lines: Int32Array;
  readonly fieldCounts: Int32Array;
  /** 0: good. */
  readonly faults: Int16Array;
  count = 0;
  /** 1-based line of the next record. */
  line: number;

  constructor(
    readonly capacity: number,
    readonly slots: number,
    line: number,
  ) {
    this.starts = new Int32Array(capacity * slots);
    this.ends = new Int32Array(capacity * slots);
    this.recordStarts = new Int32Array(capacity);
    this.recordEnds = new Int32Array(capacity);
    this.lines = new Int32Array(capacity);
    this.fieldCounts = new Int32Array(capacity);
    this.faults = new Int16Array(capacity);
    this.line = line;
  }
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Enters the records that begin in bytes[start .. stop) and lie in bytes[.. end), as many as fit, and returns where the
 * next one begins. final: the file ends at `end`; otherwise a record that is not complete there is left for later.
 * slotOf[column] is the slot of a file column or -1. Goes from structural byte to structural byte, not over the others.
 */
export function indexRecords(
  bytes: Uint8Array,
  start: number,
  stop: number,
  end: number,
  final: boolean,
  dialect: Dialect,
  slotOf: Int32Array,
  index: RecordIndex,
): number {
  const { delimiter, quote, width } = dialect;
  const { starts, ends, recordStarts, recordEnds, lines, fieldCounts, faults, capacity, slots } = index;
  const columns = slotOf.length;
  const structural = new StructuralBytes(bytes, start, end, delimiter, quote);
  const { positions } = structural;
  // One field alone may be a blank line.
  const plain = width > 1 && delimiter !== quote;
  // Of those before positions[next] all that matters is known; `count` of them are at hand.
  let next = 0;
  let count = 0;
  let position = start;
  let line = index.line;
  let row = 0;
  while (row < capacity && position < stop) {
    const recordStart = position;
    const recordLine = line;
    const limit = recordStart + RECORD_BYTES_MAX < end ? recordStart + RECORD_BYTES_MAX : end;
    const cut = limit < end;
    const base = row * slots;
    if (plain && next + width <= count && positions[next + width - 1] < limit) {
      // The common record: a delimiter after each field but the last, and no quote anywhere.
      const last = next + width - 1;
      let from = recordStart;
      let at = next;
      for (let column = 0; at < last && bytes[positions[at]] === delimiter; at++, column++) {
        const slot = slotOf[column];
        if (slot >= 0) {
          starts[base + slot] = from;
          ends[base + slot] = positions[at];
        }
        from = positions[at] + 1;
      }
      const lineEnd = positions[last];
      if (at === last && bytes[lineEnd] === LINE_FEED) {
        const slot = slotOf[width - 1];
        if (slot >= 0) {
          starts[base + slot] = from;
          ends[base + slot] =
            lineEnd > from && bytes[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
        }
        recordStarts[row] = recordStart;
        recordEnds[row] = lineEnd;
        lines[row] = line++;
        fieldCounts[row] = width;
        faults[row++] = 0;
        position = lineEnd + 1;
        next = last + 1;
        continue;
      }
    }
    let column = 0;
    let fault = 0;
    let complete = true;
    let fieldEnd = position;
    for (;;) {
      let fieldStart = position;
      let byte = LINE_FEED;
      let doubled = false;
      let quoted = false;
      if (next === count) {
        count = structural.advance();
        next = 0;
      }
      let at = positions[next++];
      if (at === position && at < limit && bytes[at] === quote) {
        quoted = true;
        fieldStart = position + 1;
        for (;;) {
          if (next === count) {
            count = structural.advance();
            next = 0;
          }
          at = positions[next++];
          if (at >= limit) break;
          byte = bytes[at];
          if (byte === quote) {
            if (at + 1 >= end || bytes[at + 1] !== quote) break;
            doubled = true;
            if (next === count) {
              count = structural.advance();
              next = 0;
            }
            next++;
          } else if (byte === LINE_FEED) line++;
        }
        if (at >= limit) {
          if (!cut && !final) complete = false;
          else fault = QUOTE_NOT_CLOSED;
          break;
        }
        fieldEnd = at;
        position = at + 1;
        if (position < limit && (byte = bytes[position]) !== delimiter && byte !== LINE_FEED) {
          const ending =
            byte === CARRIAGE_RETURN && (position + 1 >= end || bytes[position + 1] === LINE_FEED);
          if (!ending && fault === 0) fault = TEXT_AFTER_QUOTE;
        }
        if (next === count) {
          count = structural.advance();
          next = 0;
        }
        at = positions[next++];
      }
      // Quotes that are not the first byte are text.
      while (at < limit && (byte = bytes[at]) !== delimiter && byte !== LINE_FEED) {
        if (next === count) {
          count = structural.advance();
          next = 0;
        }
        at = positions[next++];
      }
      position = at;
      if (at >= limit) {
        if (cut) {
          fault = RECORD_TOO_LONG;
          position = limit;
          next--;
        } else if (!final) complete = false;
        if (cut || !final) break;
        byte = LINE_FEED;
      }
      if (!quoted) {
        fieldEnd = position;
        if (byte === LINE_FEED && fieldEnd > fieldStart && bytes[fieldEnd - 1] === CARRIAGE_RETURN)
          fieldEnd--;
      }
      if (column < columns) {
        const slot = slotOf[column];
        if (slot >= 0) {
          starts[base + slot] = fieldStart;
          ends[base + slot] = doubled ? ~fieldEnd : fieldEnd;
        }
      }
      column++;
      if (byte === LINE_FEED) break;
      position++;
    }
    if (!complete) {
      position = recordStart;
      line = recordLine;
      break;
    }
    if (fault === QUOTE_NOT_CLOSED) {
      const lineEnd = bytes.indexOf(LINE_FEED, recordStart);
      position = lineEnd < 0 || lineEnd >= limit ? limit : lineEnd + 1;
      structural.restart(position);
      next = count = 0;
      line = recordLine + 1;
      fieldEnd = position;
    } else if (fault !== RECORD_TOO_LONG) {
      recordEnds[row] = position;
      if (position < end) position++;
      line++;
      if (column === 1 && fieldEnd === recordStart) continue;
    }
    if (fault === 0 && width !== 0 && column !== width) fault = FIELD_COUNT;
    if (fault === QUOTE_NOT_CLOSED || fault === RECORD_TOO_LONG) recordEnds[row] = position;
    recordStarts[row] = recordStart;
    lines[row] = recordLine;
    fieldCounts[row] = column;
    faults[row] = fault;
    row++;
  }
  index.count = row;
  index.line = line;
  return position;
}
