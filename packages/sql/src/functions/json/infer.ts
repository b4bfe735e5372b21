import { BOOLEAN, DOUBLE, LONG, STRING, arrayType, decimalType, structType } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { typeSql } from '../../types/text.js';
import type { JsonNode } from './text.js';

const NULL: DataType = { kind: 'null' };
const MAX_DIGITS = 38;

/** The type that a JSON value has by itself: whole numbers are bigint, objects structs with sorted fields. */
function inferred(node: JsonNode): DataType {
  switch (node.kind) {
    case 'null':
      return NULL;
    case 'boolean':
      return BOOLEAN;
    case 'string':
      return STRING;
    case 'number': {
      if (!node.whole) return DOUBLE;
      const value = BigInt(node.text);
      if (BigInt.asIntN(64, value) === value) return LONG;
      const digits = node.text.replace('-', '').length;
      return digits <= MAX_DIGITS ? decimalType(digits, 0) : DOUBLE;
    }
    case 'array':
      return arrayType(node.items.map(inferred).reduce(merged, NULL));
    case 'object': {
      const fields = node.entries.map(([name, value]) => ({ name, type: inferred(value), nullable: true }));
      return structType(fields.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
    }
  }
}

/** The type that holds values of both; text when nothing else does. */
function merged(a: DataType, b: DataType): DataType {
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  if (a.kind === 'array' && b.kind === 'array') return arrayType(merged(a.element, b.element));
  if (a.kind === 'struct' && b.kind === 'struct') {
    const byName = new Map(a.fields.map((field) => [field.name, field]));
    for (const field of b.fields) {
      const other = byName.get(field.name);
      byName.set(
        field.name,
        other === undefined ? field : { ...field, type: merged(other.type, field.type) },
      );
    }
    return structType([...byName.values()].sort((x, y) => (x.name < y.name ? -1 : 1)));
  }
  const numbers = [a.kind, b.kind];
  if (a.kind === b.kind && a.kind !== 'decimal') return a;
  if (numbers.every((kind) => kind === 'long' || kind === 'double' || kind === 'decimal')) {
    if (numbers.includes('double')) return DOUBLE;
    const digits = (type: DataType): number => (type.kind === 'decimal' ? type.precision : 20);
    return decimalType(Math.max(digits(a), digits(b)), 0);
  }
  return STRING;
}

/** Types of nulls alone are text. */
function withoutNulls(type: DataType): DataType {
  switch (type.kind) {
    case 'null':
      return STRING;
    case 'array':
      return arrayType(withoutNulls(type.element));
    case 'struct':
      return structType(type.fields.map((field) => ({ ...field, type: withoutNulls(field.type) })));
    default:
      return type;
  }
}

/** The type of a JSON value as DDL; names are quoted only where they must be. */
export function schemaOfJson(node: JsonNode): string {
  return typeSql(withoutNulls(inferred(node))).replace(/`([A-Za-z_]\w*)`/g, '$1');
}
