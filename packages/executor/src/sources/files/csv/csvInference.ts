import {
  BOOLEAN,
  DOUBLE,
  INT,
  LONG,
  STRING,
  TIMESTAMP,
  decimalType,
  type DataType,
} from '@graticule/columnar';
import { parseDouble as parseDoubleText, type FilesSource } from '@graticule/sql';
import { parseDouble, parseInteger } from '../../delimited/parseNumber.js';
import type { ListedFile } from '../listing.js';
import { fieldText } from './csvColumn.js';
import type { CsvOptions } from './csvOptions.js';
import { readRecords } from './csvRecords.js';
import { PLAIN } from './csvTokens.js';

/**
 * Types of the columns from all records of all files: each value is tried as int, bigint, decimal (whole numbers beyond
 * bigint), double, timestamp, boolean, from what the column was so far; values that do not meet make it string.
 */
export async function inferTypes(
  files: readonly ListedFile[],
  source: FilesSource,
  options: CsvOptions,
  width: number,
): Promise<DataType[]> {
  const types: (DataType | null)[] = new Array<null>(width).fill(null);
  for (const file of files) {
    if (file.bytes === 0) continue;
    for await (const records of readRecords(file, { start: 0, end: null }, source, options, width)) {
      const { bytes, tokens, header } = records;
      const { starts, ends, kinds, count } = tokens;
      for (let column = 0; column < width; column++) {
        let type = types[column];
        for (let row = header ? 1 : 0, at = row * width + column; row < count; row++, at += width) {
          if (type?.kind === 'string') break;
          const start = starts[at];
          const end = ends[at];
          if (start < 0 || (start === end && kinds[at] === PLAIN)) continue;
          if (kinds[at] === PLAIN && isSame(type, bytes, start, end)) continue;
          const text = fieldText(records, at, options);
          if (text === null || text === '') continue;
          type = widened(type, typeOfText(type, text, options));
        }
        types[column] = type;
      }
    }
  }
  return types.map((type) => type ?? STRING);
}

/** A quick yes for numbers in a column of numbers. */
function isSame(type: DataType | null, bytes: Uint8Array, start: number, end: number): boolean {
  if (type === null || bytes[start] <= 32 || !(bytes[end - 1] - 48 <= 9 && bytes[end - 1] >= 48))
    return false;
  if (type.kind === 'int') return end - start < 10 && Number.isInteger(parseInteger(bytes, start, end));
  return type.kind === 'double' && Number.isFinite(parseDouble(bytes, start, end));
}

function typeOfText(known: DataType | null, text: string, options: CsvOptions): DataType {
  switch (known?.kind) {
    case undefined:
    case 'int':
    case 'long':
    case 'decimal':
      if (/^[+-]?\d+$/.test(text)) return integerType(text);
      return fractionType(text, options);
    case 'double':
      return fractionType(text, options);
    case 'timestamp':
      return timeType(text, options);
    case 'boolean':
      return booleanType(text);
    default:
      return STRING;
  }
}

function integerType(text: string): DataType {
  const value = BigInt(text[0] === '+' ? text.slice(1) : text);
  if (BigInt.asIntN(32, value) === value) return INT;
  if (BigInt.asIntN(64, value) === value) return LONG;
  const digits = String(value < 0n ? -value : value).length;
  return digits <= 38 ? decimalType(digits, 0) : DOUBLE;
}

function fractionType(text: string, options: CsvOptions): DataType {
  const { nanValue, positiveInf, negativeInf } = options.formats;
  if (parseDoubleText(text, false) !== null) return DOUBLE;
  if (text === nanValue || text === positiveInf || text === negativeInf) return DOUBLE;
  return timeType(text, options);
}

function timeType(text: string, options: CsvOptions): DataType {
  return options.isTimestamp(text) ? TIMESTAMP : booleanType(text);
}

function booleanType(text: string): DataType {
  return /^(true|false)$/i.test(text) ? BOOLEAN : STRING;
}

const INTEGER_DIGITS: Readonly<Record<string, number>> = { int: 10, long: 20 };
const SIZE = ['int', 'long', 'decimal', 'double'];

function widened(a: DataType | null, b: DataType): DataType {
  if (a === null) return b;
  if (a.kind === 'decimal' || b.kind === 'decimal') {
    if (a.kind === 'double' || b.kind === 'double') return DOUBLE;
    const digits = [a, b].map((type) =>
      type.kind === 'decimal' ? type.precision : INTEGER_DIGITS[type.kind],
    );
    return digits.includes(undefined as never) ? STRING : decimalType(Math.max(...digits), 0);
  }
  const [x, y] = [SIZE.indexOf(a.kind), SIZE.indexOf(b.kind)];
  if (x >= 0 && y >= 0) return x > y ? a : b;
  return a.kind === b.kind ? a : STRING;
}
