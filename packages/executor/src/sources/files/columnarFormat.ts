import {
  nullColumn,
  sameType,
  structType,
  type Column,
  type DataType,
  type Field,
  type StructType,
} from '@graticule/columnar';
import { booleanOption, type FilesSource, typeText } from '@graticule/sql';
import { fieldOf, type ColumnarFile, type ColumnarFormat } from '../columnar/columnarFile.js';
import { mayMatch, type ColumnRange } from '../pruning.js';
import { SourceError } from '../sourceError.js';
import type { FileFormatReader } from './filesReader.js';
import type { ListedFile } from './listing.js';

/** A column as one of the schema's type, or null when values of the file's type are none of it. */
export type ColumnConversion = (column: Column, to: DataType, file: ListedFile) => Column;

/**
 * Parquet and ORC as Spark reads them: the columns of one file, or of all of them with mergeSchema; a schema of the script
 * is met by names in any case.
 */
export function columnarFormat(
  formatOf: (source: FilesSource) => ColumnarFormat,
  convert: ColumnConversion,
): FileFormatReader {
  return {
    async infer(files, source) {
      const format = formatOf(source);
      const merges = booleanOption(source, 'mergeschema', false);
      let merged: readonly Field[] = [];
      for (const file of files) {
        if (file.bytes === 0) continue;
        const { columns } = await format.open(file);
        merged = mergedFields(
          merged,
          columns.map((column) => fieldOf(column, file)),
          file,
        );
        if (merged.length > 0 && !merges) break;
      }
      if (merged.length > 0) return structType(merged);
      throw new SourceError(
        'SOURCE_MALFORMED',
        `Unable to infer schema for ${format.label}. It must be specified manually.`,
      );
    },

    check() {
      // A type that the files do not have is found when they are read.
    },

    async splits(file, data, source, request) {
      const opened = await formatOf(source).open(file);
      const stored = new Map(request.columns.map((name) => [name, storedName(name, opened, data, file)]));
      const types = new Map(data.fields.map(({ name, type }) => [name, type]));
      const own = new Map(opened.columns.map(({ name, type }) => [name, type]));
      const wanted = new Set([...stored.values()].filter((name) => name !== null));
      return opened.groups.flatMap((facts, group) => {
        const ranges = (ordinal: number): ColumnRange | null => {
          const asked = request.columns[ordinal];
          const name = stored.get(asked) ?? null;
          const type = types.get(asked);
          const found = name === null ? null : own.get(name);
          // A column of another type is an error, or converted, where rows are read.
          return name !== null && type && found && sameType(found, type) ? facts.range(name) : null;
        };
        const { rows } = facts;
        if (rows === 0 || !mayMatch(request.filters, ranges)) return [];
        return [{ bytes: Math.max(1, Math.round(facts.bytes(wanted))), rows, detail: { group } }];
      });
    },

    async *read(file, detail, data, needed, source) {
      const { group } = detail as { group: number };
      const opened = await formatOf(source).open(file);
      const stored = needed.fields.map(({ name }) => storedName(name, opened, data, file));
      const names = new Set(stored.filter((name) => name !== null));
      for (const column of opened.columns) if (names.has(column.name)) fieldOf(column, file);
      for await (const { schema, columns, length } of opened.decode(group, names)) {
        const ordinals = new Map(schema.fields.map(({ name }, i) => [name, i]));
        yield {
          schema: needed,
          length,
          columns: needed.fields.map(({ type }, i) => {
            const name = stored[i];
            if (name === null) return nullColumn(type, length);
            return convert(columns[ordinals.get(name)!], type, file);
          }),
        };
      }
    },
  };
}

/** The file's name of a column of the schema; null: it has none. */
function storedName(
  name: string,
  { columns }: ColumnarFile,
  data: StructType,
  file: ListedFile,
): string | null {
  const key = name.toLowerCase();
  const found = columns.filter((own) => own.name.toLowerCase() === key);
  if (found.length > 1) {
    const names = found.map((own) => own.name).join(', ');
    throw new SourceError(
      'SOURCE_MALFORMED',
      `Found duplicate field(s) "${name}": [${names}] in case-insensitive mode (${file.name})`,
    );
  }
  // Hive's first ORC files do not have the columns' names: there position decides.
  if (found.length === 0 && columns.every((own) => /^_col\d+$/.test(own.name))) {
    return columns[data.fields.findIndex((own) => own.name === name)]?.name ?? null;
  }
  return found[0]?.name ?? null;
}

/** Columns of both, structs field by field. */
function mergedFields(known: readonly Field[], own: readonly Field[], file: ListedFile): readonly Field[] {
  const merged = new Map(known.map((field) => [field.name, field]));
  for (const field of own) {
    const before = merged.get(field.name);
    const type = before ? mergedType(before.type, field.type, file) : field.type;
    merged.set(field.name, { ...field, type });
  }
  return [...merged.values()];
}

function mergedType(known: DataType, own: DataType, file: ListedFile): DataType {
  if (sameType(known, own)) return known;
  if (known.kind === 'struct' && own.kind === 'struct') {
    return structType(mergedFields(known.fields, own.fields, file));
  }
  if (known.kind === 'array' && own.kind === 'array') {
    return { ...known, element: mergedType(known.element, own.element, file) };
  }
  if (known.kind === 'map' && own.kind === 'map') {
    return {
      ...known,
      key: mergedType(known.key, own.key, file),
      value: mergedType(known.value, own.value, file),
    };
  }
  if (known.kind === 'decimal' && own.kind === 'decimal' && known.scale === own.scale) {
    return known.precision > own.precision ? known : own;
  }
  throw new SourceError(
    'SOURCE_MALFORMED',
    `Failed merging schema of file ${file.name}: Failed to merge incompatible data types ${typeText(known)} and ${typeText(own)}`,
  );
}
