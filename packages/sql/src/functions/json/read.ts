import type { DataType, StructType, Value } from '@graticule/columnar';
import { parseInstant } from '../../evaluation/patterns/index.js';
import { parseDecimal } from '../../evaluation/numberText.js';
import { parseDate, parseTimestamp } from '../../evaluation/timeText.js';
import type { Instant } from '../../evaluation/timeText.js';
import type { TimeZone } from '../../evaluation/timeZone.js';
import { intervalParser } from '../../formats/intervalValue.js';
import { fitsPrecision } from '../decimal.js';
import { ArgumentError } from '../definition.js';
import type { SparkVersion } from '../definition.js';
import { jsonText, parseJson } from './text.js';
import type { JsonNode, JsonSyntax } from './text.js';

export interface ReadOptions {
  readonly compat: SparkVersion;
  readonly zone: TimeZone;
  readonly legacy: boolean;
  readonly timestampFormat: string | null;
  readonly dateFormat: string | null;
  readonly syntax: JsonSyntax;
  readonly failFast: boolean;
  /** Field that takes the text of a malformed record. */
  readonly corruptField: string;
}

/** A value does not fit the type that the schema has for it. */
class Mismatch extends Error {}

const LIMITS: Readonly<Record<string, bigint>> = {
  byte: 128n,
  short: 32768n,
  int: 2147483648n,
  long: 1n << 63n,
};
const NAMED_NUMBERS: Readonly<Record<string, number>> = {
  NaN: NaN,
  Infinity: Infinity,
  '+INF': Infinity,
  INF: Infinity,
  '-Infinity': -Infinity,
  '-INF': -Infinity,
};

/**
 * The value of a JSON text by a schema. Malformed text gives a struct of nulls (null before 3.0), blank text null. From
 * 3.0 a field of the outermost struct that does not fit is null and the others are kept.
 */
export function readJson(text: string, type: DataType, options: ReadOptions): Value {
  const node = parseJson(text, options.syntax);
  if (node === null) return null;
  try {
    if (node === undefined || (node.kind === 'null' && type.kind === 'struct')) throw new Mismatch();
    if (type.kind === 'struct') return rootStruct(node, type, text, options);
    if (type.kind === 'array' && type.element.kind === 'struct' && node.kind === 'object') {
      return [convert(node, type.element, options)];
    }
    return convert(node, type, options);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    return malformed(text, type, options);
  }
}

function malformed(text: string, type: DataType, options: ReadOptions): Value {
  if (options.failFast) throw new ArgumentError(`Malformed records are detected in record parsing: ${text}`);
  if (options.compat === '2.2' || type.kind !== 'struct') return null;
  return type.fields.map((field) => (field.name === options.corruptField ? text : null));
}

function rootStruct(node: JsonNode, type: StructType, text: string, options: ReadOptions): Value {
  if (node.kind !== 'object') throw new Mismatch();
  const places = new Map(type.fields.map((field, k) => [field.name, k]));
  const values: Value[] = type.fields.map(() => null);
  let bad = false;
  for (const [name, child] of node.entries) {
    const place = places.get(name);
    if (place === undefined) continue;
    try {
      values[place] = convert(child, type.fields[place].type, options);
    } catch (error) {
      if (!(error instanceof Mismatch) || options.compat === '2.2' || options.failFast) throw error;
      bad = true;
      // Spark's reader loses its place in a struct and takes its end for the end of the record.
      if (child.kind === 'object') break;
    }
  }
  const corrupt = type.fields.findIndex((field) => field.name === options.corruptField);
  if (bad && corrupt >= 0) values[corrupt] = text;
  return values;
}

function convert(node: JsonNode, type: DataType, options: ReadOptions): Value {
  if (node.kind === 'null') return null;
  switch (type.kind) {
    case 'string':
      return node.kind === 'string' ? node.value : jsonText(node);
    case 'boolean':
      if (node.kind === 'boolean') return node.value;
      break;
    case 'byte':
    case 'short':
    case 'int':
    case 'long': {
      if (node.kind !== 'number' || !node.whole) break;
      const value = BigInt(node.text);
      if (value < -LIMITS[type.kind] || value >= LIMITS[type.kind]) break;
      return type.kind === 'long' ? value : Number(value);
    }
    case 'float':
    case 'double':
      if (node.kind === 'number') return Number(node.text);
      if (node.kind === 'string' && node.value in NAMED_NUMBERS) return NAMED_NUMBERS[node.value];
      break;
    case 'decimal': {
      const text = node.kind === 'number' ? node.text : node.kind === 'string' ? node.value : '';
      const value = parseDecimal(text, type.scale);
      if (value === null) break;
      return fitsPrecision(value, type.precision) ? value : null;
    }
    case 'binary':
      if (node.kind === 'string') return Uint8Array.from(Buffer.from(node.value, 'base64'));
      break;
    case 'date':
    case 'timestamp':
      return time(node, type.kind, options);
    case 'interval':
    case 'yearMonthInterval':
    case 'dayTimeInterval': {
      const value = node.kind === 'string' ? intervalParser(type)?.(node.value) : undefined;
      if (value === undefined) break;
      return value;
    }
    case 'array':
      if (node.kind === 'array') return node.items.map((item) => convert(item, type.element, options));
      break;
    case 'map':
      if (node.kind !== 'object') break;
      return node.entries.map(([key, item]) => [key, convert(item, type.value, options)]);
    case 'struct': {
      if (node.kind !== 'object') break;
      const byName = new Map(node.entries);
      return type.fields.map((field) => {
        const child = byName.get(field.name);
        return child === undefined ? null : convert(child, field.type, options);
      });
    }
  }
  throw new Mismatch();
}

function time(node: JsonNode, kind: 'date' | 'timestamp', options: ReadOptions): Value {
  const { zone, legacy, compat } = options;
  if (node.kind === 'number' && node.whole && kind === 'timestamp') return BigInt(node.text) * 1_000_000n;
  if (node.kind !== 'string') throw new Mismatch();
  const format = kind === 'date' ? options.dateFormat : options.timestampFormat;
  let instant: Instant | null;
  if (format !== null) instant = parseInstant(node.value, format, zone, legacy);
  else if (kind === 'timestamp') instant = parseTimestamp(node.value, zone, compat);
  else {
    const days = parseDate(node.value, compat);
    if (days === null) throw new Mismatch();
    return days;
  }
  if (instant === null) throw new Mismatch();
  if (kind === 'date') return Math.floor((instant.seconds + zone.offsetAt(instant.seconds)) / 86400);
  return BigInt(instant.seconds) * 1_000_000n + BigInt(instant.micros);
}
