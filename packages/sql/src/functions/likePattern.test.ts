import { describe, expect, test } from 'vitest';
import { likePattern } from './likePattern.js';

/** The rules once more, character by character. */
function isLike(text: readonly string[], pattern: readonly string[], escape: string): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === escape) return text[0] === rest[0] && isLike(text.slice(1), rest.slice(1), escape);
  if (first === '%')
    return text.some((_, k) => isLike(text.slice(k), rest, escape)) || isLike([], rest, escape);
  return text.length > 0 && (first === '_' || first === text[0]) && isLike(text.slice(1), rest, escape);
}

/** All lists of up to `length` of the parts. */
function lists(parts: readonly string[], length: number): string[][] {
  if (length === 0) return [[]];
  const shorter = lists(parts, length - 1);
  return [
    ...shorter,
    ...shorter.filter((l) => l.length === length - 1).flatMap((l) => parts.map((p) => [...l, p])),
  ];
}

describe('LIKE', () => {
  const texts = lists(['a', 'b', '%'], 4);

  test.each(['\\', '!'])(
    'does for all short patterns and texts what its rules say, with %s as escape',
    (escape) => {
      for (const parts of lists(['a', 'ab', '%', '_', `${escape}%`], 4)) {
        const pattern = [...parts.join('')];
        for (const text of texts) {
          const found = likePattern(pattern.join(''), escape).test(text.join(''));
          if (found !== isLike(text, pattern, escape)) {
            expect.fail(`'${text.join('')}' LIKE '${pattern.join('')}' ESCAPE '${escape}' is ${found}`);
          }
        }
      }
    },
  );

  test.each([
    ['a.c', 'abc', false],
    ['(a|b)*$', '(a|b)*$', true],
    ['_', '\u{1f30d}', true],
    ['__', '\u{1f30d}', false],
    ['%\u{1f30d}%', 'x\u{1f30d}y', true],
    ['a%b', 'a\nb', true],
    ['aba%aba', 'ababa', false],
    ['%ab%ba%', 'aba', false],
  ])('%s and %s: %s', (pattern, text, expected) => {
    expect(likePattern(pattern).test(text)).toBe(expected);
  });

  test('does not look at case with the flag for it', () => {
    expect(likePattern('%ABC', '\\', 'i').test('xabc')).toBe(true);
    expect(likePattern('%ABC').test('xabc')).toBe(false);
  });
});
