import { expect, test } from 'vitest';
import { ByteTable } from './byteTable.js';
import { BLOCK_BYTES, BLOCK_ROWS } from './bytesMemory.js';
import { fromValues, slice, toValues, type BytesColumn } from './index.js';

const STRING = { kind: 'string' } as const;
type Texts = readonly (string | null)[];

function columnOf(texts: Texts): BytesColumn {
  return fromValues(STRING, texts) as BytesColumn;
}

/** What a table answers, by a Map. */
class Expected {
  readonly #numbers = new Map<string | null, number>();

  lookup(texts: Texts, enter: boolean, nulls = enter): number[] {
    return texts.map((text) => {
      if (!this.#numbers.has(text) && (text === null ? nulls : enter))
        this.#numbers.set(text, this.#numbers.size);
      return this.#numbers.get(text) ?? -1;
    });
  }

  get texts(): string[] {
    return [...this.#numbers.keys()].map((text) => text ?? '');
  }
}

/** Texts with equal beginnings, equal ends, of few values and of many, empty and null. */
function texts(count: number, seed: number): Texts {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.floor(((state >>> 0) / 4294967296) * below);
  };
  return Array.from({ length: count }, () => {
    const kind = next(8);
    if (kind === 0) return null;
    if (kind === 1) return '';
    if (kind === 2) return 'a'.repeat(next(40));
    if (kind === 3) return `${'a'.repeat(next(40))}b`;
    if (kind < 6) return `the same beginning ${next(count)}`;
    return `${next(count)} and the same end`;
  });
}

test('numbers texts in the order in which they first come, in batches and slices of any size', () => {
  const table = new ByteTable();
  const expected = new Expected();
  const all = texts(30_000, 1);
  const column = columnOf(all);
  const bounds = [0, 1, 8, 13, 2000, 2000, 9000, 9001, 22_003, 30_000];
  for (let k = 1; k < bounds.length; k++) {
    const part = all.slice(bounds[k - 1], bounds[k]);
    const found = table.lookup(slice(column, bounds[k - 1], bounds[k]) as BytesColumn, true);
    expect([...found]).toEqual(expected.lookup(part, true));
  }
  expect(table.size).toBe(expected.texts.length);
  expect(toValues(table.toColumn(STRING))).toEqual(expected.texts);
});

test('finds texts without entering them, and leaves nulls out when asked to', () => {
  const table = new ByteTable();
  const expected = new Expected();
  const some = texts(5000, 2);
  expect([...table.lookup(columnOf(some), true, false)]).toEqual(expected.lookup(some, true, false));
  expect(table.reserved).toBe(-1);
  const others = [...texts(3000, 3), ...some];
  expect([...table.lookup(columnOf(others), false)]).toEqual(expected.lookup(others, false));
  expect(table.reserve(true)).toBe(expected.texts.length);
  expect(table.reserve(true)).toBe(expected.texts.length);
  expected.lookup([null], true);
  expect([...table.lookup(columnOf(others), true)]).toEqual(expected.lookup(others, true));
  expect(toValues(table.toColumn(STRING))).toEqual(expected.texts);
});

test('keeps many tables apart that are used in turn, small ones and ones with a memory of their own', () => {
  const tables = Array.from({ length: 5 }, () => ({ table: new ByteTable(), expected: new Expected() }));
  for (let round = 0; round < 4; round++) {
    tables.forEach(({ table, expected }, k) => {
      // The last one becomes larger than the memory that tables share.
      const batch = texts(k === 4 ? 60_000 : 10 ** k, 10 * round + k);
      const found = table.lookup(columnOf(batch), true);
      const wanted = expected.lookup(batch, true);
      expect(found.findIndex((number, i) => number !== wanted[i])).toBe(-1);
    });
  }
  for (const { table, expected } of tables) {
    const own = toValues(table.toColumn(STRING));
    const wanted = expected.texts;
    expect(own.length).toBe(wanted.length);
    expect(own.findIndex((text, k) => text !== wanted[k])).toBe(-1);
  }
});

test('grows in the middle of a block, and for texts longer than a block', () => {
  const table = new ByteTable();
  const expected = new Expected();
  const batches: readonly Texts[] = [
    Array.from({ length: BLOCK_ROWS }, (_, i) => `n${i}`),
    ['x'.repeat(BLOCK_BYTES + 5), 'y', 'x'.repeat(BLOCK_BYTES + 5), 'x'.repeat(BLOCK_BYTES + 4)],
    ['z'.repeat(5_000_000), 'y', 'z'.repeat(5_000_000), `${'z'.repeat(4_999_999)}y`],
    Array.from({ length: 3 * BLOCK_ROWS }, (_, i) => `n${2 * i}`),
  ];
  for (const batch of batches)
    expect([...table.lookup(columnOf(batch), true)]).toEqual(expected.lookup(batch, true));
  expect(toValues(table.toColumn(STRING))).toEqual(expected.texts);
});

test('of nothing is empty', () => {
  const table = new ByteTable();
  expect([...table.lookup(columnOf([]), true)]).toEqual([]);
  expect(toValues(table.toColumn(STRING))).toEqual([]);
  expect(table.reserve(false)).toBe(-1);
  expect(table.reserve(true)).toBe(0);
  expect(toValues(table.toColumn(STRING))).toEqual(['']);
});
