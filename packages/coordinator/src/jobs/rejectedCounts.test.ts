import { describe, expect, it } from 'vitest';
import { RejectedCounts } from './rejectedCounts.js';

const task = (stage: number, index: number) => ({ operation: 'op', stage, task: index });
const report = (count: number, line: number) => ({
  source: 'share/trips',
  count,
  samples: [{ file: 'a.csv', line, reason: '"x" is not a number', text: 'x,1' }],
});

describe('counts of rejected rows', () => {
  it('adds up the tasks of a stage and shows the first places', () => {
    const counts = new RejectedCounts();
    counts.add(task(0, 0), report(2, 17));
    counts.add(task(0, 1), report(1, 40));
    expect(counts.warnings()).toEqual([
      '3 rows of share/trips could not be read and were left out unless said otherwise: a.csv line 17: "x" is not a number; ' +
        'a.csv line 40: "x" is not a number; ...',
    ]);
  });

  it('counts once what a repeated task or a second scan of the same source reports', () => {
    const counts = new RejectedCounts();
    counts.add(task(0, 0), report(1, 17));
    counts.add(task(0, 0), report(1, 17));
    counts.add(task(1, 0), report(1, 17));
    expect(counts.warnings()).toEqual([
      '1 row of share/trips could not be read and was left out unless said otherwise: a.csv line 17: "x" is not a number',
    ]);
  });
});
