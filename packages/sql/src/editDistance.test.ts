import { expect, test } from 'vitest';
import { editDistance } from './editDistance.js';

test('counts characters put in, taken out and changed', () => {
  expect(editDistance('', '')).toBe(0);
  expect(editDistance('name', 'name')).toBe(0);
  expect(editDistance('', 'abc')).toBe(3);
  expect(editDistance('nmae', 'name')).toBe(2);
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('id', 'amount')).toBe(6);
});
