import type { Column } from '@graticule/columnar';
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
import type { Span } from './pages.js';
import { readCodes, type PageValues } from './pageValues.js';
import type { SchemaLeaf } from './parquetSchema.js';
import { scratchNumbers } from './scratch.js';

/** Values of equal width: INT32, INT64, INT96, FLOAT, DOUBLE and FIXED_LEN_BYTE_ARRAY. */
export class FixedValues implements PageValues {
  readonly #leaf: SchemaLeaf;
  readonly #width: number;
  readonly #bytes: Uint8Array;
  /** The same memory, where a value is a whole number of words. */
  readonly #words: Int32Array | null;
  #dictionary = new Uint8Array(0);
  #entries = 0;

  constructor(leaf: SchemaLeaf, capacity: number) {
    this.#leaf = leaf;
    this.#width = widthOf(leaf);
    this.#bytes = new Uint8Array(capacity * this.#width);
    this.#words = this.#width % 4 === 0 ? new Int32Array(this.#bytes.buffer) : null;
  }

  readDictionary(values: Span, count: number): void {
    const { bytes } = this.#plain(values, count);
    this.#dictionary = bytes.slice(values.at, values.at + count * this.#width);
    this.#entries = count;
  }

  read(encoding: number, values: Span, count: number, at: number): void {
    const { physical } = this.#leaf;
    const whole = physical === 'INT32' || physical === 'INT64';
    switch (encoding) {
      case PLAIN: {
        const { bytes } = this.#plain(values, count);
        this.#bytes.set(bytes.subarray(values.at, values.at + count * this.#width), at * this.#width);
        return;
      }
      case PLAIN_DICTIONARY:
      case RLE_DICTIONARY:
        return this.#gather(values, count, at);
      case DELTA_BINARY_PACKED:
        if (!whole) break;
        readDeltas(values, count, physical === 'INT64', this.#words!, at);
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

  /** Entries of the dictionary. Where a value is one or two words, their positions are first written where they go. */
  #gather(values: Span, count: number, at: number): void {
    const width = this.#width;
    const words = this.#words;
    if (words !== null && width <= 8) {
      const entries = new Int32Array(this.#dictionary.buffer);
      const codes = words.subarray(
        width === 4 ? at : 2 * at + count,
        width === 4 ? at + count : 2 * (at + count),
      );
      readCodes(values, count, this.#entries, codes, 0);
      if (width === 4) lookUpSingle(codes, entries);
      else lookUpPairs(codes, entries, words, 2 * at);
      return;
    }
    const codes = scratchNumbers(count);
    readCodes(values, count, this.#entries, codes, 0);
    for (let i = 0, to = at * width; i < count; i++)
      for (let k = 0, from = codes[i] * width; k < width; k++) this.#bytes[to++] = this.#dictionary[from++];
  }

  #readDeltaBytes(values: Span, count: number, at: number): void {
    const { offsets, data } = readDeltaBytes(values, count);
    for (let i = 0; i < count; i++)
      if (offsets[i + 1] - offsets[i] !== this.#width)
        throw new RangeError(`a value of ${offsets[i + 1] - offsets[i]} bytes, expected ${this.#width}`);
    this.#bytes.set(data.subarray(0, count * this.#width), at * this.#width);
  }

  spread(validity: Uint8Array, at: number, slots: number, count: number): void {
    if (this.#words && this.#width === 4) spreadSingle(this.#words, validity, at, slots, count);
    else if (this.#words && this.#width === 8) spreadPairs(this.#words, validity, at, slots, count);
    else spreadBytes(this.#bytes, this.#width, validity, at, slots, count);
  }

  finish(length: number, validity: Uint8Array | null): Column {
    return logicalColumn(this.#leaf, this.#width, this.#bytes, length, validity);
  }
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

function lookUpSingle(codes: Int32Array, entries: Int32Array): void {
  for (let i = 0; i < codes.length; i++) codes[i] = entries[codes[i]];
}

/** `codes` may be the last of the words written: a code is read before its place is reached. */
function lookUpPairs(codes: Int32Array, entries: Int32Array, words: Int32Array, at: number): void {
  for (let i = 0, to = at; i < codes.length; i++, to += 2) {
    const code = 2 * codes[i];
    words[to] = entries[code];
    words[to + 1] = entries[code + 1];
  }
}

/** Stream k of the span holds byte k of every value. */
function joinStreams(values: Span, count: number, width: number, out: Uint8Array, at: number): void {
  const { bytes } = values;
  for (let k = 0, from = values.at; k < width; k++)
    for (let i = 0, to = at * width + k; i < count; i++, to += width) out[to] = bytes[from++];
}

/**
 * Spreading goes from the last slot to the first, in place: a value never moves down. It ends where all slots before are
 * valid.
 */
function spreadSingle(
  words: Int32Array,
  validity: Uint8Array,
  at: number,
  slots: number,
  count: number,
): void {
  let from = at + count;
  for (let slot = at + slots - 1; from <= slot; slot--) {
    const bit = (validity[slot >> 3] >> (slot & 7)) & 1;
    from -= bit;
    words[slot] = words[from] & -bit;
  }
}

function spreadPairs(
  words: Int32Array,
  validity: Uint8Array,
  at: number,
  slots: number,
  count: number,
): void {
  let from = 2 * (at + count);
  for (let slot = at + slots - 1; from <= 2 * slot; slot--) {
    const bit = (validity[slot >> 3] >> (slot & 7)) & 1;
    from -= 2 * bit;
    words[2 * slot] = words[from] & -bit;
    words[2 * slot + 1] = words[from + 1] & -bit;
  }
}

function spreadBytes(
  bytes: Uint8Array,
  width: number,
  validity: Uint8Array,
  at: number,
  slots: number,
  count: number,
): void {
  let from = at + count;
  for (let slot = at + slots - 1; from <= slot; slot--) {
    const to = slot * width;
    if ((validity[slot >> 3] & (1 << (slot & 7))) === 0) bytes.fill(0, to, to + width);
    else bytes.copyWithin(to, --from * width, (from + 1) * width);
  }
}
