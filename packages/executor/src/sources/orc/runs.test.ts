import { describe, expect, it } from 'vitest';
import { BitRuns } from './bitRuns.js';
import { ByteRuns } from './byteRuns.js';
import { IntegerRuns } from './integerRuns.js';

/** Examples of the format's specification (https://orc.apache.org/specification/ORCv1). */
const EXAMPLES: readonly {
  readonly name: string;
  readonly version: 1 | 2;
  readonly signed: boolean;
  readonly bytes: string;
  readonly values: readonly number[];
}[] = [
  {
    name: 'a run of one value',
    version: 1,
    signed: false,
    bytes: '610007',
    values: Array<number>(100).fill(7),
  },
  {
    name: 'a run that falls',
    version: 1,
    signed: false,
    bytes: '61ff64',
    values: Array.from({ length: 100 }, (_, i) => 100 - i),
  },
  {
    name: 'values without a run',
    version: 1,
    signed: false,
    bytes: 'fb020306070b',
    values: [2, 3, 6, 7, 11],
  },
  {
    name: 'a short repeat',
    version: 2,
    signed: false,
    bytes: '0a2710',
    values: Array<number>(5).fill(10_000),
  },
  {
    name: 'packed values',
    version: 2,
    signed: false,
    bytes: '5e035ca1ab1edeadbeef',
    values: [23_713, 43_806, 57_005, 48_879],
  },
  {
    name: 'packed values with a patch',
    version: 2,
    signed: false,
    bytes: '8e132b2107d01e00147028323c46505a646e78828c96a0aab4befce8',
    values: [
      2030, 2000, 2020, 1_000_000, 2040, 2050, 2060, 2070, 2080, 2090, 2100, 2110, 2120, 2130, 2140, 2150,
      2160, 2170, 2180, 2190,
    ],
  },
  {
    name: 'packed steps',
    version: 2,
    signed: false,
    bytes: 'c609020222424246',
    values: [2, 3, 5, 7, 11, 13, 17, 19, 23, 29],
  },
];

describe('integers of the specification are read:', () => {
  it.each(EXAMPLES)('$name', ({ version, signed, bytes, values }) => {
    const runs = new IntegerRuns(Buffer.from(bytes, 'hex'), version, signed);
    const words = new Int32Array(2 * values.length);
    runs.read(words, 2);
    runs.read(words.subarray(4), values.length - 2);
    expect(Array.from(new BigInt64Array(words.buffer), Number)).toEqual(values);
    expect(() => runs.read(words, 1)).toThrow('ends early');
  });

  it.each(EXAMPLES)('$name, cut off, is an error', ({ version, signed, bytes, values }) => {
    for (let length = 0; length < bytes.length / 2; length++) {
      const runs = new IntegerRuns(Buffer.from(bytes.slice(0, 2 * length), 'hex'), version, signed);
      expect(() => runs.read(new Int32Array(2 * values.length), values.length)).toThrow(RangeError);
    }
  });
});

describe('bytes and booleans of the specification are read', () => {
  it('with runs and without', () => {
    const zeros = new Uint8Array(100).fill(1);
    new ByteRuns(Buffer.from('6100', 'hex')).read(zeros, 100);
    expect(zeros).toEqual(new Uint8Array(100));
    const two = new Uint8Array(2);
    new ByteRuns(Buffer.from('fe4445', 'hex')).read(two, 2);
    expect(Array.from(two)).toEqual([0x44, 0x45]);
  });

  it('in parts of any length', () => {
    const bits = new BitRuns(Buffer.from('ff80', 'hex'));
    const out = new Uint8Array(8);
    expect(bits.read(out, 3)).toBe(1);
    expect(bits.read(out.subarray(3), 5)).toBe(0);
    expect(Array.from(out)).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
    expect(() => bits.read(out, 1)).toThrow('ends early');
  });
});
