import type { Batch, Field } from '@graticule/columnar';
import { readParquet, readSchema, wasmMemory } from 'parquet-wasm';
import { withFile } from '../../files/byteRange.js';
import type { DatasetFile } from '../../files/datasetFiles.js';
import { SourceError } from '../sourceError.js';
import { readArrowColumns, readArrowSchema } from './arrowMemory.js';
import { fieldOfArrow, type ArrowField } from './arrowType.js';
import { readFooter, rowGroupExcerpt, schemaExcerpt, type ParquetFooter } from './footer.js';

const BATCH_ROWS = 65_536;

/** Batches without columns, for counting: the footer knows the number of rows. */
export function* emptyBatches(rows: number): Generator<Batch> {
  for (let done = 0; done < rows; done += BATCH_ROWS) {
    yield { schema: { kind: 'struct', fields: [] }, length: Math.min(BATCH_ROWS, rows - done), columns: [] };
  }
}

/** The named columns of one row group, in the file's own order. */
export async function* decodeRowGroup(
  file: DatasetFile,
  footer: ParquetFooter,
  rowGroup: number,
  columns: ReadonlySet<string>,
): AsyncGenerator<Batch> {
  if (columns.size === 0) {
    yield* emptyBatches(footer.rowGroups[rowGroup].rows);
    return;
  }
  const excerpt = await withFile(file.path, (handle) => rowGroupExcerpt(handle, footer, rowGroup, columns));
  let stream;
  try {
    stream = readParquet(excerpt, { batchSize: BATCH_ROWS }).intoFFI();
  } catch (error) {
    throw new SourceError(
      'SOURCE_MALFORMED',
      `${file.name}: row group ${rowGroup} cannot be decoded: ${String(error)}`,
    );
  }
  try {
    const schema = readArrowSchema(wasmMemory().buffer as ArrayBuffer, stream.schemaAddr());
    const fields = schema.children.map((child) => supportedField(child, file));
    for (let i = 0; i < stream.numArrays(); i++) {
      // The decoder's memory may grow and move between batches.
      const { length, columns: own } = readArrowColumns(
        wasmMemory().buffer as ArrayBuffer,
        stream.arrayAddr(i),
        schema,
      );
      yield { schema: { kind: 'struct', fields }, length, columns: own };
    }
  } finally {
    stream.free();
  }
}

/** The field for a column of a file. Throws SOURCE_UNSUPPORTED for a type without a counterpart. */
export function supportedField(arrow: ArrowField, file: DatasetFile): Field {
  const known = fieldOfArrow(arrow);
  if (known) return known;
  throw new SourceError(
    'SOURCE_UNSUPPORTED',
    `${file.name}: column ${arrow.name} has a type that is not supported (${arrow.format})`,
  );
}

/** All columns of a file, all nullable. */
export async function fieldsOfFile(file: DatasetFile): Promise<Field[]> {
  const columns = arrowFields(await readFooter(file));
  return columns.map((arrow) => ({ ...supportedField(arrow, file), nullable: true }));
}

const schemas = new WeakMap<ParquetFooter, readonly ArrowField[]>();

/** Columns of a file with their types; null type: not supported. */
export function arrowFields(footer: ParquetFooter): readonly ArrowField[] {
  let fields = schemas.get(footer);
  if (!fields) {
    const schema = readSchema(schemaExcerpt(footer)).intoFFI();
    fields = readArrowSchema(wasmMemory().buffer as ArrayBuffer, schema.addr()).children;
    schema.free();
    schemas.set(footer, fields);
  }
  return fields;
}
