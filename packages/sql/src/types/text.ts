import type { DataType } from '@graticule/columnar';
import type { SparkVersion } from '../functions/definition.js';
import { unitsText } from './interval.js';

/** Spark's short spelling of a type, as in `DataFrame[a: bigint, g: struct<x:double>]` and error messages. */
export function typeText(type: DataType): string {
  switch (type.kind) {
    case 'array':
      return `array<${typeText(type.element)}>`;
    case 'map':
      return `map<${typeText(type.key)},${typeText(type.value)}>`;
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}:${typeText(field.type)}`).join(',')}>`;
    default:
      return atomicText(type);
  }
}

/** Spark's class of a type with its parts, as some messages of 2.x show it: `ArrayType(IntegerType,true)`. */
export function typeClassText(type: DataType): string {
  switch (type.kind) {
    case 'array':
      return `ArrayType(${typeClassText(type.element)},${type.containsNull})`;
    case 'map':
      return `MapType(${typeClassText(type.key)},${typeClassText(type.value)},${type.valueContainsNull})`;
    case 'struct': {
      const fields = type.fields.map(
        (field) => `StructField(${field.name},${typeClassText(field.type)},${field.nullable})`,
      );
      return `StructType(${fields.join(', ')})`;
    }
    case 'decimal':
      return `DecimalType(${type.precision},${type.scale})`;
    default: {
      const name = CLASS_NAMES[type.kind] ?? type.kind;
      return `${name[0].toUpperCase()}${name.slice(1)}Type`;
    }
  }
}

/** Of the classes that are not named as the type is here. */
const CLASS_NAMES: Readonly<Partial<Record<DataType['kind'], string>>> = {
  int: 'integer',
  interval: 'calendarInterval',
};

/** The type in messages that show its class in 2.x, and its spelling later. */
export function typeInMessage(type: DataType, compat: SparkVersion): string {
  return compat === '2.2' ? typeClassText(type) : typeText(type);
}

/** Spark's spelling of a type in SQL text, as in `CAST(a AS BIGINT)`. */
export function typeSql(type: DataType): string {
  switch (type.kind) {
    case 'array':
      return `ARRAY<${typeSql(type.element)}>`;
    case 'map':
      return `MAP<${typeSql(type.key)}, ${typeSql(type.value)}>`;
    case 'struct':
      return `STRUCT<${type.fields.map((field) => `\`${field.name}\`: ${typeSql(field.type)}`).join(', ')}>`;
    default:
      return atomicText(type).toUpperCase();
  }
}

/** DDL of a schema, which parseSchema reads back. */
export function schemaDdl(fields: readonly { readonly name: string; readonly type: DataType }[]): string {
  return fields.map((field) => `\`${field.name.replaceAll('`', '``')}\` ${typeSql(field.type)}`).join(',');
}

function atomicText(type: DataType): string {
  switch (type.kind) {
    case 'byte':
      return 'tinyint';
    case 'short':
      return 'smallint';
    case 'long':
      return 'bigint';
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'yearMonthInterval':
    case 'dayTimeInterval':
      return `interval ${unitsText(type)}`;
    default:
      return type.kind;
  }
}
