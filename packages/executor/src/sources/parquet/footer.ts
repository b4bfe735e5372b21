import type { FileHandle } from 'node:fs/promises';
import { readRange, withFile } from '../../files/byteRange.js';
import type { DatasetFile } from '../../files/datasetFiles.js';
import { SourceError } from '../sourceError.js';
import { decodeStruct, type ThriftStruct } from './compactProtocol.js';
import { parseSchema, type ParquetColumn } from './parquetSchema.js';
import { child, items, list, number, text } from './thriftFields.js';

/**
 * A Parquet file's footer. Field numbers are those of
 * https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */
export interface ParquetFooter {
  readonly rows: number;
  readonly columns: readonly ParquetColumn[];
  readonly rowGroups: readonly RowGroup[];
  readonly keyValues: ReadonlyMap<string, string>;
}

export interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly ColumnChunk[];
}

export interface ColumnChunk {
  /** Name of the top-level column it belongs to. */
  readonly column: string;
  /** More than one for leaves of nested columns. */
  readonly depth: number;
  /** By the numbers of CompressionCodec. */
  readonly codec: number;
  /** Values of the leaf, nulls included. */
  readonly values: number;
  readonly start: number;
  readonly bytes: number;
  readonly bytesDecoded: number;
  readonly statistics: ThriftStruct | null;
}

const FOOTER_BYTES_MAX = 512 << 20;
const CACHED_FOOTERS_MAX = 8;
const cache = new Map<string, ParquetFooter>();

/** Reads the footer of a file; the last few are kept. Throws SOURCE_MALFORMED when the file is not Parquet. */
export async function readFooter(file: DatasetFile): Promise<ParquetFooter> {
  const key = `${file.path}\n${file.bytes}\n${file.modified}`;
  const known = cache.get(key);
  if (known) return known;
  const footer = await withFile(file.path, (handle) => loadFooter(handle, file));
  cache.set(key, footer);
  if (cache.size > CACHED_FOOTERS_MAX) cache.delete(cache.keys().next().value!);
  return footer;
}

async function loadFooter(handle: FileHandle, file: DatasetFile): Promise<ParquetFooter> {
  if (file.bytes < 12) throw malformed(file, `it has ${file.bytes} bytes`);
  const end = Buffer.from(await readRange(handle, file.bytes - 8, file.bytes));
  const magic = end.toString('latin1', 4);
  if (magic === 'PARE')
    throw new SourceError('SOURCE_UNSUPPORTED', `${file.name}: encrypted Parquet is not supported`);
  const length = end.readUInt32LE(0);
  if (magic !== 'PAR1') throw malformed(file, 'it does not end with PAR1');
  if (length > file.bytes - 12 || length > FOOTER_BYTES_MAX)
    throw malformed(file, `its footer claims ${length} bytes`);
  try {
    return parseFooter(decodeStruct(await readRange(handle, file.bytes - 8 - length, file.bytes - 8)));
  } catch (error) {
    throw malformed(file, `its footer cannot be read: ${(error as Error).message}`);
  }
}

function malformed(file: DatasetFile, problem: string): SourceError {
  return new SourceError('SOURCE_MALFORMED', `${file.name} is not a Parquet file: ${problem}`);
}

function parseFooter(tree: ThriftStruct): ParquetFooter {
  const keyValues = new Map<string, string>();
  for (const pair of items(tree, 5)) keyValues.set(text(pair, 1), text(pair, 2));
  return {
    rows: number(tree, 3),
    columns: parseSchema(items(tree, 2)),
    keyValues,
    rowGroups: items(tree, 4).map((group) => ({
      rows: number(group, 3),
      chunks: items(group, 1).map(parseChunk),
    })),
  };
}

function parseChunk(chunk: ThriftStruct): ColumnChunk {
  const facts = child(chunk, 3);
  if (facts === null) throw new Error('a column chunk has no metadata');
  if (chunk.fields.has(1)) throw new Error('column chunks in other files are not supported');
  if (chunk.fields.has(8) || chunk.fields.has(9)) throw new Error('encrypted columns are not supported');
  const path = list(facts, 3)?.items ?? [];
  const data = number(facts, 9);
  const dictionary = facts.fields.has(11) ? number(facts, 11) : 0;
  return {
    column: Buffer.from(path[0] as Uint8Array).toString('utf8'),
    depth: path.length,
    codec: number(facts, 4),
    values: number(facts, 5),
    start: dictionary > 0 && dictionary < data ? dictionary : data,
    bytes: number(facts, 7),
    bytesDecoded: number(facts, 6),
    statistics: child(facts, 12),
  };
}
