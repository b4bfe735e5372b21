import { describe, expect, test } from 'vitest';
import { BOOLEAN, DOUBLE, INT, LONG, STRING, TIMESTAMP, field, structType } from '@graticule/columnar';
import type { Value } from '@graticule/columnar';
import { analyse } from '../analysis/analyse.js';
import { DEFAULT_CONTEXT } from '../evaluation/compile.js';
import { rowsOfBatch, runSql, tableOf } from '../operators/testing.js';
import { attributesOf } from '../plan/attribute.js';
import type { Expression } from '../plan/expression.js';
import { expressionText } from '../plan/prettySql.js';
import { ExpressionSimplifier } from './simplifyExpression.js';

const SCHEMA = structType([
  field('p', BOOLEAN),
  field('q', BOOLEAN),
  field('n', INT),
  field('id', LONG),
  field('size', DOUBLE),
  field('kind', STRING),
  field('time', TIMESTAMP),
  field('sure', INT, false),
  field('yes', BOOLEAN, false),
]);

/** Every truth value beside every other; numbers, texts and times at and around the literals of the tests. */
function allRows(): Value[][] {
  const truths = [true, false, null];
  const rows: Value[][] = [];
  for (const p of truths) {
    for (const q of truths) {
      for (let i = 0; i < 8; i++) {
        const n = [null, -1, 0, 3, 4, 5, 2147483647, -2147483648][i];
        const id = [5n, null, 0n, -1n, 3n, 4n, 9223372036854775807n, 2147483648n][i];
        const size = [NaN, 0, null, -0, 3.5, 3, Infinity, -Infinity][i];
        const kind = ['a', 'ab', null, '', '%', 'a_', 'A', 'a'][i];
        const time = i === 1 ? null : 1_577_836_800_000_000n + BigInt(i) * 3_600_000_000n;
        rows.push([p, q, n, id, size, kind, time, i - 2, i % 2 === 0]);
      }
    }
  }
  return rows;
}

const tables = { t: tableOf(SCHEMA, allRows()) };

const context = { ...DEFAULT_CONTEXT, timeZone: 'America/New_York', queryMicros: 1_600_000_000_000_000n };

async function expressionOf(text: string): Promise<Expression> {
  const plan = await analyse(
    { kind: 'sql', text: `SELECT ${text} AS c FROM t` },
    {
      conf: (key) => (key === 'spark.sql.session.timeZone' ? context.timeZone : undefined),
      table: () =>
        Promise.resolve({
          kind: 'scan',
          source: { kind: 'layer', name: 't', path: 't' },
          output: attributesOf(SCHEMA),
          extent: null,
          pushedFilters: [],
        }),
      read: () => Promise.reject(new Error('no files here')),
      tool: () => Promise.reject(new Error('no tools here')),
      relation: () => undefined,
    },
  );
  if (plan.kind !== 'project' || plan.expressions[0].kind !== 'alias')
    throw new Error('expected a projection');
  return plan.expressions[0].child;
}

async function simplified(text: string, position: 'value' | 'condition'): Promise<string> {
  return expressionText(new ExpressionSimplifier(context)[position](await expressionOf(text)), false);
}

/** Simplified to the text as a value. */
const VALUES: readonly (readonly [string, string])[] = [
  // AND and OR
  ['p AND true', 'p'],
  ['p AND false', 'false'],
  ['p OR true', 'true'],
  ['false OR p', 'p'],
  ['p AND NULL', '(p AND NULL)'],
  ['p AND q AND p', '(p AND q)'],
  ['p OR (p AND q)', 'p'],
  ['p AND (q OR p)', 'p'],
  ['(p AND n > 3) OR (p AND n < 0)', '(p AND ((n > 3) OR (n < 0)))'],
  ['(p AND q) OR (q AND p AND n = 1)', '(p AND q)'],
  // NOT
  ['NOT (NOT p)', 'p'],
  ['NOT (n > 3)', '(n <= 3)'],
  ['NOT (size < 3.5D)', '(size >= 3.5)'],
  ['NOT (n = 3 OR kind IS NULL)', '((NOT (n = 3)) AND (kind IS NOT NULL))'],
  ['NOT (n <= 3 AND p)', '((n > 3) OR (NOT p))'],
  ['NOT (n <=> 3)', '(NOT (n <=> 3))'],
  ['NOT true', 'false'],
  // comparisons
  ['n = NULL', 'NULL'],
  ['n <=> NULL', '(n IS NULL)'],
  ['sure <=> NULL', 'false'],
  ['n = n', '((n IS NOT NULL) OR NULL)'],
  ['sure = sure', 'true'],
  ['sure < sure', 'false'],
  ['n <=> n', 'true'],
  ['n != n', '((n IS NULL) AND NULL)'],
  ['p = true', 'p'],
  ['p = false', '(NOT p)'],
  ['yes <=> true', 'yes'],
  ['rand(1) = rand(1)', '(rand(1) = rand(1))'],
  // IN
  ['n IN (3)', '(n = 3)'],
  ['n IN (3, 3, 4, 3)', '(n IN (3, 4))'],
  ['n IN (NULL)', 'NULL'],
  ['n IN (3, NULL)', '(n IN (3, NULL))'],
  ['id IN (3, 4, 4)', '(id IN (3, 4))'],
  ['n IN (3L, 3000000000L, 4L)', '(n IN (3, 4))'],
  ['n IN (3000000000L)', '((n IS NULL) AND NULL)'],
  ['n IN (id, 3)', '(CAST(n AS BIGINT) IN (id, 3))'],
  // casts move to the literal
  ['CAST(n AS BIGINT) > 3L', '(n > 3)'],
  ['5L >= CAST(n AS BIGINT)', '(n <= 5)'],
  ['n = 3.0D', '(n = 3)'],
  ['n = 3.5D', '((n IS NULL) AND NULL)'],
  ['n <=> 3.5D', 'false'],
  ['n != 3.5D', '((n IS NOT NULL) OR NULL)'],
  ['n < 3.5D', '(n <= 3)'],
  ['n <= 3.5D', '(n <= 3)'],
  ['n > 3.5D', '(n > 3)'],
  ['n >= -0.5D', '(n > -1)'],
  ['n > -0.5D', '(n > -1)'],
  ['n < 3000000000L', '((n IS NOT NULL) OR NULL)'],
  ['n > 3000000000L', '((n IS NULL) AND NULL)'],
  ['n <= -2147483649L', '((n IS NULL) AND NULL)'],
  ['n > -2147483649L', '((n IS NOT NULL) OR NULL)'],
  ['n < CAST(3.75D AS DECIMAL(12, 2))', '(n <= 3)'],
  ['n > CAST(-3.25D AS DECIMAL(12, 2))', '(n > -4)'],
  ['sure < double("NaN")', 'true'],
  ['sure > double("Infinity")', 'false'],
  ['id < 3.5D', '(CAST(id AS DOUBLE) < 3.5)'],
  ['CAST(size AS BIGINT) = 3L', '(CAST(size AS BIGINT) = 3)'],
  // LIKE
  ["kind LIKE 'ab'", '(kind = ab)'],
  ["kind LIKE 'a%'", 'kind LIKE a%'],
  ["kind LIKE 'a\\\\_'", 'kind LIKE a\\_'],
  ["kind LIKE '%'", '((kind IS NOT NULL) OR NULL)'],
  // conditions
  ['if(true, n, sure)', 'n'],
  ['if(NULL, n, sure)', 'sure'],
  ['if(p, n, n)', 'n'],
  ['if(yes, true, false)', 'yes'],
  ['if(yes, false, true)', '(NOT yes)'],
  ['CASE WHEN false THEN 1 WHEN p THEN 2 WHEN true THEN 3 ELSE 4 END', 'CASE WHEN p THEN 2 ELSE 3 END'],
  ['CASE WHEN CAST(NULL AS BOOLEAN) THEN 1 END', 'NULL'],
  ['CASE WHEN true THEN n WHEN p THEN 2 END', 'n'],
  ['CASE WHEN p AND NULL THEN 1 ELSE 2 END', '2'],
  ['coalesce(NULL, n)', 'n'],
  ['coalesce(n, NULL, 3, sure)', 'coalesce(n, 3)'],
  ['coalesce(sure, n)', 'sure'],
  ['nvl(NULL, NULL)', 'NULL'],
  ['sure IS NULL', 'false'],
  ['sure IS NOT NULL', 'true'],
  ['nullif(1, 1)', 'NULL'],
  // constants
  ['1 + 1', '2'],
  ["concat('a', upper('b'))", 'aB'],
  ['size(array(1, 2, 3))', '3'],
  ['transform(array(1, 2), x -> x + 1)[1]', '3'],
  ['named_struct("a", 4).a', '4'],
  ['array_contains(array(1, 2), n)', 'array_contains(array(1, 2), n)'],
  ["time > '2020-01-01'", "(time > TIMESTAMP '2020-01-01 05:00:00')"],
  ["hour(TIMESTAMP '2020-01-01 12:00:00')", '12'],
  ['year(current_date())', '2020'],
  ['CAST(n AS INT)', 'n'],
];

/** Simplified further where null does as much as false. */
const CONDITIONS: readonly (readonly [string, string])[] = [
  ['p AND NULL', 'false'],
  ['p OR NULL', 'p'],
  ['n = NULL', 'false'],
  ['n = n', '(n IS NOT NULL)'],
  ['n < n', 'false'],
  ['p <=> true', 'p'],
  ['coalesce(p, false)', 'p'],
  ['if(p, q, false)', '(p AND q)'],
  ['if(p, true, NULL)', 'p'],
  ['CASE WHEN p THEN NULL ELSE false END', 'false'],
  ['n IN (3000000000L)', 'false'],
  ['n < 3000000000L', '(n IS NOT NULL)'],
  ["kind LIKE '%'", '(kind IS NOT NULL)'],
];

describe('as a value', () => {
  for (const [text, expected] of VALUES) {
    test(`${text} is ${expected}`, async () => {
      expect(await simplified(text, 'value')).toBe(expected);
    });
  }
});

describe('as a condition', () => {
  for (const [text, expected] of CONDITIONS) {
    test(`${text} is ${expected}`, async () => {
      expect(await simplified(text, 'condition')).toBe(expected);
    });
  }
});

test('all of them have the values that they had', async () => {
  const texts = [...VALUES, ...CONDITIONS].map(([text]) => text);
  const query = `SELECT ${texts.map((text, i) => `${text} AS c${i}`).join(', ')} FROM t`;
  const options = { tables, timeZone: context.timeZone };
  const expected = rowsOfBatch(await runSql(query, { ...options, optimised: false }));
  const actual = rowsOfBatch(await runSql(query, { ...options, optimise: { context } }));
  texts.forEach((text, i) => {
    expect([text, actual.map((row) => row[i])]).toEqual([text, expected.map((row) => row[i])]);
  });
});

test('all conditions keep the rows that they kept', async () => {
  const options = { tables, timeZone: context.timeZone };
  for (const [text] of [...VALUES, ...CONDITIONS]) {
    if ((await expressionOf(text)).type.kind !== 'boolean') continue;
    const query = `SELECT * FROM t WHERE ${text}`;
    const expected = await runSql(query, { ...options, optimised: false });
    const actual = await runSql(query, { ...options, optimise: { context } });
    expect([text, rowsOfBatch(actual)]).toEqual([text, rowsOfBatch(expected)]);
  }
});
