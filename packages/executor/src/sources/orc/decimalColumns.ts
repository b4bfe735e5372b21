import type { DataType } from '@graticule/columnar';
import * as orc from '@graticule/protocol/orc';
import { nextPresence, spread, validityOf, type ColumnReader } from './columnReader.js';
import type { StripeStreams } from './stripeStreams.js';

const { DATA, SECONDARY } = orc.Stream_Kind;

/**
 * Decimals: whole numbers of any length and, beside them, where the point stands. Writers cut zeros off, so that nearly
 * every value is to be brought to the column's scale; one that does not fit the column's precision is an error.
 */
export function decimalReader(
  type: DataType & { kind: 'decimal' },
  id: number,
  streams: StripeStreams,
): ColumnReader {
  const present = streams.present(id);
  const digits = new LongIntegers(streams.bytes(id, DATA));
  const scales = streams.integers(id, SECONDARY, true);
  const powers = Array.from({ length: 77 }, (_, i) => 10n ** BigInt(i));
  const limit = powers[type.precision];
  return {
    read(length, parents) {
      const presence = nextPresence(present, length, parents);
      const { count, mask } = presence;
      const own = new Int32Array(2 * count);
      scales.read(own, count);
      const words = new BigInt64Array(2 * length);
      const halves = new Int32Array(words.buffer);
      for (let i = 0; i < count; i++) {
        const shift = type.scale - own[2 * i];
        const small = digits.next();
        const scaled = small * 10 ** shift;
        if (shift >= 0 && shift <= 15 && Math.abs(scaled) <= Number.MAX_SAFE_INTEGER) {
          if (Math.abs(scaled) >= Number(limit)) throw beyond(type);
          halves[4 * i] = scaled | 0;
          halves[4 * i + 1] = Math.floor(scaled / 2 ** 32);
          halves[4 * i + 2] = halves[4 * i + 3] = scaled < 0 ? -1 : 0;
          continue;
        }
        if (shift < -38 || shift > 76) throw new RangeError(`a decimal has the scale ${own[2 * i]}`);
        const value = rescaled(digits.value(), shift, powers);
        if (value >= limit || value <= -limit) throw beyond(type);
        words[2 * i] = BigInt.asIntN(64, value);
        words[2 * i + 1] = value >> 64n;
      }
      spread(halves, 4, count, mask);
      return { layout: 'decimal', type, length, validity: validityOf(presence, length), words };
    },
  };
}

function beyond({ precision, scale }: { precision: number; scale: number }): RangeError {
  return new RangeError(`a decimal does not fit decimal(${precision},${scale})`);
}

/** Half away from zero where digits are cut off. */
function rescaled(value: bigint, shift: number, powers: readonly bigint[]): bigint {
  if (shift >= 0) return value * powers[shift];
  const divisor = powers[-shift];
  const half = value < 0n ? -(divisor / 2n) : divisor / 2n;
  return (value + half) / divisor;
}

/** Zigzag integers of any length. */
class LongIntegers {
  private at = 0;
  private start = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** The next one, as a double: exact up to 2^53. */
  next(): number {
    const { bytes } = this;
    this.start = this.at;
    let value = 0;
    let unit = 1;
    for (;;) {
      if (this.at >= bytes.length) throw new RangeError('a stream of decimals ends early');
      const byte = bytes[this.at++];
      value += (byte & 127) * unit;
      if (byte < 128) break;
      unit *= 128;
      if (this.at - this.start > 19) throw new RangeError('a decimal has more than 128 bits');
    }
    return value > 2 * Number.MAX_SAFE_INTEGER ? Infinity : value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** The one that was read last, exactly. */
  value(): bigint {
    let value = 0n;
    for (let i = this.at - 1; i >= this.start; i--) value = (value << 7n) | BigInt(this.bytes[i] & 127);
    return (value >> 1n) ^ -(value & 1n);
  }
}
