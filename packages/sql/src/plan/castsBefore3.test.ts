import { expect, test } from 'vitest';
import { runSql } from '../operators/testing.js';

/** The names that real Spark 2.2 gives to columns of statements. */

const FROM =
  "FROM (SELECT 1 AS k, 2.5D AS x, 'a' AS s, 1.5 AS e, CAST(3 AS DECIMAL(10,2)) AS d, CAST(3 AS DECIMAL(10,0)) AS w) t";

async function nameOf(expression: string): Promise<string> {
  const { schema } = await runSql(`SELECT ${expression} ${FROM}`, { compat: '2.2' });
  return schema.fields[0].name;
}

const check = (title: string, cases: readonly (readonly [expression: string, name: string])[]): void => {
  test(title, async () => {
    for (const [expression, name] of cases)
      expect([expression, await nameOf(expression)]).toEqual([expression, name]);
  });
};

check('decimals show the type that arithmetic brings them to, whole numbers their own decimal before', [
  ['e + d', '(CAST(e AS DECIMAL(11,2)) + CAST(d AS DECIMAL(11,2)))'],
  ['e * k', '(CAST(e AS DECIMAL(11,1)) * CAST(CAST(k AS DECIMAL(10,0)) AS DECIMAL(11,1)))'],
  ['pmod(e, d)', 'pmod(CAST(e AS DECIMAL(10,2)), CAST(d AS DECIMAL(10,2)))'],
]);

check('decimals of one type show none, unless something around them has to be cast', [
  ['d + d', '(d + d)'],
  ['w + 1', '(w + CAST(1 AS DECIMAL(10,0)))'],
  ['concat(d + d, s)', 'concat(CAST((CAST(d AS DECIMAL(11,2)) + CAST(d AS DECIMAL(11,2))) AS STRING), s)'],
  ['e + NULL', '(e + CAST(NULL AS DECIMAL(2,1)))'],
]);

check('compared decimals show the wider type on both sides', [
  ['e = d', '(CAST(e AS DECIMAL(10,2)) = CAST(d AS DECIMAL(10,2)))'],
  ['k = 1.5', '(CAST(CAST(k AS DECIMAL(10,0)) AS DECIMAL(11,1)) = CAST(1.5 AS DECIMAL(11,1)))'],
  ['w = k', '(w = CAST(k AS DECIMAL(10,0)))'],
  ['s = e', '(CAST(s AS DOUBLE) = CAST(e AS DOUBLE))'],
  ['e + x', '(CAST(e AS DOUBLE) + x)'],
]);

check('values that are brought to one type all show it, also where it is theirs', [
  ['coalesce(NULL, 1L, 2)', 'coalesce(CAST(NULL AS BIGINT), CAST(1 AS BIGINT), CAST(2 AS BIGINT))'],
  ['greatest(k, k)', 'greatest(k, k)'],
  ["map('a', 1, 'b', 2.5D)", 'map(a, CAST(1 AS DOUBLE), b, CAST(2.5 AS DOUBLE))'],
  ['k IN (1, 2.5)', '(CAST(k AS DECIMAL(11,1)) IN (CAST(1 AS DECIMAL(11,1)), CAST(2.5 AS DECIMAL(11,1))))'],
  ['if(true, k, 1L)', '(IF(true, CAST(k AS BIGINT), 1))'],
]);

check('the numbers of percentile and nanvl show no cast', [
  ['percentile(x, 0.5, 2)', 'percentile(x, CAST(0.5 AS DOUBLE), 2)'],
  ['nanvl(x, CAST(2 AS FLOAT))', 'nanvl(x, CAST(2 AS FLOAT))'],
  ['percentile(k, 0.5)', 'percentile(k, CAST(0.5 AS DOUBLE), 1)'],
  ['percentile(s, 0.5)', 'percentile(CAST(s AS DOUBLE), CAST(0.5 AS DOUBLE), 1)'],
]);
