import { int64Words, writeInt64, type DataType } from '@graticule/columnar';
import * as orc from '@graticule/protocol/orc';
import { timeZone } from '@graticule/sql';
import { nextPresence, spread, validityOf, type ColumnReader } from './columnReader.js';
import { gregorianDay, javaOffset } from '../oldCalendar.js';
import type { StripeStreams } from './stripeStreams.js';

const { DATA, SECONDARY } = orc.Stream_Kind;
/** Seconds are counted from the start of 2015 on the writer's clock. */
const EPOCH_S = 1_420_070_400;
const DAY_S = 86_400;

export interface TimestampMeaning {
  /** Files say what the writer's clock showed. It is taken as UTC, the zone in which this engine runs. */
  readonly wallClock: boolean;
  /** Days before 1582-10-15 are counted in the Julian calendar. */
  readonly julian: boolean;
}

/** Timestamps: seconds, and beside them nanoseconds whose zeros at the end are counted. Cut to microseconds. */
export function timestampReader(
  type: DataType,
  id: number,
  streams: StripeStreams,
  { wallClock, julian }: TimestampMeaning,
): ColumnReader {
  const present = streams.present(id);
  const seconds = streams.integers(id, DATA, true);
  const fractions = streams.integers(id, SECONDARY, false);
  const zone = timeZone(wallClock && streams.timeZone !== '' ? streams.timeZone : 'UTC');
  const epoch = EPOCH_S - javaOffset(zone, EPOCH_S);
  return {
    read(length, parents) {
      const presence = nextPresence(present, length, parents);
      const { count } = presence;
      const values = new BigInt64Array(length);
      const words = int64Words(values);
      const nanos = new Int32Array(2 * count);
      seconds.read(words, count);
      fractions.read(nanos, count);
      for (let i = 0; i < count; i++) {
        let instant = words[2 * i + 1] * 2 ** 32 + (words[2 * i] >>> 0) + epoch;
        const nano = nanoseconds(nanos[2 * i + 1] * 2 ** 32 + (nanos[2 * i] >>> 0));
        // Writers cut the seconds of times before 1970 towards 1970, unless the fraction is below a millisecond.
        if (instant < 0 && nano > 999_999) instant--;
        let local = instant + javaOffset(zone, instant);
        if (julian) {
          const day = Math.floor(local / DAY_S);
          local += (gregorianDay(day) - day) * DAY_S;
        }
        const micros = Math.floor(nano / 1000);
        if (Math.abs(local) < 9e9) writeInt64(words, i, local * 1e6 + micros);
        else values[i] = BigInt(local) * 1_000_000n + BigInt(micros);
      }
      spread(words, 2, count, presence.mask);
      return { layout: 'primitive', type, length, validity: validityOf(presence, length), values };
    },
  };
}

const TEN_TO = [1, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8];

/** The lowest three bits n: n + 1 zeros were cut off, unless n is 0. Arrow's first writers have negative ones. */
function nanoseconds(packed: number): number {
  const digits = Math.floor(packed / 8);
  const nano = digits * TEN_TO[packed - digits * 8];
  if (!(Math.abs(nano) < 1e9)) throw new RangeError(`a timestamp has ${nano} nanoseconds`);
  return nano;
}
