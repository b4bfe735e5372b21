import { describe, expect, test } from 'vitest';
import { asciiText } from './asciiText.js';
import { fromValues, slice, type BytesColumn } from './index.js';

const strings = (...values: (string | null)[]): BytesColumn =>
  fromValues({ kind: 'string' }, values) as BytesColumn;

describe('the text of a column', () => {
  test('is its strings one after the other', () => {
    expect(asciiText(strings('ab', null, '', 'c\n', '\u007f'))).toBe('abc\n\u007f');
    expect(asciiText(strings())).toBe('');
  });

  test('is that of a slice alone', () => {
    expect(asciiText(slice(strings('ä', 'bc', 'd', 'ü'), 1, 3) as BytesColumn)).toBe('bcd');
  });

  test('is none when a byte is not ASCII', () => {
    expect(asciiText(strings('ab', 'zürich'))).toBeNull();
  });

  test('may lie in shared memory', () => {
    const column = strings('ab', 'c');
    const data = new Uint8Array(new SharedArrayBuffer(3));
    data.set(column.data);
    expect(asciiText({ ...column, data })).toBe('abc');
  });
});
