import {
  bitmapBytes,
  countBits,
  int64Words,
  plainBytes,
  sliceBitmap,
  takeBitmap,
  take,
  type Column,
  type BytesColumn,
  type DataType,
  type StructType,
} from '@graticule/columnar';
import { withDictionary } from '../dictionaryChoice.js';
import { typeOfArrow, type ArrowField } from './arrowType.js';

/**
 * Copies columns out of the decoder's memory by Arrow's C data interface (32-bit pointers), once, converting on the way
 * what our columns hold differently. Struct layouts: https://arrow.apache.org/docs/format/CDataInterface.html
 */
export function readArrowSchema(memory: ArrayBuffer, address: number): ArrowField {
  const view = new DataView(memory);
  const children: ArrowField[] = [];
  const pointers = view.getUint32(address + 32, true);
  const count = Number(view.getBigInt64(address + 24, true));
  for (let i = 0; i < count; i++)
    children.push(readArrowSchema(memory, view.getUint32(pointers + 4 * i, true)));
  const dictionary = view.getUint32(address + 36, true);
  return {
    format: zeroTerminated(memory, view.getUint32(address, true)),
    name: zeroTerminated(memory, view.getUint32(address + 4, true)),
    nullable: (Number(view.getBigInt64(address + 16, true)) & 2) !== 0,
    children,
    dictionary: dictionary === 0 ? null : readArrowSchema(memory, dictionary),
  };
}

function zeroTerminated(memory: ArrayBuffer, address: number): string {
  if (address === 0) return '';
  const bytes = new Uint8Array(memory, address);
  return Buffer.from(bytes.slice(0, bytes.indexOf(0))).toString('utf8');
}

interface ArrowArray {
  readonly memory: ArrayBuffer;
  readonly length: number;
  readonly offset: number;
  readonly buffers: readonly number[];
  readonly children: readonly number[];
  readonly dictionary: number;
}

function readArray(memory: ArrayBuffer, address: number): ArrowArray {
  const view = new DataView(memory);
  const int = (at: number) => Number(view.getBigInt64(address + at, true));
  const pointers = (at: number, count: number) => {
    const base = view.getUint32(address + at, true);
    return Array.from({ length: count }, (_, i) => view.getUint32(base + 4 * i, true));
  };
  return {
    memory,
    length: int(0),
    offset: int(16),
    buffers: pointers(40, int(24)),
    children: pointers(44, int(32)),
    dictionary: view.getUint32(address + 48, true),
  };
}

/** The children of the struct array at `address`: the columns of a record batch. */
export function readArrowColumns(
  memory: ArrayBuffer,
  address: number,
  schema: ArrowField,
): { length: number; columns: Column[] } {
  const batch = readArray(memory, address);
  return {
    length: batch.length,
    columns: schema.children.map((child, i) => readColumn(memory, batch.children[i], child)),
  };
}

function readColumn(memory: ArrayBuffer, address: number, arrow: ArrowField): Column {
  const array = readArray(memory, address);
  const type = typeOfArrow(arrow)!;
  const validity = readValidity(array);
  if (arrow.dictionary) return readDictionary(array, arrow, validity);
  const { format } = arrow;
  switch (format[0]) {
    case 'n':
      return { layout: 'null', type, length: array.length, validity: null };
    case 'u':
    case 'z':
      return withDictionary(readBytes(array, type, validity, copyInts(array, 1, Int32Array, 1)));
    case 'U':
    case 'Z':
      return withDictionary(readBytes(array, type, validity, narrowed(copyLongs(array, 1, 1))));
    case 'w':
      return readFixedBytes(array, type, validity, Number(format.slice(2)));
    case 'd': {
      const words = copyPairs(array, 1, 2);
      return { layout: 'decimal', type, length: array.length, validity, words };
    }
    case '+':
      return readNested(array, arrow, type, validity);
    default:
      return { layout: 'primitive', type, length: array.length, validity, values: readValues(array, format) };
  }
}

function readValidity(array: ArrowArray): Uint8Array | null {
  const pointer = array.buffers[0];
  if (array.buffers.length === 0 || !pointer) return null;
  const bits = new Uint8Array(array.memory, pointer, bitmapBytes(array.offset + array.length));
  const own = sliceBitmap(bits, array.offset, array.length)!;
  return countBits(own, array.length) === array.length ? null : own.slice();
}

type Reader<T> = {
  new (buffer: ArrayBuffer, at: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
};

function copyInts<T extends { slice(): T }>(
  array: ArrowArray,
  buffer: number,
  kind: Reader<T>,
  extra = 0,
): T {
  const at = array.buffers[buffer] + array.offset * kind.BYTES_PER_ELEMENT;
  const length = array.length + extra;
  return array.buffers[buffer] === 0
    ? new kind(new ArrayBuffer(length * kind.BYTES_PER_ELEMENT), 0, length)
    : new kind(array.memory, at, length).slice();
}

function copyLongs(array: ArrowArray, buffer: number, extra = 0): BigInt64Array {
  return copyInts(array, buffer, BigInt64Array, extra);
}

function copyPairs(array: ArrowArray, buffer: number, width: number): BigInt64Array {
  const at = array.buffers[buffer] + array.offset * width * 8;
  return new BigInt64Array(array.memory, at, array.length * width).slice();
}

/** 64-bit offsets of one batch as 32-bit ones; a batch's text is far below 2 GB. */
function narrowed(offsets: BigInt64Array): Int32Array {
  const words = int64Words(offsets);
  const out = new Int32Array(offsets.length);
  for (let i = 0; i < out.length; i++) {
    if (words[2 * i + 1] !== 0 || words[2 * i] < 0)
      throw new RangeError('more than 2 GB of values in one batch');
    out[i] = words[2 * i];
  }
  return out;
}

function readValues(array: ArrowArray, format: string) {
  switch (format) {
    case 'b':
      return readBooleans(array);
    case 'c':
      return copyInts(array, 1, Int8Array);
    case 'C':
      return Int16Array.from(copyInts(array, 1, Uint8Array));
    case 's':
      return copyInts(array, 1, Int16Array);
    case 'S':
      return Int32Array.from(copyInts(array, 1, Uint16Array));
    case 'i':
    case 'tdD':
      return copyInts(array, 1, Int32Array);
    case 'I': {
      const words = copyInts(array, 1, Uint32Array);
      const out = new BigInt64Array(words.length);
      const target = int64Words(out);
      for (let i = 0; i < words.length; i++) target[2 * i] = words[i];
      return out;
    }
    case 'f':
      return copyInts(array, 1, Float32Array);
    case 'g':
      return copyInts(array, 1, Float64Array);
    case 'l':
      return copyLongs(array, 1);
    case 'tdm': {
      const millis = copyLongs(array, 1);
      return Int32Array.from({ length: millis.length }, (_, i) => Math.floor(Number(millis[i]) / 86_400_000));
    }
    default:
      return microseconds(copyLongs(array, 1), format.slice(0, 3));
  }
}

/** Timestamps of any unit as microseconds, in place. Nanoseconds are rounded down. */
function microseconds(values: BigInt64Array, unit: string): BigInt64Array {
  if (unit === 'tsu') return values;
  const factor = unit === 'tss' ? 1_000_000n : 1000n;
  if (unit === 'tss' || unit === 'tsm') for (let i = 0; i < values.length; i++) values[i] *= factor;
  else {
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      values[i] = (value - (((value % 1000n) + 1000n) % 1000n)) / 1000n;
    }
  }
  return values;
}

function readBooleans(array: ArrowArray): Uint8Array {
  const bits = new Uint8Array(array.memory, array.buffers[1], bitmapBytes(array.offset + array.length));
  const out = new Uint8Array(array.length);
  for (let i = 0, at = array.offset; i < out.length; i++, at++) out[i] = (bits[at >> 3] >> (at & 7)) & 1;
  return out;
}

function readBytes(
  array: ArrowArray,
  type: DataType,
  validity: Uint8Array | null,
  offsets: Int32Array,
): BytesColumn {
  const first = offsets[0];
  const data = new Uint8Array(array.memory, array.buffers[2], offsets[array.length]).slice(first);
  if (first !== 0) for (let i = 0; i < offsets.length; i++) offsets[i] -= first;
  return { layout: 'bytes', type, length: array.length, validity, offsets, data };
}

function readFixedBytes(
  array: ArrowArray,
  type: DataType,
  validity: Uint8Array | null,
  width: number,
): BytesColumn {
  const start = array.buffers[1] + array.offset * width;
  const data = new Uint8Array(array.memory, start, array.length * width).slice();
  const offsets = Int32Array.from({ length: array.length + 1 }, (_, i) => i * width);
  return { layout: 'bytes', type, length: array.length, validity, offsets, data };
}

/** Values by index into any dictionary, entered again into a dictionary of our rules (no nulls, no duplicates). */
function readDictionary(array: ArrowArray, arrow: ArrowField, validity: Uint8Array | null): Column {
  const dictionary = readColumn(array.memory, array.dictionary, arrow.dictionary!);
  const indices = Int32Array.from(readValues(array, arrow.format) as Int32Array, Number);
  const known =
    validity === null ? null : takeBitmap(validity, Int32Array.from(indices.keys()), indices.length);
  if (known)
    for (let i = 0; i < indices.length; i++) if ((known[i >> 3] & (1 << (i & 7))) === 0) indices[i] = -1;
  const values = take(dictionary, indices);
  return values.layout === 'dictionary' || values.layout === 'bytes'
    ? withDictionary(plainBytes(values))
    : values;
}

function readNested(
  array: ArrowArray,
  arrow: ArrowField,
  type: DataType,
  validity: Uint8Array | null,
): Column {
  const { length } = array;
  if (arrow.format === '+s') {
    const children = arrow.children.map((child, i) =>
      sliced(array, readColumn(array.memory, array.children[i], child)),
    );
    return { layout: 'struct', type: type as StructType, length, validity, children };
  }
  const child = readColumn(array.memory, array.children[0], arrow.children[0]);
  if (arrow.format.startsWith('+w:')) {
    const stride = Number(arrow.format.slice(3));
    const start = array.offset * stride;
    const own =
      start === 0
        ? child
        : take(
            child,
            Int32Array.from({ length: length * stride }, (_, i) => start + i),
          );
    return { layout: 'list', type, length, validity, offsets: null, stride, child: own };
  }
  const offsets =
    arrow.format === '+L' ? narrowed(copyLongs(array, 1, 1)) : copyInts(array, 1, Int32Array, 1);
  return { layout: 'list', type, length, validity, offsets, stride: 0, child };
}

/** A struct's children are as long as the memory they share with its siblings; these are the rows of this array. */
function sliced(array: ArrowArray, child: Column): Column {
  if (array.offset === 0 && child.length === array.length) return child;
  return take(
    child,
    Int32Array.from({ length: array.length }, (_, i) => array.offset + i),
  );
}
