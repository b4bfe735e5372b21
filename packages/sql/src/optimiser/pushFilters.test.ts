import { describe, expect, test } from 'vitest';
import { lines, optimised } from './testing.js';

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
      "SELECT a.id FROM t a LEFT JOIN u b ON a.id = b.id WHERE a.size > 1D AND coalesce(b.kind, 'x') = 'x'",
    );
    expect(text).toBe(
      lines(
        'project [id]',
        '  filter (coalesce(kind, x) = x)',
        '    left join on (id = id)',
        '      project [id]',
        '        filter (size > 1.0)',
        '          scan t [id, size] where (size > 1.0)',
        '      filter (id IS NOT NULL)',
        '        scan u [id, kind] where (id IS NOT NULL)',
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

  test('on partitioning keys go below a window, others stay above it', async () => {
    const text = await optimised(
      "SELECT kind, n FROM (SELECT kind, count(*) OVER (PARTITION BY kind) AS n FROM t) WHERE kind = 'a' AND n > 1L",
    );
    expect(text.match(/filter.*/g)).toEqual(['filter (window 0 > 1)', 'filter (kind = a)']);
    expect(text).toContain('scan t [kind] where (kind = a)');
  });

  test('on columns that a generator repeats go below it', async () => {
    expect(
      await optimised(
        "SELECT id, e FROM t LATERAL VIEW explode(split(kind, ' ')) v AS e WHERE id > 1L AND e = 'x'",
      ),
    ).toBe(
      lines(
        'filter (e = x)',
        '  generate explode(split(kind,  , -1)) [e]',
        '    filter (id > 1)',
        '      scan t [id, kind] where (id > 1)',
      ),
    );
  });

  test('common to all terms of a disjunction are tested by themselves', async () => {
    expect(
      await optimised("SELECT id FROM t WHERE (id = 1L AND kind = 'a') OR (id = 1L AND kind = 'b')"),
    ).toBe(
      lines(
        'project [id]',
        '  filter ((id = 1) AND ((kind = a) OR (kind = b)))',
        '    scan t [id, kind] where (id = 1), ((kind = a) OR (kind = b))',
      ),
    );
  });
});

/** The scans of a plan with the conditions that they are given. */
const scans = (text: string): readonly string[] => text.match(/scan .*/g) ?? [];

describe('joins tell their sides', () => {
  test('what holds for the column that theirs is equal to', async () => {
    expect(scans(await optimised('SELECT a.id FROM t a JOIN u b ON a.id = b.id WHERE a.id > 5L'))).toEqual([
      'scan t [id] where (id > 5)',
      'scan u [id] where (id > 5)',
    ]);
    expect(
      scans(
        await optimised(
          'SELECT a.id FROM t a JOIN u b ON a.id = b.id JOIN v c ON b.id = c.id AND c.id IN (1L, 2L)',
        ),
      ),
    ).toEqual([
      'scan t [id] where (id IN (1, 2))',
      'scan u [id] where (id IN (1, 2))',
      'scan v [id] where (id IN (1, 2))',
    ]);
    // Found below a projection and a grouping, under another name.
    expect(
      scans(
        await optimised(
          'SELECT b.id FROM (SELECT id AS k, max(size) m FROM t WHERE id < 3L GROUP BY id) a JOIN u b ON a.k = b.id',
        ),
      ),
    ).toEqual(['scan t [id] where (id < 3)', 'scan u [id] where (id < 3)']);
  });

  test('only the side whose rows need a partner', async () => {
    const where = 'ON a.id = b.id WHERE a.id > 5L';
    const given = async (join: string) => scans(await optimised(`SELECT a.id FROM t a ${join} u b ${where}`));
    expect(await given('LEFT JOIN')).toEqual(['scan t [id] where (id > 5)', 'scan u [id] where (id > 5)']);
    expect(await given('LEFT SEMI JOIN')).toEqual([
      'scan t [id] where (id > 5)',
      'scan u [id] where (id > 5)',
    ]);
    expect(await given('LEFT ANTI JOIN')).toEqual([
      'scan t [id] where (id > 5)',
      'scan u [id] where (id > 5)',
    ]);
    const on = async (join: string) =>
      scans(await optimised(`SELECT a.id FROM t a ${join} u b ON a.id = b.id AND b.id > 5L`));
    expect(await on('LEFT JOIN')).toEqual(['scan t [id]', 'scan u [id] where (id > 5)']);
    expect(await on('LEFT SEMI JOIN')).toEqual(['scan t [id] where (id > 5)', 'scan u [id] where (id > 5)']);
    expect(await on('LEFT ANTI JOIN')).toEqual(['scan t [id]', 'scan u [id] where (id > 5)']);
    expect(await on('FULL JOIN')).toEqual(['scan t [id]', 'scan u [id]']);
  });

  test('nothing of NOT IN, for which a null is not nothing', async () => {
    expect(scans(await optimised('SELECT id FROM t WHERE id NOT IN (SELECT id FROM u) AND id > 5L'))).toEqual(
      ['scan t [id] where (id > 5)', 'scan u [id]'],
    );
  });

  test('what a disjunction says about each of them', async () => {
    const text = await optimised(
      "SELECT a.id FROM t a JOIN u b ON a.id = b.id WHERE (a.kind = 'x' AND b.kind = 'y') OR (a.kind = 'z' AND b.size > 1D)",
    );
    expect(scans(text)).toEqual([
      'scan t [id, kind] where (id IS NOT NULL), ((kind = x) OR (kind = z))',
      'scan u [id, kind, size] where (id IS NOT NULL), ((kind = y) OR (size > 1.0))',
    ]);
    expect(text).toContain('inner join on ((id = id) AND (((kind = x) AND (kind = y)) OR');
  });

  test('not what is computed of equal numbers that differ in their sign of zero', async () => {
    const text = await optimised(
      "SELECT a.id FROM t a JOIN u b ON a.size = b.size WHERE CAST(a.size AS STRING) = '0.0'",
    );
    expect(scans(text)[1]).toBe('scan u [size] where (size IS NOT NULL)');
    const compared = await optimised('SELECT a.id FROM t a JOIN u b ON a.size = b.size WHERE a.size >= 0D');
    expect(scans(compared)[1]).toBe('scan u [size] where (size >= 0.0)');
  });
});

describe('an outer join becomes', () => {
  const joins = async (from: string): Promise<readonly string[]> =>
    (await optimised(`SELECT a.id FROM ${from}`)).match(/\w+ join/g) ?? [];

  test('an inner one where the rows that it adds are not wanted', async () => {
    expect(await joins("t a LEFT JOIN u b ON a.id = b.id WHERE b.kind = 'x'")).toEqual(['inner join']);
    expect(await joins('t a RIGHT JOIN u b ON a.id = b.id WHERE a.size > b.size')).toEqual(['inner join']);
    expect(await joins('t a LEFT JOIN u b ON a.id = b.id JOIN v c ON b.kind = c.kind')).toEqual([
      'inner join',
      'inner join',
    ]);
  });

  test('one of the other kinds when it is full', async () => {
    expect(await joins('t a FULL JOIN u b ON a.id = b.id WHERE a.size > 1D')).toEqual(['left join']);
    expect(await joins('t a FULL JOIN u b ON a.id = b.id WHERE b.size > 1D')).toEqual(['right join']);
    expect(await joins('t a FULL JOIN u b ON a.id = b.id WHERE b.size > a.size')).toEqual(['inner join']);
  });

  test('nothing else where a null passes', async () => {
    expect(await joins('t a LEFT JOIN u b ON a.id = b.id WHERE b.kind IS NULL')).toEqual(['left join']);
    expect(await joins("t a LEFT JOIN u b ON a.id = b.id WHERE b.kind = 'x' OR a.size > 1D")).toEqual([
      'left join',
    ]);
    expect(await joins("t a LEFT JOIN u b ON a.id = b.id WHERE coalesce(b.kind, 'x') = 'x'")).toEqual([
      'left join',
    ]);
  });
});
