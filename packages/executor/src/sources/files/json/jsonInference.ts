import {
  BOOLEAN,
  DOUBLE,
  LONG,
  NULL,
  STRING,
  TIMESTAMP,
  arrayType,
  decimalType,
  field,
  structType,
  type DataType,
  type StructType,
} from '@graticule/columnar';
import { SourceError } from '../../sourceError.js';
import { decimalShape } from '../decimalShape.js';
import type { JsonOptions } from './jsonOptions.js';
import { JsonArray, JsonObject, type JsonNode, type JsonNumber } from './jsonText.js';

/** The type of one value as Spark infers it; fields of objects sorted by name. */
export function typeOfJson(node: JsonNode, options: JsonOptions): DataType {
  if (node === null) return NULL;
  if (node instanceof JsonObject) {
    const fields = node.names.map((name, i) => field(name, typeOfJson(node.values[i], options)));
    return structType(fields.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
  }
  if (node instanceof JsonArray) {
    let element: DataType = NULL;
    for (const item of node.items) element = mergedType(element, typeOfJson(item, options), options);
    return arrayType(element);
  }
  if (typeof node === 'string') {
    // An empty text says nothing about a type.
    if (node === '') return NULL;
    return options.isTimestamp?.(node) ? TIMESTAMP : STRING;
  }
  if (options.primitivesAsString) return STRING;
  if (typeof node === 'boolean') return BOOLEAN;
  return numberType(node, options);
}

function numberType({ text, isInteger }: JsonNumber, { prefersDecimal }: JsonOptions): DataType {
  if (isInteger) {
    const value = BigInt(text);
    if (BigInt.asIntN(64, value) === value) return LONG;
  } else if (!prefersDecimal) return DOUBLE;
  const shape = decimalShape(text);
  if (shape === null) return DOUBLE;
  const { precision, scale } = shape;
  if (Math.max(precision, scale) > 38) return DOUBLE;
  if (scale < 0) {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `Negative scale is not allowed: ${scale}. You can use spark.sql.legacy.allowNegativeScaleOfDecimal=true to enable legacy mode to allow it.`,
    );
  }
  return decimalType(Math.max(precision, scale), scale);
}

/** The type that holds values of both; string when nothing else does. */
export function mergedType(a: DataType, b: DataType, options: JsonOptions): DataType {
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  if (a.kind === 'struct' && b.kind === 'struct') return mergedStruct(a, b, options);
  if (a.kind === 'array' && b.kind === 'array') {
    return arrayType(mergedType(a.element, b.element, options));
  }
  if (a.kind === b.kind && a.kind !== 'decimal') return a;
  const numbers = [a, b];
  if (numbers.every(({ kind }) => kind === 'long' || kind === 'double' || kind === 'decimal')) {
    if (numbers.some(({ kind }) => kind === 'double')) return DOUBLE;
    const [x, y] = numbers.map((type) => (type.kind === 'decimal' ? type : { precision: 20, scale: 0 }));
    const scale = Math.max(x.scale, y.scale);
    const precision = Math.max(x.precision - x.scale, y.precision - y.scale) + scale;
    return precision > 38 ? DOUBLE : decimalType(precision, scale);
  }
  return STRING;
}

/** Both have their fields sorted by name. */
function mergedStruct(a: StructType, b: StructType, options: JsonOptions): StructType {
  const fields = [];
  let [i, j] = [0, 0];
  while (i < a.fields.length || j < b.fields.length) {
    const x = a.fields[i];
    const y = b.fields[j];
    if (y === undefined || (x !== undefined && x.name < y.name)) {
      fields.push(x);
      i++;
    } else if (x === undefined || y.name < x.name) {
      fields.push(y);
      j++;
    } else {
      fields.push(field(x.name, mergedType(x.type, y.type, options)));
      i++;
      j++;
    }
  }
  return structType(fields);
}

/** Fields without a type become string, those of empty objects and without a name go; null: nothing is left. */
export function finalType(type: DataType, options: JsonOptions): DataType | null {
  switch (type.kind) {
    case 'null':
      return options.dropFieldIfAllNull ? null : STRING;
    case 'array': {
      const element = finalType(type.element, options);
      return element && arrayType(element);
    }
    case 'struct': {
      const fields = type.fields.flatMap((own) => {
        const known = finalType(own.type, options);
        return known === null || own.name === '' ? [] : [field(own.name, known)];
      });
      return fields.length === 0 ? null : structType(fields);
    }
    default:
      return type;
  }
}
