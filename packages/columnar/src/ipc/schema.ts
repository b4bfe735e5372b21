import * as arrow from 'apache-arrow';
import type { Column } from '../column.js';
import { DAY_TO_SECOND, YEAR_TO_MONTH, arrayType, decimalType, mapType, structType } from '../types.js';
import type { DataType, Field, Metadata } from '../types.js';

/** Key of a field's metadata in Arrow: our JSON. */
const METADATA_KEY = 'graticule';
/**
 * Key that marks a struct of months, days and micros as an interval (Arrow's own interval holds fewer microseconds); of
 * an interval of one number it has the JSON of the type, whose units Arrow does not know.
 */
const INTERVAL_KEY = 'graticule.interval';

let dictionaryIds = 0;

/** The Arrow field for a column: its type follows the column's layout (dictionary, fixed size list). */
export function toArrowField(field: Field, column: Column): arrow.Field {
  const metadata = new Map<string, string>();
  if (field.metadata !== undefined) metadata.set(METADATA_KEY, JSON.stringify(field.metadata));
  if (field.type.kind === 'interval') metadata.set(INTERVAL_KEY, 'true');
  if (field.type.kind === 'yearMonthInterval' || field.type.kind === 'dayTimeInterval') {
    metadata.set(INTERVAL_KEY, JSON.stringify(field.type));
  }
  return new arrow.Field(field.name, toArrowType(field.type, column), field.nullable, metadata);
}

function toArrowType(type: DataType, column: Column): arrow.DataType {
  switch (type.kind) {
    case 'null':
      return new arrow.Null();
    case 'boolean':
      return new arrow.Bool();
    case 'byte':
      return new arrow.Int8();
    case 'short':
      return new arrow.Int16();
    case 'int':
      return new arrow.Int32();
    case 'long':
      return new arrow.Int64();
    case 'float':
      return new arrow.Float32();
    case 'double':
      return new arrow.Float64();
    case 'decimal':
      return new arrow.Decimal(type.scale, type.precision, 128);
    case 'date':
      return new arrow.DateDay();
    case 'timestamp':
      return new arrow.TimestampMicrosecond('UTC');
    case 'yearMonthInterval':
      return new arrow.IntervalYearMonth();
    case 'dayTimeInterval':
      return new arrow.DurationMicrosecond();
    case 'string':
    case 'binary': {
      const plain = type.kind === 'string' ? new arrow.Utf8() : new arrow.Binary();
      if (column.layout !== 'dictionary') return plain;
      return new arrow.Dictionary(plain, new arrow.Int32(), dictionaryIds++);
    }
    case 'interval':
      return new arrow.Struct([
        new arrow.Field('months', new arrow.Int32(), false),
        new arrow.Field('days', new arrow.Int32(), false),
        new arrow.Field('micros', new arrow.Int64(), false),
      ]);
    case 'array': {
      const list = column as Column & { layout: 'list' };
      const element = { name: 'element', type: type.element, nullable: type.containsNull };
      const child = toArrowField(element, list.child);
      return list.offsets === null ? new arrow.FixedSizeList(list.stride, child) : new arrow.List(child);
    }
    case 'map': {
      const entries = (column as Column & { layout: 'list' }).child as Column & { layout: 'struct' };
      const key = toArrowField({ name: 'key', type: type.key, nullable: false }, entries.children[0]);
      const value = toArrowField(
        { name: 'value', type: type.value, nullable: type.valueContainsNull },
        entries.children[1],
      );
      const struct = new arrow.Struct<{ key: arrow.DataType; value: arrow.DataType }>([key, value] as never);
      return new arrow.Map_(new arrow.Field('entries', struct, false));
    }
    case 'struct': {
      const children = (column as Column & { layout: 'struct' }).children;
      return new arrow.Struct(type.fields.map((f, i) => toArrowField(f, children[i])));
    }
  }
}

/** Our field for an Arrow field. Throws for types that have no counterpart. */
export function fromArrowField(field: arrow.Field): Field {
  const interval = field.metadata.get(INTERVAL_KEY);
  const type = interval === undefined ? fromArrowType(field.type, field.name) : intervalType(interval);
  const text = field.metadata.get(METADATA_KEY);
  const result = { name: field.name, type, nullable: field.nullable };
  return text === undefined ? result : { ...result, metadata: JSON.parse(text) as Metadata };
}

function intervalType(text: string): DataType {
  return text === 'true' ? { kind: 'interval' } : (JSON.parse(text) as DataType);
}

function fromArrowType(type: arrow.DataType, name: string): DataType {
  if (arrow.DataType.isNull(type)) return { kind: 'null' };
  if (arrow.DataType.isBool(type)) return { kind: 'boolean' };
  if (arrow.DataType.isInt(type)) return integerType(type);
  if (arrow.DataType.isFloat(type))
    return { kind: type.precision === arrow.Precision.DOUBLE ? 'double' : 'float' };
  if (arrow.DataType.isUtf8(type) || arrow.DataType.isLargeUtf8(type)) return { kind: 'string' };
  if (arrow.DataType.isBinary(type) || arrow.DataType.isLargeBinary(type)) return { kind: 'binary' };
  if (arrow.DataType.isFixedSizeBinary(type)) return { kind: 'binary' };
  if (arrow.DataType.isDecimal(type) && type.bitWidth === 128) return decimalType(type.precision, type.scale);
  if (arrow.DataType.isDate(type)) return { kind: 'date' };
  if (arrow.DataType.isTimestamp(type)) return { kind: 'timestamp' };
  if (arrow.DataType.isDuration(type)) return DAY_TO_SECOND;
  if (arrow.DataType.isInterval(type) && type.unit === arrow.IntervalUnit.YEAR_MONTH) return YEAR_TO_MONTH;
  if (arrow.DataType.isDictionary(type)) return fromArrowType(type.dictionary as arrow.DataType, name);
  if (arrow.DataType.isList(type) || arrow.DataType.isFixedSizeList(type)) {
    const element = fromArrowField(type.children[0]);
    return arrayType(element.type, element.nullable);
  }
  if (arrow.DataType.isMap(type)) {
    const [key, value] = (type.children[0].type as unknown as arrow.Struct).children.map(fromArrowField);
    return mapType(key.type, value.type, value.nullable);
  }
  if (arrow.DataType.isStruct(type)) return structType(type.children.map(fromArrowField));
  throw new TypeError(`column ${name} has the Arrow type ${String(type)}, which is not supported`);
}

/** Unsigned integers take the next wider type, 64-bit ones a decimal. */
function integerType(type: arrow.Int): DataType {
  switch (type.bitWidth) {
    case 8:
      return { kind: type.isSigned ? 'byte' : 'short' };
    case 16:
      return { kind: type.isSigned ? 'short' : 'int' };
    case 32:
      return { kind: type.isSigned ? 'int' : 'long' };
    default:
      return type.isSigned ? { kind: 'long' } : decimalType(20, 0);
  }
}
