import { describe, expect, test } from 'vitest';
import { lines, optimised } from './testing.js';

describe('columns', () => {
  test('that nobody uses are not read', async () => {
    expect(
      await optimised('SELECT kind FROM (SELECT kind, size * 2D AS twice, id FROM t) WHERE id = 1L'),
    ).toBe(lines('project [kind]', '  filter (id = 1)', '    scan t [id, kind] where (id = 1)'));
  });

  test('are dropped before rows are exchanged', async () => {
    expect(await optimised('SELECT a.kind FROM t a JOIN u b ON a.id = b.id AND b.size > 1D')).toBe(
      lines(
        'project [kind]',
        '  inner join on (id = id)',
        '    filter (id IS NOT NULL)',
        '      scan t [id, kind] where (id IS NOT NULL)',
        '    project [id]',
        '      filter ((size > 1.0) AND (id IS NOT NULL))',
        '        scan u [id, size] where (size > 1.0), (id IS NOT NULL)',
      ),
    );
  });

  test('are dropped below window functions, and functions that nobody uses are not computed', async () => {
    const inner =
      '(SELECT *, count(1) OVER w AS n, rank() OVER w AS place FROM t WINDOW w AS (PARTITION BY kind ORDER BY time))';
    expect(await optimised(`SELECT id, n FROM ${inner}`)).toBe(
      lines(
        'project [id, window 0 AS n]',
        '  window [count(1) OVER (PARTITION BY kind ORDER BY time ASC NULLS FIRST RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS window 0]',
        '    scan t [id, kind, time]',
      ),
    );
    expect(await optimised(`SELECT size FROM ${inner}`)).toBe('scan t [size]');
  });

  test('are dropped below generators, samples, repeated rows and single rows', async () => {
    expect(await optimised("SELECT id, part FROM t LATERAL VIEW explode(split(kind, ' ')) v AS part")).toBe(
      lines('generate explode(split(kind,  , -1)) [part]', '  scan t [id, kind]'),
    );
    expect(await optimised('SELECT id FROM t TABLESAMPLE (10 PERCENT) REPEATABLE (1)')).toBe(
      lines('sample 0 to 0.1 seed 1', '  scan t [id]'),
    );
    const totals = 'SELECT kind, max(size) AS most, count(id) AS n FROM t GROUP BY kind WITH ROLLUP';
    expect(await optimised(`SELECT most FROM (${totals})`)).toBe(
      lines(
        'aggregate by [kind, spark_grouping_id] [max(size) AS most]',
        '  expand [size, kind, 0] [size, NULL, 1]',
        '    scan t [kind, size]',
      ),
    );
    expect(await optimised('SELECT id, (SELECT size FROM u) AS m FROM t')).toBe(
      lines(
        'project [id, size AS m]',
        '  cross join',
        '    scan t [id]',
        '    single row',
        '      scan u [size]',
      ),
    );
  });

  test('are not read at all where rows are only counted', async () => {
    expect(await optimised('SELECT count(*) FROM t')).toBe(
      lines('aggregate by [] [count(1) AS count(1)]', '  scan t []'),
    );
    expect(
      await optimised(
        'SELECT count(*) FROM (SELECT id, kind FROM t UNION ALL SELECT id, kind FROM u ORDER BY 1)',
      ),
    ).toBe(lines('aggregate by [] [count(1) AS count(1)]', '  union []', '    scan t []', '    scan u []'));
    // Different values meet in one task, and rows need a column to travel.
    expect(await optimised('SELECT count(DISTINCT 1) FROM t')).toContain('scan t [id]');
  });

  test('that a generator takes apart are not repeated', async () => {
    expect(await optimised('SELECT e FROM (SELECT explode(array(id, 1L)) AS e, id FROM t)')).toBe(
      lines('generate explode(array(id, 1)) [e]', '  scan t [id]'),
    );
  });
});

describe('constants', () => {
  test('are computed once; what depends on the session only when it is known', async () => {
    const query = "SELECT id FROM t WHERE time > '1970-01-02' AND 1 + 1 = 2";
    expect(await optimised(query, {})).toContain('CAST(1970-01-02 AS TIMESTAMP)');
    expect(await optimised(query)).toBe(
      lines(
        'project [id]',
        "  filter (time > TIMESTAMP '1970-01-02 00:00:00')",
        "    scan t [id, time] where (time > TIMESTAMP '1970-01-02 00:00:00')",
      ),
    );
  });
});

describe('projections', () => {
  test('are merged unless something would be computed twice', async () => {
    expect(await optimised('SELECT a AS b FROM (SELECT id + id AS a FROM t)')).toBe(
      lines('project [(id + id) AS b]', '  scan t [id]'),
    );
    expect(await optimised('SELECT a + a AS b FROM (SELECT id + id AS a FROM t)')).toBe(
      lines('project [(a + a) AS b]', '  project [(id + id) AS a]', '    scan t [id]'),
    );
  });
});

describe('limits', () => {
  test('two become one', async () => {
    expect(await optimised('SELECT id FROM (SELECT id FROM t LIMIT 10) LIMIT 20 OFFSET 3')).toBe(
      lines('limit 7 offset 3', '  scan t [id]'),
    );
    expect(await optimised('SELECT id FROM t LIMIT 10 OFFSET 2 LIMIT 20 OFFSET 3')).toBe(
      lines('limit 7 offset 5', '  scan t [id]'),
    );
  });

  test('go below projections, into unions and to the side of a join whose rows all come out', async () => {
    expect(
      await optimised(
        'SELECT id + 1 AS n FROM (SELECT id FROM t UNION ALL SELECT id FROM u) LIMIT 5 OFFSET 1',
      ),
    ).toBe(
      lines(
        'project [(id + 1) AS n]',
        '  limit 5 offset 1',
        '    union [id]',
        '      limit 6 in each task',
        '        scan t [id]',
        '      limit 6 in each task',
        '        scan u [id]',
      ),
    );
    expect(await optimised('SELECT t.id FROM t LEFT JOIN u ON t.id = u.id LIMIT 3')).toBe(
      lines(
        'limit 3',
        '  project [id]',
        '    left join on (id = id)',
        '      limit 3 in each task',
        '        scan t [id]',
        '      filter (id IS NOT NULL)',
        '        scan u [id] where (id IS NOT NULL)',
      ),
    );
    expect(await optimised('SELECT t.id FROM t JOIN u ON t.id = u.id LIMIT 3')).not.toContain('in each task');
  });

  test('that cut nothing off go', async () => {
    expect(await optimised('SELECT * FROM (SELECT count(*) AS n FROM t) LIMIT 1')).not.toContain('limit');
    expect(await optimised('SELECT * FROM (SELECT id FROM t LIMIT 3) LIMIT 5')).toBe(
      lines('limit 3', '  scan t [id]'),
    );
    expect(await optimised('SELECT * FROM VALUES (1), (2) LIMIT 2')).toBe('local [col1]');
  });
});

describe('what changes nothing goes', () => {
  test('sorts below a sort or below an aggregation that does not see the order', async () => {
    expect(await optimised('SELECT * FROM (SELECT id, kind FROM t ORDER BY id) ORDER BY kind')).toBe(
      lines('sort kind asc', '  scan t [id, kind]'),
    );
    expect(await optimised('SELECT max(id) FROM (SELECT id FROM t ORDER BY size)')).not.toContain('sort');
    expect(await optimised('SELECT first(id) FROM (SELECT id FROM t ORDER BY size)')).toContain('sort');
    expect(await optimised('SELECT sum(size) FROM (SELECT size FROM t ORDER BY id)')).toContain('sort');
    expect(await optimised('SELECT max(id) FROM (SELECT id FROM t ORDER BY size LIMIT 3)')).toContain('sort');
  });

  test('a distinct of rows that are different already', async () => {
    expect(
      await optimised('SELECT DISTINCT kind, n FROM (SELECT kind, max(id) AS n FROM t GROUP BY kind)'),
    ).toBe(lines('aggregate by [kind] [kind, max(id) AS n]', '  scan t [id, kind]'));
    expect(
      await optimised('SELECT DISTINCT n FROM (SELECT kind, max(id) AS n FROM t GROUP BY kind)'),
    ).toContain('aggregate by [n] [n]');
  });
});

describe('a relation without rows', () => {
  test('is not read, nor is what is joined to it', async () => {
    expect(await optimised('SELECT t.id FROM t JOIN u ON t.id = u.id WHERE 1 > 2')).toBe('local [id]');
    expect(await optimised('SELECT kind, count(*) FROM t WHERE false GROUP BY kind')).toBe(
      'local [kind, count(1)]',
    );
    expect(await optimised('SELECT id FROM t WHERE id = NULL UNION ALL SELECT id FROM u')).toBe(
      lines('project [id AS id]', '  scan u [id]'),
    );
  });

  test('beside an outer join is columns of nulls', async () => {
    expect(await optimised('SELECT t.id, u.kind FROM t LEFT JOIN u ON t.id = u.id AND 1 > 2')).toBe(
      lines('project [id, NULL AS kind]', '  scan t [id]'),
    );
    expect(
      await optimised('SELECT id FROM t LEFT ANTI JOIN (SELECT * FROM u WHERE false) v USING (id)'),
    ).toBe('scan t [id]');
  });

  test('has one count, which is 0', async () => {
    expect(await optimised('SELECT count(*) FROM t WHERE false')).toBe(
      lines('aggregate by [] [count(1) AS count(1)]', '  local [id, kind, size, time]'),
    );
  });
});

test('a join without condition is refused where Spark 2.x refuses it', async () => {
  const query = 'SELECT a.id FROM t a, u b';
  await expect(optimised(query, { cartesianAllowed: false })).rejects.toThrow(
    'Detected cartesian product for INNER join',
  );
  await expect(optimised(`${query} WHERE a.id = b.id`, { cartesianAllowed: false })).resolves.toContain(
    'inner join',
  );
  await expect(
    optimised('SELECT a.id FROM t a CROSS JOIN u b', { cartesianAllowed: false }),
  ).resolves.toContain('cross');
});

test('relations of a comma list wait for what they are compared with', async () => {
  const query = 'SELECT a.id FROM t a, u b, v c WHERE a.id = c.id AND b.kind = c.kind';
  const text = await optimised(query, { cartesianAllowed: false });
  expect(text.match(/join.*/g)).toEqual(['join on (kind = kind)', 'join on (id = id)']);
  expect(text.indexOf('scan v')).toBeLessThan(text.indexOf('scan u'));
});
