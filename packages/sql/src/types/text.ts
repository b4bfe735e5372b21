import type { DataType } from '@graticule/columnar';
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
