import {
  arrayType,
  BINARY,
  BOOLEAN,
  BYTE,
  DATE,
  decimalType,
  DOUBLE,
  field,
  FLOAT,
  INT,
  INTERVAL,
  LONG,
  mapType,
  NULL,
  SHORT,
  STRING,
  structType,
  TIMESTAMP,
  type DataType,
  type Field,
  type Metadata,
} from '@graticule/columnar';
import { intervalOfUnits } from '@graticule/sql';
import { notSupportedYet, SparkError } from './errors.js';

/** Names of Spark's JSON form of types, as `df.schema.json()` writes them. */
const ATOMIC: Readonly<Record<string, DataType>> = {
  void: NULL,
  null: NULL,
  boolean: BOOLEAN,
  byte: BYTE,
  short: SHORT,
  integer: INT,
  long: LONG,
  float: FLOAT,
  double: DOUBLE,
  decimal: decimalType(10, 0),
  string: STRING,
  binary: BINARY,
  date: DATE,
  timestamp: TIMESTAMP,
  interval: INTERVAL,
};

/** The type that Spark's JSON text describes. Throws IllegalArgumentException for anything else. */
export function dataTypeFromJson(text: string): DataType {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid(text);
  }
  return fromJson(json);
}

function fromJson(json: unknown): DataType {
  if (typeof json === 'string') return atomic(json);
  if (typeof json !== 'object' || json === null) throw invalid(json);
  const node = json as Readonly<Record<string, unknown>>;
  switch (node.type) {
    case 'array':
      return arrayType(fromJson(node.elementType), node.containsNull !== false);
    case 'map':
      return mapType(fromJson(node.keyType), fromJson(node.valueType), node.valueContainsNull !== false);
    case 'struct':
      if (!Array.isArray(node.fields)) throw invalid(json);
      return structType(node.fields.map(fieldFromJson));
    case 'udt':
      throw notSupportedYet('A user defined type');
    default:
      throw invalid(json);
  }
}

function fieldFromJson(json: unknown): Field {
  if (typeof json !== 'object' || json === null) throw invalid(json);
  const node = json as Readonly<Record<string, unknown>>;
  if (typeof node.name !== 'string') throw invalid(json);
  const metadata = node.metadata as Metadata | undefined;
  const hasMetadata = metadata !== undefined && metadata !== null && Object.keys(metadata).length > 0;
  return field(node.name, fromJson(node.type), node.nullable !== false, hasMetadata ? metadata : undefined);
}

function atomic(name: string): DataType {
  const known = ATOMIC[name];
  if (known !== undefined) return known;
  const decimal = /^decimal\(\s*(\d+)\s*,\s*(-?\d+)\s*\)$/.exec(name);
  if (decimal !== null) return decimalType(Number(decimal[1]), Number(decimal[2]));
  if (/^(var)?char\(\s*\d+\s*\)$/.test(name)) return STRING;
  if (name === 'timestamp_ntz') throw notSupportedYet('Type timestamp_ntz');
  const interval = /^interval (\w+)(?: to (\w+))?$/.exec(name);
  const type = interval && intervalOfUnits(interval[1], interval[2] ?? interval[1]);
  if (type !== null) return type;
  throw invalid(name);
}

function invalid(json: unknown): SparkError {
  const text = typeof json === 'string' ? json : JSON.stringify(json);
  return new SparkError(
    'IllegalArgumentException',
    `Failed to convert the JSON string '${text}' to a data type`,
  );
}
