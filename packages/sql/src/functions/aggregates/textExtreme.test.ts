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

  test('of many that begin alike, in any layout, with codes that no row has', () => {
    let state = 3;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let round = 0; round < 300; round++) {
      const texts = Array.from({ length: 1 + random(60) }, () =>
        random(5) === 0
          ? null
          : 'kind of a text~'.slice(random(3), random(16)) + 'aé~'[random(3)].repeat(random(3)),
      );
      const bytes = fromValues(STRING, texts) as BytesColumn;
      const coded = dictionaryEncode(bytes)!;
      const from = random(texts.length);
      const rows = texts.slice(from);
      const validity = Uint8Array.from({ length: 8 }, (_, i) =>
        rows.slice(8 * i, 8 * i + 8).reduce((bits, text, k) => bits | (text === null ? 0 : 1 << k), 0),
      );
      const part = { ...coded, length: rows.length, indices: coded.indices.slice(from), validity };
      const sorted = rows
        .filter((text) => text !== null)
        .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      for (const largest of [false, true]) {
        const wanted = sorted.at(largest ? -1 : 0);
        const first = wanted === undefined ? -1 : rows.indexOf(wanted);
        expect(extremeTextRow(fromValues(STRING, rows), largest)).toBe(first);
        expect(extremeTextRow(part, largest)).toBe(first);
      }
    }
  });

  test('of nothing but nulls is none, and other columns have no text', () => {
    expect(extremeTextRow(fromValues(STRING, [null, null]), true)).toBe(-1);
    expect(extremeTextRow(fromValues({ kind: 'int' }, [1]), true)).toBeNull();
  });
});
