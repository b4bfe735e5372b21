import type { Split } from '@graticule/sql';
import type { DatasetFile } from '../../files/datasetFiles.js';
import { SourceError } from '../sourceError.js';
import { ByteWindow } from './byteWindow.js';
import type { DelimitedFormat } from './delimitedFormat.js';
import { readFileStart } from './header.js';
import { indexRecords } from './indexRecords.js';
import { RecordIndex, type Dialect } from './recordIndex.js';
import { refuseUtf16 } from './textEncoding.js';

/** Where a split begins and what its rows look like. */
export interface DelimitedSplit {
  readonly path: string;
  readonly file: string;
  readonly packed: boolean;
  /** Field names of the file's columns. */
  readonly names: readonly string[];
  readonly start: number;
  /** Records that begin before it belong to the split; null: all to the end of the file. */
  readonly end: number | null;
  /** 1-based line of the first record. */
  readonly line: number;
}

const SPLIT_BYTES = 16 << 20;
const SCANNED_RECORDS = 1 << 16;
const CACHED_PLANS_MAX = 1000;
const plans = new Map<string, readonly DelimitedSplit[]>();

/**
 * Splits of one file. Whether a line feed ends a record depends on the quotes before it, so a file larger than one split
 * is scanned once from its start by the rule that reading uses; the scan also gives every split its first line number.
 * Plans of unchanged files are kept. A `.gz` file cannot be entered in the middle and is one split.
 */
export async function planFile(file: DatasetFile, format: DelimitedFormat): Promise<Split[]> {
  const { delimiter, quote } = format.dialect;
  const schema = format.hasHeader ? '' : format.schema.map((f) => f.name).join('\t');
  const key = `${file.path}\n${file.bytes}\n${file.modified}\n${delimiter} ${quote} ${format.encoding !== null} ${schema}`;
  let splits = plans.get(key);
  if (!splits) {
    splits = await scanFile(file, format);
    plans.set(key, splits);
    if (plans.size > CACHED_PLANS_MAX) plans.delete(plans.keys().next().value!);
  }
  return splits.map((detail) => ({
    bytes: detail.packed ? 5 * file.bytes : (detail.end ?? file.bytes) - detail.start,
    detail: { ...detail },
  }));
}

async function scanFile(file: DatasetFile, format: DelimitedFormat): Promise<DelimitedSplit[]> {
  const packed = file.name.toLowerCase().endsWith('.gz');
  const window = await ByteWindow.open(file.path, 0, packed ? 'gzip' : null);
  try {
    await window.refill();
    if (window.end === 0) return [];
    refuseUtf16(window.bytes, file.name);
    const head = readFileStart(window.bytes.subarray(0, window.end), window.final, format);
    if (head === null) {
      if (window.bytes.subarray(0, window.end).every((byte) => byte === 10 || byte === 13)) return [];
      throw new SourceError(
        'SOURCE_MALFORMED',
        `${file.name}: its first record cannot be read as delimited text`,
      );
    }
    const facts = { path: file.path, file: file.name, packed, names: head.names };
    if (packed || file.bytes <= 1.5 * SPLIT_BYTES) {
      return [{ ...facts, start: head.start, end: null, line: head.line }];
    }
    window.start = head.start;
    const dialect = { ...format.dialect, width: head.names.length };
    const starts = await scanBoundaries(window, dialect, head.line);
    return starts.map((at, i) => ({ ...facts, ...at, end: starts[i + 1]?.start ?? null }));
  } finally {
    await window.close();
  }
}

/** First records at or after every multiple of the split size, beginning with the window's. */
async function scanBoundaries(
  window: ByteWindow,
  dialect: Dialect,
  line: number,
): Promise<{ start: number; line: number }[]> {
  const boundaries = [{ start: window.position + window.start, line }];
  const index = new RecordIndex(SCANNED_RECORDS, 0, line);
  const none = new Int32Array(dialect.width).fill(-1);
  let target = SPLIT_BYTES;
  for (;;) {
    await window.refill();
    for (;;) {
      const stop = Math.max(0, Math.min(window.end, target - window.position));
      const { bytes, start, end, final } = window;
      window.start = indexRecords(bytes, start, stop, end, final, dialect, none, index);
      const at = window.position + window.start;
      if (at >= target && (window.start < end || !final)) {
        boundaries.push({ start: at, line: index.line });
        target = (Math.floor(at / SPLIT_BYTES) + 1) * SPLIT_BYTES;
      } else if (index.count === 0) break;
    }
    if (window.final) return boundaries;
  }
}
