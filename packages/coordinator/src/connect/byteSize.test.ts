import { expect, test } from 'vitest';
import { byteSize } from './byteSize.js';

const KEY = 'spark.sql.autoBroadcastJoinThreshold';

test.each([
  ['10485760b', 10_485_760],
  ['10MB', 10_485_760],
  [' 5m ', 5_242_880],
  ['20', 20],
  ['3kb', 3072],
  ['2T', 2_199_023_255_552],
  ['-1', -1],
  ['-5m', -5_242_880],
])('%j are %i bytes', (text, bytes) => {
  expect(byteSize(KEY, text, '3.3')).toBe(bytes);
});

test.each([
  ['abc', 'Failed to parse byte string: abc'],
  ['1e3', 'Failed to parse byte string: 1e3'],
  ['10.5m', 'Fractional values are not supported. Input was: 10.5'],
  ['10x', 'Invalid suffix: "x"'],
])('%j is no size', (text, detail) => {
  expect(() => byteSize(KEY, text, '3.3')).toThrow(detail);
});

test('Spark 2 takes whole numbers alone', () => {
  expect(byteSize(KEY, '10485760', '2.2')).toBe(10_485_760);
  expect(byteSize(KEY, '-1', '2.2')).toBe(-1);
  for (const text of ['10MB', ' 5m ', 'abc', '10485760b'])
    expect(() => byteSize(KEY, text, '2.2')).toThrow(`${KEY} should be long, but was ${text}`);
});
