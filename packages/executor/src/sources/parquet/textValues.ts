import {
  bytesColumn,
  plainBytes,
  type BytesColumn,
  type Column,
  type DictionaryColumn,
} from '@graticule/columnar';
import { unpackStrings } from '../../compression/unpackers.js';
import { readDeltaBytes, readDeltaLengths, type ByteStrings } from './deltaBytes.js';
import {
  DELTA_BYTE_ARRAY,
  DELTA_LENGTH_BYTE_ARRAY,
  PLAIN,
  PLAIN_DICTIONARY,
  RLE_DICTIONARY,
  unknownEncoding,
} from './encodings.js';
import { numbersOf } from './hybridRuns.js';
import { slotsRoom, spreadValues } from './pageDecoder.js';
import { readCodes, type PageValues, type Slots } from './pageValues.js';
import type { Span } from './span.js';
import { textColumn } from './textColumn.js';
import type { SchemaLeaf } from './parquetSchema.js';

const BYTES_MAX = 0x7fffffff;

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

  read(encoding: number, values: Span, slots: Slots): void {
    const { at, valid } = slots;
    switch (encoding) {
      case PLAIN:
        this.#plainUpTo(at).appendPlain(values, valid, at);
        break;
      case PLAIN_DICTIONARY:
      case RLE_DICTIONARY:
        if (this.#text === null) return this.#readCodes(values, slots);
        this.#text.append(this.#entries(values, valid), at);
        break;
      case DELTA_LENGTH_BYTE_ARRAY:
        this.#plainUpTo(at).append(readDeltaLengths(values, valid), at);
        break;
      case DELTA_BYTE_ARRAY:
        this.#plainUpTo(at).append(readDeltaBytes(values, valid), at);
        break;
      default:
        throw unknownEncoding(encoding, 'BYTE_ARRAY');
    }
    if (valid < slots.count) this.#text!.spread(slots);
  }

  #readCodes(values: Span, slots: Slots): void {
    const codes = readCodes(values, slots.valid, this.#dictionary.length, slotsRoom(4, slots));
    this.#codes ??= new Int32Array(this.#capacity);
    spreadValues(codes, 4, slots, new Uint8Array(this.#codes.buffer));
  }

  /** The strings themselves of a page that has positions. */
  #entries(values: Span, count: number): ByteStrings {
    const codes = numbersOf(readCodes(values, count, this.#dictionary.length));
    return plainBytes(byDictionary(codes, this.#dictionary));
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

  readNulls(at: number, count: number): void {
    if (this.#text !== null) this.#text.appendNulls(at, count);
    else this.#codes ??= new Int32Array(this.#capacity);
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

  constructor(capacity: number, bytesExpected: number) {
    this.#offsets = new Int32Array(capacity + 1);
    this.#data = new Uint8Array(Math.min(bytesExpected, BYTES_MAX));
  }

  /** `count` strings, each behind its length, to the slots from `at` on. */
  appendPlain({ bytes, at: start, end }: Span, count: number, at: number): void {
    if (count < 0 || 4 * count > end - start)
      throw new RangeError(`${count} strings in ${end - start} bytes`);
    const strings = unpackStrings(bytes.subarray(start, end), count);
    if (strings === null) throw new RangeError('strings are longer than their page');
    const { ends, data } = strings;
    const first = this.#put(data, at);
    const offsets = this.#offsets;
    if (first === 0) offsets.set(ends, at + 1);
    else for (let i = 0; i < count; i++) offsets[at + 1 + i] = first + ends[i];
  }

  append(strings: ByteStrings, at: number): void {
    const count = strings.offsets.length - 1;
    const first = this.#put(strings.data.subarray(0, strings.offsets[count]), at);
    for (let i = 1; i <= count; i++) this.#offsets[at + i] = first + strings.offsets[i];
  }

  /** Bytes of the slots from `at` on. Answers where they begin. */
  #put(bytes: Uint8Array, at: number): number {
    const used = this.#offsets[at];
    const needed = used + bytes.length;
    if (needed > BYTES_MAX) throw new RangeError('more than 2 GB of text in one column of a row group');
    if (needed > this.#data.length) {
      const larger = new Uint8Array(Math.min(Math.max(2 * this.#data.length, needed), BYTES_MAX));
      larger.set(this.#data.subarray(0, used));
      this.#data = larger;
    }
    this.#data.set(bytes, used);
    return used;
  }

  appendNulls(at: number, count: number): void {
    this.#offsets.fill(this.#offsets[at], at + 1, at + 1 + count);
  }

  /** Moves the ends of `valid` strings from the first slots to those that are valid, from the last to the first. */
  spread({ at, count, valid, validity }: Slots): void {
    const offsets = this.#offsets;
    let from = at + valid;
    for (let slot = at + count - 1; from <= slot; slot--) {
      offsets[slot + 1] = offsets[from];
      from -= (validity![slot >> 3] >> (slot & 7)) & 1;
    }
  }

  finish(length: number): ByteStrings {
    const offsets = this.#offsets.subarray(0, length + 1);
    return { offsets, data: this.#data.subarray(0, offsets[length]) };
  }
}
