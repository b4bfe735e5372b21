import type { Batch, StructType } from '@graticule/columnar';
import { csvEncoder } from './csvEncoder.js';
import type { FileSink } from './fileSink.js';
import { jsonEncoder } from './jsonEncoder.js';
import { OrcPart, checkOrcSchema } from './orcPart.js';
import { ParquetPart, checkParquetSchema } from './parquetPart.js';
import { textEncoder } from './textEncoder.js';
import { TextPart } from './textPart.js';

/** One part file while it is written. `close` completes and syncs it and answers its size in bytes. */
export interface PartWriter {
  write(batch: Batch): Promise<void>;
  close(): Promise<number>;
  /** Ends without completing the file. */
  abandon(): Promise<void>;
}

/** Makes text of batches. */
export interface TextEncoder {
  /** What stands at the start of every file. */
  readonly head: string;
  encode(batch: Batch): string;
}

/** Opens a new file for rows of a schema. */
export function openPart(path: string, schema: StructType, sink: FileSink): Promise<PartWriter> {
  if (sink.format === 'parquet') return Promise.resolve(new ParquetPart(path, schema, sink));
  if (sink.format === 'orc') return OrcPart.open(path, schema, sink);
  return TextPart.open(path, encoderOf(schema, sink), sink);
}

/** Throws for schemas and options that the format cannot write, before anything is written. */
export function checkSink(schema: StructType, sink: FileSink): void {
  if (sink.format === 'orc') checkOrcSchema(schema);
  else if (sink.format === 'parquet') checkParquetSchema(schema);
  else encoderOf(schema, sink);
}

function encoderOf(schema: StructType, sink: FileSink): TextEncoder {
  switch (sink.format) {
    case 'csv':
      return csvEncoder(schema, sink);
    case 'json':
      return jsonEncoder(schema, sink);
    default:
      return textEncoder(schema, sink);
  }
}
