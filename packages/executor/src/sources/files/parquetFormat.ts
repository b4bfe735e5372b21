import { nullColumn, sameType, structType, type Field } from '@graticule/columnar';
import { mayMatch, type ColumnRange } from '../pruning.js';
import { SourceError } from '../sourceError.js';
import { emptyBatches } from '../parquet/batches.js';
import { readFooter } from '../parquet/footer.js';
import { rangeOfColumn } from '../parquet/statistics.js';
import { decodeRowGroup, fieldsOfFile } from '../parquet/parquetFile.js';
import { booleanOption } from './fileOptions.js';
import type { FileFormatReader } from './filesReader.js';

/** Parquet as `spark.read.parquet` reads it: the columns of one file, or of all of them with mergeSchema. */
export const parquetFormat: FileFormatReader = {
  async infer(files, source) {
    const filled = files.filter(({ bytes }) => bytes > 0);
    if (filled.length === 0) {
      throw new SourceError(
        'SOURCE_MALFORMED',
        'Unable to infer schema for Parquet. It must be specified manually.',
      );
    }
    const merged = new Map<string, Field>();
    for (const file of booleanOption(source, 'mergeschema', false) ? filled : filled.slice(0, 1)) {
      for (const own of await fieldsOfFile(file)) {
        const known = merged.get(own.name);
        if (known && !sameType(known.type, own.type)) {
          throw new SourceError(
            'SOURCE_MALFORMED',
            `Failed merging schema of file ${file.name}: column ${own.name} is ${own.type.kind} there and ${known.type.kind} elsewhere`,
          );
        }
        if (!known) merged.set(own.name, own);
      }
    }
    return structType([...merged.values()]);
  },

  check() {
    // A type that the files do not have is found when they are read.
  },

  async splits(file, data, _source, request) {
    const footer = await readFooter(file);
    const wanted = new Set(request.columns.map((name) => name.toLowerCase()));
    const types = new Map(data.fields.map(({ name, type }) => [name.toLowerCase(), type]));
    const own = new Map(footer.columns.map((column) => [column.name.toLowerCase(), column]));
    return footer.rowGroups.flatMap((group, rowGroup) => {
      const ranges = (ordinal: number): ColumnRange | null => {
        const name = request.columns[ordinal].toLowerCase();
        const column = own.get(name);
        const type = types.get(name);
        // A column of another type is an error of the rows that are read.
        if (!column?.type || !type || !sameType(column.type, type)) return null;
        return rangeOfColumn(footer, group, column.name);
      };
      if (group.rows === 0 || !mayMatch(request.filters, ranges)) return [];
      const chunks = group.chunks.filter(({ column }) => wanted.has(column.toLowerCase()));
      const bytes = chunks.reduce((sum, chunk) => sum + chunk.bytesDecoded, 0);
      return [{ bytes: Math.max(1, bytes), rows: group.rows, detail: { rowGroup } }];
    });
  },

  async *read(file, detail, _data, needed) {
    const { rowGroup } = detail as { rowGroup: number };
    const footer = await readFooter(file);
    const stored = new Map((await fieldsOfFile(file)).map((own) => [own.name.toLowerCase(), own]));
    const columns = needed.fields.map((wanted): string | null => {
      const own = stored.get(wanted.name.toLowerCase());
      if (own === undefined) return null;
      if (sameType(own.type, wanted.type)) return own.name;
      throw new SourceError(
        'SOURCE_UNSUPPORTED',
        `Parquet column cannot be converted in file ${file.name}. Column: [${own.name}], Expected: ${wanted.type.kind}, Found: ${own.type.kind}`,
      );
    });
    const names = new Set(columns.filter((name) => name !== null));
    const batches =
      names.size === 0
        ? emptyBatches(footer.rowGroups[rowGroup].rows)
        : decodeRowGroup(file, footer, rowGroup, names);
    for await (const batch of batches) {
      const ordinals = new Map(batch.schema.fields.map(({ name }, i) => [name, i]));
      yield {
        schema: needed,
        length: batch.length,
        columns: columns.map((name, i) =>
          name === null
            ? nullColumn(needed.fields[i].type, batch.length)
            : batch.columns[ordinals.get(name)!],
        ),
      };
    }
  },
};
