import { describe, expect, it } from 'vitest';
import {
  MemoryBudgetExceeded,
  PartitionStore,
  type StoredPartition,
  type TaskRun,
} from './partitionStore.js';

const run = (operation: string, task = 0, attempt = 1): TaskRun => ({ operation, stage: 0, task, attempt });
const partition = (bytes: number): StoredPartition => ({ batches: [], rows: 1, bytes });

describe('partition store', () => {
  it('gives back what a task put, by partition', () => {
    const store = new PartitionStore(100);
    store.put(run('a'), 'scan', [partition(10), partition(20)]);
    expect(store.get(run('a'), 1)?.bytes).toBe(20);
    expect(store.get(run('a', 1), 0)).toBeUndefined();
    expect(store.get(run('a', 0, 2), 0)).toBeUndefined();
  });

  it('frees all bytes of an operation when it is released, and only those', () => {
    const store = new PartitionStore(100);
    store.put(run('a'), 'scan', [partition(10)]);
    store.put(run('a', 1), 'scan', [partition(15)]);
    store.put(run('b'), 'scan', [partition(20)]);
    store.release('a');
    expect(store.bytes).toBe(20);
    expect(store.get(run('a'), 0)).toBeUndefined();
    expect(store.get(run('b'), 0)?.bytes).toBe(20);
  });

  it('refuses output beyond the budget with the stage and the sizes, and keeps nothing of it', () => {
    const store = new PartitionStore(25_000_000);
    store.put(run('a'), 'scan', [partition(20_000_000)]);
    expect(() => store.put(run('b', 3), 'join', [partition(6_000_000)])).toThrow(MemoryBudgetExceeded);
    expect(() => store.put(run('b', 3), 'join', [partition(6_000_000)])).toThrow(
      'Stage 0 (join) needs more than 6.0 MB in its task 3, but the executor has 5.0 MB left.',
    );
    expect(store.bytes).toBe(20_000_000);
  });
});
