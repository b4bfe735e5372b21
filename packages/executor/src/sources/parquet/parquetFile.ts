import type { Batch, Field } from '@graticule/columnar';
import { structType } from '@graticule/columnar';
import type { DatasetFile } from '../../files/datasetFiles.js';
import { SourceError } from '../sourceError.js';
import { batchesOf } from './batches.js';
import { readFooter, type ParquetFooter } from './footer.js';
import type { ParquetColumn } from './parquetSchema.js';
import { decodeColumns } from './rowGroup.js';

/** The named columns of one row group, in the file's own order. */
export async function* decodeRowGroup(
  file: DatasetFile,
  footer: ParquetFooter,
  rowGroup: number,
  columns: ReadonlySet<string>,
): AsyncGenerator<Batch> {
  const wanted = footer.columns.filter(({ name }) => columns.has(name));
  const schema = structType(wanted.map((column) => supportedField(column, file)));
  const decoded = await decodeColumns(file, footer, rowGroup, wanted);
  yield* batchesOf(schema, decoded, footer.rowGroups[rowGroup].rows);
}

/** The field for a column of a file. Throws SOURCE_UNSUPPORTED for a type without a counterpart. */
export function supportedField({ name, type, nullable, spelling }: ParquetColumn, file: DatasetFile): Field {
  if (type !== null) return { name, type, nullable };
  throw new SourceError(
    'SOURCE_UNSUPPORTED',
    `${file.name}: column ${name} has a type that is not supported (${spelling})`,
  );
}

/** All columns of a file, all nullable. */
export async function fieldsOfFile(file: DatasetFile): Promise<Field[]> {
  const { columns } = await readFooter(file);
  return columns.map((column) => ({ ...supportedField(column, file), nullable: true }));
}
