import * as arrow from 'apache-arrow';
import { sliceBitmap, unpackBitmap } from '../bitmap.js';
import type { Batch, BytesColumn, Column, PrimitiveValues } from '../column.js';
import { concat } from '../concat.js';
import { dictionaryEncode } from '../dictionary.js';
import { numbersToInt64 } from '../int64.js';
import { bytesColumn, mapEntryType, primitiveColumn } from '../make.js';
import { slice } from '../slice.js';
import { plainBytes, take } from '../take.js';
import type { DataType, StructType } from '../types.js';
import { fromArrowField } from './schema.js';

/**
 * The batches of an Arrow IPC stream or file. Large buffers stay where they are in `bytes`; converted are booleans,
 * unsigned and half-size numbers, 64-bit offsets, and dates and timestamps in other units (timestamps are cut to
 * microseconds; those without a zone are taken as UTC). Batches without rows are left out. Types without a counterpart throw, naming the column.
 */
export function fromIpc(bytes: Uint8Array): {
  readonly schema: StructType;
  readonly batches: readonly Batch[];
} {
  const reader = arrow.RecordBatchReader.from(bytes);
  reader.open();
  const schema: StructType = { kind: 'struct', fields: reader.schema.fields.map(fromArrowField) };
  const batches: Batch[] = [];
  const dictionaries: DictionaryCache = new Map();
  for (const batch of reader) {
    // For a stream without batches the reader makes one up, with incomplete children.
    if (batch.numRows === 0) continue;
    const columns = schema.fields.map((field, k) =>
      fromArrowData(batch.data.children[k] as arrow.Data, field.type, dictionaries),
    );
    batches.push({ schema, length: batch.numRows, columns });
  }
  return { schema, batches };
}

/** Dictionaries already converted, by the Arrow vector they came as; null when it had nulls or duplicates. */
type DictionaryCache = Map<arrow.Vector, { readonly values: Column; readonly distinct: BytesColumn | null }>;

function fromArrowData(data: arrow.Data, type: DataType, dictionaries: DictionaryCache): Column {
  const { length } = data;
  if (arrow.DataType.isNull(data.type)) return { layout: 'null', type, length, validity: null };
  const validity = readValidity(data);
  if (arrow.DataType.isDictionary(data.type)) return readDictionary(data, type, validity, dictionaries);
  const offset = data.offset;
  switch (type.kind) {
    case 'boolean': {
      const bits = sliceBitmap(data.values as Uint8Array, offset, length)!;
      return primitiveColumn(type, unpackBitmap(bits, length), validity);
    }
    case 'decimal':
      return { layout: 'decimal', type, length, validity, words: readDecimal(data) };
    case 'string':
    case 'binary':
      return readBytes(data, type, validity);
    case 'array':
    case 'map': {
      const elementType = type.kind === 'array' ? type.element : mapEntryType(type);
      const child = fromArrowData(data.children[0], elementType, dictionaries);
      if (arrow.DataType.isFixedSizeList(data.type)) {
        const stride = data.type.listSize;
        const used = slice(child, offset * stride, (offset + length) * stride);
        return { layout: 'list', type, length, validity, offsets: null, stride, child: used };
      }
      return { layout: 'list', type, length, validity, offsets: readOffsets(data), stride: 0, child };
    }
    case 'struct': {
      const children = data.children.map((child, k) =>
        slice(fromArrowData(child, type.fields[k].type, dictionaries), offset, offset + length),
      );
      return { layout: 'struct', type, length, validity, children };
    }
    case 'interval': {
      const [months, days, micros] = data.children.map((child) => child.values as PrimitiveValues);
      return {
        layout: 'interval',
        type,
        length,
        validity,
        months: months as Int32Array,
        days: days as Int32Array,
        micros: micros as BigInt64Array,
      };
    }
    default:
      return primitiveColumn(type, readValues(data), validity, length);
  }
}

function readValidity(data: arrow.Data): Uint8Array | null {
  const bits = data.nullBitmap as Uint8Array | null | undefined;
  if (!bits || bits.length === 0 || data.nullCount === 0) return null;
  return sliceBitmap(bits, data.offset, data.length);
}

/** Numbers, dates and timestamps in our units. arrow-js has already cut primitive values to the slice. */
function readValues(data: arrow.Data): PrimitiveValues {
  const values = (data.values as PrimitiveValues | Uint16Array | Uint32Array).subarray(0, data.length);
  const type = data.type as arrow.DataType;
  if (arrow.DataType.isTimestamp(type) || arrow.DataType.isDuration(type)) {
    return toMicros(values as BigInt64Array, type.unit);
  }
  if (arrow.DataType.isDate(type) && type.unit === arrow.DateUnit.MILLISECOND) {
    return Int32Array.from(values as BigInt64Array, (value) => Math.floor(Number(value) / 86_400_000));
  }
  if (arrow.DataType.isFloat(type) && type.precision === arrow.Precision.HALF) {
    return Float32Array.from(values as unknown as Uint16Array, halfToNumber);
  }
  if (arrow.DataType.isInt(type) && !type.isSigned) {
    if (type.bitWidth === 8) return Int16Array.from(values as Uint8Array);
    if (type.bitWidth === 16) return Int32Array.from(values as unknown as Uint16Array);
    return numbersToInt64(values as unknown as Uint32Array);
  }
  return values as PrimitiveValues;
}

function toMicros(values: BigInt64Array, unit: arrow.TimeUnit): BigInt64Array {
  if (unit === arrow.TimeUnit.MICROSECOND) return values;
  if (unit === arrow.TimeUnit.NANOSECOND)
    return values.map((value) => (value - (((value % 1000n) + 1000n) % 1000n)) / 1000n);
  const factor = unit === arrow.TimeUnit.SECOND ? 1_000_000n : 1000n;
  return values.map((value) => value * factor);
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function readDecimal(data: arrow.Data): BigInt64Array {
  if (arrow.DataType.isInt(data.type)) {
    const unsigned = data.values as unknown as BigUint64Array;
    const words = new BigInt64Array(2 * data.length);
    for (let i = 0; i < data.length; i++) words[2 * i] = BigInt.asIntN(64, unsigned[i]);
    return words;
  }
  const words = (data.values as Uint32Array).subarray(0, 4 * data.length);
  if (words.byteOffset % 8 === 0) return new BigInt64Array(words.buffer, words.byteOffset, words.length / 2);
  return new BigInt64Array(words.slice().buffer);
}

function readOffsets(data: arrow.Data): Int32Array {
  const offsets = data.valueOffsets as unknown as Int32Array | BigInt64Array;
  if (offsets.length <= data.length) return new Int32Array(data.length + 1);
  if (offsets instanceof Int32Array) return offsets.subarray(0, data.length + 1);
  return Int32Array.from(offsets.subarray(0, data.length + 1), Number);
}

function readBytes(data: arrow.Data, type: DataType, validity: Uint8Array | null): BytesColumn {
  const values = data.values as Uint8Array;
  if (arrow.DataType.isFixedSizeBinary(data.type)) {
    const width = data.type.byteWidth;
    const offsets = Int32Array.from({ length: data.length + 1 }, (_, i) => i * width);
    return bytesColumn(type, offsets, values, validity);
  }
  return bytesColumn(type, readOffsets(data), values, validity);
}

function readDictionary(
  data: arrow.Data,
  type: DataType,
  validity: Uint8Array | null,
  dictionaries: DictionaryCache,
): Column {
  const vector = data.dictionary as arrow.Vector;
  let known = dictionaries.get(vector);
  if (known === undefined) {
    const values = concat(
      type,
      vector.data.map((chunk) => fromArrowData(chunk, type, dictionaries)),
    );
    known = { values, distinct: values.layout === 'bytes' && isDistinct(values) ? values : null };
    dictionaries.set(vector, known);
  }
  const { length } = data;
  const raw = (data.values as Int32Array).subarray(0, length);
  const indices =
    raw instanceof Int32Array ? raw : Int32Array.from(raw as ArrayLike<number | bigint>, Number);
  if (known.distinct !== null) {
    return { layout: 'dictionary', type, length, validity, indices, dictionary: known.distinct };
  }
  if (validity === null) return take(known.values, indices);
  const marked = indices.map((index, i) => ((validity[i >> 3] & (1 << (i & 7))) === 0 ? -1 : index));
  const taken = take(known.values, marked);
  return taken.layout === 'dictionary' ? plainBytes(taken) : taken;
}

function isDistinct(values: BytesColumn): boolean {
  if (values.validity !== null) return false;
  return dictionaryEncode(values)!.dictionary.length === values.length;
}
