import type { DelimitedFormat } from './delimitedFormat.js';
import { indexRecords } from './indexRecords.js';
import { RecordIndex, type Dialect } from './recordIndex.js';
import { copyText, type TextEncodingTable } from './textEncoding.js';

/** More columns than this are taken for a file that is not delimited as told. */
const COLUMNS_MAX = 10_000;

export interface FileStart {
  /** Texts of the first record's fields. */
  readonly names: readonly string[];
  /** Byte at which the first row of data begins, and its line. */
  readonly start: number;
  readonly line: number;
}

/** Length of a byte order mark of UTF-8 at the start of a file. */
export function byteOrderMark(bytes: Uint8Array): number {
  return bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** Reads the first record from the head of a file. null: the file has none. */
export function readFileStart(head: Uint8Array, final: boolean, format: DelimitedFormat): FileStart | null {
  const start = byteOrderMark(head);
  const first = firstRecord(head, start, final, format.dialect, format.encoding);
  if (first === null) return null;
  if (format.hasHeader) return { names: fieldNames(first.texts), start: first.end, line: first.line };
  return { names: format.schema.map((f) => f.name), start, line: 1 };
}

/** Texts of the record at `start`, where the next one begins and that one's line. */
export function firstRecord(
  head: Uint8Array,
  start: number,
  final: boolean,
  dialect: Dialect,
  encoding: TextEncodingTable,
): { texts: string[]; end: number; line: number } | null {
  const probe = new RecordIndex(1, 0, 1);
  indexRecords(
    head,
    start,
    head.length,
    head.length,
    final,
    { ...dialect, width: 0 },
    new Int32Array(0),
    probe,
  );
  const width = Math.min(probe.fieldCounts[0], COLUMNS_MAX);
  if (probe.count === 0 || probe.faults[0] !== 0) return null;
  const index = new RecordIndex(1, width, 1);
  const slots = Int32Array.from({ length: width }, (_, i) => i);
  const end = indexRecords(head, start, head.length, head.length, final, dialect, slots, index);
  const texts = Array.from(slots, (slot) => fieldText(head, index, slot, encoding));
  return { texts, end, line: index.line };
}

/** Text of the field whose bounds are starts[at] and ends[at] of an index. */
export function fieldText(
  bytes: Uint8Array,
  index: Pick<RecordIndex, 'starts' | 'ends'>,
  at: number,
  encoding: TextEncodingTable,
): string {
  const start = index.starts[at];
  const end = index.ends[at];
  const out = new Uint8Array(3 * ((end < 0 ? ~end : end) - start));
  return Buffer.from(out.buffer, 0, copyText(bytes, start, end, encoding, out, 0)).toString('utf8');
}

/** Header texts as field names: trimmed, never empty, and different from one another without regard to case. */
export function fieldNames(texts: readonly string[]): string[] {
  const used = new Set<string>();
  return texts.map((text, i) => {
    const base = text.trim() || `field_${i + 1}`;
    let name = base;
    for (let k = 2; used.has(name.toLowerCase()); k++) name = `${base}_${k}`;
    used.add(name.toLowerCase());
    return name;
  });
}
