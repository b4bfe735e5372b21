import { isUtf8 } from 'node:buffer';
import { CsvTokens, readRecord, type CsvOptions, type FilesSource } from '@graticule/sql';
import { SourceError } from '../../sourceError.js';
import { openText, readLines, type LineSplit } from '../lines.js';
import type { ListedFile } from '../listing.js';

/** Records of a part of a file; the first record of the file, its header, comes as `header`. */
export interface CsvRecords {
  readonly bytes: Buffer;
  readonly tokens: CsvTokens;
  readonly header: boolean;
  /** All text is valid UTF-8. */
  readonly clean: boolean;
}

const FIELDS_MAX = 1 << 20;
const RECORDS_MAX = 32_768;

/** Reads records in batches; blank lines and comments are left out. `width`: fields that are kept of each record. */
export async function* readRecords(
  file: ListedFile,
  split: LineSplit,
  source: FilesSource,
  options: CsvOptions,
  width: number,
): AsyncGenerator<CsvRecords> {
  const capacity = Math.max(64, Math.min(RECORDS_MAX, Math.floor(FIELDS_MAX / Math.max(1, width))));
  const tokens = new CsvTokens(capacity, width);
  const records = options.dialect.multiLine
    ? wholeRecords(file, source, options, tokens)
    : lineRecords(file, split, source, options, tokens);
  let header = options.header && split.start === 0;
  for await (const bytes of records) {
    const from = tokens.recordStarts[0];
    const clean = isUtf8(bytes.subarray(from, tokens.recordEnds[tokens.count - 1]));
    yield { bytes, tokens, header, clean };
    header = false;
    tokens.count = 0;
  }
}

async function* lineRecords(
  file: ListedFile,
  split: LineSplit,
  source: FilesSource,
  options: CsvOptions,
  tokens: CsvTokens,
): AsyncGenerator<Buffer> {
  const { dialect, comment } = options;
  for await (const { bytes, starts, ends, count, firstLine } of readLines(file, split, source)) {
    for (let i = 0; i < count; i++) {
      const [start, end] = [starts[i], ends[i]];
      if (isBlank(bytes, start, end) || bytes[start] === comment) continue;
      tokens.lines[tokens.count] = firstLine === 0 ? 0 : firstLine + i;
      readRecord(bytes, start, end, true, dialect, tokens);
      checkSize(bytes, tokens, options, file);
      if (++tokens.count < tokens.capacity) continue;
      yield bytes;
    }
    if (tokens.count > 0) yield bytes;
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] > 32) return false;
  return true;
}

/** Records that may go over several lines, from the start of the file. */
async function* wholeRecords(
  file: ListedFile,
  source: FilesSource,
  options: CsvOptions,
  tokens: CsvTokens,
): AsyncGenerator<Buffer> {
  const { dialect, comment } = options;
  const window = await openText(file, 0, source);
  let record = 0;
  try {
    for (;;) {
      const { bytes, final } = window;
      let at = window.start;
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
      if (tokens.count > 0) yield bytes;
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
