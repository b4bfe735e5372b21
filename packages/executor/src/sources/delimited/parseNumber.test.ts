import { describe, expect, test } from 'vitest';
import { parseDouble } from './parseNumber.js';

const parsed = (text: string): number => {
  const bytes = Buffer.from(`,${text},`);
  return parseDouble(bytes, 1, bytes.length - 1);
};

let state = 3;
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}
const digits = (count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 10)).join('');

/** What the language's own parser gives, which rounds correctly. */
function check(texts: readonly string[]): void {
  const wrong = texts.filter((text) => !Object.is(parsed(text), Number(text)));
  expect(wrong).toEqual([]);
}

describe('a double is the nearest one to the text', () => {
  test('for the shortest texts of random doubles', () => {
    check(
      Array.from({ length: 20000 }, () =>
        String((random() + random() / 2 ** 32) * 10 ** (random() * 12 - 3)),
      ),
    );
  });

  test('for texts with up to 24 digits, the point anywhere', () => {
    check(
      Array.from({ length: 20000 }, () => {
        const text = digits(1 + Math.floor(random() * 24));
        const point = Math.floor(random() * (text.length + 1));
        return `${random() < 0.5 ? '-' : ''}${text.slice(0, point)}.${text.slice(point)}`;
      }),
    );
  });

  test('for texts in the middle between two doubles, and next to it', () => {
    const middles = Array.from({ length: 500 }, () => {
      const whole = 2n ** 53n + BigInt(Math.floor(random() * 2 ** 40)) * 2n + 1n;
      return [`${whole}`, `${whole}.0`, `${whole}.00001`, `${whole - 1n}.99999`];
    });
    check([
      '9007199254740993',
      '0.500000000000000166533453693773481063544750213623046875',
      ...middles.flat(),
    ]);
  });

  test('for zeros in front, behind and alone', () => {
    check([
      '0',
      '-0',
      '0.0',
      '-0.000',
      '000000000000000000000001',
      '0.00000000000000000000012345',
      '1.10000000000000000000',
    ]);
  });

  test('for exponents, infinities and text that is no number', () => {
    check(['1e5', '-1.5E-7', '123456789012345678e3', '1e400', '.5', '5.']);
    expect(parsed('-Infinity')).toBe(-Infinity);
    for (const text of ['', '.', '-', '1.2.3', '1e', 'x', '12 3']) expect(parsed(text)).toBeNaN();
    expect(parsed('  12.5 ')).toBe(12.5);
  });
});
