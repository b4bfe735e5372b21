import { expect, test } from 'vitest';
import { formatTable, formatTime } from './table.js';

test('columns are as wide as their widest value and numbers stand at the right', () => {
  expect(
    formatTable(
      [{ heading: 'LAYER' }, { heading: 'N', right: true }],
      [
        ['a', '10'],
        ['longer', '2000'],
      ],
    ),
  ).toBe(['LAYER      N', 'a         10', 'longer  2000'].join('\n'));
});

test('times are UTC and a missing one is a dash', () => {
  expect(formatTime(0)).toBe('1970-01-01 00:00:00');
  expect(formatTime(null)).toBe('-');
});
