import { describe, expect, it } from 'vitest';
import { numbersOf, readLevels, readRuns } from './hybridRuns.js';
import { spanOf, type Span } from './span.js';
import { ValidityBits } from './validityBits.js';

/** Numbers that a multiplication spreads over `width` bits, as they are without sign. */
const numbers = (width: number, count: number) =>
  Array.from({ length: count }, (_, i) => (width === 0 ? 0 : Math.imul(i + 1, 0x9e3779b1) >>> (32 - width)));

/** Least significant bit first, number after number. */
function packedBits(values: readonly number[], width: number): number[] {
  const bits = values.flatMap((value) => Array.from({ length: width }, (_, k) => (value >>> k) & 1));
  return Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    bits.slice(8 * i, 8 * i + 8).reduce((byte, bit, k) => byte | (bit << k), 0),
  );
}

function variable(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...variable(Math.floor(value / 128))];
}

const packedRun = (values: readonly number[], width: number) => {
  const groups = Math.ceil(values.length / 8);
  const filled = [...values, ...Array<number>(8 * groups - values.length).fill(0)];
  return [...variable(2 * groups + 1), ...packedBits(filled, width)];
};
const equalRun = (value: number, count: number, width: number) => [
  ...variable(2 * count),
  ...Array.from({ length: Math.ceil(width / 8) }, (_, i) => (value >>> (8 * i)) & 255),
];

/** Behind other bytes, and with slack. */
function span(bytes: readonly number[]): Span {
  const all = Uint8Array.from([99, ...bytes, ...Array<number>(8).fill(255)]);
  return spanOf(all, 1, 1 + bytes.length);
}

const unsigned = (values: Int32Array) => Array.from(values, (value) => value >>> 0);

describe('runs of numbers', () => {
  it('of every width that is used, packed and equal in turns, come one after another', () => {
    for (let width = 0; width <= 31; width++) {
      const first = numbers(width, 24);
      const last = numbers(width, 13);
      const value = numbers(width, 3)[2];
      const bytes = [...packedRun(first, width), ...equalRun(value, 300, width), ...packedRun(last, width)];
      const read = readRuns(span(bytes), width, 337, 2 ** width);
      expect(unsigned(numbersOf(read))).toEqual([...first, ...Array<number>(300).fill(value), ...last]);
      expect(read.end).toBe(1 + bytes.length);
    }
  });

  it('a last group may end with the values that are wanted', () => {
    const bytes = packedRun(numbers(5, 8), 5).slice(0, 1 + 2);
    expect([...numbersOf(readRuns(span(bytes), 5, 3, 32))]).toEqual(numbers(5, 3));
  });

  it('that are cut off, too large, or empty are refused', () => {
    const read = (bytes: readonly number[], width: number, count: number, limit: number) => () =>
      readRuns(span(bytes), width, count, limit);
    expect(read([], 3, 1, 8)).toThrow('cut off');
    expect(read([128], 3, 1, 8)).toThrow('cut off');
    expect(read([2], 3, 1, 8)).toThrow('cut off');
    expect(read([3, 1, 2], 4, 8, 16)).toThrow('cut off');
    expect(read(equalRun(7, 5, 3), 3, 6, 8)).toThrow('cut off');
    expect(read(equalRun(7, 5, 3), 3, 5, 7)).toThrow('found number 7');
    expect(read(packedRun([1, 2, 3, 4, 5, 6, 7, 0], 3), 3, 8, 7)).toThrow('7 or more');
    expect(read(packedRun([1, 2, 3, 4, 5], 3), 3, 5, 5)).toThrow('5 or more');
    expect(read([0, 1], 3, 1, 8)).toThrow('cut off');
    expect(read([1, 1, 1], 3, 1, 8)).toThrow('cut off');
  });
});

describe('definition levels as validity', () => {
  const pages = [
    Array.from({ length: 21 }, () => 1),
    Array.from({ length: 50 }, (_, i) => (i % 3 === 0 ? 0 : 1)),
    Array.from({ length: 11 }, () => 0),
    Array.from({ length: 37 }, (_, i) => (i > 20 ? 1 : i & 1)),
  ];
  const all = pages.flat();
  const check = (levelsOf: (page: readonly number[]) => { span: Span; packed: boolean }) => {
    const validity = new ValidityBits(all.length);
    let at = 0;
    for (const page of pages) {
      const valid = validity.readLevels(levelsOf(page), page.length, at);
      expect(valid).toBe(page.filter((level) => level === 1).length);
      at += page.length;
    }
    expect(all.map((_, row) => (validity.bitmap![row >> 3] >> (row & 7)) & 1)).toEqual(all);
  };

  it('in packed runs that begin anywhere in a byte', () =>
    check((page) => ({ span: span(packedRun(page, 1)), packed: false })));

  it('in runs of equal ones', () =>
    check((page) => ({ span: span(page.flatMap((level) => equalRun(level, 1, 1))), packed: false })));

  it('as bits of old writers, most significant first', () => {
    const mirrored = (page: readonly number[]) =>
      packedBits(page, 1).map((byte) =>
        Number.parseInt([...byte.toString(2).padStart(8, '0')].reverse().join(''), 2),
      );
    check((page) => ({ span: span(mirrored(page)), packed: true }));
  });

  it('has no bitmap without nulls', () => {
    const validity = new ValidityBits(20);
    expect(validity.readLevels({ span: span(equalRun(1, 20, 1)), packed: false }, 20, 0)).toBe(20);
    expect(validity.bitmap).toBeNull();
  });
});

it('levels of old writers, most significant bit first, of more than one bit', () => {
  const levels = { span: span([0b00_01_10_11, 0b11_10_00_00]), packed: true };
  const out = new Uint8Array(7);
  readLevels(levels, 3, 6, out, 1);
  expect([...out]).toEqual([0, 0, 1, 2, 3, 3, 2]);
  expect(() => readLevels(levels, 2, 6, out, 1)).toThrow('found level 3');
});
