import { sameType, type Field } from '@graticule/columnar';
import type { DatasetSource, Split } from '@graticule/sql';
import { datasetFiles, type DatasetFile } from '../../files/datasetFiles.js';
import { assembleDataset, isTextTime } from '../dataset/assembleDataset.js';
import { GEOMETRY, TIME, datasetFields, type DatasetFields } from '../dataset/datasetFields.js';
import { filterByExtent, requestedFields, selectColumns } from '../extentFilter.js';
import { mayMatch, type ColumnRange } from '../pruning.js';
import type { ScanRequest, SourceReader } from '../source.js';
import { SourceError } from '../sourceError.js';
import { emptyBatches } from './batches.js';
import { readFooter } from './footer.js';
import { rangeOfColumn } from './statistics.js';
import { decodeRowGroup, supportedField } from './parquetFile.js';

/** One row group of one file. */
interface ParquetSplit {
  readonly file: DatasetFile;
  readonly rowGroup: number;
  /** Rows of the file before this group. */
  readonly firstRow: number;
  /** Fields of the dataset that this file does not have. */
  readonly absent: readonly Field[];
}

/**
 * Parquet and GeoParquet. Of a file only the footer and the column chunks that a scan needs are read. Types are the
 * files' own; the manifest's schema says which columns are delivered (all, when it lists none).
 */
export const parquetReader: SourceReader<DatasetSource> = {
  async describe(source) {
    return (await parquetFields(source, await datasetFiles(source))).schema;
  },

  async plan(source, request) {
    const files = await datasetFiles(source);
    const fields = await parquetFields(source, files);
    const columns = neededColumns(fields, request);
    const splits: Split[] = [];
    // Rows without a place or a time are counted, wherever they are.
    const rejectsRows = fields.geometry?.from === 'coordinates' || isTextTime(fields);
    for (const file of files) {
      let firstRow = 0;
      const footer = await readFooter(file);
      const own = new Set((await fileFields(source, file)).map((f) => f.name));
      const absent = fields.files.filter((f) => !own.has(f.name));
      const stored = new Set(footer.columns.map(({ name }) => name));
      footer.rowGroups.forEach((group, rowGroup) => {
        const ranges = (ordinal: number): ColumnRange | null => {
          const name = request.columns[ordinal];
          return name !== GEOMETRY && name !== TIME && stored.has(name)
            ? rangeOfColumn(footer, group, name)
            : null;
        };
        const wanted = rejectsRows || mayMatch(request.filters, ranges);
        const detail: ParquetSplit = { file, rowGroup, firstRow, absent };
        const needed = group.chunks.filter((chunk) => columns.has(chunk.column));
        const bytes = needed.reduce((sum, chunk) => sum + chunk.bytesDecoded, 0);
        if (group.rows > 0 && wanted)
          splits.push({ bytes: Math.max(bytes, 1), rows: group.rows, detail: { ...detail } });
        firstRow += group.rows;
      });
    }
    return splits;
  },

  async *read(source, split, request, context) {
    const { file, rowGroup, firstRow, absent } = split.detail as unknown as ParquetSplit;
    const footer = await readFooter(file);
    const fields = datasetFields(source, [...(await fileFields(source, file)), ...absent]);
    const wanted = requestedFields(fields.schema, request.columns, `dataset ${source.name}`);
    const columns = neededColumns(fields, request);
    if (columns.size === 0) {
      yield* emptyBatches(footer.rowGroups[rowGroup].rows);
      return;
    }
    const present = new Set(footer.rowGroups[rowGroup].chunks.map((chunk) => chunk.column));
    const stored = new Set([...columns].filter((name) => present.has(name)));
    let row = firstRow;
    for await (const batch of decodeRowGroup(file, footer, rowGroup, stored)) {
      context.signal.throwIfAborted();
      const complete = assembleDataset(batch, fields, request, file, row, context);
      row += batch.length;
      yield selectColumns(request.extent ? filterByExtent(complete, request.extent) : complete, wanted);
    }
  },
};

/** Columns of the files that a request needs. Coordinates are always needed: they decide whether a row is good. */
function neededColumns(fields: DatasetFields, request: ScanRequest): Set<string> {
  const { geometry, time } = fields;
  const columns = new Set(request.columns.filter((name) => name !== GEOMETRY && name !== TIME));
  if (geometry?.from === 'coordinates') columns.add(geometry.x).add(geometry.y);
  else if (geometry && (request.extent || request.columns.includes(GEOMETRY))) columns.add(geometry.column);
  if (request.columns.includes(TIME) || isTextTime(fields)) {
    for (const part of [...(time?.start ?? []), ...(time?.end ?? [])]) columns.add(part.column);
  }
  return columns;
}

/** The union of the files' fields, those of the manifest if it names any. */
async function parquetFields(source: DatasetSource, files: readonly DatasetFile[]): Promise<DatasetFields> {
  const union = new Map<string, Field>();
  for (const file of files) {
    for (const own of await fileFields(source, file)) {
      const known = union.get(own.name);
      if (!known) union.set(own.name, own);
      else if (!sameType(known.type, own.type)) {
        throw new SourceError(
          'SOURCE_MALFORMED',
          `dataset ${source.name}: column ${own.name} is ${own.type.kind} in ${file.name} and ${known.type.kind} in another file`,
        );
      }
    }
  }
  return datasetFields(source, [...union.values()]);
}

/** Fields of one file that the dataset delivers, all nullable because another file may lack them. */
async function fileFields(source: DatasetSource, file: DatasetFile): Promise<Field[]> {
  const listed = new Set(source.manifest.schema.fields.map((f) => f.name));
  // Encoded geometry need not be among the manifest's fields: the field types there do not cover it.
  for (const f of source.manifest.geometry?.fields ?? []) if (listed.size > 0) listed.add(f.name);
  const { columns } = await readFooter(file);
  const own = columns.filter((column) => listed.size === 0 || listed.has(column.name));
  return own.map((column) => ({ ...supportedField(column, file), nullable: true }));
}
