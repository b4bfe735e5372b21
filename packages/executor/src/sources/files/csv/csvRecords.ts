import { isUtf8 } from 'node:buffer';
import { CsvTokens, ESCAPED, readRecord, type CsvOptions, type FilesSource } from '@graticule/sql';
import { FieldValues } from '../../delimited/fieldValues.js';
import { FIELD_COUNT, RecordIndex, type Dialect } from '../../delimited/recordIndex.js';
import { StructuralBytes, type Place } from '../../delimited/structuralBytes.js';
import { SourceError } from '../../sourceError.js';
import { openText, overLines, type LineSplit } from '../lines.js';
import type { ListedFile } from '../listing.js';

/** Records of a part of a file; the first record of the file, its header, comes as `header`. */
export interface CsvRecords {
  readonly bytes: Buffer;
  readonly tokens: CsvTokens;
  readonly header: boolean;
  /** All text is valid UTF-8. */
  readonly clean: boolean;
  /** Some fields are ESCAPED. */
  readonly escaped: boolean;
  /** The same fields where WebAssembly reads them, if it does, escapes as they are; the header has a fault. */
  readonly values: FieldValues | null;
}

const FIELDS_MAX = 1 << 20;
const RECORDS_MAX = 32_768;
/** Bytes of which the records are read together. */
const PART_BYTES = 4 << 20;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Reads records in batches and yields what `make` makes of them at once: the next records take their place, also those of
 * other readers. Blank lines and comments are left out. `width`: fields that are kept of each record.
 */
export function readRecords<T>(
  file: ListedFile,
  split: LineSplit,
  source: FilesSource,
  options: CsvOptions,
  width: number,
  make: (records: CsvRecords) => T,
): AsyncGenerator<T> {
  const capacity = Math.max(64, Math.min(RECORDS_MAX, Math.floor(FIELDS_MAX / Math.max(1, width))));
  let header = options.header && split.start === 0;
  const finish = (bytes: Buffer, tokens: CsvTokens, escaped: boolean, index: RecordIndex | null): T => {
    const clean = isUtf8(bytes.subarray(tokens.recordStarts[0], tokens.recordEnds[tokens.count - 1]));
    if (index !== null && header) index.faults[0] = FIELD_COUNT;
    const records = { bytes, tokens, header, clean, escaped, values: index && new FieldValues(index) };
    header = false;
    return make(records);
  };
  return options.dialect.multiLine
    ? wholeRecords(file, source, options, new CsvTokens(capacity, width), finish)
    : lineRecords(file, split, source, options, new RecordIndex(capacity, width, 1, true), finish);
}

type Finish<T> = (bytes: Buffer, tokens: CsvTokens, escaped: boolean, index: RecordIndex | null) => T;

async function* lineRecords<T>(
  file: ListedFile,
  split: LineSplit,
  source: FilesSource,
  options: CsvOptions,
  index: RecordIndex,
  finish: Finish<T>,
): AsyncGenerator<T> {
  const { capacity, slots: width } = index;
  const { comment } = options;
  const dialect = simpleDialect(options, width);
  const slotOf = Int32Array.from({ length: width }, (_, slot) => slot);
  const place: Place = { position: 0, row: 0, line: split.start === 0 ? 1 : 0 };
  const parts = overLines(file, split, source, (window, stop, lineAt) => {
    const { bytes, start } = window;
    const end = Math.min(window.end, start + PART_BYTES);
    const rules = { escape: options.dialect.escape, comment };
    const structural = new StructuralBytes(bytes, start, stop, end, dialect ?? NOTHING, slotOf, index, rules);
    const tokens = tokensOf(index);
    place.position = start;
    place.row = 0;
    let escaped = false;
    while (place.row < capacity && place.position < stop) {
      const { position } = place;
      // Most records go this way.
      if (dialect !== null) structural.enter(place);
      if (place.position > position) continue;
      const line = lineAt(position);
      if (line === null || (line.next > end && place.row > 0)) break;
      if (!isBlank(bytes, position, line.end) && bytes[position] !== comment) {
        tokens.count = place.row;
        tokens.lines[place.row] = place.line;
        readRecord(bytes, position, line.end, true, options.dialect, tokens);
        checkSize(bytes, tokens, options, file);
        escaped ||= hasEscapes(tokens);
        index.faults[place.row++] = 0;
      }
      place.position = line.next;
      place.line++;
      if (dialect !== null) structural.skipTo(line.next);
    }
    tokens.count = index.count = place.row;
    if (split.start > 0) tokens.lines.fill(0);
    const readable = dialect !== null && place.position <= end;
    const made = place.row > 0 ? finish(bytes, tokens, escaped, readable ? index : null) : null;
    return { next: place.position, made };
  });
  for await (const made of parts) if (made !== null) yield made;
}

const NOTHING: Dialect = { delimiter: -1, quote: -1, width: 0 };

/** How records can be entered in WebAssembly; null: not with these options. */
function simpleDialect({ dialect, maxColumns, maxCharacters }: CsvOptions, width: number): Dialect | null {
  const { separator, quote, escape, trimsStart, trimsEnd, lineEnd } = dialect;
  const [delimiter] = separator;
  const special = [quote, escape, LINE_FEED, CARRIAGE_RETURN];
  if (separator.length > 1 || trimsStart || trimsEnd || lineEnd >= 0 || maxCharacters >= 0) return null;
  if (width > maxColumns || width === 0 || special.includes(delimiter)) return null;
  if ([quote, escape].some((byte) => byte === LINE_FEED || byte === CARRIAGE_RETURN || byte > 127))
    return null;
  return { delimiter, quote, width };
}

/** The fields of an index as tokens. */
function tokensOf(index: RecordIndex): CsvTokens {
  const { starts, ends, kinds, fieldCounts, recordStarts, recordEnds, lines, capacity, slots } = index;
  return {
    starts,
    ends,
    kinds,
    counts: fieldCounts,
    recordStarts,
    recordEnds,
    lines,
    capacity,
    width: slots,
    count: 0,
  };
}

/** Whether a field of the record just read has escapes. */
function hasEscapes({ kinds, counts, count, width }: CsvTokens): boolean {
  const base = count * width;
  return kinds.subarray(base, base + Math.min(width, counts[count])).includes(ESCAPED);
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] > 32) return false;
  return true;
}

/** Records that may go over several lines, from the start of the file. */
async function* wholeRecords<T>(
  file: ListedFile,
  source: FilesSource,
  options: CsvOptions,
  tokens: CsvTokens,
  finish: Finish<T>,
): AsyncGenerator<T> {
  const { dialect, comment } = options;
  const window = await openText(file, 0, source);
  let record = 0;
  try {
    for (;;) {
      const { bytes, final } = window;
      let at = window.start;
      tokens.count = 0;
      while (at < window.end && tokens.count < tokens.capacity) {
        const next =
          bytes[at] === comment
            ? lineAfter(bytes, at, window.end, final, dialect.lineEnd)
            : readRecord(bytes, at, window.end, final, dialect, tokens);
        if (next < 0) break;
        const empty = bytes[at] === comment || tokens.recordEnds[tokens.count] === at;
        if (!empty) {
          checkSize(bytes, tokens, options, file);
          tokens.lines[tokens.count++] = ++record;
        }
        at = next;
      }
      const stuck = at === window.start;
      window.start = at;
      if (tokens.count > 0) yield finish(bytes, tokens, true, null);
      if (final && window.start >= window.end) return;
      if (stuck && window.start === 0 && window.end === bytes.length) {
        throw new SourceError(
          'SOURCE_MALFORMED',
          `${file.name}: record ${record + 1} is longer than ${bytes.length} bytes; is a quote not closed?`,
        );
      }
      if (!stuck && at < window.end) continue;
      await window.refill();
    }
  } finally {
    await window.close();
  }
}

/** The record just read has no more fields, and no longer ones, than the options allow. */
function checkSize(
  bytes: Buffer,
  { starts, ends, counts, width, count }: CsvTokens,
  { maxColumns, maxCharacters }: CsvOptions,
  file: ListedFile,
): void {
  if (counts[count] > maxColumns) {
    throw new SourceError(
      'MALFORMED_RECORD',
      `${file.name}: a record has ${counts[count]} fields; maxColumns is ${maxColumns}`,
    );
  }
  if (maxCharacters < 0) return;
  for (let at = count * width, stop = at + Math.min(width, counts[count]); at < stop; at++) {
    if (ends[at] - starts[at] <= maxCharacters) continue;
    const { length } = bytes.toString('utf8', starts[at], ends[at]);
    if (length > maxCharacters) {
      throw new SourceError(
        'MALFORMED_RECORD',
        `${file.name}: a field has ${length} characters; maxCharsPerColumn is ${maxCharacters}`,
      );
    }
  }
}

function lineAfter(bytes: Buffer, at: number, end: number, final: boolean, lineEnd: number): number {
  const next = bytes.subarray(at, end).indexOf(lineEnd < 0 ? 10 : lineEnd);
  if (next >= 0) return at + next + 1;
  return final ? end : -1;
}
