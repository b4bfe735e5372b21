import type { FileFormat, FileSession } from '@graticule/sql';
import { SourceError } from '../../sources/sourceError.js';

/** How names of temporary folders begin; such folders of other writes are left alone. */
export const TEMPORARY = '_temporary';

/** Parameters of the kernels that write files, as the coordinator sends them. */
export interface FileSink {
  readonly format: FileFormat;
  /** The folder that is written. */
  readonly path: string;
  /** Name of this write's own folder in `path`, beginning with TEMPORARY, where parts lie until all tasks have succeeded. */
  readonly temporary: string;
  /** Part of the files' names. */
  readonly id: string;
  readonly mode: 'append' | 'overwrite' | 'errorIfExists' | 'ignore';
  /** Keys in lower case. */
  readonly options: Readonly<Record<string, string>>;
  /** Columns whose values become folders `k=v`; not in the files. */
  readonly partitionBy: readonly string[];
  readonly allowedPaths: readonly string[];
  readonly session: FileSession;
}

export type Compression =
  'none' | 'gzip' | 'deflate' | 'bzip2' | 'snappy' | 'zstd' | 'brotli' | 'zlib' | 'lz4';

const NAMES: Readonly<Record<string, Compression>> = {
  none: 'none',
  uncompressed: 'none',
  bzip2: 'bzip2',
  gzip: 'gzip',
  deflate: 'deflate',
  snappy: 'snappy',
  zstd: 'zstd',
  brotli: 'brotli',
  zlib: 'zlib',
  lz4: 'lz4',
};
const TEXT: readonly Compression[] = ['none', 'bzip2', 'deflate', 'gzip', 'lz4', 'snappy'];
const OF_FORMAT: Readonly<Record<FileFormat, readonly Compression[]>> = {
  csv: TEXT,
  json: TEXT,
  text: TEXT,
  orc: ['none', 'snappy', 'zlib', 'zstd', 'lz4'],
  parquet: ['none', 'snappy', 'gzip', 'zstd', 'brotli'],
};

/** Spark's own list, which it shows for a name that it does not know. */
const SHOWN: Readonly<Record<FileFormat, string>> = {
  csv: 'Known codecs are bzip2, deflate, uncompressed, lz4, gzip, snappy, none.',
  json: 'Known codecs are bzip2, deflate, uncompressed, lz4, gzip, snappy, none.',
  text: 'Known codecs are bzip2, deflate, uncompressed, lz4, gzip, snappy, none.',
  orc: 'Available codecs are uncompressed, lz4, lzo, snappy, zlib, none, zstd.',
  parquet: 'Available codecs are brotli, uncompressed, lz4, gzip, lzo, snappy, none, zstd.',
};

/** The option compression; snappy is the default of Parquet and ORC, none of the others. */
export function compressionOf({ format, options }: FileSink): Compression {
  const fallback = format === 'parquet' || format === 'orc' ? 'snappy' : 'none';
  const name = (options.compression ?? options.codec ?? fallback).toLowerCase();
  const known = NAMES[name];
  if (known !== undefined && OF_FORMAT[format].includes(known)) return known;
  if (SHOWN[format].split(/[ ,.]+/).includes(name)) {
    throw new SourceError(
      'SINK_UNSUPPORTED',
      `Writing ${format} with compression ${name} is not supported; supported are ${OF_FORMAT[format].join(', ')}`,
    );
  }
  throw new SourceError('OPTION_INVALID', `Codec [${name}] is not available. ${SHOWN[format]}`);
}

/** Whether an overwrite replaces only the folders of partitions that it has rows for. */
export function isDynamic({ mode, options, partitionBy }: FileSink): boolean {
  return (
    mode === 'overwrite' &&
    partitionBy.length > 0 &&
    options.partitionoverwritemode?.toLowerCase() === 'dynamic'
  );
}

/** The option maxRecordsPerFile; 0 or less: any number. */
export function rowsPerFile({ options }: FileSink): number {
  const rows = Number(options.maxrecordsperfile ?? 0);
  return rows > 0 ? rows : Infinity;
}

const ENDINGS: Readonly<Record<Compression, string>> = {
  none: '',
  bzip2: '.bz2',
  gzip: '.gz',
  deflate: '.deflate',
  snappy: '.snappy',
  zstd: '.zstd',
  brotli: '.br',
  zlib: '.zlib',
  lz4: '.lz4',
};

/** Ending of the files' names. */
export function extensionOf(sink: FileSink): string {
  const { format } = sink;
  const packed = ENDINGS[compressionOf(sink)];
  if (format === 'parquet' || format === 'orc') return `${packed}.${format}`;
  return `.${format === 'text' ? 'txt' : format}${packed}`;
}
