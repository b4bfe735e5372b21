import {
  BINARY,
  BOOLEAN,
  DATE,
  DOUBLE,
  FLOAT,
  INT,
  LONG,
  SHORT,
  STRING,
  TIMESTAMP,
  arrayType,
  decimalType,
  type DataType,
  type Value,
} from '@graticule/columnar';
import { parseDate, parseDecimal, parseDouble, parseTimestamp, timeZone } from '@graticule/sql';
import { SourceError } from '../sourceError.js';
import { arrayElements } from './arrayText.js';

/** Types of PostgreSQL by their numbers (pg_type.oid). */
const TYPES: Readonly<Record<number, DataType>> = {
  16: BOOLEAN,
  17: BINARY,
  18: STRING,
  19: STRING,
  20: LONG,
  21: SHORT,
  23: INT,
  25: STRING,
  26: LONG,
  114: STRING,
  142: STRING,
  650: STRING,
  700: FLOAT,
  701: DOUBLE,
  774: STRING,
  790: STRING,
  829: STRING,
  869: STRING,
  1042: STRING,
  1043: STRING,
  1082: DATE,
  1083: TIMESTAMP,
  1114: TIMESTAMP,
  1184: TIMESTAMP,
  1562: STRING,
  2950: STRING,
  3614: STRING,
  3615: STRING,
  3802: STRING,
};
const NUMERIC = 1700;
/** Numbers of array types, and those of their elements. */
const ARRAYS: Readonly<Record<number, number>> = {
  199: 114,
  1000: 16,
  1005: 21,
  1007: 23,
  1009: 25,
  1014: 1042,
  1015: 1043,
  1016: 20,
  1021: 700,
  1022: 701,
  1115: 1114,
  1182: 1082,
  1185: 1184,
  1231: NUMERIC,
  2951: 2950,
  3807: 3802,
};

/** Our type for a column, as Spark maps it; numeric without a size is decimal(38,18). null: there is none. */
export function typeOfColumn(oid: number, modifier: number): DataType | null {
  const element = ARRAYS[oid];
  if (element !== undefined) return arrayType(typeOfColumn(element, modifier)!);
  if (oid !== NUMERIC) return TYPES[oid] ?? null;
  if (modifier < 4) return decimalType(38, 18);
  const precision = (modifier - 4) >> 16;
  const scale = (modifier - 4) & 0x7ff;
  return precision > 38 || scale > precision ? decimalType(38, 18) : decimalType(precision, scale);
}

/** The type's name in CREATE TABLE, or null when the database has none. */
export function columnDefinition(type: DataType): string | null {
  switch (type.kind) {
    case 'boolean':
      return 'BOOLEAN';
    case 'byte':
    case 'short':
      return 'SMALLINT';
    case 'int':
      return 'INTEGER';
    case 'long':
      return 'BIGINT';
    case 'float':
      return 'FLOAT4';
    case 'double':
      return 'FLOAT8';
    case 'decimal':
      return `NUMERIC(${type.precision},${type.scale})`;
    case 'string':
      return 'TEXT';
    case 'binary':
      return 'BYTEA';
    case 'date':
      return 'DATE';
    case 'timestamp':
      return 'TIMESTAMP';
    case 'array': {
      const element = columnDefinition(type.element);
      return element === null || type.element.kind === 'array' ? null : `${element}[]`;
    }
    default:
      return null;
  }
}

/** Reads the database's text of a value. Times without a zone are on the wall clock of `zone`. */
export function columnParser(name: string, type: DataType, zone: string): (text: string) => Value {
  const checked = (text: string, value: Value | undefined): Value => {
    if (value !== null && value !== undefined) return value;
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `Column ${name}: the value ${text} is not supported as ${type.kind}`,
    );
  };
  switch (type.kind) {
    case 'boolean':
      return (text) => text === 't';
    case 'byte':
    case 'short':
    case 'int':
    case 'long': {
      const bits = { byte: 8, short: 16, int: 32, long: 64 }[type.kind];
      return (text) => {
        const value = /^-?\d+$/.test(text) ? BigInt(text) : null;
        if (value === null || BigInt.asIntN(bits, value) !== value) return checked(text, null);
        return bits === 64 ? value : Number(value);
      };
    }
    case 'float':
    case 'double':
      return (text) => checked(text, parseDouble(text, false));
    case 'decimal': {
      const limit = 10n ** BigInt(type.precision);
      return (text) => {
        const value = parseDecimal(text, type.scale);
        return checked(text, value !== null && value < limit && value > -limit ? value : null);
      };
    }
    case 'binary':
      return (text) => Buffer.from(text.slice(2), 'hex');
    case 'date':
      return (text) => checked(text, parseDate(text, '3.3'));
    case 'timestamp': {
      const wall = timeZone(zone);
      return (text) => {
        // A time of day is that of the first day there is.
        const moment = /^\d{2}:/.test(text) ? `1970-01-01 ${text}` : text;
        const instant = parseTimestamp(moment, wall, '3.3');
        return checked(text, instant && BigInt(instant.seconds) * 1_000_000n + BigInt(instant.micros));
      };
    }
    case 'array': {
      const parse = columnParser(name, type.element, zone);
      return (text) => arrayElements(text).map((element) => (element === null ? null : parse(element)));
    }
    default:
      return (text) => text;
  }
}
