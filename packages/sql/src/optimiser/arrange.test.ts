import { describe, expect, test } from 'vitest';
import { lines, arranged, optimised } from './testing.js';

/** Join types, conditions and tables of a plan, from the top down. */
async function shape(text: string): Promise<string> {
  return (await arranged(text))
    .split('\n')
    .flatMap((line) => {
      const found = /^( *)(?:scan (\w+)|(\w+ join.*))/.exec(line);
      return found === null ? [] : [found[2] ?? found[3]];
    })
    .join(', ');
}

describe('inner joins', () => {
  test('begin with the relations that leave fewest rows', async () => {
    expect(
      await shape(
        'SELECT f.id FROM fact1000000 f JOIN wide20000 w ON f.id = w.id JOIN dim100 d ON f.kind = d.kind WHERE d.size = 1D',
      ),
    ).toBe('inner join on (id = id), inner join on (kind = kind), fact1000000, dim100, wide20000');
  });

  test('of a star take the dimension first that drops most of the facts', async () => {
    expect(
      await shape(
        `SELECT f.id FROM fact1000000 f JOIN a1000 ON f.id = a1000.id JOIN b1000 ON f.kind = b1000.kind
         JOIN c1000 ON f.size = c1000.size
         WHERE c1000.kind = 'x' AND c1000.id = 3L AND b1000.id = 7L`,
      ),
    ).toBe(
      'inner join on (id = id), a1000, inner join on (kind = kind), inner join on (size = size), fact1000000, c1000, b1000',
    );
  });

  test('stay as they are where a size is unknown or nothing is gained', async () => {
    const chain = (a: string, b: string, c: string) =>
      `SELECT ${a}.id FROM ${a} JOIN ${b} ON ${a}.id = ${b}.id JOIN ${c} ON ${a}.kind = ${c}.kind`;
    expect(await shape(chain('fact1000000', 'wide20000', 'unknown'))).toBe(
      'inner join on (kind = kind), inner join on (id = id), fact1000000, wide20000, unknown',
    );
    expect(await shape(chain('a1000', 'b1000', 'c1000'))).toBe(
      'inner join on (kind = kind), inner join on (id = id), a1000, b1000, c1000',
    );
  });

  test('multiply no relations that are compared with others', async () => {
    const text = await shape(
      `SELECT 1 FROM tiny2 a, tiny3 b, big1000000 c WHERE a.id = c.id AND b.kind = c.kind`,
    );
    expect(text).not.toContain('cross');
    expect(text.match(/inner join on/g)).toHaveLength(2);
  });

  test('do not pass outer joins', async () => {
    expect(
      await shape(
        'SELECT f.id FROM fact1000000 f LEFT JOIN wide20000 w ON f.id = w.id LEFT JOIN dim100 d ON f.kind = d.kind',
      ),
    ).toBe('left join on (kind = kind), left join on (id = id), fact1000000, wide20000, dim100');
  });

  test('of more relations than can all be compared are ordered too', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `t${i}_${(12 - i) * 1000}`);
    const conditions = names.slice(1).map((name, i) => `${names[i]}.id = ${name}.id`);
    const text = await shape(
      `SELECT 1 FROM ${names.join(', ')} WHERE ${conditions.join(' AND ')} AND ${names[11]}.size = 1D`,
    );
    expect(text.match(/inner join on/g)).toHaveLength(11);
    expect(text).not.toContain('cross');
  });

  test('keep their columns in order', async () => {
    const text = await arranged(
      'SELECT * FROM fact1000000 f JOIN wide20000 w ON f.id = w.id JOIN dim100 d ON f.kind = d.kind WHERE d.size = 1D',
    );
    expect(text.split('\n')[0]).toBe(`project [${Array(3).fill('id, kind, size, time').join(', ')}]`);
  });
});

describe('equal sub-plans', () => {
  test('are computed once and read under the names of each use', async () => {
    expect(
      (
        await arranged(
          'WITH g AS (SELECT kind, sum(id) AS s FROM t GROUP BY kind) SELECT a.s, b.s FROM g a JOIN g b ON a.s = b.s',
        )
      ).replace(/plan-\d+/g, 'plan'),
    ).toBe(
      lines(
        'inner join on (s = s)',
        '  shared plan [s]',
        '    filter (s IS NOT NULL)',
        '      aggregate by [kind] [sum(id) AS s]',
        '        scan t [id, kind]',
        '  project [s AS s]',
        '    shared plan [s]',
        '      filter (s IS NOT NULL)',
        '        aggregate by [kind] [sum(id) AS s]',
        '          scan t [id, kind]',
      ),
    );
  });

  test('are shared once, not with every part of them again', async () => {
    const text = await arranged(
      `WITH g AS (SELECT kind, max(m) AS m FROM (SELECT kind, id, max(size) AS m FROM t GROUP BY kind, id) GROUP BY kind)
       SELECT * FROM g UNION ALL SELECT * FROM g`,
    );
    expect(text.match(/shared/g)).toHaveLength(2);
  });

  test('are not those that only read, that differ, or that are random', async () => {
    expect(await arranged('SELECT id FROM t UNION ALL SELECT id FROM t')).not.toContain('shared');
    const query = (a: string, b: string) =>
      arranged(`SELECT ${a} AS x FROM t GROUP BY kind UNION ALL SELECT ${b} FROM t GROUP BY kind`);
    expect(await query('sum(id)', 'sum(id)')).toContain('shared');
    expect(await query('sum(id)', 'max(id)')).not.toContain('shared');
    expect(await query('sum(id)', 'sum(DISTINCT id)')).not.toContain('shared');
    expect(await query('sum(rand(1))', 'sum(rand(1))')).not.toContain('shared');
  });

  test('of which much would have to be kept are computed twice', async () => {
    const join = 'SELECT a.id FROM a1000000000 a JOIN b1000000000 b ON a.id = b.id';
    expect(await arranged(`${join} UNION ALL ${join}`)).not.toContain('shared');
    expect(await optimised(`${join} UNION ALL ${join}`)).not.toContain('shared');
  });
});
