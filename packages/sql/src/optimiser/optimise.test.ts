import { describe, expect, test } from 'vitest';
import { DOUBLE, LONG, STRING, TIMESTAMP, field, structType } from '@graticule/columnar';
import { analyse } from '../analysis/analyse.js';
import type { AnalysisContext } from '../analysis/context.js';
import { DEFAULT_CONTEXT } from '../evaluation/compile.js';
import { attributesOf } from '../plan/attribute.js';
import { logicalText } from '../plan/text.js';
import { optimise } from './optimise.js';
import type { OptimiseOptions } from './optimise.js';

const SCHEMA = structType([
  field('id', LONG),
  field('kind', STRING),
  field('size', DOUBLE),
  field('time', TIMESTAMP),
]);

const context: AnalysisContext = {
  conf: () => undefined,
  table: ([name]) => {
    const source = { kind: 'layer', name, path: name } as const;
    return Promise.resolve({
      kind: 'scan',
      source,
      output: attributesOf(SCHEMA),
      extent: null,
      pushedFilters: [],
    });
  },
  read: () => Promise.reject(new Error('no files here')),
  tool: () => Promise.reject(new Error('no tools here')),
  relation: () => undefined,
};

async function optimised(text: string, options?: OptimiseOptions): Promise<string> {
  return logicalText(optimise(await analyse({ kind: 'sql', text }, context), options));
}

const lines = (...text: string[]): string => text.join('\n');

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
        '    scan t [id, kind]',
        '    project [id]',
        '      filter (size > 1.0)',
        '        scan u [id, size] where (size > 1.0)',
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
      lines('project [id, part]', '  generate explode(split(kind,  , -1)) [part]', '    scan t [id, kind]'),
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

  test('count(*) reads the narrowest one', async () => {
    expect(await optimised('SELECT count(*) FROM t')).toBe(
      lines('aggregate by [] [count(1) AS count(1)]', '  scan t [id]'),
    );
  });
});

describe('conditions', () => {
  test('move through projections with what their columns stand for', async () => {
    expect(await optimised('SELECT * FROM (SELECT id + id AS twice, kind FROM t) WHERE twice > 3L')).toBe(
      lines('project [(id + id) AS twice, kind]', '  filter ((id + id) > 3)', '    scan t [id, kind]'),
    );
  });

  test('on grouping keys are tested before grouping, on aggregates after it', async () => {
    const text = await optimised(
      "SELECT kind, count(*) c FROM t GROUP BY kind HAVING kind = 'a' AND count(*) > 1L",
    );
    expect(text).toBe(
      lines(
        'filter (c > 1)',
        '  aggregate by [kind] [kind, count(1) AS c]',
        '    filter (kind = a)',
        '      scan t [kind] where (kind = a)',
      ),
    );
  });

  test('stay above the side of an outer join that is filled with nulls', async () => {
    const text = await optimised(
      "SELECT a.id FROM t a LEFT JOIN u b ON a.id = b.id WHERE a.size > 1D AND b.kind = 'x'",
    );
    expect(text).toBe(
      lines(
        'project [id]',
        '  filter (kind = x)',
        '    left join on (id = id)',
        '      project [id]',
        '        filter (size > 1.0)',
        '          scan t [id, size] where (size > 1.0)',
        '      scan u [id, kind]',
      ),
    );
  });

  test('do not pass a limit', async () => {
    expect(await optimised('SELECT id FROM (SELECT id FROM t LIMIT 5) WHERE id > 1L')).toBe(
      lines('filter (id > 1)', '  limit 5', '    scan t [id]'),
    );
  });

  test('do not pass random numbers, nor are those computed twice', async () => {
    expect(await optimised('SELECT id, r + r FROM (SELECT id, rand(1) AS r FROM t) WHERE id > 1L')).toBe(
      lines(
        'project [id, (r + r) AS (r + r)]',
        '  filter (id > 1)',
        '    project [id, rand(1) AS r]',
        '      scan t [id]',
      ),
    );
  });

  test('go into every input of a union', async () => {
    const text = await optimised('SELECT * FROM (SELECT id FROM t UNION ALL SELECT id FROM u) WHERE id > 1L');
    expect(text).toBe(
      lines(
        'union [id]',
        '  filter (id > 1)',
        '    scan t [id] where (id > 1)',
        '  filter (id > 1)',
        '    scan u [id] where (id > 1)',
      ),
    );
  });
});

describe('constants', () => {
  test('are computed once; what depends on the session only when it is known', async () => {
    const query = "SELECT id FROM t WHERE time > '1970-01-02' AND 1 + 1 = 2";
    expect(await optimised(query)).toContain('CAST(1970-01-02 AS TIMESTAMP)');
    expect(await optimised(query, { context: DEFAULT_CONTEXT })).toBe(
      lines(
        'project [id]',
        "  filter (time > TIMESTAMP '1970-01-02 00:00:00')",
        "    scan t [id, time] where (time > TIMESTAMP '1970-01-02 00:00:00')",
      ),
    );
  });
});

describe('projections and limits', () => {
  test('are merged unless something would be computed twice', async () => {
    expect(await optimised('SELECT a AS b FROM (SELECT id + id AS a FROM t)')).toBe(
      lines('project [(id + id) AS b]', '  scan t [id]'),
    );
    expect(await optimised('SELECT a + a AS b FROM (SELECT id + id AS a FROM t)')).toBe(
      lines('project [(a + a) AS b]', '  project [(id + id) AS a]', '    scan t [id]'),
    );
  });

  test('two limits become one', async () => {
    expect(await optimised('SELECT id FROM (SELECT id FROM t LIMIT 10 OFFSET 2) LIMIT 20 OFFSET 3')).toBe(
      lines('limit 7 offset 5', '  scan t [id]'),
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
