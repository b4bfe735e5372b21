import { describe, expect, test } from 'vitest';
import { RefusedConstant } from '../errors.js';
import { optimised } from './testing.js';

/** The class and the message of what the optimiser throws for a query; null when it accepts it. */
async function refused(text: string): Promise<string | null> {
  try {
    await optimised(text);
    return null;
  } catch (error) {
    if (!(error instanceof RefusedConstant)) throw error;
    return `${error.raisedClass}: ${error.message}`;
  }
}

describe('a constant without a value is refused before tasks run', () => {
  test.each([
    ['SELECT sequence(1, 5, 0) FROM t', 'IllegalArgumentException: Illegal sequence boundaries: 1 to 5 by 0'],
    [
      'SELECT id + element_at(array(1), 0) FROM t',
      'RuntimeException: element_at: positions count from 1, or from -1 backwards',
    ],
    ["SELECT sum(size) FROM t WHERE to_date('1', 'yyyy-MM-dd') = '2020-01-01'", null],
    [
      "SELECT id FROM t WHERE kind = format_string('%d', 'x')",
      "IllegalArgumentException: format '%d' does not fit a value of type string",
    ],
    [
      "SELECT split(kind, ','), split('a', '(') FROM t",
      'IllegalArgumentException: invalid regular expression',
    ],
  ])('%s', async (text, expected) => {
    const found = await refused(text);
    if (expected === null) expect(found).toBeNull();
    else expect(found).toContain(expected);
  });

  test.each([
    'SELECT if(id > 5, element_at(array(1), 0), 1) FROM t',
    'SELECT CASE WHEN id > 5 THEN 1 WHEN element_at(array(1), 0) = 1 THEN 2 END FROM t',
    'SELECT coalesce(size, element_at(array(1.5D), 0)) FROM t',
    'SELECT id > 5 AND element_at(array(true), 0) FROM t',
    'SELECT transform(array(id), x -> x + element_at(array(1), 0)) FROM t',
    "SELECT raise_error('only where there are rows') FROM t",
  ])('but not where a row may do without it: %s', async (text) => {
    expect(await refused(text)).toBeNull();
  });

  test('a column that nobody wants is not looked at', async () => {
    expect(await refused('SELECT id FROM (SELECT id, sequence(1, 5, 0) AS s FROM t)')).toBeNull();
  });
});

describe('what is computed from VALUES alone is computed before tasks run', () => {
  test.each([
    [
      'SELECT sequence(a, 5, -1) FROM VALUES (1) AS v(a)',
      'IllegalArgumentException: Illegal sequence boundaries: 1 to 5 by -1',
    ],
    ['SELECT sequence(a, 5, -1) FROM VALUES (1), (2) AS v(a) WHERE a > 2', null],
    ['SELECT sum(size(sequence(a, 5, -1))) FROM VALUES (1) AS v(a)', null],
  ])('%s', async (text, expected) => {
    expect(await refused(text)).toBe(expected);
  });
});

test('a pattern that can match nothing is refused wherever it stands, unless nobody wants the column', async () => {
  const refusal =
    "AnalysisException: the pattern 'x\\' is invalid, it is not allowed to end with the escape character";
  expect(await refused("SELECT if(id > 5, kind LIKE 'x\\\\', true) FROM t")).toBe(refusal);
  expect(await refused("SELECT kind LIKE ANY ('a', 'x\\\\') FROM t")).toBe(refusal);
  expect(await refused("SELECT id FROM (SELECT id, kind LIKE 'x\\\\' AS s FROM t)")).toBeNull();
});
