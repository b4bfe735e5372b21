import { pathToFileURL } from 'node:url';
import type { Batch, Column, Field, StructType } from '@graticule/columnar';
import { structType, valueAt } from '@graticule/columnar';
import type { FilesSource, InputFile, Split } from '@graticule/sql';
import { checkedPath } from '../../files/allowedPaths.js';
import { requestedFields } from '../extentFilter.js';
import { mayMatch, type ColumnRange } from '../pruning.js';
import type { ReadContext, ScanRequest, SourceReader } from '../source.js';
import { SourceError } from '../sourceError.js';
import { csvFormat } from './csv/csvFormat.js';
import { jsonFormat } from './json/jsonFormat.js';
import { listFiles, type ListedFile } from './listing.js';
import { orcFormat } from './orcFormat.js';
import { parquetFormat } from './parquetFormat.js';
import { constantColumn, partitionFields } from './partitionColumns.js';
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
      const own = new Set(partition.map(({ name }) => name.toLowerCase()));
      const fields = data.fields.filter(({ name }) => !own.has(name.toLowerCase()));
      refuseDuplicates(data.fields);
      return nullable([...fields, ...partition]);
    }
    const given = new Map(source.schema.fields.map((field) => [field.name.toLowerCase(), field]));
    const names = new Set(partition.map(({ name }) => name.toLowerCase()));
    const data = source.schema.fields.filter(({ name }) => !names.has(name.toLowerCase()));
    refuseDuplicates(source.schema.fields);
    format.check(structType(data), source);
    return nullable([...data, ...partition.map((own) => given.get(own.name.toLowerCase()) ?? own)]);
  },

  async plan(source, request) {
    const { fields } = described(source);
    const splits: Split[] = [];
    for (const file of await listFiles(source)) {
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
    const own = new Set(data.fields);
    const needed = structType(wanted.fields.filter((field) => own.has(field)));
    const values = partitionValues(file);
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

function dataFields(fields: readonly Field[], file: ListedFile): StructType {
  const values = partitionValues(file);
  return structType(fields.filter(({ name }) => !values.has(name.toLowerCase())));
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
