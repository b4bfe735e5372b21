import { STRING, fromValues, type BytesColumn } from '@graticule/columnar';
import { expect, test } from 'vitest';
import { textOrder } from './textOrder.js';

test('texts are ordered by their bytes, whatever their length', () => {
  const texts = [
    '',
    '\0',
    '\0\0\0\0',
    'a',
    'a\0',
    'ab',
    'abc',
    'abcd',
    'abcd\0',
    'abcde',
    'abce',
    'b',
    'é',
    '\u{1f600}',
    '~~~~~',
  ];
  const order = textOrder(fromValues(STRING, texts) as BytesColumn);
  texts.forEach((right, j) =>
    texts.forEach((left, i) => {
      expect(Math.sign(order(i, j))).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)));
    }),
  );
});
