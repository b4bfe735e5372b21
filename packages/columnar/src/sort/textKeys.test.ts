import { expect, test } from 'vitest';
import { BytesBuilder } from '../builders.js';
import type { BytesColumn } from '../column.js';
import { textRanks } from './textKeys.js';
import { BINARY } from '../types.js';

function columnOf(values: readonly Uint8Array[]): BytesColumn {
  const builder = new BytesBuilder(BINARY);
  for (const value of values) builder.append(value);
  return builder.finish() as BytesColumn;
}

/** Ranks by sorting with Node's own comparison of buffers. */
function expectedRanks(values: readonly Uint8Array[]): number[] {
  const sorted = [...values].sort((a, b) => Buffer.compare(a, b));
  const ranks = new Map<string, number>();
  for (const value of sorted) {
    const key = Buffer.from(value).toString('hex');
    if (!ranks.has(key)) ranks.set(key, ranks.size);
  }
  return values.map((value) => ranks.get(Buffer.from(value).toString('hex'))!);
}

let state = 5;
function next(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return Math.floor(((state >>> 0) / 4294967296) * below);
}
const random = (length: number, alphabet: number): Uint8Array =>
  Uint8Array.from({ length }, () => (next(2) === 0 ? 0 : 255 - next(alphabet)));

test.each([
  ['short values of few letters', () => random(next(4), 3)],
  ['values of very different lengths, zeros among them', () => random(next(40), 2)],
  [
    'a long common prefix',
    () => Buffer.from(`https://example.org/things/${next(400)}/${'x'.repeat(next(20))}`),
  ],
  ['prefixes of one another', () => new Uint8Array(next(900))],
])('ranks %s as a comparison of bytes does', (_, make) => {
  const values = Array.from({ length: 1500 }, make);
  expect([...textRanks(columnOf(values))]).toEqual(expectedRanks(values));
});

test('ranks no rows, one row and equal rows', () => {
  expect([...textRanks(columnOf([]))]).toEqual([]);
  expect([...textRanks(columnOf([Buffer.from('a')]))]).toEqual([0]);
  expect([...textRanks(columnOf(Array.from({ length: 99 }, () => Buffer.from('same text'))))]).toEqual(
    new Array(99).fill(0),
  );
});
