import { expect, test } from 'vitest';
import type { BytesColumn } from '../column.js';
import { fromValues } from '../builders.js';
import { STRING } from '../types.js';
import { sortLevels } from './levelSort.js';

let state = 17;
function next(below: number): number {
  state = (Math.imul(state, 1664525) + 1013904223) | 0;
  return Math.floor(((state >>> 0) / 4294967296) * below);
}

/** Positions sorted by Node's own stable sort. */
function expected(words: readonly Uint32Array[]): number[] {
  return [...words[0].keys()].sort((a, b) => {
    for (const word of words) if (word[a] !== word[b]) return word[a] < word[b] ? -1 : 1;
    return 0;
  });
}

test.each([
  ['a few rows', 9, [4, 3]],
  ['rows merged from short runs', 1000, [7, 4294967295]],
  ['many rows that the first word tells apart', 20_000, [4294967295]],
  ['many rows with long runs of equal first words', 30_000, [2, 3, 50]],
  ['a first word that is always the same', 10_000, [1, 4294967295, 2]],
  ['rows that are all equal', 9000, [1, 1]],
])('sorts %s stably', (_, length, ranges) => {
  const words = ranges.map((range) => Uint32Array.from({ length }, () => next(range)));
  const levels = words.map((word) => ({ kind: 'word' as const, word, unusedBits: 0 }));
  expect([...sortLevels(levels, length)]).toEqual(expected(words));
});

test('sorts words of few bits', () => {
  for (const unusedBits of [31, 25, 20, 12, 9, 1]) {
    const word = Uint32Array.from({ length: 5000 }, () => next(2 ** (32 - unusedBits)) * 2 ** unusedBits);
    expect([...sortLevels([{ kind: 'word', word, unusedBits }], 5000)]).toEqual(expected([word]));
  }
});

test('leaves rows alone without words, and no rows alone', () => {
  expect([...sortLevels([], 3)]).toEqual([0, 1, 2]);
  expect([...sortLevels([{ kind: 'word', word: new Uint32Array(0), unusedBits: 0 }], 0)]).toEqual([]);
});

test('sorts text within equal words, and words within equal text, in memory that grows meanwhile', () => {
  const length = 300_000;
  const first = Uint32Array.from({ length }, () => next(3));
  const texts = Array.from({ length }, () => `a common beginning ${next(40_000)}`);
  const last = Uint32Array.from({ length }, () => next(4294967295));
  const column = fromValues(STRING, texts) as BytesColumn;
  const rows = sortLevels(
    [
      { kind: 'word', word: first, unusedBits: 0 },
      { kind: 'text', column, from: 0, ascending: false },
      { kind: 'word', word: last, unusedBits: 0 },
    ],
    length,
  );
  const compare = (a: number, b: number): number =>
    first[a] - first[b] || (texts[a] < texts[b] ? 1 : texts[a] > texts[b] ? -1 : last[a] - last[b]);
  const byNode = [...first.keys()].sort(compare);
  expect(Buffer.compare(Buffer.from(rows.buffer), Buffer.from(Int32Array.from(byNode).buffer))).toBe(0);
});
