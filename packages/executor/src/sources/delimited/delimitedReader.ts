import { isUtf8 } from 'node:buffer';
import { takeBatch, type Batch, type StructType } from '@graticule/columnar';
import type { DatasetSource, Split } from '@graticule/sql';
import { datasetFiles } from '../../files/datasetFiles.js';
import { filterByExtent, requestedFields, selectColumns } from '../extentFilter.js';
import type { ReadContext, ScanRequest, SourceReader } from '../source.js';
import { ByteWindow } from './byteWindow.js';
import { delimitedFormat } from './delimitedFormat.js';
import { planFile, type DelimitedSplit } from './planFile.js';
import { recordParser, type RecordParser } from './recordParser.js';
import { indexRecords } from './indexRecords.js';
import {
  FIELD_COUNT,
  NOT_UTF8,
  QUOTE_NOT_CLOSED,
  RECORD_BYTES_MAX,
  RECORD_TOO_LONG,
  RecordIndex,
  TEXT_AFTER_QUOTE,
} from './recordIndex.js';

const BATCH_ROWS = 65_536;
/** Positions of fields held at a time; wide files are read in smaller batches. */
const BATCH_FIELDS_MAX = 1 << 20;
const REJECTED_TEXT_BYTES = 500;

/**
 * Delimited text (csv, tsv ...), plain or as .gz. Whether a row is good does not depend on the columns that are asked
 * for: all fields with a type other than text are checked in every row, so a count equals the number of rows read.
 */
export const delimitedReader: SourceReader<DatasetSource> = {
  async describe(source) {
    return delimitedFormat(source).fields.schema;
  },

  async plan(source) {
    const format = delimitedFormat(source);
    const splits: Split[] = [];
    for (const file of await datasetFiles(source)) splits.push(...(await planFile(file, format)));
    return splits;
  },

  async *read(source, split, request, context) {
    const format = delimitedFormat(source);
    const detail = split.detail as unknown as DelimitedSplit;
    const wanted = requestedFields(format.fields.schema, request.columns, `dataset ${source.name}`);
    const parser = recordParser(format, detail.names, request);
    const capacity = Math.max(1024, Math.min(BATCH_ROWS, Math.floor(BATCH_FIELDS_MAX / (parser.slots + 1))));
    const index = new RecordIndex(capacity, parser.slots, detail.line);
    const dialect = { ...format.dialect, width: detail.names.length };
    const window = await ByteWindow.open(detail.path, detail.start, detail.packed ? 'gzip' : null);
    try {
      await window.refill();
      if (detail.packed) window.start = detail.start;
      for (;;) {
        context.signal.throwIfAborted();
        const { bytes, start, end, final } = window;
        const stop = detail.end === null ? end : Math.max(0, Math.min(end, detail.end - window.position));
        window.start = indexRecords(bytes, start, stop, end, final, dialect, parser.slotOf, index);
        if (index.count > 0) yield finish(window, start, index, parser, detail, wanted, request, context);
        else if (window.start >= stop && (stop < end || final)) return;
        else await window.refill();
      }
    } finally {
      await window.close();
    }
  },
};

function finish(
  window: ByteWindow,
  start: number,
  index: RecordIndex,
  parser: RecordParser,
  split: DelimitedSplit,
  wanted: StructType,
  request: ScanRequest,
  context: ReadContext,
): Batch {
  const { bytes } = window;
  if (parser.utf8 && !isUtf8(bytes.subarray(start, window.start))) markBadText(bytes, index);
  let batch = parser.parse(bytes, index, (row, reason) => {
    if (index.faults[row] === 0)
      context.rejected(split.file, index.lines[row], reason, recordText(bytes, index, row, parser));
  });
  const good = reportFaults(bytes, index, parser, split, context);
  if (good.length < index.count) batch = takeBatch(batch, good);
  if (request.extent) batch = filterByExtent(batch, request.extent);
  return selectColumns(batch, wanted);
}

function markBadText(bytes: Uint8Array, index: RecordIndex): void {
  for (let row = 0; row < index.count; row++) {
    if (index.faults[row] === 0 && !isUtf8(bytes.subarray(index.recordStarts[row], index.recordEnds[row]))) {
      index.faults[row] = NOT_UTF8;
    }
  }
}

/** Reports marked records and returns the rows that are good. */
function reportFaults(
  bytes: Buffer,
  index: RecordIndex,
  parser: RecordParser,
  split: DelimitedSplit,
  context: ReadContext,
): Int32Array {
  const good = new Int32Array(index.count);
  let count = 0;
  for (let row = 0; row < index.count; row++) {
    if (index.faults[row] === 0) {
      good[count++] = row;
      continue;
    }
    const reason = faultReason(bytes, index, row, parser, split);
    context.rejected(split.file, index.lines[row], reason, recordText(bytes, index, row, parser));
  }
  return good.subarray(0, count);
}

function recordText(bytes: Buffer, index: RecordIndex, row: number, parser: RecordParser): string {
  const start = index.recordStarts[row];
  const end = Math.min(index.recordEnds[row], start + REJECTED_TEXT_BYTES);
  return bytes.toString(parser.utf8 ? 'utf8' : 'latin1', start, end).replace(/\r?\n$/, '');
}

function faultReason(
  bytes: Uint8Array,
  index: RecordIndex,
  row: number,
  parser: RecordParser,
  split: DelimitedSplit,
): string {
  switch (index.faults[row]) {
    case FIELD_COUNT:
      return `expected ${split.names.length} fields, found ${index.fieldCounts[row]}`;
    case TEXT_AFTER_QUOTE:
      return 'text follows a closing quote; expected a delimiter or the end of the line';
    case QUOTE_NOT_CLOSED:
      return `a quote is not closed within ${RECORD_BYTES_MAX} bytes`;
    case RECORD_TOO_LONG:
      return `a record is longer than ${RECORD_BYTES_MAX} bytes`;
    case NOT_UTF8:
      return 'its text is not valid UTF-8; if the file is in windows-1252, say so in the manifest (encoding)';
    default:
      return parser.explain(bytes, index, row);
  }
}
