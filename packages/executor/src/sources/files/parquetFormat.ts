import {
  allocateValues,
  mapEntryType,
  nullColumn,
  plainBytes,
  sameType,
  type Column,
  type DataType,
} from '@graticule/columnar';
import { typeText } from '@graticule/sql';
import { parquetColumnar } from '../columnar/parquetColumnar.js';
import { SourceError } from '../sourceError.js';
import { columnarFormat } from './columnarFormat.js';
import type { ListedFile } from './listing.js';

/** Parquet as `spark.read.parquet` reads it. */
export const parquetFormat = columnarFormat(
  ({ options }) =>
    parquetColumnar({
      ...(isLegacy(options.datetimerebasemode) && { dateTime: 'LEGACY' }),
      ...(isLegacy(options.int96rebasemode) && { int96: 'LEGACY' }),
    }),
  conformed,
);

function isLegacy(mode: string | undefined): boolean {
  return mode?.toUpperCase() === 'LEGACY';
}

/** All of them are numbers of 32 bits in files, and read as each other. */
const SHORT_INTEGERS: readonly DataType['kind'][] = ['byte', 'short', 'int', 'date'];
const BYTES: readonly DataType['kind'][] = ['string', 'binary'];

/** Fields of structs are met by names in any case, those that a file lacks are null; types must be those of the file. */
function conformed(column: Column, to: DataType, file: ListedFile): Column {
  const from = column.type;
  if (sameType(from, to)) return column;
  if (column.layout === 'struct' && to.kind === 'struct') {
    const names = column.type.fields.map(({ name }) => name.toLowerCase());
    const children = to.fields.map(({ name, type }) => {
      const at = names.indexOf(name.toLowerCase());
      return at < 0 ? nullColumn(type, column.length) : conformed(column.children[at], type, file);
    });
    return { ...column, type: to, children };
  }
  if (column.layout === 'list' && to.kind === from.kind) {
    if (to.kind === 'array') return { ...column, type: to, child: conformed(column.child, to.element, file) };
    if (to.kind === 'map')
      return { ...column, type: to, child: conformed(column.child, mapEntryType(to), file) };
  }
  if (
    from.kind === 'decimal' &&
    to.kind === 'decimal' &&
    from.scale === to.scale &&
    from.precision < to.precision
  ) {
    return { ...column, type: to } as Column;
  }
  if (column.layout === 'primitive' && areAmong(SHORT_INTEGERS, from, to)) {
    const values = allocateValues(to, column.length) as Int32Array;
    values.set(column.values as Int32Array);
    return { ...column, type: to, values };
  }
  if ((column.layout === 'bytes' || column.layout === 'dictionary') && areAmong(BYTES, from, to)) {
    return { ...plainBytes(column), type: to };
  }
  throw new SourceError(
    'SOURCE_UNSUPPORTED',
    `Parquet column cannot be converted in file ${file.name}. Expected: ${typeText(to)}, Found: ${typeText(from)}`,
  );
}

function areAmong(kinds: readonly DataType['kind'][], ...types: readonly DataType[]): boolean {
  return types.every(({ kind }) => kinds.includes(kind));
}
