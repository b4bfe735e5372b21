import { describe, expect, it } from 'vitest';
import { rowsByHash, rowsByTarget } from './rowsByTarget.js';

/** Numbers of 32 bits by chance. */
function hashes(count: number): Int32Array {
  let state = 11;
  return Int32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
  });
}

function check(targets: readonly number[], count: number, rows: Int32Array, starts: Int32Array): void {
  const expected = targets.map((_, row) => row).sort((a, b) => targets[a] - targets[b] || a - b);
  expect([...rows]).toEqual(expected);
  expect(starts).toHaveLength(count + 1);
  for (let t = 0; t <= count; t++) expect(starts[t]).toBe(targets.filter((target) => target < t).length);
}

describe('rows in order of targets', () => {
  it('keep their order within each, targets without rows too', () => {
    for (const [rows, count] of [
      [0, 1],
      [0, 7],
      [1, 3],
      [5000, 1],
      [5000, 40],
      [300, 9000],
    ]) {
      const targets = hashes(rows).map((hash) => (hash >>> 1) % count);
      const result = rowsByTarget(targets, count);
      check([...targets], count, result.rows, result.starts);
    }
  });

  it('are as they are when they are in order', () => {
    const result = rowsByTarget(Int32Array.of(0, 2, 2, 5), 6);
    expect([...result.rows]).toEqual([0, 1, 2, 3]);
    expect([...result.starts]).toEqual([0, 1, 1, 3, 3, 3, 4]);
  });

  it('are found for more rows than the memory that is kept holds', () => {
    const targets = hashes(900_000).map((hash) => hash & 3);
    const { rows, starts } = rowsByTarget(targets, 4);
    for (let k = 1; k < rows.length; k++) {
      const [before, here] = [targets[rows[k - 1]], targets[rows[k]]];
      if (before > here || (before === here && rows[k - 1] >= rows[k])) expect(k).toBe('in order');
    }
    expect(starts[4]).toBe(900_000);
    expect(new Set(rows).size).toBe(900_000);
  });
});

describe('rows in order of hashes', () => {
  const all = hashes(3000);
  const partitionOf = (hash: number, partitions: number): number =>
    Math.floor(((Math.imul(hash, 0x9e3779b1) >>> 16) * partitions) / 65_536);
  const bucketOf = (hash: number, bits: number): number =>
    Math.floor((Math.imul(hash, 0x85ebca77) >>> 0) / 2 ** (32 - bits));

  it.each([
    [1, 0],
    [1, 5],
    [7, 0],
    [8, 5],
    [200, 5],
  ])('are those of %i partitions with 2^%i buckets', (partitions, bits) => {
    const targets = [...all].map((hash) => partitionOf(hash, partitions) * 2 ** bits + bucketOf(hash, bits));
    const { rows, starts } = rowsByHash(all, partitions, bits);
    check(targets, partitions * 2 ** bits, rows ?? all.map((_, row) => row), starts);
  });

  it('are told to be in this order already, with where the buckets start', () => {
    const { rows, starts } = rowsByHash(all, 8, 5);
    const sorted = rowsByHash(
      rows!.map((row) => all[row]),
      8,
      5,
    );
    expect(sorted.rows).toBeNull();
    expect(sorted.starts).toEqual(starts);
  });
});
