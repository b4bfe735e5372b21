import { describe, expect, it } from 'vitest';
import { packSnappy, snappyText } from '../../compression/snappy.js';
import { hold, release } from '../../compression/unpackMemory.js';
import { numbersOf, readPacked, readRuns } from './hybridRuns.js';
import { lookUpValues, narrowed, putValues, slotsRoom } from './pageDecoder.js';
import { readCodes, type Slots } from './pageValues.js';
import { spanOf } from './span.js';

let seed = 1;
/** The next of numbers 0 .. below that look random. */
function random(below: number): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  return Math.floor((seed / 0x80000000) * below);
}

const bytes = (length: number) => Uint8Array.from({ length }, () => 1 + random(255));

/** Slots from `at` on, `nulls` of a hundred null. The bits around them are set. */
function slotsOf(at: number, count: number, nulls: number): Slots & { isValid: boolean[] } {
  const isValid = Array.from({ length: count }, () => random(100) >= nulls);
  const validity = new Uint8Array(Math.ceil((at + count + 8) / 8)).fill(255);
  isValid.forEach((valid, i) => {
    if (!valid) validity[(at + i) >> 3] &= ~(1 << ((at + i) & 7));
  });
  return { at, count, valid: isValid.filter(Boolean).length, validity, isValid };
}

const CASES = [1, 4, 8, 3, 12].flatMap((width) =>
  [0, 5, 50, 97, 100].flatMap((nulls) => [
    { width, nulls, at: 0, count: 5000 },
    { width, nulls, at: 13, count: 1 },
    { width, nulls, at: 7, count: 9001 },
  ]),
);

describe.each(CASES)(
  '$count slots from $at on of $width bytes, $nulls % null',
  ({ width, nulls, at, count }) => {
    const slots = slotsOf(at, count, nulls);
    /** What lies around the slots stays what it is. */
    const before = bytes((at + count + 3) * width);
    const expected = (valueAt: (i: number) => Uint8Array) => {
      const out = Uint8Array.from(before);
      let next = 0;
      slots.isValid.forEach((valid, i) =>
        out.set(valid ? valueAt(next++) : new Uint8Array(width), (at + i) * width),
      );
      return Buffer.from(out);
    };

    it('get their values', () => {
      const dense = bytes(slots.valid * width);
      const wanted = expected((i) => dense.subarray(i * width, (i + 1) * width));
      const packed = packSnappy(dense);
      for (const values of [() => dense, () => snappyText(packed, dense.length)]) {
        const out = Uint8Array.from(before);
        putValues(values(), width, slots, out);
        expect(Buffer.compare(out, wanted)).toBe(0);
      }
    });

    it('get entries of a dictionary by their numbers', () => {
      const dictionary = bytes(300 * width);
      const codes = Array.from({ length: slots.valid }, () => random(300));
      hold(dictionary);
      // A run of each, two bytes; the block that is unpacked meanwhile does not touch the dictionary.
      const page = Uint8Array.from([9, ...codes.flatMap((code) => [2, code & 255, code >> 8])]);
      const text = snappyText(packSnappy(page), page.length);
      const out = Uint8Array.from(before);
      if (codes.length > 0)
        lookUpValues(readCodes(spanOf(text), codes.length, 300, slotsRoom(width, slots)), width, slots, out);
      release();
      if (codes.length > 0)
        expect(
          Buffer.compare(
            out,
            expected((i) => dictionary.subarray(codes[i] * width, (codes[i] + 1) * width)),
          ),
        ).toBe(0);
    });
  },
);

it('a dictionary stays when much memory is taken and given back', () => {
  const dictionary = bytes(80);
  hold(dictionary);
  const large = new Uint8Array(70 << 20);
  expect(snappyText(packSnappy(large), large.length).length).toBe(large.length);
  const slots: Slots = { at: 0, count: 3, valid: 3, validity: null };
  const out = new Uint8Array(24);
  const page = Uint8Array.from([4, 2, 9, 2, 0, 2, 5]);
  const text = snappyText(packSnappy(page), page.length);
  lookUpValues(readCodes(spanOf(text), 3, 10, slotsRoom(8, slots)), 8, slots, out);
  release();
  expect(out).toEqual(Uint8Array.from([9, 0, 5].flatMap((i) => [...dictionary.subarray(8 * i, 8 * i + 8)])));
});

it('what is read from elsewhere leaves the text of the last block alone', () => {
  const text = bytes(1000);
  const unpacked = spanOf(snappyText(packSnappy(text), 1000));
  const part = unpacked.part(10, 20);
  readRuns(spanOf(Uint8Array.from([200, 15, 1])), 3, 900, 8);
  // Memory grows: what is read is as long as before.
  readRuns(spanOf(Uint8Array.from([128, 128, 128, 16, 1])), 3, 15_000_000, 8);
  readPacked(part, 1, 80);
  expect(Buffer.compare(unpacked.bytes, text)).toBe(0);
  expect([part.bytes[10], part.view.getUint8(19), part.end]).toEqual([text[10], text[19], 20]);
});

it('numbers below 256 become bytes', () => {
  const numbers = readPacked(spanOf(Uint8Array.from([0b10110001, 0b101])), 1, 11, 11);
  expect([...numbersOf(numbers)]).toEqual([1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 1]);
  expect([...narrowed(numbers)]).toEqual([1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 1]);
});

it('a dictionary of one entry has numbers without bits, with or without a run', () => {
  for (const page of [[0], [0, 40]])
    expect([...numbersOf(readCodes(spanOf(Uint8Array.from(page)), 20, 1))]).toEqual(Array(20).fill(0));
});
