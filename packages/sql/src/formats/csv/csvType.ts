import { BOOLEAN, DOUBLE, INT, LONG, STRING, TIMESTAMP, decimalType } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { parseDouble } from '../../evaluation/numberText.js';
import type { CsvOptions } from './csvOptions.js';

/** What a text is, where the texts before it were of a type (null: there were none). */
export function typeOfCsvText(known: DataType | null, text: string, options: CsvOptions): DataType {
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
  if (parseDouble(text, false) !== null) return DOUBLE;
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

/** The type of a column with values of two types. */
export function widenedCsvType(a: DataType | null, b: DataType): DataType {
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
