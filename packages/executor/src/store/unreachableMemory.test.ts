import { describe, expect, it, vi } from 'vitest';
import { UnreachableMemory } from './unreachableMemory.js';

const MEGABYTE = 1 << 20;

describe('memory that a thread no longer refers to', () => {
  it('is collected each time when there is enough of it', () => {
    const collect = vi.fn();
    const memory = new UnreachableMemory(128 * MEGABYTE, collect);
    memory.add(100 * MEGABYTE);
    expect(collect).toHaveBeenCalledTimes(0);
    memory.add(28 * MEGABYTE);
    expect(collect).toHaveBeenCalledTimes(1);
    memory.add(127 * MEGABYTE);
    expect(collect).toHaveBeenCalledTimes(1);
    memory.add(500 * MEGABYTE);
    expect(collect).toHaveBeenCalledTimes(2);
  });

  it('is collected by the engine', () => {
    const buffers = Array.from({ length: 3 }, () => new WeakRef(new SharedArrayBuffer(MEGABYTE)));
    // References that were looked at last until the end of a turn of the event loop.
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      new UnreachableMemory().add(1024 * MEGABYTE);
      expect(buffers.map((buffer) => buffer.deref())).toEqual([undefined, undefined, undefined]);
    });
  });
});
