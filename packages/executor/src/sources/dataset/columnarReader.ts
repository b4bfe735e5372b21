import { sameType, type Field } from '@graticule/columnar';
import type { DatasetSource, Split } from '@graticule/sql';
import { datasetFiles, type DatasetFile } from '../../files/datasetFiles.js';
import { fieldOf, type ColumnarFile, type ColumnarFormat } from '../columnar/columnarFile.js';
import { filterByExtent, requestedFields, selectColumns } from '../extentFilter.js';
import { mayMatch, type ColumnRange } from '../pruning.js';
import type { ScanRequest, SourceReader } from '../source.js';
import { SourceError } from '../sourceError.js';
import { assembleDataset, isTextTime } from './assembleDataset.js';
import { GEOMETRY, TIME, datasetFields, type DatasetFields } from './datasetFields.js';

/** One group of rows of one file. */
interface ColumnarSplit {
  readonly file: DatasetFile;
  readonly group: number;
  /** Rows of the file before this group. */
  readonly firstRow: number;
  /** Fields of the dataset that this file does not have. */
  readonly absent: readonly Field[];
}

/**
 * Datasets of Parquet (GeoParquet included) or ORC files. Types are the files' own; the manifest's schema says which
 * columns are delivered (all, when it lists none).
 */
export function columnarReader(format: ColumnarFormat): SourceReader<DatasetSource> {
  return {
    async describe(source) {
      return (await unionOfFields(source, format, await datasetFiles(source))).schema;
    },

    async plan(source, request) {
      const files = await datasetFiles(source);
      const fields = await unionOfFields(source, format, files);
      const columns = neededColumns(fields, request);
      const splits: Split[] = [];
      // Rows without a place or a time are counted, wherever they are.
      const rejectsRows = fields.geometry?.from === 'coordinates' || isTextTime(fields);
      for (const file of files) {
        let firstRow = 0;
        const opened = await format.open(file);
        const own = new Set(fieldsOf(source, opened, file).map(({ name }) => name));
        const absent = fields.files.filter(({ name }) => !own.has(name));
        opened.groups.forEach((facts, group) => {
          const { rows } = facts;
          const ranges = (ordinal: number): ColumnRange | null => {
            const name = request.columns[ordinal];
            return name === GEOMETRY || name === TIME ? null : facts.range(name);
          };
          const wanted = rejectsRows || mayMatch(request.filters, ranges);
          const detail: ColumnarSplit = { file, group, firstRow, absent };
          const bytes = Math.max(1, facts.bytes(columns));
          if (rows > 0 && wanted) splits.push({ bytes, rows, detail: { ...detail } });
          firstRow += rows;
        });
      }
      return splits;
    },

    async *read(source, split, request, context) {
      const { file, group, firstRow, absent } = split.detail as unknown as ColumnarSplit;
      const opened = await format.open(file);
      const fields = datasetFields(source, [...fieldsOf(source, opened, file), ...absent]);
      const wanted = requestedFields(fields.schema, request.columns, `dataset ${source.name}`);
      const columns = neededColumns(fields, request);
      const stored = new Set(opened.columns.map(({ name }) => name).filter((name) => columns.has(name)));
      let row = firstRow;
      for await (const batch of opened.decode(group, stored)) {
        context.signal.throwIfAborted();
        const complete = assembleDataset(batch, fields, request, file, row, context);
        row += batch.length;
        yield selectColumns(request.extent ? filterByExtent(complete, request.extent) : complete, wanted);
      }
    },
  };
}

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
async function unionOfFields(
  source: DatasetSource,
  format: ColumnarFormat,
  files: readonly DatasetFile[],
): Promise<DatasetFields> {
  const union = new Map<string, Field>();
  for (const file of files) {
    for (const own of fieldsOf(source, await format.open(file), file)) {
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
function fieldsOf(source: DatasetSource, { columns }: ColumnarFile, file: DatasetFile): Field[] {
  const listed = new Set(source.manifest.schema.fields.map(({ name }) => name));
  // Encoded geometry need not be among the manifest's fields: the field types there do not cover it.
  for (const { name } of source.manifest.geometry?.fields ?? []) if (listed.size > 0) listed.add(name);
  const own = columns.filter(({ name }) => listed.size === 0 || listed.has(name));
  return own.map((column) => fieldOf(column, file));
}
