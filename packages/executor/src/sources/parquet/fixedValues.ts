import type { Column } from '@graticule/columnar';
import { hold } from '../../compression/unpackMemory.js';
import { readDeltas } from './deltaRuns.js';
import { readDeltaBytes } from './deltaBytes.js';
import {
  BYTE_STREAM_SPLIT,
  DELTA_BINARY_PACKED,
  DELTA_BYTE_ARRAY,
  PLAIN,
  PLAIN_DICTIONARY,
  RLE_DICTIONARY,
  unknownEncoding,
} from './encodings.js';
import { logicalColumn } from './logicalColumn.js';
import type { Span } from './span.js';
import { lookUpValues, putValues, slotsRoom } from './pageDecoder.js';
import { readCodes, type PageValues, type Slots } from './pageValues.js';
import type { SchemaLeaf } from './parquetSchema.js';

/** Values of equal width: INT32, INT64, INT96, FLOAT, DOUBLE and FIXED_LEN_BYTE_ARRAY. Their dictionary is held. */
export class FixedValues implements PageValues {
  readonly #leaf: SchemaLeaf;
  readonly #width: number;
  readonly #bytes: Uint8Array;
  #entries = 0;

  constructor(leaf: SchemaLeaf, capacity: number) {
    this.#leaf = leaf;
    this.#width = widthOf(leaf);
    this.#bytes = unsetBytes(capacity * this.#width);
  }

  readDictionary(values: Span, count: number): void {
    const { bytes, at } = this.#plain(values, count);
    hold(bytes.slice(at, at + count * this.#width));
    this.#entries = count;
  }

  read(encoding: number, values: Span, slots: Slots): void {
    const width = this.#width;
    const { at, valid } = slots;
    switch (encoding) {
      case PLAIN: {
        const { bytes } = this.#plain(values, valid);
        const dense = bytes.subarray(values.at, values.at + valid * width);
        return putValues(dense, width, slots, this.#bytes);
      }
      case PLAIN_DICTIONARY:
      case RLE_DICTIONARY: {
        const codes = readCodes(values, valid, this.#entries, slotsRoom(width, slots));
        return lookUpValues(codes, width, slots, this.#bytes);
      }
    }
    this.#readDense(encoding, values, valid, at);
    if (valid < slots.count)
      putValues(this.#bytes.subarray(at * width, (at + valid) * width), width, slots, this.#bytes);
  }

  /** Values to the slots from `at` on, as if there were no nulls. */
  #readDense(encoding: number, values: Span, count: number, at: number): void {
    const { physical } = this.#leaf;
    switch (encoding) {
      case DELTA_BINARY_PACKED:
        if (physical !== 'INT32' && physical !== 'INT64') break;
        readDeltas(values, count, physical === 'INT64', new Int32Array(this.#bytes.buffer), at);
        return;
      case BYTE_STREAM_SPLIT:
        return joinStreams(this.#plain(values, count), count, this.#width, this.#bytes, at);
      case DELTA_BYTE_ARRAY:
        if (physical !== 'FIXED_LEN_BYTE_ARRAY') break;
        return this.#readDeltaBytes(values, count, at);
    }
    throw unknownEncoding(encoding, physical);
  }

  /** The span, once it is known to hold `count` values. */
  #plain(values: Span, count: number): Span {
    const needed = count * this.#width;
    if (count >= 0 && values.at + needed <= values.end) return values;
    throw new RangeError(`${count} values need ${needed} bytes, found ${values.end - values.at}`);
  }

  #readDeltaBytes(values: Span, count: number, at: number): void {
    const { offsets, data } = readDeltaBytes(values, count);
    for (let i = 0; i < count; i++)
      if (offsets[i + 1] - offsets[i] !== this.#width)
        throw new RangeError(`a value of ${offsets[i + 1] - offsets[i]} bytes, expected ${this.#width}`);
    this.#bytes.set(data.subarray(0, count * this.#width), at * this.#width);
  }

  readNulls(at: number, count: number): void {
    this.#bytes.fill(0, at * this.#width, (at + count) * this.#width);
  }

  finish(length: number, validity: Uint8Array | null): Column {
    return logicalColumn(this.#leaf, this.#width, this.#bytes, length, validity);
  }
}

/** Memory of its own whose zeros are saved: pages set all of it that is used. */
function unsetBytes(length: number): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
}

function widthOf({ physical, width, name }: SchemaLeaf): number {
  switch (physical) {
    case 'INT32':
    case 'FLOAT':
      return 4;
    case 'INT64':
    case 'DOUBLE':
      return 8;
    case 'INT96':
      return 12;
    default:
      if (width > 0) return width;
      throw new RangeError(`column ${name} has values of ${width} bytes`);
  }
}

/** Stream k of the span holds byte k of every value. */
function joinStreams(values: Span, count: number, width: number, out: Uint8Array, at: number): void {
  const { bytes } = values;
  for (let k = 0, from = values.at; k < width; k++)
    for (let i = 0, to = at * width + k; i < count; i++, to += width) out[to] = bytes[from++];
}
