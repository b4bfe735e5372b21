import { open } from 'node:fs/promises';
import {
  concatBatches,
  decodeDictionary,
  toIpc,
  type Batch,
  type DataType,
  type StructType,
} from '@graticule/columnar';
import { unsupportedType } from '@graticule/sql';
import { Compression as Codec, Table, WriterPropertiesBuilder, writeParquet } from 'parquet-wasm';
import { compressionOf, type Compression, type FileSink } from './fileSink.js';
import type { PartWriter } from './partWriter.js';

const CODECS: Readonly<Partial<Record<Compression, Codec>>> = {
  none: Codec.UNCOMPRESSED,
  snappy: Codec.SNAPPY,
  gzip: Codec.GZIP,
  zstd: Codec.ZSTD,
  brotli: Codec.BROTLI,
};
const ROW_GROUP_ROWS = 1_000_000;

/** A Parquet part file: its rows are held until it is closed, because the library writes files whole. */
export class ParquetPart implements PartWriter {
  private readonly batches: Batch[] = [];

  constructor(
    private readonly path: string,
    private readonly schema: StructType,
    private readonly sink: FileSink,
  ) {}

  write(batch: Batch): Promise<void> {
    this.batches.push(batch);
    return Promise.resolve();
  }

  async close(): Promise<number> {
    const { columns, length } = concatBatches(this.schema, this.batches);
    this.batches.length = 0;
    // Metadata of ours stays ours; strings by reference are written as strings.
    const fields = this.schema.fields.map(({ name, type, nullable }) => ({ name, type, nullable }));
    const schema: StructType = { kind: 'struct', fields };
    const table = Table.fromIPCStream(
      toIpc([{ schema, length, columns: columns.map(decodeDictionary) }], schema),
    );
    const properties = new WriterPropertiesBuilder()
      .setCompression(CODECS[compressionOf(this.sink)]!)
      .setMaxRowGroupSize(ROW_GROUP_ROWS)
      .setCreatedBy('Graticule')
      .build();
    const bytes = writeParquet(table, properties);
    const file = await open(this.path, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    return bytes.length;
  }

  abandon(): Promise<void> {
    this.batches.length = 0;
    return Promise.resolve();
  }
}

/** Refuses types that Parquet files do not have. */
export function checkParquetSchema({ fields }: StructType): void {
  for (const { type } of fields) {
    const found = notInParquet(type);
    if (found !== null) throw unsupportedType('Parquet', found);
  }
}

/** The first type inside of a type, or itself, that Parquet files do not have. */
function notInParquet(type: DataType): DataType | null {
  switch (type.kind) {
    case 'null':
    case 'interval':
      return type;
    case 'array':
      return notInParquet(type.element) && type;
    case 'map':
      return (notInParquet(type.key) ?? notInParquet(type.value)) && type;
    case 'struct':
      return type.fields.some((field) => notInParquet(field.type) !== null) ? type : null;
    default:
      return null;
  }
}
