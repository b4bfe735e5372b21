import { closeSync, openSync, readSync } from 'node:fs';
import type { Column, DataType } from '@graticule/columnar';
import type { DatasetFile } from '../../files/datasetFiles.js';
import { SourceError } from '../sourceError.js';
import { SLACK_BYTES, codecOf, prepareCodec } from './decompress.js';
import type { ColumnChunk, ParquetFooter } from './footer.js';
import { decodeLeaf, type LeafColumn } from './leafColumn.js';
import { assembleColumn } from './nestedColumn.js';
import { leavesOf, type ParquetColumn, type SchemaLeaf } from './parquetSchema.js';

/** Bytes between two wanted chunks that are read with them rather than in two reads. */
const GAP_BYTES_MAX = 256 << 10;
/** A read ends with the chunk that makes it longer than this. */
const READ_BYTES_MAX = 32 << 20;
/** Memory for reading that is kept for the next row group. */
const KEPT_BYTES_MAX = 64 << 20;

/** A column chunk to decode. */
interface Wanted {
  readonly column: ParquetColumn;
  readonly leaf: SchemaLeaf;
  readonly chunk: ColumnChunk;
}

/**
 * Columns of a row group, all of its rows in each. Reading and decoding are synchronous, on purpose: a worker thread has
 * nothing else to do, and the memory that files are read into is used again. Throws SOURCE_MALFORMED, naming the column,
 * when the file is damaged.
 */
export async function decodeColumns(
  file: DatasetFile,
  footer: ParquetFooter,
  rowGroup: number,
  columns: readonly ParquetColumn[],
): Promise<Column[]> {
  const { rows, chunks } = footer.rowGroups[rowGroup];
  const wanted: Wanted[] = [];
  for (const column of columns) {
    for (const leaf of leavesOf(column.node)) {
      const chunk = chunks[leaf.chunk];
      const broken = (problem: string) => malformed(file, rowGroup, column, problem);
      if (chunk?.column !== column.name) throw broken('its column chunks are not those of its schema');
      await prepare(chunk, broken);
      wanted.push({ column, leaf, chunk });
    }
  }
  const leaves = decodeChunks(file, rowGroup, wanted);
  return columns.map((column) => {
    try {
      const whole = assembleColumn(column.node, column.type as DataType, leaves);
      if (whole.length !== rows) throw new RangeError(`it holds ${whole.length} rows, expected ${rows}`);
      return whole;
    } catch (error) {
      throw damaged(error, file, rowGroup, column);
    }
  });
}

async function prepare(chunk: ColumnChunk, broken: (problem: string) => SourceError): Promise<void> {
  if (!(chunk.bytes >= 0 && chunk.start >= 0 && chunk.values >= 0)) throw broken('its place is negative');
  try {
    await prepareCodec(codecOf(chunk.codec));
  } catch (error) {
    throw broken((error as Error).message);
  }
}

let kept = new Uint8Array(0);

/** Reads chunks, neighbours at once, and decodes them. */
function decodeChunks(
  file: DatasetFile,
  rowGroup: number,
  wanted: readonly Wanted[],
): Map<SchemaLeaf, LeafColumn> {
  const leaves = new Map<SchemaLeaf, LeafColumn>();
  const descriptor = openSync(file.path, 'r');
  try {
    for (const run of neighbours(wanted)) {
      const start = run[0].chunk.start;
      const end = Math.max(...run.map(({ chunk }) => chunk.start + chunk.bytes));
      const first = run[0].column;
      if (end > file.bytes) throw malformed(file, rowGroup, first, 'it lies behind the end of the file');
      const bytes = readBytes(descriptor, start, end);
      if (bytes === null) throw malformed(file, rowGroup, first, 'the file is shorter than it was');
      for (const { column, leaf, chunk } of run) {
        const own = bytes.subarray(chunk.start - start, chunk.start - start + chunk.bytes);
        const nested = leaf !== column.node || leaf.repetitions > 0;
        try {
          leaves.set(leaf, decodeLeaf(own, chunk, leaf, nested));
        } catch (error) {
          throw damaged(error, file, rowGroup, column);
        }
      }
    }
  } finally {
    closeSync(descriptor);
    if (kept.length > KEPT_BYTES_MAX) kept = new Uint8Array(0);
  }
  return leaves;
}

/** Chunks in the order of the file, those that are read at once in one list. */
function neighbours(wanted: readonly Wanted[]): Wanted[][] {
  const runs: Wanted[][] = [];
  let first = 0;
  let end = -Infinity;
  for (const one of [...wanted].sort((a, b) => a.chunk.start - b.chunk.start)) {
    const { start, bytes } = one.chunk;
    if (start - end <= GAP_BYTES_MAX && end - first <= READ_BYTES_MAX) runs.at(-1)!.push(one);
    else {
      runs.push([one]);
      first = start;
    }
    end = start + bytes;
  }
  return runs;
}

/** Bytes start .. end of a file, with slack behind them; null when it is shorter. */
function readBytes(descriptor: number, start: number, end: number): Uint8Array | null {
  const length = end - start;
  if (kept.length < length + SLACK_BYTES) kept = new Uint8Array(length + SLACK_BYTES);
  for (let done = 0; done < length;) {
    const count = readSync(descriptor, kept, done, length - done, start + done);
    if (count === 0) return null;
    done += count;
  }
  return kept.subarray(0, length);
}

/** Errors of damaged bytes as the user's; mistakes of ours stay what they are. */
function damaged(error: unknown, file: DatasetFile, rowGroup: number, column: ParquetColumn): Error {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof SourceError)
    return error as Error;
  return malformed(file, rowGroup, column, error.message, error);
}

function malformed(
  file: DatasetFile,
  rowGroup: number,
  column: ParquetColumn,
  problem: string,
  cause?: Error,
): SourceError {
  const place = `${file.name}: row group ${rowGroup}, column ${column.name}`;
  return new SourceError('SOURCE_MALFORMED', `${place} cannot be decoded: ${problem}`, { cause });
}
