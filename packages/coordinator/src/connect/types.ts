import {
  arrayType,
  BINARY,
  BOOLEAN,
  BYTE,
  DATE,
  DAY_TO_SECOND,
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
  YEAR_TO_MONTH,
  type DataType,
  type Metadata,
  type StructType,
} from '@graticule/columnar';
import { parseDataType, ParseError, parseSchema } from '@graticule/sql';
import type { DataType as ProtoDataType, DataTypeSchema } from '@graticule/protocol';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { malformed, notSupportedYet, SparkError } from './errors.js';
import { dataTypeFromJson } from './typeJson.js';

type ProtoDataTypeInit = MessageInitShape<typeof DataTypeSchema>;

/** The type a message describes. Text types (`unparsed`) are read as DDL. Throws for types there are no columns for. */
export function fromProtoType(proto: ProtoDataType | undefined): DataType {
  const { kind } = proto ?? { kind: { case: undefined } };
  switch (kind.case) {
    case 'null':
      return NULL;
    case 'binary':
      return BINARY;
    case 'boolean':
      return BOOLEAN;
    case 'byte':
      return BYTE;
    case 'short':
      return SHORT;
    case 'integer':
      return INT;
    case 'long':
      return LONG;
    case 'float':
      return FLOAT;
    case 'double':
      return DOUBLE;
    case 'decimal':
      return decimalType(kind.value.precision ?? 10, kind.value.scale ?? 0);
    case 'string':
    case 'char':
    case 'varChar':
      return STRING;
    case 'date':
      return DATE;
    case 'timestamp':
      return TIMESTAMP;
    case 'calendarInterval':
      return INTERVAL;
    case 'array':
      return arrayType(fromProtoType(kind.value.elementType), kind.value.containsNull);
    case 'map':
      return mapType(
        fromProtoType(kind.value.keyType),
        fromProtoType(kind.value.valueType),
        kind.value.valueContainsNull,
      );
    case 'struct':
      return structType(
        kind.value.fields.map(({ name, dataType, nullable, metadata }) =>
          field(name, fromProtoType(dataType), nullable, parseMetadata(metadata)),
        ),
      );
    case 'unparsed':
      return parseTypeText(kind.value.dataTypeString);
    case 'timestampNtz':
      throw notSupportedYet('Type timestamp_ntz');
    case 'yearMonthInterval':
      return intervalType(YEAR_TO_MONTH, kind.value);
    case 'dayTimeInterval':
      return intervalType(DAY_TO_SECOND, kind.value);
    case 'udt':
      throw notSupportedYet('A user defined type');
    case undefined:
      throw malformed('A data type is missing, or is of a kind this server does not know');
  }
}

/** An interval from one unit to another, of all units when the message names none. */
function intervalType(
  all: DataType & { kind: 'yearMonthInterval' | 'dayTimeInterval' },
  { startField, endField }: { readonly startField?: number; readonly endField?: number },
): DataType {
  const type = { ...all, start: startField ?? all.start, end: endField ?? all.end };
  if (type.start < 0 || type.end > all.end || type.start > type.end) {
    throw malformed(`An interval type has the units ${type.start} to ${type.end}`);
  }
  return type as DataType;
}

/** The message for a type, as clients read it. */
export function toProtoType(type: DataType): ProtoDataTypeInit {
  switch (type.kind) {
    case 'int':
      return { kind: { case: 'integer', value: {} } };
    case 'interval':
      return { kind: { case: 'calendarInterval', value: {} } };
    case 'decimal':
      return { kind: { case: 'decimal', value: { precision: type.precision, scale: type.scale } } };
    case 'yearMonthInterval':
    case 'dayTimeInterval':
      return { kind: { case: type.kind, value: { startField: type.start, endField: type.end } } };
    case 'array':
      return {
        kind: {
          case: 'array',
          value: { elementType: toProtoType(type.element), containsNull: type.containsNull },
        },
      };
    case 'map':
      return {
        kind: {
          case: 'map',
          value: {
            keyType: toProtoType(type.key),
            valueType: toProtoType(type.value),
            valueContainsNull: type.valueContainsNull,
          },
        },
      };
    case 'struct':
      return {
        kind: {
          case: 'struct',
          value: {
            fields: type.fields.map(({ name, type: fieldType, nullable, metadata }) => ({
              name,
              dataType: toProtoType(fieldType),
              nullable,
              metadata: metadata === undefined ? undefined : JSON.stringify(metadata),
            })),
          },
        },
      };
    default:
      return { kind: { case: type.kind, value: {} } };
  }
}

/** Schema text of a reader or of local data: DDL (`a INT, b STRING`) or the JSON of a struct. A single type is a field `value`. */
export function parseSchemaText(text: string): StructType {
  const type =
    text.trimStart().startsWith('{') || text.trimStart().startsWith('"')
      ? dataTypeFromJson(text)
      : parseTypeText(text);
  return type.kind === 'struct' ? type : structType([field('value', type)]);
}

/** A type, or the columns of a schema, in DDL. */
export function parseTypeText(text: string): DataType {
  try {
    return parseDataType(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return parseSchema(text);
  }
}

/** JSON object of a field or an alias; undefined for none and for the empty one. */
export function parseMetadata(text: string | undefined): Metadata | undefined {
  if (text === undefined || text === '') return undefined;
  let metadata: unknown;
  try {
    metadata = JSON.parse(text);
  } catch {
    metadata = null;
  }
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    throw new SparkError('IllegalArgumentException', `Column metadata must be a JSON object, found ${text}`);
  }
  return Object.keys(metadata).length === 0 ? undefined : (metadata as Metadata);
}
