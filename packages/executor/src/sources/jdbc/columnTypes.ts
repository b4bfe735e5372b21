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
  decimalType,
  type DataType,
  type Value,
} from '@graticule/columnar';
import { parseDate, parseDecimal, parseDouble, parseTimestamp, timeZone } from '@graticule/sql';
import { SourceError } from '../sourceError.js';

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
  700: FLOAT,
  701: DOUBLE,
  1042: STRING,
  1043: STRING,
  1082: DATE,
  1114: TIMESTAMP,
  1184: TIMESTAMP,
  2950: STRING,
  3802: STRING,
};
const NUMERIC = 1700;

/** Our type for a column, as Spark maps it; numeric without a size is decimal(38,18). null: there is none. */
export function typeOfColumn(oid: number, modifier: number): DataType | null {
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
    case 'short':
    case 'int':
      return Number;
    case 'long':
      return BigInt;
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
        const instant = parseTimestamp(text, wall, '3.3');
        return checked(text, instant && BigInt(instant.seconds) * 1_000_000n + BigInt(instant.micros));
      };
    }
    default:
      return (text) => text;
  }
}
