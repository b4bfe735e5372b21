import {
  BINARY,
  DATE,
  DOUBLE,
  FLOAT,
  INT,
  LONG,
  NULL,
  SHORT,
  BYTE,
  TIMESTAMP,
  bytesColumn,
  decimalType,
  int64Words,
  primitiveColumn,
  writeInt64,
  type BytesColumn,
  type Column,
} from '@graticule/columnar';
import type { TimeUnit } from './annotation.js';
import type { SchemaLeaf } from './parquetSchema.js';

const TWO_32 = 4294967296;
const JULIAN_EPOCH_DAY = 2_440_588;
const DAY_US = 86_400_000_000;
/** Days that are, in microseconds, still whole numbers as doubles. */
const SAFE_DAYS = 100_000;

/** A column of values of equal width (in bytes, without gaps for nulls) by what the schema says they are. */
export function logicalColumn(
  leaf: SchemaLeaf,
  width: number,
  bytes: Uint8Array,
  length: number,
  validity: Uint8Array | null,
): Column {
  const { buffer } = bytes as { buffer: ArrayBuffer };
  switch (leaf.physical) {
    case 'INT32':
      return int32Column(leaf, new Int32Array(buffer, 0, length), validity);
    case 'INT64':
      return int64Column(leaf, new BigInt64Array(buffer, 0, length), validity);
    case 'INT96':
      return primitiveColumn(TIMESTAMP, momentsOfInt96(new Int32Array(buffer, 0, 3 * length)), validity);
    case 'FLOAT':
      return primitiveColumn(FLOAT, new Float32Array(buffer, 0, length), validity);
    case 'DOUBLE':
      return primitiveColumn(DOUBLE, new Float64Array(buffer, 0, length), validity);
    default: {
      const offsets = new Int32Array(length + 1);
      for (let i = 1; i <= length; i++) offsets[i] = i * width;
      const column = bytesColumn(BINARY, offsets, bytes.subarray(0, length * width), validity);
      return leaf.annotation?.kind === 'decimal' ? decimalOfBytes(leaf, column) : column;
    }
  }
}

function int32Column(leaf: SchemaLeaf, values: Int32Array, validity: Uint8Array | null): Column {
  const { annotation } = leaf;
  switch (annotation?.kind) {
    case 'null':
      return { layout: 'null', type: NULL, length: values.length, validity: null };
    case 'date':
      return primitiveColumn(DATE, values, validity);
    case 'decimal': {
      const words = new BigInt64Array(2 * values.length);
      const halves = int64Words(words);
      for (let i = 0; i < values.length; i++) {
        halves[4 * i] = values[i];
        halves[4 * i + 1] = halves[4 * i + 2] = halves[4 * i + 3] = values[i] >> 31;
      }
      return decimalColumn(leaf, words, validity);
    }
    case 'integer':
      return integerColumn(values, annotation.bits, annotation.signed, validity);
    default:
      return primitiveColumn(INT, values, validity);
  }
}

function integerColumn(
  values: Int32Array,
  bits: number,
  signed: boolean,
  validity: Uint8Array | null,
): Column {
  if (signed && bits === 8) return primitiveColumn(BYTE, new Int8Array(values), validity);
  if (signed && bits === 16) return primitiveColumn(SHORT, new Int16Array(values), validity);
  if (signed) return primitiveColumn(INT, values, validity);
  if (bits === 8) return primitiveColumn(SHORT, new Int16Array(new Uint8Array(values)), validity);
  if (bits === 16) return primitiveColumn(INT, new Int32Array(new Uint16Array(values)), validity);
  const out = new BigInt64Array(values.length);
  const words = int64Words(out);
  for (let i = 0; i < values.length; i++) words[2 * i] = values[i];
  return primitiveColumn(LONG, out, validity);
}

function int64Column(leaf: SchemaLeaf, values: BigInt64Array, validity: Uint8Array | null): Column {
  const { annotation } = leaf;
  switch (annotation?.kind) {
    case 'timestamp':
      toMicroseconds(values, annotation.unit);
      return primitiveColumn(TIMESTAMP, values, validity);
    case 'decimal':
      return decimalColumn(leaf, widened(values, true), validity);
    case 'integer':
      if (annotation.signed) break;
      return {
        layout: 'decimal',
        type: decimalType(20, 0),
        length: values.length,
        validity,
        words: widened(values, false),
      };
  }
  return primitiveColumn(LONG, values, validity);
}

/** 64-bit values as 128-bit ones. */
function widened(values: BigInt64Array, signed: boolean): BigInt64Array {
  const out = new BigInt64Array(2 * values.length);
  const from = int64Words(values);
  const to = int64Words(out);
  for (let i = 0; i < values.length; i++) {
    to[4 * i] = from[2 * i];
    to[4 * i + 1] = from[2 * i + 1];
    if (signed) to[4 * i + 2] = to[4 * i + 3] = from[2 * i + 1] >> 31;
  }
  return out;
}

function decimalColumn(leaf: SchemaLeaf, words: BigInt64Array, validity: Uint8Array | null): Column {
  const { precision, scale } = leaf.annotation as { precision: number; scale: number };
  const length = words.length / 2;
  return { layout: 'decimal', type: decimalType(precision, scale), length, validity, words };
}

/** Decimals as big-endian two's complement of at most 16 bytes. */
export function decimalOfBytes(leaf: SchemaLeaf, { offsets, data, validity, length }: BytesColumn): Column {
  const words = new BigInt64Array(2 * length);
  const out = new Uint8Array(words.buffer);
  for (let i = 0; i < length; i++) {
    const start = offsets[i];
    const end = offsets[i + 1];
    const sign = start < end ? (data[start] << 24) >> 31 : 0;
    for (let from = end - 1, to = 16 * i; to < 16 * i + 16; from--, to++)
      out[to] = from < start ? sign : data[from];
    for (let from = start; from < end - 16; from++)
      if (data[from] !== (sign & 255)) throw new RangeError(`a decimal of ${end - start} bytes`);
  }
  return decimalColumn(leaf, words, validity);
}

/** In place. Nanoseconds are rounded down; what is beyond 64 bits wraps around. */
function toMicroseconds(values: BigInt64Array, unit: TimeUnit): void {
  if (unit === 'micros') return;
  const words = int64Words(values);
  for (let i = 0; i < values.length; i++) {
    const high = words[2 * i + 1];
    const low = words[2 * i] >>> 0;
    if (unit === 'nanos') {
      const highQuotient = Math.floor(high / 1000);
      const rest = (high - 1000 * highQuotient) * TWO_32 + low;
      words[2 * i] = Math.floor(rest / 1000);
      words[2 * i + 1] = highQuotient;
    } else {
      const product = (high * TWO_32 + low) * 1000;
      if (Number.isSafeInteger(product)) writeInt64(words, i, product);
      else values[i] *= 1000n;
    }
  }
}

/** Nanoseconds of a day in eight bytes, then a Julian day in four. */
function momentsOfInt96(words: Int32Array): BigInt64Array {
  const out = new BigInt64Array(words.length / 3);
  const to = int64Words(out);
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    const day = words[at + 2] - JULIAN_EPOCH_DAY;
    const nanos = words[at + 1] * TWO_32 + (words[at] >>> 0);
    const micros = Math.floor(nanos / 1000);
    if (Math.abs(day) <= SAFE_DAYS && Number.isSafeInteger(nanos)) writeInt64(to, i, day * DAY_US + micros);
    else out[i] = BigInt(day) * BigInt(DAY_US) + BigInt(micros);
  }
  return out;
}
