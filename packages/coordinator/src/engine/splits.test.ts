import { describe, expect, it } from 'vitest';
import { evenNumber, groupSplits } from './splits.js';

const split = (megabytes: number, id: number) => ({ bytes: megabytes * 1024 * 1024, detail: { id } });
const ids = (groups: ReturnType<typeof groupSplits>) =>
  groups.map((group) => group.map(({ detail }) => detail.id));

describe('splits of a scan', () => {
  it('are put together in order to equal shares of about 24 MB where there are many', () => {
    const groups = groupSplits(Array.from({ length: 60 }, (_, id) => split(8, id)));
    expect(groups.map(({ length }) => length)).toEqual([
      2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3,
    ]);
    expect(ids(groups).flat()).toEqual(Array.from({ length: 60 }, (_, id) => id));
  });

  it('are spread over the cores of a usual machine where there are few', () => {
    expect(ids(groupSplits([split(10, 0), split(10, 1), split(10, 2), split(1, 3)]))).toEqual([
      [0],
      [1],
      [2],
      [3],
    ]);
    expect(ids(groupSplits([split(2, 0), split(1, 1)]))).toEqual([[0, 1]]);
    expect(ids(groupSplits([split(2, 0), split(1, 1), split(2, 2), split(1, 3)]))).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('stay alone when they are larger than a task', () => {
    expect(ids(groupSplits([split(100, 0), split(100, 1)]))).toEqual([[0], [1]]);
  });

  it('are shared among a number of tasks that 2, 4 and 8 slots divide evenly', () => {
    const groups = groupSplits(Array.from({ length: 40 }, (_, id) => split(3, id)));
    expect(groups.map(({ length }) => length)).toEqual([5, 5, 5, 5, 5, 5, 5, 5]);
    expect([0, 0.5, 1, 1.1, 3, 5, 8, 9, 17].map(evenNumber)).toEqual([1, 1, 1, 2, 4, 8, 8, 16, 24]);
  });

  it('without known sizes are one task', () => {
    expect(ids(groupSplits([split(0, 0), split(0, 1)]))).toEqual([[0, 1]]);
  });

  it('give one empty task when there is nothing to read', () => {
    expect(groupSplits([])).toEqual([[]]);
  });
});
