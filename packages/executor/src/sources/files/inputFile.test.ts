import { expect, test } from 'vitest';
import { inputFileOf } from './filesReader.js';

const file = { path: process.platform === 'win32' ? 'C:\\data\\a b.csv' : '/data/a b.csv', bytes: 100 };
const root = process.platform === 'win32' ? 'file:///C:' : 'file://';

test('a split names its file as URI, with the bytes that it reads', () => {
  expect(inputFileOf({ bytes: 1, detail: { file, detail: { start: 10, end: 30 } } })).toEqual({
    uri: `${root}/data/a%20b.csv`,
    start: 10,
    length: 20,
  });
});

test('a split without places of its own stands for the whole file', () => {
  expect(inputFileOf({ bytes: 1, detail: { file, detail: {} } })).toEqual({
    uri: `${root}/data/a%20b.csv`,
    start: 0,
    length: 100,
  });
});
