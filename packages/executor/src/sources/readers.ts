import type { Batch, StructType } from '@graticule/columnar';
import type { Source, Split } from '@graticule/sql';
import { orcColumnar } from './columnar/orcColumnar.js';
import { parquetColumnar } from './columnar/parquetColumnar.js';
import { columnarReader } from './dataset/columnarReader.js';
import { delimitedReader } from './delimited/delimitedReader.js';
import { collectionReader } from './features/collectionReader.js';
import { serviceReader } from './features/serviceReader.js';
import { filesReader } from './files/filesReader.js';
import { geojsonReader } from './geojson/geojsonReader.js';
import { jdbcReader } from './jdbc/jdbcReader.js';
import { layerReader } from './flatgeobuf/layerReader.js';
import type { ReadContext, ScanRequest, SourceReader } from './source.js';
import { SourceError } from './sourceError.js';

const parquetReader = columnarReader(parquetColumnar());
const orcReader = columnarReader(orcColumnar);

function readerOf(source: Source): SourceReader<Source> {
  switch (source.kind) {
    case 'dataset':
      switch (source.manifest.format.type) {
        case 'delimited':
          return delimitedReader as SourceReader<Source>;
        case 'parquet':
          return parquetReader as SourceReader<Source>;
        case 'orc':
          return orcReader as SourceReader<Source>;
        case 'geojson':
          return geojsonReader as SourceReader<Source>;
        default:
          throw new SourceError(
            'SOURCE_UNSUPPORTED',
            `dataset ${source.name}: format ${source.manifest.format.type} is not supported; supported are delimited, parquet, orc and geojson`,
          );
      }
    case 'layer':
      return layerReader as SourceReader<Source>;
    case 'collection':
      return collectionReader as SourceReader<Source>;
    case 'featureService':
      return serviceReader as SourceReader<Source>;
    case 'jdbc':
      return jdbcReader as SourceReader<Source>;
    case 'files':
      return filesReader as SourceReader<Source>;
    case 'cached':
      throw new Error('rows of a cached frame come with the task, not from a reader');
  }
}

/** All fields of a source. Main thread. Throws SourceErrors. */
export function describeSource(source: Source): Promise<StructType> {
  return readerOf(source).describe(source);
}

/** The source's splits for a request. Main thread. */
export function planScan(source: Source, request: ScanRequest): Promise<Split[]> {
  return readerOf(source).plan(source, request);
}

/** The rows of one split. Worker threads. */
export function readSource(
  source: Source,
  split: Split,
  request: ScanRequest,
  context: ReadContext,
): AsyncIterable<Batch> {
  return readerOf(source).read(source, split, request, context);
}
