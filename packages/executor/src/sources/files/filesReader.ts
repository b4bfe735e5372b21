import { pathToFileURL } from 'node:url';
import type { Batch, Column, DataType, Field, StructType } from '@graticule/columnar';
import { structType, valueAt } from '@graticule/columnar';
import type { FilesSource, InputFile, Split } from '@graticule/sql';
import { checkedPath } from '../../files/allowedPaths.js';
import { requestedFields } from '../extentFilter.js';
import { mayMatch, type ColumnRange } from '../pruning.js';
import type { ReadContext, ScanRequest, SourceReader } from '../source.js';
import { SourceError } from '../sourceError.js';
import { csvFormat } from './csv/csvFormat.js';
import { jsonFormat } from './json/jsonFormat.js';
import { largestFirst, listFiles, type ListedFile } from './listing.js';
import { orcFormat } from './orcFormat.js';
import { parquetFormat } from './parquetFormat.js';
import { constantColumn, partitionFields, partitionValue } from './partitionColumns.js';
import { textFormat } from './text/textFormat.js';

/** One file format: knows nothing of folders and their values. */
export interface FileFormatReader {
  /** Columns of the files when the script gives no schema. */
  infer(files: readonly ListedFile[], source: FilesSource): Promise<StructType>;
  /** Refuses a schema that such files cannot hold. */
  check(schema: StructType, source: FilesSource): void;
  /** Parts of one file; `data`: all columns of the files. */
  splits(
    file: ListedFile,
    data: StructType,
    source: FilesSource,
    request: ScanRequest,
  ): Promise<readonly Split[]>;
  /** Rows of a part with the columns of `needed`, which are some of `data`'s. */
  read(
    file: ListedFile,
    detail: Split['detail'],
    data: StructType,
    needed: StructType,
    source: FilesSource,
    context: ReadContext,
  ): AsyncIterable<Batch>;
}

const FORMATS: Readonly<Record<FilesSource['format'], FileFormatReader>> = {
  csv: csvFormat,
  json: jsonFormat,
  orc: orcFormat,
  parquet: parquetFormat,
  text: textFormat,
};

interface FileSplit {
  readonly file: ListedFile;
  readonly detail: Split['detail'];
}

/**
 * Files that a script names. Columns are those of the files, then those of partition folders; a schema of the script
 * says which columns there are and may give partition columns their types. All columns are nullable, as Spark has it.
 */
export const filesReader: SourceReader<FilesSource> = {
  async describe(source) {
    const files = await listFiles(source);
    const format = FORMATS[source.format];
    const partition = partitionFields(files, source.session);
    if (source.schema === undefined) {
      const data = await format.infer(files, source);
      refuseDuplicates(data.fields);
      // A column that files and folders have is that of the folders, in the place of the files'.
      const own = new Map(partition.map((known) => [known.name.toLowerCase(), known]));
      const fields = data.fields.map((known) => own.get(known.name.toLowerCase()) ?? known);
      return nullable([...fields, ...partition.filter((known) => !fields.includes(known))]);
    }
    const given = new Map(source.schema.fields.map((field) => [field.name.toLowerCase(), field]));
    const names = new Set(partition.map(({ name }) => name.toLowerCase()));
    const data = source.schema.fields.filter(({ name }) => !names.has(name.toLowerCase()));
    refuseDuplicates(source.schema.fields);
    format.check(structType(data), source);
    const folders = partition.map((own) => given.get(own.name.toLowerCase()) ?? own);
    for (const { name, type } of folders) checkValues(files, name, type, source);
    return nullable([...data, ...folders]);
  },

  async plan(source, request) {
    const { fields } = described(source);
    const splits: Split[] = [];
    for (const file of largestFirst(await listFiles(source))) {
      if (file.bytes === 0) continue;
      if (!mayMatch(request.filters, partitionRanges(file, fields, request, source))) continue;
      const data = dataFields(fields, file);
      for (const split of await FORMATS[source.format].splits(file, data, source, request)) {
        splits.push({ ...split, detail: { file, detail: split.detail } });
      }
    }
    return splits;
  },

  async *read(source, split, request, context) {
    const { fields } = described(source);
    const { file, detail } = split.detail as unknown as FileSplit;
    await checkedPath(file.path, source.allowedPaths);
    const data = dataFields(fields, file);
    const wanted = requestedFields(structType(fields), request.columns, `${source.format} files`);
    const values = partitionValues(file);
    const own = new Set(data.fields.filter(({ name }) => !values.has(name.toLowerCase())));
    const needed = structType(wanted.fields.filter((field) => own.has(field)));
    for await (const batch of FORMATS[source.format].read(file, detail, data, needed, source, context)) {
      context.signal.throwIfAborted();
      let next = 0;
      const columns = wanted.fields.map((field): Column => {
        if (own.has(field)) return batch.columns[next++];
        return constantColumn(field, values.get(field.name.toLowerCase()) ?? null, batch.length, source);
      });
      yield { schema: wanted, length: batch.length, columns };
    }
  },
};

/** All values of folders are of the type that the script's schema gives the column. */
function checkValues(files: readonly ListedFile[], name: string, type: DataType, source: FilesSource): void {
  for (const text of new Set(files.map((file) => partitionValues(file).get(name.toLowerCase())))) {
    if (text !== undefined && text !== null) partitionValue(name, type, text, source);
  }
}

/** The file, and the part of it, that a split stands for. */
export function inputFileOf(split: Split): InputFile {
  const { file, detail } = split.detail as unknown as FileSplit;
  const start = typeof detail.start === 'number' ? detail.start : 0;
  const end = typeof detail.end === 'number' ? detail.end : file.bytes;
  return { uri: pathToFileURL(file.path).href, start, length: end - start };
}

function described(source: FilesSource): StructType {
  if (source.schema) return source.schema;
  throw new Error('files were to be read before they were described');
}

function partitionValues(file: ListedFile): Map<string, string | null> {
  return new Map(Object.entries(file.partition).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The values of a file's folders as ranges of the requested columns. */
function partitionRanges(
  file: ListedFile,
  fields: readonly Field[],
  request: ScanRequest,
  source: FilesSource,
): (ordinal: number) => ColumnRange | null {
  const texts = partitionValues(file);
  return (ordinal) => {
    const name = request.columns[ordinal].toLowerCase();
    const text = texts.get(name);
    const field = fields.find((candidate) => candidate.name.toLowerCase() === name);
    if (text === undefined || field === undefined) return null;
    const value = valueAt(constantColumn(field, text, 1, source), 0);
    return { min: value, max: value, nulls: value === null, values: value !== null };
  };
}

/**
 * The columns of the files themselves. Columns of folders stand behind them, unless files have them as well: those before
 * the last column of the files are read over, and the value is the folder's.
 */
function dataFields(fields: readonly Field[], file: ListedFile): StructType {
  const values = partitionValues(file);
  const isOwn = ({ name }: Field) => !values.has(name.toLowerCase());
  return structType(fields.slice(0, fields.findLastIndex(isOwn) + 1));
}

function nullable(fields: readonly Field[]): StructType {
  return structType(fields.map((field) => ({ ...field, nullable: true })));
}

function refuseDuplicates(fields: readonly Field[]): void {
  const seen = new Set<string>();
  for (const { name } of fields) {
    const key = name.toLowerCase();
    if (seen.has(key)) {
      throw new SourceError('SOURCE_MALFORMED', `Found duplicate column(s) in the data schema: \`${key}\``);
    }
    seen.add(key);
  }
}
