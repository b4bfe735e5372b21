import { STRING, dictionaryEncode, fromValues, type BytesColumn } from '@graticule/columnar';
import { describe, expect, test } from 'vitest';
import { extremeTextRow } from './textExtreme.js';

const TEXTS = [
  '',
  '\0',
  '\0\0\0\0',
  'a',
  'a\0',
  'ab',
  'abcd',
  'abcd\0',
  'abcde',
  'abce',
  'b',
  'é',
  '\u{1f600}',
  '~~~~~',
];

describe('the smallest and the largest text', () => {
  test('of any two', () => {
    for (const a of TEXTS) {
      for (const b of TEXTS) {
        const order = Buffer.compare(Buffer.from(a), Buffer.from(b));
        const column = fromValues(STRING, [null, a, b]);
        // Of equal ones the first.
        expect(extremeTextRow(column, false)).toBe(order <= 0 ? 1 : 2);
        expect(extremeTextRow(column, true)).toBe(order >= 0 ? 1 : 2);
      }
    }
  });

  test('of a dictionary is one that a row has', () => {
    const column = dictionaryEncode(fromValues(STRING, ['m', 'a', 'z', 'n', null, 'm']) as BytesColumn)!;
    const part = { ...column, length: 3, indices: column.indices.slice(3), validity: Uint8Array.of(0b101) };
    expect(extremeTextRow(part, false)).toBe(2);
    expect(extremeTextRow(part, true)).toBe(0);
  });

  test('of nothing but nulls is none, and other columns have no text', () => {
    expect(extremeTextRow(fromValues(STRING, [null, null]), true)).toBe(-1);
    expect(extremeTextRow(fromValues({ kind: 'int' }, [1]), true)).toBeNull();
  });
});
