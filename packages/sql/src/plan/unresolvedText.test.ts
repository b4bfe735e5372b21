import { expect, test } from 'vitest';
import { parseNamedExpression } from '../parser/parse.js';
import { unresolvedText } from './unresolvedText.js';

/** What PySpark 3.3 shows for the Column of expr(text). */
const SHOWN: readonly (readonly [string, string])[] = [
  ['i + 1', '(i + 1)'],
  ['`a b`', 'a b'],
  ['t.*', 'unresolvedstar()'],
  ["'x'", 'x'],
  ['null', 'NULL'],
  ['i > 1 and d < 2 or not f', '(((i > 1) AND (d < 2)) OR (NOT f))'],
  ['i <> 1', '(NOT (i = 1))'],
  ['i is not null', '(i IS NOT NULL)'],
  ['i not in (1, 2)', '(NOT (i IN (1, 2)))'],
  ['i between 1 and 3', '((i >= 1) AND (i <= 3))'],
  ["s not like 'x%'", '(NOT s LIKE x%)'],
  ["s rlike 'x'", 'RLIKE(s, x)'],
  ['cast(i as decimal(10,2))', 'CAST(i AS DECIMAL(10,2))'],
  ['cast(s as array<int>)', 's'],
  ['int(i)', 'int(i)'],
  ['SUM(x)', 'SUM(x)'],
  ['count(*)', 'count(1)'],
  ['count(distinct x, y)', 'count(x, y)'],
  ['sum(x) filter (where x > 1)', 'sum(x, (x > 1))'],
  ['first(x) ignore nulls', 'first(x)'],
  ['a b', 'a AS b'],
  ['explode(x) as (k, v)', 'multialias(explode(x))'],
  ["case i when 1 then 'x' else 'y' end", 'CASE WHEN (i = 1) THEN x ELSE y END'],
  ["if(i > 1, 'x', 'y')", 'if((i > 1), x, y)'],
  ['s.f[1].g', 's.f[1][g]'],
  ['aggregate(l, 0, (a, x) -> a + x)', 'aggregate(l, 0, lambdafunction((a + x), a, x))'],
  ["date'2019-01-01'", "DATE '2019-01-01'"],
  ['d + interval 1 month', "(d + INTERVAL '1' MONTH)"],
  ['a || b', 'concat(a, b)'],
  ['struct(a, b as c)', 'struct(a, b AS c)'],
  [
    'row_number() over (partition by a order by b desc)',
    'row_number() OVER (PARTITION BY a ORDER BY b DESC NULLS LAST unspecifiedframe$())',
  ],
  [
    'sum(x) over (order by a rows between 1 preceding and current row)',
    'sum(x) OVER (ORDER BY a ASC NULLS FIRST ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)',
  ],
  ['(select 1)', 'scalarsubquery()'],
  ['exists (select 1)', 'exists()'],
  ['i in (select 1)', '(i IN (listquery()))'],
];

test.each(SHOWN)('%s shows as %s', (text, shown) => {
  expect(unresolvedText(parseNamedExpression(text), '3.3')).toBe(shown);
});

test('in 2.2 aliases are in backticks and rlike is an operator', () => {
  expect(unresolvedText(parseNamedExpression("s rlike 'x' AS b", '2.2'), '2.2')).toBe('s RLIKE x AS `b`');
});
