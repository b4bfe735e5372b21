import { expect, test } from 'vitest';
import { KernelArray } from './kernelArray.js';
import { KernelMemory } from './kernelMemory.js';

test('areas do not overlap, and one that was given back serves the next of its size', () => {
  const memory = new KernelMemory();
  const sizes = [1, 64, 65, 1000, 70_000, 3];
  const areas = sizes.map((size) => ({ start: memory.allocate(size)!, size }));
  for (const { start, size } of areas) {
    expect(start % 64).toBe(0);
    expect(start).toBeGreaterThan(0);
    for (const other of areas)
      expect(other.start === start || other.start >= start + size || start >= other.start + other.size).toBe(
        true,
      );
  }
  memory.free(areas[3].start, 1000);
  expect(memory.allocate(900)).toBe(areas[3].start);
  expect(memory.allocate(900)).not.toBe(areas[3].start);
});

test('views stay what they are when the memory grows, and are known to lie in it', () => {
  const memory = new KernelMemory();
  const address = memory.allocate(16)!;
  const view = new Int32Array(memory.buffer, address, 4);
  view.set([1, 2, 3, 4]);
  memory.allocate(10_000_000);
  expect([...view]).toEqual([1, 2, 3, 4]);
  expect(memory.buffer).not.toBe(view.buffer);
  expect(memory.addressOf(view.subarray(1))).toBe(address + 4);
  expect(memory.addressOf(new Int32Array(4))).toBe(null);
});

test('memory that was released serves the next owner, but not when there is much of it', () => {
  const small = KernelMemory.acquire();
  small.release();
  expect(KernelMemory.acquire()).toBe(small);
  const large = KernelMemory.acquire();
  large.allocate(100_000_000);
  KernelMemory.takeDroppedBytes();
  large.release();
  expect(KernelMemory.takeDroppedBytes()).toBeGreaterThan(100_000_000);
  expect(KernelMemory.acquire()).not.toBe(large);
});

test.each([
  ['outside of a memory', null],
  ['in a memory', 2 ** 31],
  ['in a memory that gets full', 3000],
])('an array %s keeps its numbers when it grows, and has initial ones behind them', (_, bytesMax) => {
  const ints = new KernelArray(Int32Array, -1);
  const longs = new KernelArray(BigInt64Array);
  ints.reserve(3);
  ints.values.set([7, 8, 9]);
  if (bytesMax !== null) {
    const memory = new KernelMemory(bytesMax);
    // What was there before is not taken for what numbers are at first.
    const used = memory.allocate(2048)!;
    new Uint8Array(memory.buffer, used, 2048).fill(77);
    memory.free(used, 2048);
    ints.attach(memory);
    longs.attach(memory);
  }
  expect(ints.address !== null).toBe(bytesMax !== null);
  ints.reserve(500);
  longs.reserve(200);
  longs.values[0] = -5n;
  longs.reserve(201);
  ints.reserve(1000);
  expect(ints.address !== null).toBe(bytesMax === 2 ** 31);
  expect([...ints.values.subarray(0, 5)]).toEqual([7, 8, 9, -1, -1]);
  expect(ints.values.subarray(3).every((value) => value === -1)).toBe(true);
  expect([...longs.values.subarray(0, 2)]).toEqual([-5n, 0n]);
  expect(longs.values.subarray(1).every((value) => value === 0n)).toBe(true);
  ints.clear(0, 2);
  expect([...ints.values.subarray(0, 3)]).toEqual([-1, -1, 9]);
});
