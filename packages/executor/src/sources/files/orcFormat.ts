import { nullColumn, sameType, structType, type Field, type StructType } from '@graticule/columnar';
import { typeText } from '@graticule/sql';
import { OrcConversionError, converted } from '../orc/orcConversion.js';
import { decodeStripe, orcColumns } from '../orc/orcFile.js';
import type { OrcColumn } from '../orc/orcSchema.js';
import { readTail } from '../orc/orcTail.js';
import { SourceError } from '../sourceError.js';
import { booleanOption } from './fileOptions.js';
import type { FileFormatReader } from './filesReader.js';
import type { ListedFile } from './listing.js';

/** Packed bytes become about so many times more. */
const PACKED_FACTOR = 3;

/** ORC as `spark.read.orc` reads it: the columns of one file, or of all of them with mergeSchema. A split is a stripe. */
export const orcFormat: FileFormatReader = {
  async infer(files, source) {
    const merges = booleanOption(source, 'mergeschema', false);
    const merged = new Map<string, Field>();
    for (const file of files) {
      if (file.bytes === 0) continue;
      const columns = await orcColumns(file);
      for (const { field } of columns) addField(merged, field, file);
      if (columns.length > 0 && !merges) break;
    }
    if (merged.size > 0) return structType([...merged.values()]);
    throw new SourceError(
      'SOURCE_MALFORMED',
      'Unable to infer schema for ORC. It must be specified manually.',
    );
  },

  check() {
    // A type that the files do not have is found when they are read.
  },

  async splits(file) {
    const { stripes, packing } = await readTail(file);
    const factor = packing === null ? 1 : PACKED_FACTOR;
    return stripes.flatMap(({ rows, dataBytes }, stripe) =>
      rows === 0 ? [] : [{ bytes: Math.max(1, factor * dataBytes), detail: { stripe } }],
    );
  },

  async *read(file, detail, data, needed) {
    const { stripe } = detail as { stripe: number };
    const stored = await storedColumns(file, data, needed);
    const wanted = [...new Set(stored.filter((column) => column !== null))];
    for await (const { columns, length } of decodeStripe(file, stripe, wanted)) {
      const own = new Map(wanted.map((column, i) => [column, columns[i]]));
      try {
        yield {
          schema: needed,
          length,
          columns: needed.fields.map(({ type }, i) => {
            const column = stored[i];
            return column === null ? nullColumn(type, length) : converted(own.get(column)!, type);
          }),
        };
      } catch (error) {
        if (!(error instanceof OrcConversionError)) throw error;
        throw new SourceError('SOURCE_UNSUPPORTED', `${file.name}: ${error.message}`, { cause: error });
      }
    }
  },
};

function addField(merged: Map<string, Field>, own: Field, file: ListedFile): void {
  const known = merged.get(own.name);
  if (known === undefined) merged.set(own.name, own);
  else if (!sameType(known.type, own.type)) {
    throw new SourceError(
      'SOURCE_MALFORMED',
      `Failed merging schema of file ${file.name}: column ${own.name} is ${typeText(own.type)} there and ${typeText(known.type)} elsewhere`,
    );
  }
}

/** The file's column for each needed field; null: it has none. */
async function storedColumns(
  file: ListedFile,
  data: StructType,
  needed: StructType,
): Promise<(OrcColumn | null)[]> {
  const columns = await orcColumns(file);
  // Hive's first files do not have the columns' names: there position decides.
  const nameless = columns.every(({ field }) => /^_col\d+$/.test(field.name));
  return needed.fields.map(({ name }) => {
    const key = name.toLowerCase();
    if (nameless && !columns.some(({ field }) => field.name === key)) {
      return columns[data.fields.findIndex((own) => own.name === name)] ?? null;
    }
    const found = columns.filter(({ field }) => field.name.toLowerCase() === key);
    if (found.length > 1) {
      const names = found.map(({ field }) => field.name).join(', ');
      throw new SourceError(
        'SOURCE_MALFORMED',
        `Found duplicate field(s) "${name}": [${names}] in case-insensitive mode (${file.name})`,
      );
    }
    return found[0] ?? null;
  });
}
