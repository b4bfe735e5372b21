import { INT, LONG, STRING, arrayType, field, structType } from '@graticule/columnar';
import { expect, test } from 'vitest';
import { runSql, tableOf } from '../operators/testing.js';

/** First lines of the errors that PySpark 3.3.4 raises, where ids of columns are left out. */

const t = tableOf(
  structType([field('id', INT), field('name', STRING), field('k', LONG), field('a', arrayType(LONG))]),
  [[1, 'x', 2n, [3n]]],
);

async function firstLine(text: string): Promise<string> {
  try {
    await runSql(text, { tables: { t } });
  } catch (error) {
    return (error as Error).message
      .trim()
      .split('\n')[0]
      .replaceAll(/#\d+L?/g, '#');
  }
  return 'no error';
}

test.each([
  [
    'with u(a) as (select 1, 2) select * from u',
    'Number of column aliases does not match number of columns. Number of column aliases: 1; number of columns: 2.; ' +
      'line 1 pos 5',
  ],
  [
    'select avg(a) from t',
    "cannot resolve 'avg(t.a)' due to data type mismatch: function average requires numeric or interval types, not " +
      'array<bigint>; line 1 pos 7',
  ],
  [
    'select a and a from t',
    "cannot resolve '(t.a AND t.a)' due to data type mismatch: '(t.a AND t.a)' requires boolean type, not " +
      'array<bigint>; line 1 pos 7',
  ],
  [
    'select posexplode(1)',
    "cannot resolve 'posexplode(1)' due to data type mismatch: input to function explode should be array or map " +
      'type, not int; line 1 pos 7',
  ],
  [
    'select (explode(a) + 1) * 2 from t',
    'The generator is not supported: nested in expressions "((explode(a) + 1) * 2)"',
  ],
  [
    "select interval 1 day 'x' hour",
    'Can only use numbers in the interval value part for multiple unit value pairs interval form, but got invalid ' +
      'value: x(line 1, pos 16)',
  ],
  [
    'select interval 1 day 2 fortnight',
    "Error parsing ' 1 day 2 fortnight' to interval, invalid unit 'fortnight'(line 1, pos 16)",
  ],
  [
    "select date_sub('2020-01-01', 'x')",
    "The second argument of 'date_sub' function needs to be an integer.",
  ],
  [
    "select date_add(date'2020-01-01', name) from t",
    "cannot resolve 'date_add(DATE '2020-01-01', t.name)' due to data type mismatch: argument 2 requires (int or " +
      "smallint or tinyint) type, however, 't.name' is of string type.; line 1 pos 7",
  ],
  [
    'select nth_value(id, id) over (order by id) from t',
    "cannot resolve 'nth_value(t.id, t.id)' due to data type mismatch: Offset expression 'id#' must be a literal.; " +
      'line 1 pos 7',
  ],
  [
    'select lead(id, id + 1) over (order by id) from t',
    "cannot resolve 'lead(t.id, (t.id + 1), NULL)' due to data type mismatch: Offset expression '(id# + 1)' must be " +
      'a literal.; line 1 pos 7',
  ],
  [
    'select sum(id) over (order by id rows between 1.5 preceding and current row) from t',
    "cannot resolve 'ROWS BETWEEN 1.5BD PRECEDING AND CURRENT ROW' due to data type mismatch: The data type of the " +
      "lower bound 'decimal(2,1)' does not match the expected data type 'int'.; line 1 pos 20",
  ],
  [
    'select sum(id) over (range between 1 preceding and current row) from t',
    "cannot resolve '(RANGE BETWEEN 1 PRECEDING AND CURRENT ROW)' due to data type mismatch: A range window frame " +
      'cannot be used in an unordered window specification.; line 1 pos 20',
  ],
  [
    'select sum(id) over (order by id rows between unbounded following and current row) from t',
    "cannot resolve 'ROWS BETWEEN UNBOUNDED FOLLOWING AND CURRENT ROW' due to data type mismatch: Window frame upper " +
      "bound 'currentrow$()' does not follow the lower bound 'unboundedfollowing$()'.; line 1 pos 20",
  ],
  [
    'select lag(id) over (order by id rows between 1 preceding and current row) from t',
    'Cannot specify window frame for lag function',
  ],
  [
    'select id from t limit sum(id)',
    'The limit expression must evaluate to a constant value, but got sum(t.id)',
  ],
  [
    'select name, count(*) from t group by 1, 2',
    'GROUP BY 2 refers to an expression that is or contains an aggregate function. Aggregate functions are not ' +
      'allowed in GROUP BY, but got count(1) AS `count(1)`; line 1 pos 41',
  ],
  [
    'select name n, sum(id) from t group by name having Id + 1 > 1',
    "Column 'Id' does not exist. Did you mean one of the following? [n, sum(id)]; line 1 pos 51",
  ],
  [
    "select element_at(array(1), 'x')",
    "cannot resolve 'element_at(array(1), 'x')' due to data type mismatch: Input to function element_at should have " +
      "been array followed by a int, but it's [array<int>, string].; line 1 pos 7",
  ],
])('%s: told in the words of Spark', async (text, expected) => {
  expect(await firstLine(text)).toBe(expected);
});
