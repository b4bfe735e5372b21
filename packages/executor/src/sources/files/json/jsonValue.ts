import type { DataType, StructType, Value } from '@graticule/columnar';
import { dateReader, doubleText, parseDecimal, parseUnitInterval, timestampReader } from '@graticule/sql';
import type { JsonOptions } from './jsonOptions.js';
import { JsonArray, JsonNumber, JsonObject, type JsonNode } from './jsonText.js';

/** A JSON value as one of the type; undefined: it is none. */
export type JsonConverter = (node: JsonNode) => Value | undefined;

const INTEGER_BITS: Readonly<Record<string, number>> = { byte: 8, short: 16, int: 32, long: 64 };
const SPECIAL: Readonly<Record<string, number>> = {
  NaN: NaN,
  Infinity: Infinity,
  '+Infinity': Infinity,
  INF: Infinity,
  '+INF': Infinity,
  '-Infinity': -Infinity,
  '-INF': -Infinity,
};

/** As numbers, there is INF as well. */
const { INF: _, ...SPECIAL_TEXTS } = SPECIAL;

/** The converter for a type. Numbers do not become text of numbers and the other way round, except into string. */
export function jsonConverter(type: DataType, options: JsonOptions): JsonConverter {
  const inner = converterOf(type, options);
  return (node) => (node === null ? null : inner(node));
}

function converterOf(type: DataType, options: JsonOptions): JsonConverter {
  switch (type.kind) {
    case 'null':
      return () => undefined;
    case 'string':
      return textOf;
    case 'boolean':
      return (node) => (typeof node === 'boolean' ? node : undefined);
    case 'byte':
    case 'short':
    case 'int':
    case 'long': {
      const bits = INTEGER_BITS[type.kind];
      return (node) => {
        if (!(node instanceof JsonNumber) || !node.isInteger) return undefined;
        const value = BigInt(node.text);
        // Unsigned bytes are taken for signed ones.
        if (bits === 8 && value > 127n && value < 256n) return Number(value) - 256;
        if (BigInt.asIntN(bits, value) !== value) return undefined;
        return bits === 64 ? value : Number(value);
      };
    }
    case 'float':
    case 'double': {
      const words = options.dialect.specialNumbers ? SPECIAL_TEXTS : {};
      return (node) => {
        if (node instanceof JsonNumber) return numberOf(node);
        return typeof node === 'string' ? words[node] : undefined;
      };
    }
    case 'decimal': {
      const { scale } = type;
      const limit = 10n ** BigInt(type.precision);
      return (node) => {
        const text = node instanceof JsonNumber ? node.text : node;
        const value = typeof text === 'string' ? parseDecimal(text, scale) : null;
        return value === null || value >= limit || value <= -limit ? undefined : value;
      };
    }
    case 'date': {
      const read = dateReader(options.formats);
      return (node) => (typeof node === 'string' ? (read(node) ?? undefined) : undefined);
    }
    case 'timestamp': {
      const read = timestampReader(options.formats);
      return (node) => {
        if (typeof node === 'string') return read(node) ?? undefined;
        return node instanceof JsonNumber && node.isInteger ? BigInt(node.text) * 1_000_000n : undefined;
      };
    }
    case 'binary':
      return (node) => (typeof node === 'string' ? Buffer.from(node, 'base64') : undefined);
    case 'array': {
      const element = jsonConverter(type.element, options);
      return (node) => (node instanceof JsonArray ? converted(node.items, element) : undefined);
    }
    case 'map': {
      const key = converterOf(type.key, options);
      const value = jsonConverter(type.value, options);
      return (node) => {
        if (!(node instanceof JsonObject)) return undefined;
        const values = converted(node.values, value);
        const keys = converted(node.names, key);
        return values && keys && keys.map((k, i) => [k, values[i]]);
      };
    }
    case 'struct':
      return structConverter(type, options);
    case 'interval':
      return () => undefined;
    case 'yearMonthInterval':
    case 'dayTimeInterval':
      return (node) => {
        const value = typeof node === 'string' ? parseUnitInterval(node, type) : null;
        if (value === null) return undefined;
        return type.kind === 'dayTimeInterval' ? value : Number(value);
      };
  }
}

function structConverter(type: StructType, options: JsonOptions): JsonConverter {
  const ordinals = new Map(type.fields.map(({ name }, i) => [name, i]));
  const converters = type.fields.map((field) => jsonConverter(field.type, options));
  return (node) => {
    if (!(node instanceof JsonObject)) return undefined;
    const row = new Array<Value>(type.fields.length).fill(null);
    for (let i = 0; i < node.names.length; i++) {
      const ordinal = ordinals.get(node.names[i]);
      if (ordinal === undefined) continue;
      const value = converters[ordinal](node.values[i]);
      if (value === undefined) return undefined;
      row[ordinal] = value;
    }
    return row;
  };
}

function converted(nodes: readonly JsonNode[], convert: JsonConverter): Value[] | undefined {
  const out: Value[] = [];
  for (const node of nodes) {
    const value = convert(node);
    if (value === undefined) return undefined;
    out.push(value);
  }
  return out;
}

function numberOf({ text }: JsonNumber): number {
  return SPECIAL[text] ?? (text === '-0' ? 0 : Number(text));
}

/** The text of any value; nested ones as JSON without blanks. */
export function textOf(node: JsonNode): string {
  if (typeof node === 'string') return node;
  return jsonText(node);
}

function jsonText(node: JsonNode): string {
  if (node === null || typeof node === 'boolean') return String(node);
  if (typeof node === 'string') return JSON.stringify(node);
  if (node instanceof JsonNumber) return node.isInteger ? node.text : doubleText(numberOf(node));
  if (node instanceof JsonArray) return `[${node.items.map(jsonText).join(',')}]`;
  return `{${node.names.map((name, i) => `${JSON.stringify(name)}:${jsonText(node.values[i])}`).join(',')}}`;
}
