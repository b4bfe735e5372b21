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

export type Compression = 'none' | 'gzip' | 'deflate' | 'snappy' | 'zstd' | 'brotli' | 'zlib' | 'lz4';

const NAMES: Readonly<Record<string, Compression>> = {
  none: 'none',
  uncompressed: 'none',
  gzip: 'gzip',
  deflate: 'deflate',
  snappy: 'snappy',
  zstd: 'zstd',
  brotli: 'brotli',
  zlib: 'zlib',
  lz4: 'lz4',
};
const OF_FORMAT: Readonly<Record<FileFormat, readonly Compression[]>> = {
  csv: ['none', 'gzip', 'deflate'],
  json: ['none', 'gzip', 'deflate'],
  text: ['none', 'gzip', 'deflate'],
  orc: ['none', 'snappy', 'zlib', 'zstd', 'lz4'],
  parquet: ['none', 'snappy', 'gzip', 'zstd', 'brotli'],
};

/** The option compression; snappy is the default of parquet, none of the others. */
export function compressionOf({ format, options }: FileSink): Compression {
  const name = (
    options.compression ??
    options.codec ??
    (format === 'parquet' ? 'snappy' : 'none')
  ).toLowerCase();
  const known = NAMES[name];
  if (known !== undefined && OF_FORMAT[format].includes(known)) return known;
  throw new SourceError(
    'SINK_UNSUPPORTED',
    `Codec [${name}] is not available for format ${format}. Available codecs are ${OF_FORMAT[format].join(', ')}.`,
  );
}

const ENDINGS: Readonly<Record<Compression, string>> = {
  none: '',
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
