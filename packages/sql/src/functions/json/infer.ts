import { BOOLEAN, DOUBLE, LONG, STRING, arrayType, decimalType, structType } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { typeSql } from '../../types/text.js';
import type { JsonNode } from './text.js';

const NULL: DataType = { kind: 'null' };
const MAX_DIGITS = 38;

export interface InferOptions {
  readonly primitivesAsString: boolean;
  readonly prefersDecimal: boolean;
}

/** The type that a JSON value has by itself: whole numbers are bigint, objects structs with sorted fields. */
function inferred(node: JsonNode, options: InferOptions): DataType {
  switch (node.kind) {
    case 'null':
      return NULL;
    case 'boolean':
      return options.primitivesAsString ? STRING : BOOLEAN;
    case 'string':
      return STRING;
    case 'number': {
      if (options.primitivesAsString) return STRING;
      if (!node.whole) return (options.prefersDecimal ? decimalFor(node.text) : null) ?? DOUBLE;
      const value = BigInt(node.text);
      if (BigInt.asIntN(64, value) === value) return LONG;
      const digits = node.text.replace('-', '').length;
      return digits <= MAX_DIGITS ? decimalType(digits, 0) : DOUBLE;
    }
    case 'array':
      return arrayType(node.items.map((item) => inferred(item, options)).reduce(merged, NULL));
    case 'object': {
      const fields = node.entries.map(([name, value]) => ({
        name,
        type: inferred(value, options),
        nullable: true,
      }));
      return structType(fields.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
    }
  }
}

/** The decimal that holds the digits of a number text; null for too many of them and for what is no number. */
function decimalFor(text: string): DataType | null {
  const match = /^-?(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return null;
  const [, whole, fraction = '', power = '0'] = match as (string | undefined)[];
  const scale = fraction.length - Number(power);
  const digits = `${whole}${fraction}`.replace(/^0+(?=.)/, '').length;
  const precision = Math.max(digits, scale);
  return precision > MAX_DIGITS || scale < 0 ? null : decimalType(precision, scale);
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
    const digits = (type: DataType): readonly [number, number] =>
      type.kind === 'decimal' ? [type.precision - type.scale, type.scale] : [20, 0];
    const scale = Math.max(digits(a)[1], digits(b)[1]);
    const precision = Math.max(digits(a)[0], digits(b)[0]) + scale;
    return precision > MAX_DIGITS ? DOUBLE : decimalType(precision, scale);
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
export function schemaOfJson(node: JsonNode, options: InferOptions): string {
  return typeSql(withoutNulls(inferred(node, options))).replace(/`([A-Za-z_]\w*)`/g, '$1');
}
