import {
  FIELD_COUNT,
  QUOTE_NOT_CLOSED,
  RECORD_BYTES_MAX,
  RECORD_TOO_LONG,
  TEXT_AFTER_QUOTE,
  type Dialect,
  type RecordIndex,
} from './recordIndex.js';
import { StructuralBytes, type Place } from './structuralBytes.js';

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Finds records and fields in delimited text. A record ends at a line feed (with or without a carriage return before it)
 * that is not inside a quoted field; a field is quoted when its first byte is the quote, and a doubled quote inside
 * stands for one. Quotes elsewhere in a field are ordinary text. Blank lines are skipped. What begins is decided by the
 * bytes from the start of the file alone, so planning and reading use this one function.
 *
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
  const { capacity, slots } = index;
  const columns = slotOf.length;
  const structural = new StructuralBytes(bytes, start, stop, end, dialect, slotOf, index);
  const { starts, ends, recordStarts, recordEnds, lines, fieldCounts, faults } = index;
  const place: Place = { position: start, row: 0, line: index.line };
  let { position, row, line } = place;
  while (row < capacity && position < stop) {
    if (delimiter !== quote) {
      // Most records go this way; one that does not is looked at below.
      place.position = position;
      place.row = row;
      place.line = line;
      structural.enter(place);
      ({ position, row, line } = place);
      if (row === capacity || position >= stop) break;
    }
    const recordStart = position;
    const recordLine = line;
    const limit = recordStart + RECORD_BYTES_MAX < end ? recordStart + RECORD_BYTES_MAX : end;
    const cut = limit < end;
    const base = row * slots;
    let column = 0;
    let fault = 0;
    let complete = true;
    let fieldEnd = position;
    for (;;) {
      let fieldStart = position;
      let byte = LINE_FEED;
      let doubled = false;
      let quoted = false;
      let at = structural.take();
      if (at === position && at < limit && bytes[at] === quote) {
        quoted = true;
        fieldStart = position + 1;
        for (;;) {
          at = structural.take();
          if (at >= limit) break;
          byte = bytes[at];
          if (byte === quote) {
            if (at + 1 >= end || bytes[at + 1] !== quote) break;
            doubled = true;
            structural.take();
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
        at = structural.take();
      }
      // Quotes that are not the first byte are text.
      while (at < limit && (byte = bytes[at]) !== delimiter && byte !== LINE_FEED) {
        at = structural.take();
      }
      position = at;
      if (at >= limit) {
        if (cut) {
          fault = RECORD_TOO_LONG;
          position = limit;
          structural.putBack();
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
