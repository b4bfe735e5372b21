import { INT, LONG, STRING, arrayType, field, mapType, structType } from '@graticule/columnar';
import { expect, test } from 'vitest';
import { DEFAULT_CONTEXT } from '../evaluation/compile.js';
import { optimise } from '../optimiser/optimise.js';
import { runSql, tableOf, testContext } from '../operators/testing.js';
import { analyse } from './analyse.js';

/** Errors as PySpark 2.2.3 raises them, where ids of columns are left out. */

const t = tableOf(
  structType([
    field('id', INT),
    field('name', STRING),
    field('a', arrayType(LONG)),
    field('m', mapType(STRING, INT)),
  ]),
  [[1, 'x', [3n], []]],
);
const options = { tables: { t }, compat: '2.2' } as const;

const context = { ...DEFAULT_CONTEXT, compat: '2.2' } as const;

function told(error: unknown): string {
  const { name, message } = error as Error;
  const [line] = message.trim().split('\n');
  return `${name === 'RefusedConstant' ? 'Java: ' : ''}${line.replaceAll(/#\d+L?/g, '#')}`;
}

/** Where a statement fails, and with what. */
async function failure(text: string): Promise<string> {
  let plan;
  try {
    plan = await analyse({ kind: 'sql', text }, testContext(options));
  } catch (error) {
    return `call: ${told(error)}`;
  }
  try {
    optimise(plan, { context });
  } catch (error) {
    return `action: ${told(error)}`;
  }
  return 'none';
}

test.each([
  ['select * from t where sum(id) > 1', 'sum(id#)'],
  ['select * from t order by max(name)', 'max(name#)'],
  ['select * from t join (select 1 b) u on sum(id) = b', 'sum(id#)'],
  ['select row_number() + 1 from t', 'row_number()'],
  ['select count(*) from t group by id in (select 1)', '(id# IN (listquery()))'],
])('%s: fails at the action', async (text, expression) => {
  expect(await failure(text)).toBe(`action: Java: Cannot evaluate expression: ${expression}`);
});

test('what no row needs does not fail', async () => {
  expect(await failure('select * from t where false and sum(id) > 1')).toBe('none');
  expect(await failure('select name from (select name, row_number() from t) u')).toBe('none');
});

test('windows of conditions and groups fail at the action', async () => {
  const window = 'row_number() over (order by id)';
  expect(await failure(`select * from t where ${window} = 1`)).toMatch(/^action: Java: Cannot evaluate/);
  expect(await failure(`select 1 from t group by ${window}`)).toMatch(/^action: Java: Cannot evaluate/);
});

test('where Spark 2 fails while it analyses, the call fails', async () => {
  const window = 'row_number() over (order by id)';
  expect(await failure(`select sum(${window}) from t`)).toBe('call: Java: java.lang.StackOverflowError');
  expect(await failure('select lag(id, id) over (order by id) from t')).toBe(
    'call: Java: Cannot evaluate expression: id#',
  );
});

test('a condition of a query without groups is one of its rows', async () => {
  expect((await runSql('select id from t having id = 1', options)).length).toBe(1);
  expect((await runSql('select count(*) from t having count(*) > 1', options)).length).toBe(0);
});

test.each([
  ['select x.* from t', "cannot resolve 'x.*' give input columns 'id, name, a, m'"],
  ['select * from db.t', 'Table or view not found: `db`.`t`; line 1 pos 14'],
  [
    'select a + 1 in (1) from t where a in (1)',
    "cannot resolve '(t.`a` IN (1))' due to data type mismatch: Arguments must be same type but were: " +
      'ArrayType(LongType,true) != IntegerType; line 1 pos 35',
  ],
  [
    'select m < m from t',
    "cannot resolve '(t.`m` < t.`m`)' due to data type mismatch: '(t.`m` < t.`m`)' requires (boolean or tinyint or " +
      'smallint or int or bigint or float or double or decimal or timestamp or date or string or binary) type, not ' +
      'map<string,int>; line 1 pos 7',
  ],
  [
    'select name, sum(id) from t',
    "grouping expressions sequence is empty, and 't.`name`' is not an aggregate function. Wrap " +
      "'(sum(CAST(t.`id` AS BIGINT)) AS `sum(id)`)' in windowing function(s) or wrap 't.`name`' in first() (or " +
      "first_value) if you don't care which value you get.",
  ],
  [
    'select 1 from t group by avg(id)',
    'aggregate functions are not allowed in GROUP BY, but found avg(CAST(t.`id` AS BIGINT))',
  ],
  [
    'select rank() over (order by id rows between 2 preceding and 1 following) from t',
    'Window Frame ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING must match the required frame ROWS BETWEEN UNBOUNDED ' +
      'PRECEDING AND CURRENT ROW',
  ],
  [
    'select sum(id) over (partition by name order by id rows between 1 following and current row) from t',
    'Window specification windowspecdefinition(name#, id# ASC NULLS FIRST, ROWS BETWEEN 1 FOLLOWING AND CURRENT ROW) ' +
      'is not valid because The end of this Window Frame CURRENT ROW is smaller than the start of this Window Frame ' +
      '1 FOLLOWING.',
  ],
  [
    'select a from t union select id from t',
    'Union can only be performed on tables with the compatible column types. int <> array<bigint> at the first ' +
      'column of the second table',
  ],
  [
    'select * from t where id in (select id, name from t)',
    'The number of columns in the subquery (2) does not match the required number of columns (1)',
  ],
  [
    'select (select name from t u where u.id = t.id) from t',
    'Correlated scalar subqueries must be Aggregated: Filter (id# = outer(id#))',
  ],
  ['select * from (select 1, 2) t(a)', "mismatched input '(' expecting end of input(line 1, pos 29)"],
  ["select interval 'x' day", 'Error parsing interval string: For input string: "x"(line 1, pos 16)'],
  ['', "no viable alternative at input '<EOF>'(line 1, pos 0)"],
])('%s: told in the words of Spark 2', async (text, expected) => {
  expect(await failure(text)).toBe(`call: ${expected}`);
});
