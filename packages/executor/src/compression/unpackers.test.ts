import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lz4Text } from './lz4.js';
import { packSnappy, snappyText } from './snappy.js';
import { unpackStrings } from './unpackers.js';

const pattern = randomBytes(4096);
/** What a copy of every distance and length gives, byte by byte. */
const repeated = (distance: number, length: number) => {
  const out = [...pattern.subarray(0, distance)];
  for (let i = 0; i < length; i++) out.push(out[out.length - distance]);
  return Buffer.from(out);
};
const distances = [...Array.from({ length: 33 }, (_, i) => i + 1), 100, 2047, 2048, 4000];

describe('copies from every distance, in every length', () => {
  it('of Snappy', () => {
    for (const distance of distances) {
      for (let length = 1; length <= 64; length++) {
        const literal = [(distance - 1) & 255, (distance - 1) >> 8];
        const packed = Buffer.from([
          ...variable(distance + length),
          61 << 2,
          ...literal,
          ...pattern.subarray(0, distance),
          ((length - 1) << 2) | 2,
          distance & 255,
          distance >> 8,
        ]);
        expect(Buffer.compare(snappyText(packed, 5000), repeated(distance, length))).toBe(0);
        if (length < 4 || length > 11 || distance > 2047) continue;
        const short = Buffer.from([
          ...packed.subarray(0, -3),
          ((distance >> 8) << 5) | ((length - 4) << 2) | 1,
          distance & 255,
        ]);
        expect(Buffer.compare(snappyText(short, 5000), repeated(distance, length))).toBe(0);
      }
    }
  });

  it('of LZ4', () => {
    for (const distance of distances) {
      for (const length of [4, 5, 6, 7, 8, 9, 15, 16, 17, 18, 19, 20, 40, 64, 65, 273, 274, 275, 1000]) {
        const packed = Buffer.from([
          (Math.min(distance, 15) << 4) | Math.min(length - 4, 15),
          ...more(distance),
          ...pattern.subarray(0, distance),
          distance & 255,
          distance >> 8,
          ...more(length - 4),
          0,
        ]);
        expect(Buffer.compare(lz4Text(packed, 6000), repeated(distance, length))).toBe(0);
      }
    }
  });
});

it('literals of every length come whole', () => {
  for (let length = 1; length <= 300; length++) {
    const head = length <= 60 ? [(length - 1) << 2] : [61 << 2, (length - 1) & 255, (length - 1) >> 8];
    const packed = Buffer.from([...variable(length), ...head, ...pattern.subarray(0, length)]);
    expect(Buffer.from(snappyText(packed, length))).toEqual(pattern.subarray(0, length));
  }
});

it('a literal of three and of four bytes of length', () => {
  const text = randomBytes(70_000);
  const size = text.length - 1;
  for (const head of [
    [62 << 2, size & 255, (size >> 8) & 255, size >> 16],
    [63 << 2, size & 255, (size >> 8) & 255, size >> 16, 0],
  ]) {
    const packed = Buffer.concat([Buffer.from([...variable(text.length), ...head]), text]);
    expect(Buffer.compare(snappyText(packed, text.length), text)).toBe(0);
  }
});

it('lengths beyond memory and copies from before the text are refused', () => {
  const blocks = [
    [8, 63 << 2, 255, 255, 255, 255, 1, 2, 3, 4],
    [8, 63 << 2, 254, 255, 255, 255, 1, 2, 3, 4],
    [8, 3 << 2, 1, 2, 3, 4, 3 | (3 << 2), 0, 0, 0, 0],
    [8, 3 << 2, 1, 2, 3, 4, 3 | (3 << 2), 5, 0, 0, 0],
    [8, 3 << 2, 1, 2, 3, 4, 3 | (3 << 2), 255, 255, 255, 255],
    [8, 3 << 2, 1, 2, 3, 4, 2 | (4 << 2), 4, 0],
    [8, 3 << 2, 1, 2, 3, 4, 2 | (3 << 2), 4],
    [8, 3 << 2, 1, 2, 3, 4],
    [8, 3 << 2, 1, 2, 3],
  ];
  for (const block of blocks) expect(() => snappyText(Buffer.from(block), 100)).toThrow('Snappy block');
});

it('large blocks do not spoil small ones after them', () => {
  const large = Buffer.alloc(40 << 20, 'abc');
  const packed = Buffer.concat([Buffer.from([...variable(large.length), 63 << 2]), Buffer.alloc(4), large]);
  packed.writeUInt32LE(large.length - 1, packed.length - large.length - 4);
  expect(Buffer.compare(snappyText(packed, large.length), large)).toBe(0);
  expect(Buffer.from(snappyText(Buffer.from([4, 3 << 2, 9, 8, 7, 6]), 4))).toEqual(Buffer.from([9, 8, 7, 6]));
});

describe('strings behind their lengths', () => {
  const strings = Array.from({ length: 30_000 }, (_, i) => pattern.subarray(0, i % 90));
  const bytes = Buffer.concat(strings.flatMap((one) => [Buffer.from([one.length, 0, 0, 0]), one]));
  const whole = Buffer.concat(strings);
  const check = (from: Uint8Array) => {
    const { ends, data } = unpackStrings(from, strings.length)!;
    let end = 0;
    expect([...ends]).toEqual(strings.map((one) => (end += one.length)));
    expect(Buffer.compare(data, whole)).toBe(0);
  };

  it('are taken apart', () => check(bytes));

  it('are taken apart where they were unpacked, though memory grows', () => {
    const large = Buffer.concat([Buffer.from([1, 0, 0, 0, 65]), bytes, bytes]);
    const { ends, data } = unpackStrings(snappyText(packSnappy(large), large.length), 60_001)!;
    expect([ends[0], ends[60_000], data.length]).toEqual([1, 2 * whole.length + 1, 2 * whole.length + 1]);
    check(snappyText(packSnappy(bytes), bytes.length));
  });

  it('that are cut off are refused', () => {
    for (const length of [0, 1, 3, 4, 5, 8]) {
      expect(unpackStrings(Buffer.from([5, 0, 0, 0, 1, 2, 3, 4, 5]).subarray(0, length), 1)).toBeNull();
    }
    expect(unpackStrings(Buffer.from([255, 255, 255, 255, 1, 2, 3, 4, 5]), 1)).toBeNull();
    expect(unpackStrings(Buffer.from([1, 0, 0, 0, 65]), 2)).toBeNull();
  });
});

/** A number seven bits at a time. */
function variable(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...variable(value >> 7)];
}

/** What follows a length of LZ4 that does not fit into half a byte. */
function more(length: number): number[] {
  if (length < 15) return [];
  const rest = length - 15;
  return [...(Array(Math.floor(rest / 255)).fill(255) as number[]), rest % 255];
}
