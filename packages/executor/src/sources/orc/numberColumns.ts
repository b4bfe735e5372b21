import { allocateValues, int64Words, type Column, type DataType } from '@graticule/columnar';
import * as orc from '@graticule/protocol/orc';
import { BitRuns } from './bitRuns.js';
import { ByteRuns } from './byteRuns.js';
import { nextPresence, spread, validityOf, type ColumnReader } from './columnReader.js';
import { gregorianDay } from '../oldCalendar.js';
import type { StripeStreams } from './stripeStreams.js';

const { DATA } = orc.Stream_Kind;

/** boolean: bits. */
export function booleanReader(type: DataType, id: number, streams: StripeStreams): ColumnReader {
  const present = streams.present(id);
  const bits = new BitRuns(streams.bytes(id, DATA));
  return {
    read(length, parents) {
      const presence = nextPresence(present, length, parents);
      const values = new Uint8Array(length);
      bits.read(values, presence.count);
      spread(values, 1, presence.count, presence.mask);
      return { layout: 'primitive', type, length, validity: validityOf(presence, length), values };
    },
  };
}

/** tinyint: bytes with runs. */
export function byteReader(type: DataType, id: number, streams: StripeStreams): ColumnReader {
  const present = streams.present(id);
  const runs = new ByteRuns(streams.bytes(id, DATA));
  return {
    read(length, parents) {
      const presence = nextPresence(present, length, parents);
      const values = new Int8Array(length);
      runs.read(values, presence.count);
      spread(values, 1, presence.count, presence.mask);
      return { layout: 'primitive', type, length, validity: validityOf(presence, length), values };
    },
  };
}

/** smallint, int and bigint. */
export function integerReader(type: DataType, id: number, streams: StripeStreams): ColumnReader {
  const present = streams.present(id);
  const runs = streams.integers(id, DATA, true);
  return {
    read(length, parents): Column {
      const presence = nextPresence(present, length, parents);
      const validity = validityOf(presence, length);
      const values = allocateValues(type, length)!;
      if (values instanceof BigInt64Array) {
        const words = int64Words(values);
        runs.read(words, presence.count);
        spread(words, 2, presence.count, presence.mask);
      } else {
        const words = new Int32Array(2 * presence.count);
        runs.read(words, presence.count);
        for (let i = 0; i < presence.count; i++) values[i] = words[2 * i];
        spread(values, 1, presence.count, presence.mask);
      }
      return { layout: 'primitive', type, length, validity, values };
    },
  };
}

/** Days. julian: those before 1582-10-15 are counted in the Julian calendar. */
export function dateReader(
  type: DataType,
  id: number,
  streams: StripeStreams,
  julian: boolean,
): ColumnReader {
  const days = integerReader(type, id, streams);
  if (!julian) return days;
  return {
    read(length, parents) {
      const column = days.read(length, parents) as Column & { layout: 'primitive' };
      const values = column.values as Int32Array;
      for (let row = 0; row < length; row++) values[row] = gregorianDay(values[row]);
      return column;
    },
  };
}

/** float and double: as memory has them, the lowest byte first. */
export function fractionReader(type: DataType, id: number, streams: StripeStreams): ColumnReader {
  const present = streams.present(id);
  const bytes = streams.bytes(id, DATA);
  let at = 0;
  return {
    read(length, parents) {
      const presence = nextPresence(present, length, parents);
      const values = allocateValues(type, length) as Float32Array | Float64Array;
      const end = at + presence.count * values.BYTES_PER_ELEMENT;
      if (end > bytes.length) throw new RangeError('a stream of fractions ends early');
      new Uint8Array(values.buffer).set(bytes.subarray(at, end));
      at = end;
      spread(values, 1, presence.count, presence.mask);
      return { layout: 'primitive', type, length, validity: validityOf(presence, length), values };
    },
  };
}
