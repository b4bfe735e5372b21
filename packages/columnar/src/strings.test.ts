import { describe, expect, test } from 'vitest';
import { BLOCK_BYTES, BLOCK_ROWS, KEPT_BYTES_MAX } from './bytesMemory.js';
import { fromValues, hashColumns, slice, take, toValues, type BytesColumn } from './index.js';

const STRING = { kind: 'string' } as const;

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 0) / 4294967296) * below);
  };
}

/** Texts of 0 to 40 characters, many with equal beginnings, some null, and more rows than a block has. */
function manyTexts(): (string | null)[] {
  const next = random(7);
  return Array.from({ length: 2 * BLOCK_ROWS + 77 }, () => {
    if (next(20) === 0) return null;
    const text = next(2) === 0 ? 'the same beginning of many of the texts, ' : 'ä:';
    return text.slice(0, next(41)) + (next(3) === 0 ? '' : String(next(3000)));
  });
}

const TEXTS: readonly (readonly [string, readonly (string | null)[]])[] = [
  [
    'of every length',
    Array.from({ length: 70 }, (_, length) => 'abcdefghijklmnopqrstuvwxyz'.repeat(3).slice(0, length)),
  ],
  ['that differ in one byte', Array.from({ length: 40 }, (_, k) => `${'a'.repeat(k)}b${'a'.repeat(39 - k)}`)],
  ['many, with nulls', manyTexts()],
  [
    'longer than a block',
    ['a', 'b'.repeat(BLOCK_BYTES + 1), '', 'c'.repeat(BLOCK_BYTES), 'd'.repeat(3 * BLOCK_BYTES + 2)],
  ],
  [
    'longer than the memory that is kept',
    ['a', 'b'.repeat(KEPT_BYTES_MAX), 'c', 'b'.repeat(KEPT_BYTES_MAX), 'e'],
  ],
  ['all empty', ['', '', '']],
  ['none', []],
];

/** Murmur3 with 32 bits, seeded by the length; what does not fill a word is a word of its own. */
function murmur(bytes: Uint8Array): number {
  const rotated = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
  let hash = bytes.length;
  for (let i = 0; i < bytes.length; i += 4) {
    let word = 0;
    for (let k = 0; k < 4 && i + k < bytes.length; k++) word |= bytes[i + k] << (8 * k);
    hash ^= Math.imul(rotated(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
    hash = (Math.imul(rotated(hash, 13), 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

describe.each(TEXTS)('texts %s', (_, values) => {
  const column = fromValues(STRING, values) as BytesColumn;
  const first = values.length >> 2;
  const part = slice(column, first, values.length) as BytesColumn;

  test('hash as their bytes one by one do, also in a slice', () => {
    const hashes = hashColumns([column], column.length);
    const partHashes = hashColumns([part], part.length);
    const encoder = new TextEncoder();
    values.forEach((value, i) => {
      if (value !== null) expect(hashes[i]).toBe(murmur(encoder.encode(value)));
      if (i >= first) expect(partHashes[i - first]).toBe(hashes[i]);
    });
  });

  test('are taken in any order, again and again, with nulls for negative rows', () => {
    const next = random(3);
    const own = values.slice(first);
    const longest = own.reduce((most, value) => Math.max(most, value?.length ?? 0), 0);
    for (const count of longest > 1e6 ? [1, 10] : [1, 10, BLOCK_ROWS + 3, 3 * values.length]) {
      const rows = Int32Array.from({ length: own.length === 0 ? 0 : count }, () => {
        const row = next(own.length + 1) - 1;
        // Long texts seldom: all rows are one text in the end.
        return row >= 0 && (own[row]?.length ?? 0) > 1000 && next(100) > 0 ? -1 : row;
      });
      const taken = toValues(take(part, rows));
      taken.forEach((value, k) => {
        const expected = rows[k] < 0 ? null : own[rows[k]];
        if (value !== expected) expect(value).toBe(expected);
      });
      expect(taken).toHaveLength(rows.length);
    }
  });
});
