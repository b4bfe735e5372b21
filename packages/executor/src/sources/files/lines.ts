import { readFile } from 'node:fs/promises';
import { type FilesSource, optionRequirement, type Split } from '@graticule/sql';
import { textPackingOf, unpackedText } from '../../compression/textPacking.js';
import { ByteWindow } from '../delimited/byteWindow.js';
import { SourceError } from '../sourceError.js';
import { decodedText, encodingOf } from './encoding.js';
import type { ListedFile } from './listing.js';

/** Lines that begin at start .. end of a file are those of the split; end null: to the end of the file. */
export interface LineSplit {
  readonly start: number;
  readonly end: number | null;
}

/** Consecutive lines: line i is bytes[starts[i] .. ends[i]), its ending left out. Valid until the next ones are asked for. */
export interface Lines {
  readonly bytes: Buffer;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly count: number;
  /** Of the first line, counted in its file from 1; 0 where the file was entered in the middle. */
  readonly firstLine: number;
}

const SPLIT_BYTES = 16 << 20;
/** Packed text becomes about so many times more. */
const PACKED_FACTOR = 5;
const LINES_MAX = 32_768;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Bytes of a file as UTF-8, window by window (see ByteWindow). */
export type TextWindow = Pick<
  ByteWindow,
  'bytes' | 'start' | 'end' | 'final' | 'position' | 'refill' | 'close'
>;

/** Opens a file at a position (0 for packed ones and those in another encoding). A byte order mark is skipped. */
export async function openText(file: ListedFile, start: number, source: FilesSource): Promise<TextWindow> {
  const encoding = encodingOf(source);
  const window =
    encoding === null
      ? await ByteWindow.open(file.path, start, textPackingOf(file.name))
      : wholeWindow(Buffer.from(decodedText(await unpackedBytes(file), encoding), 'utf8'));
  await window.refill();
  const { bytes } = window;
  if (start === 0 && window.end >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    window.start = 3;
  }
  return window;
}

/** The whole bytes of a file, unpacked. */
export async function unpackedBytes(file: ListedFile): Promise<Buffer> {
  const packing = textPackingOf(file.name);
  if (packing === null) return readFile(file.path);
  const pieces: Buffer[] = [];
  for await (const piece of unpackedText(file.path, file.name, packing)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function wholeWindow(bytes: Buffer<ArrayBuffer>): TextWindow {
  return {
    bytes,
    start: 0,
    end: bytes.length,
    final: true,
    position: 0,
    refill: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** Size of a file's text, as far as it is known without reading it. */
export function textBytes(file: ListedFile): number {
  return (textPackingOf(file.name) === null ? 1 : PACKED_FACTOR) * file.bytes;
}

/** Splits of a file that is read line by line. */
export function lineSplits(file: ListedFile, source: FilesSource): Split[] {
  const packed = textPackingOf(file.name) !== null;
  const whole = packed || encodingOf(source) !== null || (lineSeparator(source)?.length ?? 1) > 1;
  if (whole || file.bytes <= 1.5 * SPLIT_BYTES) {
    const detail: LineSplit = { start: 0, end: null };
    return [{ bytes: textBytes(file), detail: { ...detail } }];
  }
  const splits: Split[] = [];
  for (let start = 0; start < file.bytes; start += SPLIT_BYTES) {
    const end = start + SPLIT_BYTES < file.bytes ? start + SPLIT_BYTES : null;
    const detail: LineSplit = { start, end };
    splits.push({ bytes: (end ?? file.bytes) - start, detail: { ...detail } });
  }
  return splits;
}

/** The option lineSep, or null: line feed, carriage return, or both. */
function lineSeparator(source: FilesSource): Buffer | null {
  const text = source.options.linesep;
  if (text === undefined) return null;
  if (text === '') throw optionRequirement("'lineSep' cannot be an empty string.");
  return Buffer.from(text, 'utf8');
}

/** The lines of a split in batches. */
export async function* readLines(
  file: ListedFile,
  split: LineSplit,
  source: FilesSource,
): AsyncGenerator<Lines> {
  const starts = new Int32Array(LINES_MAX);
  const ends = new Int32Array(LINES_MAX);
  let firstLine = split.start === 0 ? 1 : 0;
  yield* overLines(file, split, source, ({ bytes, start }, stop, lineAt) => {
    let at = start;
    let count = 0;
    for (let line; count < LINES_MAX && at < stop && (line = lineAt(at)) !== null; at = line.next) {
      starts[count] = at;
      ends[count++] = line.end;
    }
    const lines = { bytes, starts, ends, count, firstLine };
    if (firstLine > 0) firstLine += count;
    return { next: at, made: lines };
  });
}

/** Where a line ends and where the next one begins. */
export interface LineEnd {
  end: number;
  next: number;
}

/**
 * Goes over the lines of a split, window by window, and yields what `take` makes of some of them: of the lines that begin
 * in bytes[window.start .. stop), of which it answers where the next one begins. lineAt(at): the line at a position, or
 * null where the window does not hold it; the answer is overwritten by the next.
 */
export async function* overLines<T>(
  file: ListedFile,
  { start, end }: LineSplit,
  source: FilesSource,
  take: (
    window: TextWindow,
    stop: number,
    lineAt: (at: number) => LineEnd | null,
  ) => { readonly next: number; readonly made: T },
): AsyncGenerator<T> {
  const separator = lineSeparator(source);
  // A line belongs to the split in which it begins: one byte earlier shows whether the first byte begins a line.
  const window = await openText(file, Math.max(0, start - 1), source);
  const found: LineEnd = { end: 0, next: 0 };
  const lineAt = (at: number): LineEnd | null =>
    findEnd(window.bytes, at, window.end, window.final, separator, found) ? found : null;
  try {
    let skip = start > 0;
    for (;;) {
      const from = window.start;
      const stop = end === null ? window.end : Math.min(window.end, end - window.position);
      if (skip && from < window.end) {
        const line = lineAt(from);
        if (line !== null) {
          skip = false;
          window.start = line.next;
        }
      } else if (from < stop) {
        const { next, made } = take(window, stop, lineAt);
        window.start = next;
        if (next > from) yield made;
      }
      if (end !== null && !skip && window.position + window.start >= end) return;
      if (window.start > from) continue;
      if (window.final && window.start >= window.end) return;
      if (window.start === 0 && window.end === window.bytes.length) {
        throw new SourceError(
          'SOURCE_MALFORMED',
          `${file.name}: a line is longer than ${window.bytes.length} bytes`,
        );
      }
      await window.refill();
    }
  } finally {
    await window.close();
  }
}

/** Finds the end of the line at `at`; false: the window does not hold it. */
function findEnd(
  bytes: Buffer,
  at: number,
  limit: number,
  final: boolean,
  separator: Buffer | null,
  found: { end: number; next: number },
): boolean {
  if (separator !== null) {
    const end = bytes.subarray(at, limit).indexOf(separator);
    if (end < 0 && !final) return false;
    found.end = end < 0 ? limit : at + end;
    found.next = end < 0 ? limit : at + end + separator.length;
    return true;
  }
  let end = at;
  while (end < limit && bytes[end] !== LINE_FEED && bytes[end] !== CARRIAGE_RETURN) end++;
  if (end === limit && !final) return false;
  if (end + 1 >= limit && bytes[end] === CARRIAGE_RETURN && !final) return false;
  found.end = end;
  found.next =
    end + 1 < limit && bytes[end] === CARRIAGE_RETURN && bytes[end + 1] === LINE_FEED ? end + 2 : end + 1;
  if (found.next > limit) found.next = limit;
  return true;
}
