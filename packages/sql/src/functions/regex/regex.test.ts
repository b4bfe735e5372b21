import { describe, expect, test } from 'vitest';
import { BacktrackingRegex } from './backtrack.js';
import { expressible } from './expressible.js';
import { javaRegex } from './index.js';
import { parseRegex } from './parse.js';

/** All matches as text, groups behind them. */
const all = (pattern: string, text: string): (string | undefined)[][] =>
  Array.from(javaRegex(pattern).findAll(text), ({ groups }) => [...groups]);

const first = (pattern: string, text: string): string | undefined => javaRegex(pattern).find(text)?.groups[0];

describe('Java regular expressions', () => {
  test('possessive quantifiers and atomic groups give nothing back', () => {
    expect(first('a++b', 'aaab')).toBe('aaab');
    expect(first('a++ab', 'aaab')).toBeUndefined();
    expect(first('(?>a|ab)c', 'abc')).toBeUndefined();
    expect(all('(?>(a+))(b)', 'aab')).toEqual([['aab', 'aa', 'b']]);
  });

  test('classes have unions and intersections, and && binds weaker', () => {
    expect(first('[a-z&&[^l]]+', 'hello')).toBe('he');
    expect(first('[a-c[x-z]]+', 'byq')).toBe('by');
    expect(first('[^a-z&&[^A]]+', 'aA1')).toBe('A1');
    expect(first('[]a]+', 'a]b')).toBe('a]');
    expect(first('[a-]+', 'a-b')).toBe('a-');
  });

  test('flags hold from where they stand to the end of their group', () => {
    expect(first('a(?i)b', 'aB')).toBe('aB');
    expect(first('(?i:a)b', 'Ab')).toBe('Ab');
    expect(first('((?i)a)b', 'AB')).toBeUndefined();
    expect(first('(?x) a  b # comment\n c', 'abc')).toBe('abc');
    expect(first('(?s-s:.)', '\n')).toBeUndefined();
  });

  test('case is one of ASCII unless u says otherwise', () => {
    expect(first('(?i)é', 'É')).toBeUndefined();
    expect(first('(?iu)é', 'É')).toBe('É');
    expect(first('(?i)[k]', '\u212a')).toBeUndefined();
    expect(first('(?iu)[k]', '\u212a')).toBe('\u212a');
  });

  test('$ matches before a final line end, ^ with m nowhere at the end', () => {
    expect(all('$', 'a\r\n').length).toBe(2);
    expect(all('(?m)^', 'a\nb\n').length).toBe(2);
    expect(javaRegex('(?m)^').test('')).toBe(false);
  });

  test('references to groups without a match fail, groups of earlier passes stay', () => {
    expect(first('(a)?b\\1', 'b')).toBeUndefined();
    expect(all('(?:(a)|b)*', 'ab')[0]).toEqual(['ab', 'a']);
    expect(first('(?i)(ab)-\\1', 'AB-ab')).toBe('AB-ab');
    expect(all('(a*)*', 'aa')[0]).toEqual(['aa', '']);
    expect(all('(?<=(a{1,3}))b', 'aaab')[0]).toEqual(['b', 'a']);
  });

  test('loops over loops take no exponential time', () => {
    const text = `${'a'.repeat(60)}c`;
    for (const pattern of ['(a+)+b', '(a|aa)+b', '(a*)*b', '(\\w+\\s?)+!', '(a?a)+b']) {
      expect(javaRegex(pattern).test(text)).toBe(false);
    }
  });

  test('loops whose passes end with something else run natively', () => {
    expect(expressible(parseRegex('(?:\\d+,)*\\d+').root)).toEqual({ matches: true, groups: true });
    expect(expressible(parseRegex('(\\w+\\s+)+').root)).toEqual({ matches: true, groups: true });
  });

  test('what Java refuses is refused', () => {
    for (const pattern of [
      'a{',
      '(a',
      'a)',
      '[a',
      '*a',
      'a**',
      '\\y',
      '(?z)a',
      '[b-a]',
      '\\p{Nope}',
      '(?<1>a)',
      'a{2,1}',
      '\\k<n>',
    ]) {
      expect(() => javaRegex(pattern)).toThrow('invalid regular expression');
    }
  });

  test('the own matcher and the native one agree where both can answer', () => {
    const patterns = [
      'a*b',
      '(a|b)*?c',
      '(?:ab){1,2}',
      '(a)(b)?',
      'a(?=b)',
      '(?<!a)b',
      '[ab]+?c?',
      '(?:a|b|cc)+',
      '\\bb',
      '(?>a*)b',
      '(a+)b\\1',
    ];
    const texts = ['', 'a', 'b', 'ab', 'aab', 'abab', 'abcab', 'ccabc', 'a b', 'aabaa'];
    for (const pattern of patterns) {
      const parsed = parseRegex(pattern);
      expect(expressible(parsed.root).groups).toBe(true);
      for (const text of texts) {
        const native = javaRegex(pattern).find(text);
        const spans = new BacktrackingRegex(parsed, pattern).find(text, 0, 0);
        const own =
          spans &&
          Array.from({ length: spans.length / 2 }, (_, k) =>
            spans[2 * k] < 0 ? undefined : text.slice(spans[2 * k], spans[2 * k + 1]),
          );
        expect(own).toEqual(native && [...native.groups]);
      }
    }
  });
});
