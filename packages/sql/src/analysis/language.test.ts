import { INT, STRING, arrayType, field, structType } from '@graticule/columnar';
import { describe, expect, test } from 'vitest';
import { runSql, sqlText, tableOf } from '../operators/testing.js';
import type { RunOptions } from '../operators/testing.js';

/** The parts of the language that become joins, windows and repeated rows, from text to rows. */

const sales = tableOf(structType([field('shop', STRING), field('day', INT), field('amount', INT)]), [
  ['a', 1, 10],
  ['a', 2, 20],
  ['a', 2, 5],
  ['a', 4, null],
  ['b', 1, 7],
  ['b', 3, 1],
  [null, 9, 2],
]);
const shops = tableOf(
  structType([field('name', STRING), field('size', INT), field('tags', arrayType(STRING))]),
  [
    ['a', 3, ['x', 'y']],
    ['b', 1, []],
    ['c', null, null],
  ],
);
const options: RunOptions = { tables: { sales, shops }, partitions: 3, batchRows: 2 };

async function rows(text: string, more: RunOptions = {}): Promise<string[]> {
  const found = await sqlText(text, { ...options, ...more });
  return found.map((row) => row.join(' ')).sort();
}

async function names(text: string, more: RunOptions = {}): Promise<string[]> {
  const { schema } = await runSql(text, { ...options, ...more });
  return schema.fields.map(({ name }) => name);
}

describe('window functions', () => {
  test('rank, count and follow the frame within their partition', async () => {
    expect(
      await rows(
        'SELECT shop, day, amount, row_number() OVER (PARTITION BY shop ORDER BY day, amount) n, ' +
          'rank() OVER (PARTITION BY shop ORDER BY day) r, sum(amount) OVER (PARTITION BY shop ORDER BY day) s ' +
          "FROM sales WHERE shop = 'a'",
      ),
    ).toEqual(['a 1 10 1 1 10', 'a 2 20 3 2 35', 'a 2 5 2 2 35', 'a 4 null 4 4 35']);
  });

  test('a frame of rows moves along', async () => {
    expect(
      await rows(
        'SELECT day, sum(amount) OVER (ORDER BY day, amount ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) s ' +
          "FROM sales WHERE shop = 'a'",
      ),
    ).toEqual(['1 15', '2 25', '2 35', '4 20']);
  });

  test('a frame of values takes what is near enough', async () => {
    expect(
      await rows(
        "SELECT day, count(*) OVER (ORDER BY day RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) c FROM sales WHERE shop = 'a'",
      ),
    ).toEqual(['1 3', '2 3', '2 3', '4 1']);
  });

  test('windows over an aggregation use its keys and results', async () => {
    expect(
      await rows(
        'SELECT shop, sum(amount) s, rank() OVER (ORDER BY sum(amount) DESC) r FROM sales GROUP BY shop',
      ),
    ).toEqual(['a 35 1', 'b 8 2', 'null 2 3']);
  });

  test('named windows are defined once', async () => {
    expect(
      await rows(
        "SELECT day, max(amount) OVER w m, min(amount) OVER (w) n FROM sales WHERE shop = 'b' WINDOW w AS (ORDER BY day)",
      ),
    ).toEqual(['1 7 7', '3 7 1']);
  });

  test('default names write partition, order and frame out', async () => {
    expect(
      await names(
        'SELECT sum(day) OVER (PARTITION BY shop), lag(day) OVER (PARTITION BY shop ORDER BY day) FROM sales',
      ),
    ).toEqual([
      'sum(day) OVER (PARTITION BY shop ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)',
      'lag(day, 1, NULL) OVER (PARTITION BY shop ORDER BY day ASC NULLS FIRST ROWS BETWEEN -1 FOLLOWING AND -1 FOLLOWING)',
    ]);
  });

  test('ranking needs an order, and windows cannot stand in WHERE', async () => {
    await expect(rows('SELECT row_number() OVER (PARTITION BY shop) FROM sales')).rejects.toThrow(
      'requires window to be ordered',
    );
    await expect(rows('SELECT 1 FROM sales WHERE rank() OVER (ORDER BY day) = 1')).rejects.toThrow(
      'not allowed to use window functions inside WHERE',
    );
    await expect(rows('SELECT row_number() FROM sales')).rejects.toThrow('requires an OVER clause');
  });
});

describe('generators', () => {
  test('make rows in a select list', async () => {
    expect(await rows('SELECT name, explode(tags) t FROM shops')).toEqual(['a x', 'a y']);
    expect(await names('SELECT name, posexplode(tags) AS (i, t) FROM shops')).toEqual(['name', 'i', 't']);
  });

  test('LATERAL VIEW puts their columns behind those of the table, OUTER keeps rows without any', async () => {
    expect(await rows('SELECT name, v.t FROM shops LATERAL VIEW explode(tags) v AS t')).toEqual([
      'a x',
      'a y',
    ]);
    expect(await rows('SELECT name, t FROM shops LATERAL VIEW OUTER explode(tags) v AS t')).toEqual([
      'a x',
      'a y',
      'b null',
      'c null',
    ]);
  });

  test('cannot stand inside other expressions, nor twice', async () => {
    await expect(rows('SELECT upper(explode(tags)) FROM shops')).rejects.toThrow(
      'The generator is not supported: nested in expressions "upper(explode(tags))"',
    );
    await expect(rows('SELECT explode(tags), explode(tags) FROM shops')).rejects.toThrow(
      'only one generator allowed per select clause but found 2: "explode(tags)", "explode(tags)"',
    );
  });
});

describe('subqueries', () => {
  test('IN and EXISTS keep matching rows once', async () => {
    expect(await rows('SELECT name FROM shops WHERE name IN (SELECT shop FROM sales)')).toEqual(['a', 'b']);
    expect(
      await rows(
        'SELECT name FROM shops s WHERE EXISTS (SELECT 1 FROM sales WHERE shop = s.name AND amount > s.size * 5)',
      ),
    ).toEqual(['a', 'b']);
    expect(
      await rows('SELECT name FROM shops s WHERE NOT EXISTS (SELECT 1 FROM sales WHERE shop = s.name)'),
    ).toEqual(['c']);
  });

  test('NOT IN is never true beside a null', async () => {
    expect(await rows('SELECT name FROM shops WHERE name NOT IN (SELECT shop FROM sales)')).toEqual([]);
    expect(
      await rows('SELECT name FROM shops WHERE name NOT IN (SELECT shop FROM sales WHERE shop IS NOT NULL)'),
    ).toEqual(['c']);
    expect(
      await rows('SELECT name FROM shops WHERE size NOT IN (SELECT day FROM sales WHERE day > 99)'),
    ).toEqual(['a', 'b', 'c']);
  });

  test('a scalar subquery has one value, null for no row, and fails for several', async () => {
    expect(await rows('SELECT name, (SELECT max(day) FROM sales) m FROM shops WHERE size = 1')).toEqual([
      'b 9',
    ]);
    expect(await rows('SELECT (SELECT day FROM sales WHERE day > 99) IS NULL x')).toEqual(['true']);
    await expect(rows('SELECT (SELECT day FROM sales)')).rejects.toThrow('more than one row');
    await expect(rows('SELECT (SELECT day, shop FROM sales)')).rejects.toThrow('only one column');
  });

  test('a correlated count is 0, not null, where nothing matches', async () => {
    expect(
      await rows('SELECT name, (SELECT count(*) FROM sales WHERE shop = s.name) c FROM shops s'),
    ).toEqual(['a 4', 'b 2', 'c 0']);
    expect(
      await rows('SELECT name, (SELECT max(amount) FROM sales WHERE shop = s.name) m FROM shops s'),
    ).toEqual(['a 20', 'b 7', 'c null']);
  });

  test('within OR they are values of each row', async () => {
    expect(
      await rows(
        'SELECT name FROM shops s WHERE size = 3 OR EXISTS (SELECT 1 FROM sales WHERE shop = s.name AND day = 3)',
      ),
    ).toEqual(['a', 'b']);
  });

  test('HAVING may compare with a subquery, and a subquery with an aggregate of the query around it', async () => {
    expect(
      await rows(
        'SELECT shop FROM sales GROUP BY shop HAVING sum(amount) > (SELECT max(day) - 2 FROM sales)',
      ),
    ).toEqual(['a', 'b']);
    expect(
      await rows(
        'SELECT shop FROM sales s GROUP BY shop HAVING EXISTS (SELECT 1 FROM shops WHERE size * 3 = min(s.day) * 9)',
      ),
    ).toEqual(['a', 'b']);
  });

  test('correlation in a place that cannot become a join is refused', async () => {
    await expect(
      rows('SELECT name, (SELECT max(amount) FROM sales WHERE day > s.size) m FROM shops s'),
    ).rejects.toThrow('non-equality predicate');
    await expect(
      rows('SELECT name FROM shops s WHERE EXISTS (SELECT s.size + day FROM sales)'),
    ).rejects.toThrow('outside of WHERE/HAVING');
  });
});

describe('grouping sets', () => {
  test('ROLLUP adds totals, and grouping() tells them from nulls of the data', async () => {
    const expected = ['a 35 0 0', 'b 8 0 0', 'null 2 0 0', 'null 45 1 1'];
    const list = 'SELECT shop, sum(amount), grouping(shop), grouping_id() FROM sales';
    expect(await rows(`${list} GROUP BY ROLLUP (shop)`)).toEqual(expected);
    expect(await rows(`${list} GROUP BY shop WITH CUBE`)).toEqual(expected);
    expect(await rows(`${list} GROUP BY shop GROUPING SETS ((shop), ())`)).toEqual(expected);
  });

  test('HAVING and ORDER BY may ask grouping()', async () => {
    expect(
      await rows(
        'SELECT shop, count(*) FROM sales GROUP BY shop WITH ROLLUP HAVING grouping(shop) = 1 ORDER BY grouping_id()',
      ),
    ).toEqual(['null 7']);
    await expect(rows('SELECT grouping(shop) FROM sales GROUP BY shop')).rejects.toThrow(
      'can only be used with GroupingSets/Cube/Rollup',
    );
  });
});

test('the field of an array of structs is an array, a struct is named as it was written', async () => {
  const text =
    "SELECT array(struct(name, size AS n)).n AS sizes, struct(name, size AS n) FROM shops WHERE name = 'a'";
  expect(await rows(text)).toEqual(['[3] {a, 3}']);
  expect(await names(text)).toEqual(['sizes', 'struct(name, size AS n)']);
  expect(await names(text, { compat: '2.2' })).toEqual(['sizes', 'named_struct(name, name, n, size AS `n`)']);
});

test('LIKE ANY, LIKE ALL and texts without escapes', async () => {
  expect(await rows("SELECT name FROM shops WHERE name LIKE ANY ('a%', 'c%')")).toEqual(['a', 'c']);
  expect(await rows("SELECT name FROM shops WHERE name LIKE ALL ('%', 'c%')")).toEqual(['c']);
  expect(await rows("SELECT length(r'a\\n')")).toEqual(['3']);
});

test('PIVOT makes a column of each value', async () => {
  const text =
    "SELECT * FROM (SELECT * FROM sales WHERE shop IS NOT NULL) PIVOT (sum(amount) FOR shop IN ('a', 'b' AS bee))";
  expect(await names(text)).toEqual(['day', 'a', 'bee']);
  expect(await rows(text)).toEqual(['1 10 7', '2 25 null', '3 null 1', '4 null null']);
});

test('INTERSECT ALL and EXCEPT ALL count rows', async () => {
  const left = 'SELECT * FROM VALUES 1, 1, 1, 2, NULL, NULL AS t(x)';
  const right = 'SELECT * FROM VALUES 1, 1, 3, NULL AS t(x)';
  expect(await rows(`${left} INTERSECT ALL ${right}`)).toEqual(['1', '1', 'null']);
  expect(await rows(`${left} EXCEPT ALL ${right}`)).toEqual(['1', '2', 'null']);
});

test('TABLESAMPLE takes a share or a number of rows', async () => {
  expect(await rows('SELECT count(*) FROM sales TABLESAMPLE (100 PERCENT)')).toEqual(['7']);
  expect(await rows('SELECT count(*) FROM sales TABLESAMPLE (3 ROWS) s')).toEqual(['3']);
  await expect(rows('SELECT * FROM sales TABLESAMPLE (120 PERCENT)')).rejects.toThrow(
    'must be on interval [0, 1]',
  );
});

test('a common table expression is seen by the queries after it and by subqueries', async () => {
  expect(
    await rows(
      'WITH big AS (SELECT * FROM sales WHERE amount > 6), few AS (SELECT shop FROM big) ' +
        'SELECT name FROM shops WHERE name IN (SELECT shop FROM few) AND size < (SELECT count(*) FROM big)',
    ),
  ).toEqual(['b']);
});

test('a whole number is compared with a decimal literal as whole numbers', async () => {
  const text =
    'SELECT id > 0.5, id >= 0.5, id < 1.5, id <= 1.5, 1.5 <= id, -0.5 < id, id > 1.0, id = 1.5, ' +
    'id < 99999999999999999999.0 FROM range(3)';
  expect(await names(text)).toEqual([
    '(id > 0)',
    '(id >= 1)',
    '(id < 2)',
    '(id <= 1)',
    '(2 <= id)',
    '(-1 < id)',
    '(id > 1)',
    '(id = 1.5)',
    'true',
  ]);
  expect(await rows(text)).toEqual([
    'false false true true false true false false true',
    'true true false false true true true false true',
    'true true true true false true false false true',
  ]);
});

test('literals of times are shown on the clock of the session', async () => {
  const text = "SELECT TIMESTAMP '2016-03-11 20:54:00.120 UTC', TIMESTAMP '2016-03-11', DATE 'epoch'";
  const zone = { timeZone: 'Asia/Tokyo' };
  expect(await names(text, zone)).toEqual([
    "TIMESTAMP '2016-03-12 05:54:00.12'",
    "TIMESTAMP '2016-03-11 00:00:00'",
    "DATE '1970-01-01'",
  ]);
  const before3 = "SELECT TIMESTAMP '2016-03-11 20:54:00' AS t, TIMESTAMP '2016-03-11 20:54:00'";
  expect(await names(before3, { compat: '2.2' })).toEqual(['t', "TIMESTAMP('2016-03-11 20:54:00.0')"]);
});

test('functions that came later are unknown to the SQL of an older version', async () => {
  expect(await rows('SELECT typeof(cot(1))')).toEqual(['double']);
  await expect(rows('SELECT cot(1)', { compat: '2.2' })).rejects.toThrow("Undefined function: 'cot'");
});
