import { bytesColumn, nullColumn, type BytesColumn, type Column, type DataType } from '@graticule/columnar';
import * as orc from '@graticule/protocol/orc';
import { withDictionary } from '../dictionaryChoice.js';
import { nextPresence, spread, validityOf, type ColumnReader } from './columnReader.js';
import type { IntegerRuns } from './integerRuns.js';
import type { StripeStreams } from './stripeStreams.js';

const { DATA, LENGTH, DICTIONARY_DATA } = orc.Stream_Kind;
const BLANK = 32;
const { DICTIONARY, DICTIONARY_V2 } = orc.ColumnEncoding_Kind;

/**
 * string, varchar, char and binary: one after another, or numbers of entries of a dictionary. padded: texts of char, whose
 * blanks at the end only fill them up.
 */
export function textReader(
  type: DataType,
  id: number,
  streams: StripeStreams,
  padded: boolean,
): ColumnReader {
  const { kind } = streams.encoding(id);
  return kind === DICTIONARY || kind === DICTIONARY_V2
    ? dictionaryReader(type, id, streams, padded)
    : directReader(type, id, streams, padded);
}

function directReader(type: DataType, id: number, streams: StripeStreams, padded: boolean): ColumnReader {
  const present = streams.present(id);
  const lengths = streams.integers(id, LENGTH, false);
  const data = streams.bytes(id, DATA);
  let at = 0;
  return {
    read(length, parents) {
      const presence = nextPresence(present, length, parents);
      const offsets = readOffsets(lengths, presence.count, length, presence.mask);
      const end = at + offsets[length];
      if (end > data.length) throw new RangeError('a stream of texts ends early');
      const bytes = data.subarray(at, end);
      at = end;
      const column = bytesColumn(type, offsets, bytes, validityOf(presence, length));
      return withDictionary(padded ? trimmed(column) : column);
    },
  };
}

/** Offsets of the next rows from their lengths; rows without a value have none. */
export function readOffsets(
  lengths: IntegerRuns,
  count: number,
  length: number,
  mask: Uint8Array | null,
): Int32Array {
  const words = new Int32Array(2 * length);
  lengths.read(words, count);
  spread(words, 2, count, mask);
  const offsets = new Int32Array(length + 1);
  let end = 0;
  for (let row = 0; row < length; row++) {
    end += words[2 * row];
    if (words[2 * row] < 0 || words[2 * row + 1] !== 0 || end > 0x7fffffff) {
      throw new RangeError('a length is beyond what fits');
    }
    offsets[row + 1] = end;
  }
  return offsets;
}

function dictionaryReader(type: DataType, id: number, streams: StripeStreams, padded: boolean): ColumnReader {
  const present = streams.present(id);
  const size = streams.encoding(id).dictionarySize;
  const data = streams.bytes(id, DICTIONARY_DATA);
  const offsets = readOffsets(streams.integers(id, LENGTH, false), size, size, null);
  if (offsets[size] > data.length) throw new RangeError('a dictionary is cut off');
  const entries = bytesColumn(type, offsets, data.subarray(0, offsets[size]));
  const dictionary = padded ? trimmed(entries) : entries;
  const distinct = isDistinct(dictionary);
  const numbers = streams.integers(id, DATA, false);
  return {
    read(length, parents): Column {
      const presence = nextPresence(present, length, parents);
      if (presence.count === 0) return nullColumn(type, length);
      const words = new Int32Array(2 * presence.count);
      numbers.read(words, presence.count);
      const indices = new Int32Array(length);
      for (let i = 0; i < presence.count; i++) {
        const index = words[2 * i];
        if (index >>> 0 >= size || words[2 * i + 1] !== 0) {
          throw new RangeError(`entry ${index} of a dictionary of ${size}`);
        }
        indices[i] = index;
      }
      spread(indices, 1, presence.count, presence.mask);
      const validity = validityOf(presence, length);
      if (distinct) return { layout: 'dictionary', type, length, validity, indices, dictionary };
      return copied(dictionary, indices, validity);
    },
  };
}

/** The format does not promise that entries differ; columns by reference need it. */
function isDistinct({ offsets, data, length }: BytesColumn): boolean {
  const seen = new Set<string>();
  const buffer = Buffer.from(data.buffer, data.byteOffset, data.length);
  for (let i = 0; i < length; i++) seen.add(buffer.toString('latin1', offsets[i], offsets[i + 1]));
  return seen.size === length;
}

function trimmed({ type, length, offsets: from, data: source, validity }: BytesColumn): BytesColumn {
  const offsets = new Int32Array(length + 1);
  const data = new Uint8Array(source.length);
  let at = 0;
  for (let row = 0; row < length; row++) {
    let end = from[row + 1];
    while (end > from[row] && source[end - 1] === BLANK) end--;
    for (let i = from[row]; i < end; i++) data[at++] = source[i];
    offsets[row + 1] = at;
  }
  return bytesColumn(type, offsets, data.subarray(0, at), validity);
}

function copied(dictionary: BytesColumn, indices: Int32Array, validity: Uint8Array | null): BytesColumn {
  const { type, offsets: from, data } = dictionary;
  const offsets = new Int32Array(indices.length + 1);
  const isNull = (row: number) => validity !== null && (validity[row >> 3] & (1 << (row & 7))) === 0;
  for (let row = 0; row < indices.length; row++) {
    const size = isNull(row) ? 0 : from[indices[row] + 1] - from[indices[row]];
    offsets[row + 1] = offsets[row] + size;
  }
  const bytes = new Uint8Array(offsets[indices.length]);
  for (let row = 0; row < indices.length; row++) {
    if (offsets[row + 1] === offsets[row]) continue;
    bytes.set(data.subarray(from[indices[row]], from[indices[row] + 1]), offsets[row]);
  }
  return bytesColumn(type, offsets, bytes, validity);
}
