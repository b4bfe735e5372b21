import { expect, test } from 'vitest';
import { standardCondition } from './standardCondition.js';

test('a doubled quote is one quote of the text', () => {
  expect(standardCondition("name = 'O''Brien' AND kind IN ('', '''', 'a')")).toBe(
    "name = 'O\\'Brien' AND kind IN ('', '\\'', 'a')",
  );
});

test('double quotes enclose a name, a backslash is a character', () => {
  expect(standardCondition(`"Area ""km""" > 5 and path = 'C:\\new'`)).toBe(
    '`Area "km"` > 5 and path = \'C:\\\\new\'',
  );
});

test('quotes inside other quotes mean nothing', () => {
  expect(standardCondition(`a = 'say "hi"' and \`it's\` = 1 and b = 'x'`)).toBe(
    `a = 'say "hi"' and \`it's\` = 1 and b = 'x'`,
  );
});

test('what is not closed is left as it is', () => {
  expect(standardCondition("name = 'x")).toBe("name = 'x");
});
