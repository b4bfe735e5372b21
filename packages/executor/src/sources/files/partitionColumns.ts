import {
  DATE,
  DOUBLE,
  INT,
  LONG,
  NULL,
  STRING,
  TIMESTAMP,
  decimalType,
  field,
  fromValues,
  nullColumn,
  repeatRow,
  type Column,
  type DataType,
  type Field,
  type Value,
} from '@graticule/columnar';
import {
  type FileSession,
  type FilesSource,
  javaTrim,
  parseDate,
  parseDouble,
  type TextFormats,
  textParser,
  typeText,
} from '@graticule/sql';
import { SourceError } from '../sourceError.js';
import { decimalShape } from './decimalShape.js';
import type { ListedFile } from './listing.js';

/** Columns that the folders' names give, with the types that Spark finds in the values. */
export function partitionFields(files: readonly ListedFile[], session: FileSession): Field[] {
  if (files.length === 0) return [];
  return Object.keys(files[0].partition).map((name) => {
    const texts = new Set(files.map(({ partition }) => partition[name]));
    const types = [...texts].map((text) => (text === null ? NULL : typeOfText(text, session)));
    return field(name, types.reduce(widerType));
  });
}

/** int, bigint, whole decimals, double, timestamp, date, else string. */
function typeOfText(text: string, session: FileSession): DataType {
  if (!session.infersPartitionTypes) return STRING;
  if (/^[+-]?\d+$/.test(text)) {
    const value = BigInt(text.replace(/^\+/, ''));
    if (BigInt.asIntN(32, value) === value) return INT;
    if (BigInt.asIntN(64, value) === value) return LONG;
  }
  const shape = decimalShape(text);
  if (shape !== null && shape.scale <= 0 && shape.precision - shape.scale <= 38) {
    return decimalType(shape.precision - shape.scale, 0);
  }
  if (parseDouble(javaTrim(text), false) !== null) return DOUBLE;
  if (/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d)?$/.test(text)) {
    const fits = textParser(TIMESTAMP, plainFormats(session))!(text) !== undefined;
    if (fits) return TIMESTAMP;
  }
  // Casts accept more than what makes a column a date.
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && parseDate(text, session.compat) !== null;
  return isDate ? DATE : STRING;
}

const INTEGER_DIGITS: Readonly<Record<string, number>> = { int: 10, long: 20 };

function widerType(a: DataType, b: DataType): DataType {
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  const kinds = new Set([a.kind, b.kind]);
  if (kinds.has('decimal')) {
    const digits = [a, b].map((type) =>
      type.kind === 'decimal' ? type.precision : (INTEGER_DIGITS[type.kind] ?? NaN),
    );
    const widest = Math.max(...digits);
    return Number.isNaN(widest) ? STRING : decimalType(widest, 0);
  }
  if (kinds.size === 1) return a;
  const only = (...allowed: DataType['kind'][]) => [...kinds].every((kind) => allowed.includes(kind));
  if (only('int', 'long')) return LONG;
  if (only('int', 'double')) return DOUBLE;
  return only('date', 'timestamp') ? TIMESTAMP : STRING;
}

/** `length` rows of a partition's value. */
export function constantColumn(
  { name, type }: Field,
  text: string | null,
  length: number,
  source: FilesSource,
): Column {
  if (text === null) return nullColumn(type, length);
  return repeatRow(fromValues(type, [partitionValue(name, type, text, source)]), 0, length);
}

/** A folder's value as one of the column's type. */
export function partitionValue(name: string, type: DataType, text: string, source: FilesSource): Value {
  const value = textParser(
    type,
    plainFormats(source.session),
  )?.(type.kind === 'string' ? text : javaTrim(text));
  if (value !== undefined) return value;
  throw new SourceError(
    'SOURCE_MALFORMED',
    `Failed to cast value \`${text}\` to \`${typeText(type)}\` for partition column \`${name}\``,
  );
}

function plainFormats(session: FileSession): TextFormats {
  return { session, nanValue: 'NaN', positiveInf: 'Infinity', negativeInf: '-Infinity' };
}
