import { int64Words } from '@graticule/columnar';
import { describe, expect, it } from 'vitest';
import { BitRuns } from '../../sources/orc/bitRuns.js';
import { ByteRuns } from '../../sources/orc/byteRuns.js';
import { IntegerRuns } from '../../sources/orc/integerRuns.js';
import { encodeBitRuns, encodeByteRuns } from './byteRunsEncoder.js';
import { encodeIntegerRuns } from './integerRunsEncoder.js';

/** Numbers that look random and are the same every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

/** The bytes in hexadecimal digits. */
function expectBack(values: readonly bigint[], signed: boolean): string {
  const words = int64Words(BigInt64Array.from(values));
  const bytes = encodeIntegerRuns(words, values.length, signed);
  const back = new BigInt64Array(values.length);
  new IntegerRuns(bytes, 2, signed).read(int64Words(back), values.length);
  expect(Array.from(back)).toEqual(values);
  return Buffer.from(bytes).toString('hex');
}

const of = (length: number, value: (i: number) => number | bigint) =>
  Array.from({ length }, (_, i) => BigInt(value(i)));

describe('integers in runs come back as they were:', () => {
  it('examples of the specification are as short as there or shorter', () => {
    expect(
      expectBack(
        of(5, () => 10_000),
        false,
      ),
    ).toBe('0a2710');
    expect(expectBack([23_713n, 43_806n, 57_005n, 48_879n], false)).toEqual('5e035ca1ab1edeadbeef');
    expect(expectBack([2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n], false)).toEqual('c40902024a28a6');
  });

  it('none, one, two, and every length around the limits', () => {
    for (const length of [0, 1, 2, 3, 7, 8, 9, 10, 11, 15, 16, 17, 511, 512, 513, 1025]) {
      expectBack(
        of(length, () => -5),
        true,
      );
      expectBack(
        of(length, (i) => 7 * i),
        true,
      );
      expectBack(
        of(length, (i) => -7 * i),
        true,
      );
      expectBack(
        of(length, (i) => i * i),
        true,
      );
      expectBack(
        of(length, (i) => (i * i * 7919) % 1009),
        false,
      );
    }
  });

  it('falling ones that stand still first', () => {
    expectBack([9n, 9n, 8n, 5n, 3n, 3n, 1n, -40n, -41n, -99n], true);
  });

  it('the ends of the range and wide steps', () => {
    const ends = [2n ** 63n - 1n, -(2n ** 63n), 0n, -1n, 2n ** 63n - 1n, 2n ** 53n, -(2n ** 53n), 2n ** 52n];
    expectBack(ends, true);
    expectBack([...ends, ...ends, ...ends], true);
    expectBack(
      of(20, (i) => (i % 2 === 0 ? 2n ** 63n - 1n : -(2n ** 63n))),
      true,
    );
    expectBack(
      of(20, (i) => BigInt.asIntN(64, 2n ** 62n * BigInt(i))),
      true,
    );
  });

  it('random mixtures of runs and every width', () => {
    const next = random(1);
    for (let round = 0; round < 300; round++) {
      const values: bigint[] = [];
      const width = Math.floor(next() * 64);
      while (values.length < 1200 * next()) {
        const value = BigInt.asIntN(
          64,
          BigInt(Math.floor(next() * 2 ** 53)) << BigInt(Math.max(0, width - 53)),
        );
        const short = BigInt.asIntN(width + 1, value);
        const length = Math.floor(next() * 30);
        const kind = Math.floor(next() * 3);
        for (let i = 0; i < length; i++) {
          values.push(
            kind === 0
              ? short
              : BigInt.asIntN(64, kind === 1 ? short + 3n * BigInt(i) : short ^ BigInt(i * i * i)),
          );
        }
      }
      expectBack(values, true);
      expectBack(
        values.map((value) => BigInt.asUintN(63, value)),
        false,
      );
    }
  });
});

describe('bytes and bits in runs come back as they were', () => {
  it('for random mixtures', () => {
    const next = random(2);
    for (let round = 0; round < 200; round++) {
      const values: number[] = [];
      while (values.length < 600 * next()) {
        const value = Math.floor(next() * 256);
        const length = Math.floor(next() * 200);
        for (let i = 0; i < length; i++) values.push(next() < 0.5 ? value : (value + (i >> 3)) & 255);
      }
      const bytes = Uint8Array.from(values);
      const back = new Uint8Array(bytes.length);
      new ByteRuns(encodeByteRuns(bytes)).read(back, back.length);
      expect(back).toEqual(bytes);
      const bits = bytes.map((byte) => byte & 1);
      new BitRuns(encodeBitRuns(bits)).read(back, back.length);
      expect(back).toEqual(bits);
    }
  });
});
