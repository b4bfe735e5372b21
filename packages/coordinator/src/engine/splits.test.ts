import { describe, expect, it } from 'vitest';
import { groupSplits } from './splits.js';

const split = (megabytes: number, id: number) => ({ bytes: megabytes * 1024 * 1024, detail: { id } });
const ids = (groups: ReturnType<typeof groupSplits>) =>
  groups.map((group) => group.map(({ detail }) => detail.id));

describe('splits of a scan', () => {
  it('are put together in order until a task has about 24 MB', () => {
    expect(ids(groupSplits([split(10, 0), split(10, 1), split(10, 2), split(1, 3)]))).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('stay alone when they are larger than a task', () => {
    expect(ids(groupSplits([split(100, 0), split(100, 1)]))).toEqual([[0], [1]]);
  });

  it('give one empty task when there is nothing to read', () => {
    expect(groupSplits([])).toEqual([[]]);
  });
});
