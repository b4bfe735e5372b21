import {
  bytesColumn,
  plainBytes,
  type BytesColumn,
  type Column,
  type DictionaryColumn,
} from '@graticule/columnar';
import { readDeltaBytes, readDeltaLengths, type ByteStrings } from './deltaBytes.js';
import {
  DELTA_BYTE_ARRAY,
  DELTA_LENGTH_BYTE_ARRAY,
  PLAIN,
  PLAIN_DICTIONARY,
  RLE_DICTIONARY,
  unknownEncoding,
} from './encodings.js';
import { readCodes, type PageValues } from './pageValues.js';
import type { Span } from './pages.js';
import { textColumn } from './textColumn.js';
import type { SchemaLeaf } from './parquetSchema.js';

const BYTES_MAX = 0x7fffffff;
/** Room for copies in steps of four bytes. */
const SLACK_BYTES = 4;
/** Longer strings are copied at once. */
const LOOP_BYTES = 32;

/**
 * BYTE_ARRAY: positions in the chunk's dictionary as long as all pages have them, else the strings themselves (writers
 * give a dictionary up when it grows too large).
 */
export class TextValues implements PageValues {
  readonly #leaf: SchemaLeaf;
  readonly #capacity: number;
  readonly #bytesExpected: number;
  #dictionary: BytesColumn;
  #codes: Int32Array | null = null;
  #text: TextBuffer | null = null;

  /** capacity: slots at most. bytesExpected: about as many bytes as all pages have. */
  constructor(leaf: SchemaLeaf, capacity: number, bytesExpected: number) {
    this.#leaf = leaf;
    this.#capacity = capacity;
    this.#bytesExpected = bytesExpected;
    this.#dictionary = bytesColumn({ kind: 'binary' }, new Int32Array(1), new Uint8Array(0));
  }

  readDictionary(values: Span, count: number): void {
    const text = new TextBuffer(count, values.end - values.at);
    text.appendPlain(values, count, 0);
    const { offsets, data } = text.finish(count);
    this.#dictionary = bytesColumn({ kind: 'binary' }, offsets, data);
  }

  read(encoding: number, values: Span, count: number, at: number): void {
    switch (encoding) {
      case PLAIN:
        return this.#plainUpTo(at).appendPlain(values, count, at);
      case PLAIN_DICTIONARY:
      case RLE_DICTIONARY:
        return this.#readCodes(values, count, at);
      case DELTA_LENGTH_BYTE_ARRAY:
        return this.#plainUpTo(at).append(readDeltaLengths(values, count), at);
      case DELTA_BYTE_ARRAY:
        return this.#plainUpTo(at).append(readDeltaBytes(values, count), at);
      default:
        throw unknownEncoding(encoding, 'BYTE_ARRAY');
    }
  }

  #readCodes(values: Span, count: number, at: number): void {
    if (this.#text !== null) {
      const codes = new Int32Array(count);
      readCodes(values, count, this.#dictionary.length, codes, 0);
      this.#text.append(plainBytes(byDictionary(codes, this.#dictionary)), at);
    } else {
      this.#codes ??= new Int32Array(this.#capacity);
      readCodes(values, count, this.#dictionary.length, this.#codes, at);
    }
  }

  /** The strings, those of the slots before `at` among them. */
  #plainUpTo(at: number): TextBuffer {
    if (this.#text === null) {
      this.#text = new TextBuffer(this.#capacity, this.#bytesExpected);
      // Nulls among them have code 0: their string is a little waste.
      if (this.#codes !== null)
        this.#text.append(plainBytes(byDictionary(this.#codes.subarray(0, at), this.#dictionary)), 0);
    }
    return this.#text;
  }

  spread(validity: Uint8Array, at: number, slots: number, count: number): void {
    if (this.#text !== null) return this.#text.spread(validity, at, slots, count);
    const codes = (this.#codes ??= new Int32Array(this.#capacity));
    let from = at + count;
    for (let slot = at + slots - 1; from <= slot; slot--) {
      const bit = (validity[slot >> 3] >> (slot & 7)) & 1;
      from -= bit;
      codes[slot] = codes[from] & -bit;
    }
  }

  finish(length: number, validity: Uint8Array | null): Column {
    if (this.#text === null && this.#codes !== null && this.#dictionary.length > 0) {
      const column = byDictionary(this.#codes.subarray(0, length), this.#dictionary);
      return textColumn(this.#leaf, { ...column, validity });
    }
    const { offsets, data } = this.#plainUpTo(length).finish(length);
    return textColumn(this.#leaf, bytesColumn({ kind: 'binary' }, offsets, data, validity));
  }
}

function byDictionary(indices: Int32Array, dictionary: BytesColumn): DictionaryColumn {
  return {
    layout: 'dictionary',
    type: dictionary.type,
    length: indices.length,
    validity: null,
    indices,
    dictionary,
  };
}

/** Strings one after another, in memory that grows. */
class TextBuffer {
  readonly #offsets: Int32Array;
  #data: Uint8Array;
  #view: DataView;

  constructor(capacity: number, bytesExpected: number) {
    this.#offsets = new Int32Array(capacity + 1);
    this.#data = new Uint8Array(Math.min(bytesExpected, BYTES_MAX) + SLACK_BYTES);
    this.#view = new DataView(this.#data.buffer);
  }

  /** `count` strings, each behind its length, to the slots from `at` on. */
  appendPlain(values: Span, count: number, at: number): void {
    const { bytes, view, end } = values;
    const offsets = this.#offsets;
    let to = offsets[at];
    this.#reserve(to, values.end - values.at - 4 * count);
    const data = this.#data;
    const target = this.#view;
    let from = values.at;
    for (let slot = at; slot < at + count; slot++) {
      // Not behind the end: there the slack begins, which holds anything.
      const length = view.getInt32(from, true);
      from += 4;
      if (length < 0 || length > end - from) throw new RangeError('a string is longer than its page');
      if (length > LOOP_BYTES) data.set(bytes.subarray(from, from + length), to);
      else for (let k = 0; k < length; k += 4) target.setInt32(to + k, view.getInt32(from + k, true), true);
      from += length;
      to += length;
      offsets[slot + 1] = to;
    }
  }

  append(strings: ByteStrings, at: number): void {
    const { length } = strings.offsets;
    const offsets = this.#offsets;
    const to = offsets[at];
    const bytes = strings.data.subarray(0, strings.offsets[length - 1]);
    this.#reserve(to, bytes.length);
    this.#data.set(bytes, to);
    for (let i = 1; i < length; i++) offsets[at + i] = to + strings.offsets[i];
  }

  #reserve(used: number, more: number): void {
    const needed = used + Math.max(more, 0);
    if (needed > BYTES_MAX) throw new RangeError('more than 2 GB of text in one column of a row group');
    if (needed + SLACK_BYTES <= this.#data.length) return;
    const larger = new Uint8Array(Math.min(Math.max(2 * this.#data.length, needed), BYTES_MAX) + SLACK_BYTES);
    larger.set(this.#data.subarray(0, used));
    this.#data = larger;
    this.#view = new DataView(larger.buffer);
  }

  spread(validity: Uint8Array, at: number, slots: number, count: number): void {
    const offsets = this.#offsets;
    let from = at + count;
    for (let slot = at + slots - 1; from <= slot; slot--) {
      offsets[slot + 1] = offsets[from];
      from -= (validity[slot >> 3] >> (slot & 7)) & 1;
    }
  }

  finish(length: number): ByteStrings {
    const offsets = this.#offsets.subarray(0, length + 1);
    return { offsets, data: this.#data.subarray(0, offsets[length]) };
  }
}
