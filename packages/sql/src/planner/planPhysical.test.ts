import { describe, expect, test } from 'vitest';
import { DOUBLE, LONG, STRING, field, structType } from '@graticule/columnar';
import { analyse } from '../analysis/analyse.js';
import { queryWithOffset } from '../parser/testing.js';
import type { AnalysisContext } from '../analysis/context.js';
import { optimise } from '../optimiser/optimise.js';
import { attributesOf, newAttribute } from '../plan/attribute.js';
import { decodePlan, encodePlan } from '../plan/json.js';
import type { LogicalNode } from '../plan/logical.js';
import type { Stage } from '../plan/physical.js';
import { stagesText } from '../plan/text.js';
import { outputOf } from '../plan/walk.js';
import { planPhysical } from './planPhysical.js';

const EVENTS = structType([field('id', LONG), field('kind', STRING), field('size', DOUBLE)]);

/** A scan; its name says how many tasks it has: `events4`. */
function scan(name: string, estimatedBytes?: number): LogicalNode {
  const source = { kind: 'layer', name, path: `${name}.fgb` } as const;
  const node = {
    kind: 'scan',
    source,
    output: attributesOf(EVENTS),
    extent: null,
    pushedFilters: [],
  } as const;
  return estimatedBytes === undefined ? node : { ...node, estimatedBytes };
}

const context: AnalysisContext = {
  conf: () => undefined,
  table: ([name]) => Promise.resolve(scan(name, name.startsWith('small') ? 1000 : undefined)),
  read: () => Promise.reject(new Error('no files here')),
  tool: () => Promise.reject(new Error('no tools here')),
  relation: () => undefined,
};

function plan(node: LogicalNode): Stage[] {
  return planPhysical(node, {
    shufflePartitions: 3,
    sortPartitions: 3,
    broadcastThresholdBytes: 10_000,
    scanTasks: ({ source }) => Number(/\d+$/.exec(source.kind === 'layer' ? source.name : '')?.[0] ?? 1),
  });
}

async function stages(text: string): Promise<string> {
  const planned = plan(optimise(await analyse(queryWithOffset(text), context)));
  expect(decodePlan(encodePlan(planned))).toEqual(planned);
  return stagesText(planned);
}

const lines = (...text: string[]): string => text.join('\n');

describe('rows without exchange', () => {
  test('select and filter are one stage; only the columns used are read, simple conditions go to the source', async () => {
    expect(await stages('SELECT size * 2 AS twice FROM (SELECT * FROM events4) WHERE id > 5')).toBe(
      lines(
        'stage 0: 4 tasks -> single',
        '  project [(size@1 * 2.0) AS twice]',
        '    filter (id@0 > 5)',
        '      scan 0 events4 [id, size] where (id@0 > 5)',
      ),
    );
  });

  test('a union is not an exchange; its rows meet where one task is needed', async () => {
    expect(await stages('SELECT id FROM events4 UNION ALL SELECT id FROM more2')).toBe(
      lines(
        'stage 0: 4 tasks -> single',
        '  scan 0 events4 [id]',
        'stage 1: 2 tasks -> single',
        '  scan 1 more2 [id]',
        'stage 2: 1 task -> single',
        '  union',
        '    input from stage 0 (partition) [id]',
        '    input from stage 1 (partition) [id]',
      ),
    );
  });
});

describe('aggregation', () => {
  test('is done in two steps over an exchange by key', async () => {
    expect(await stages('SELECT kind, sum(size) + 1D AS s FROM events4 GROUP BY kind')).toBe(
      lines(
        'stage 0: 4 tasks -> hash kind@0 into 3',
        '  partial aggregate by [kind@0] [sum(size@1)]',
        '    scan 0 events4 [kind, size]',
        'stage 1: 3 tasks -> single',
        '  project [kind@0, (sum@1 + 1.0) AS s]',
        '    final aggregate by [kind@0] [sum(size@1)]',
        `      input from stage 0 (partition) [kind, state 0.0, state 0.1, state 0.2]`,
      ),
    );
  });

  test('without keys ends in one task', async () => {
    expect(await stages('SELECT count(*) FROM events4')).toBe(
      lines(
        'stage 0: 4 tasks -> single',
        '  partial aggregate by [] [count(1)]',
        '    scan 0 events4 []',
        'stage 1: 1 task -> single',
        '  project [count@0 AS count(1)]',
        '    final aggregate by [] [count(1)]',
        '      input from stage 0 (partition) [state 0.0]',
      ),
    );
  });

  test('of one task is done at once', async () => {
    expect(await stages('SELECT kind, count(*) FROM events1 GROUP BY kind')).toBe(
      lines(
        'stage 0: 1 task -> single',
        '  project [kind@0, count@1 AS count(1)]',
        '    complete aggregate by [kind@0] [count(1)]',
        '      scan 0 events1 [kind]',
      ),
    );
  });

  test('with DISTINCT leaves one row per combination before and after the exchange', async () => {
    expect(await stages('SELECT kind, count(DISTINCT id) FROM events4 GROUP BY kind')).toBe(
      lines(
        'stage 0: 4 tasks -> hash kind@0 into 3',
        '  partial aggregate by [kind@1, id@0] []',
        '    scan 0 events4 [id, kind]',
        'stage 1: 3 tasks -> single',
        '  project [kind@0, count@1 AS count(DISTINCT id)]',
        '    complete aggregate by [kind@0] [count(distinct 0.0@1)]',
        '      partial aggregate by [kind@0, distinct 0.0@1] []',
        '        input from stage 0 (partition) [kind, distinct 0.0]',
      ),
    );
  });

  test('over a union reduces every input before they meet', async () => {
    const text = await stages(
      'SELECT kind, count(*) FROM (SELECT kind FROM events4 UNION ALL SELECT kind FROM more2) GROUP BY kind',
    );
    expect(text).toContain('stage 0: 4 tasks -> hash kind@0 into 3\n  partial aggregate');
    expect(text).toContain('stage 1: 2 tasks -> hash kind@0 into 3\n  partial aggregate');
    expect(text).toContain('stage 2: 3 tasks');
  });
});

describe('order and limits', () => {
  test('a sort of several tasks sorts ranges, whose bounds samples tell', async () => {
    expect(await stages('SELECT id FROM events4 ORDER BY size DESC')).toBe(
      lines(
        'stage 0: 4 tasks -> single, in its batches',
        '  partial sort size@1 desc',
        '    scan 0 events4 [id, size]',
        'stage 1: 4 tasks -> single',
        '  sample of 225 by size@1 desc',
        '    input from stage 0 (forward) [id, size]',
        'stage 2: 4 tasks -> range size@1 desc into 3 by samples of stage 1',
        '  input from stage 0 (forward) [id, size]',
        'stage 3: 3 tasks -> single',
        '  project [id@0]',
        '    final sort size@1 desc',
        '      input from stage 2 (partition) [id, size]',
      ),
    );
  });

  test('a sort of one task stays there', async () => {
    expect(await stages('SELECT id FROM events1 ORDER BY id')).toBe(
      lines('stage 0: 1 task -> single', '  sort id@0 asc', '    scan 0 events1 [id]'),
    );
  });

  test('what is sorted by becomes a column', async () => {
    expect(await stages('SELECT id FROM events1 ORDER BY id % 10, id')).toBe(
      lines(
        'stage 0: 1 task -> single',
        '  project [id@0]',
        '    sort key 0@1 asc, id@0 asc',
        '      project [id@0, (id@0 % 10) AS key 0]',
        '        scan 0 events1 [id]',
      ),
    );
  });

  test('a sort of a union finds common bounds for all its inputs', async () => {
    const text = await stages(
      'SELECT id FROM (SELECT id FROM events4 UNION ALL SELECT id FROM more2) ORDER BY id',
    );
    expect(text).toContain('stage 2: 4 tasks -> single\n  sample of 150 by id@0 asc\n    input from stage 0');
    expect(text).toContain('stage 3: 2 tasks -> single\n  sample of 150 by id@0 asc\n    input from stage 1');
    expect(text).toContain('stage 4: 4 tasks -> range id@0 asc into 3 by samples of stage 2, 3');
    expect(text).toContain('stage 5: 2 tasks -> range id@0 asc into 3 by samples of stage 2, 3');
    expect(text).toContain('stage 6: 3 tasks -> single');
  });

  test('a sort with a limit keeps the top of every task', async () => {
    expect(await stages('SELECT id FROM events4 ORDER BY id LIMIT 5 OFFSET 2')).toBe(
      lines(
        'stage 0: 4 tasks -> single',
        '  top 7 by id@0 asc',
        '    scan 0 events4 [id]',
        'stage 1: 1 task -> single',
        '  limit 5 offset 2',
        '    top 7 by id@0 asc',
        '      input from stage 0 (partition) [id]',
      ),
    );
  });

  test('a limit stops every task early', async () => {
    expect(await stages('SELECT id + id AS twice FROM events4 LIMIT 5')).toBe(
      lines(
        'stage 0: 4 tasks -> single',
        '  limit 5',
        '    scan 0 events4 [id]',
        'stage 1: 1 task -> single, first 5 rows',
        '  project [(id@0 + id@0) AS twice]',
        '    limit 5',
        '      input from stage 0 (partition) [id]',
      ),
    );
  });
});

describe('joins', () => {
  test('a small side is sent to every task of the other', async () => {
    expect(
      await stages('SELECT e.size FROM events4 e JOIN small2 s ON e.id = s.id AND e.size > s.size'),
    ).toBe(
      lines(
        'stage 0: 2 tasks -> single',
        '  filter ((id@0 IS NOT NULL) AND (size@1 IS NOT NULL))',
        '    scan 1 small2 [id, size] where (id@0 IS NOT NULL), (size@1 IS NOT NULL)',
        'stage 1: 4 tasks -> single',
        '  project [size@0]',
        '    inner hash join on id@0 = id@0 and (size@1 > size@3), build right, gives [size]',
        '      filter (size@1 IS NOT NULL)',
        '        scan 0 events4 [id, size] where (id@0 IS NOT NULL), (size@1 IS NOT NULL)',
        '      input from stage 0 (all) [id, size]',
      ),
    );
  });

  test('a side whose unmatched rows are kept is not sent', async () => {
    const text = await stages('SELECT e.id FROM small4 e LEFT JOIN events2 s ON e.id = s.id');
    expect(text).toContain('left hash join on id@0 = id@0, build right');
    expect(text).toContain('stage 0: 4 tasks -> hash id@0 into 3');
    expect(text).toContain('stage 1: 2 tasks -> hash id@0 into 3');
  });

  test('without equalities every row meets every row', async () => {
    const text = await stages('SELECT e.id FROM events4 e JOIN events2 s ON e.id < s.id');
    expect(text).toContain('inner nested loop join on (id@0 < id@1), build right');
    expect(text).toContain('(all)');
  });

  test('WHERE over a comma join becomes the join condition', async () => {
    const text = await stages(
      'SELECT e.id FROM events4 e, small2 s WHERE e.id = s.id AND s.kind = "x" AND e.size > 1D',
    );
    expect(text).toContain('inner hash join on id@0 = id@0');
    expect(text).toContain('small2 [id, kind] where (kind@1 = x), (id@0 IS NOT NULL)');
    expect(text).toContain('events4 [id, size] where (size@1 > 1.0), (id@0 IS NOT NULL)');
  });
});

describe('other nodes', () => {
  test('a shared plan is computed once and read task by task', () => {
    const shared: LogicalNode = { kind: 'shared', id: 's', input: scan('events4') };
    const output = outputOf(shared).map((column) => newAttribute(column.name, column.type, true));
    expect(stagesText(plan({ kind: 'union', inputs: [shared, shared], output }))).toBe(
      lines(
        'stage 0: 4 tasks -> single',
        '  scan 0 events4 [id, kind, size]',
        'stage 1: 4 tasks -> single',
        '  input from stage 0 (forward) [id, kind, size]',
        'stage 2: 4 tasks -> single',
        '  input from stage 0 (forward) [id, kind, size]',
        'stage 3: 1 task -> single',
        '  union',
        '    input from stage 1 (partition) [id, kind, size]',
        '    input from stage 2 (partition) [id, kind, size]',
      ),
    );
  });

  test('a kernel gets its inputs as it requires them', () => {
    const points = scan('points4');
    const zones = scan('zones2');
    const kernel = (requirements: (LogicalNode & { kind: 'kernel' })['requirements']): string =>
      stagesText(
        plan({
          kind: 'kernel',
          kernel: 'join',
          inputs: [points, zones],
          requirements,
          parameters: {},
          output: [newAttribute('n', LONG, false)],
        }),
      );
    expect(kernel([{ kind: 'any' }, { kind: 'broadcast' }])).toBe(
      lines(
        'stage 0: 2 tasks -> single',
        '  scan 1 zones2 [id, kind, size]',
        'stage 1: 4 tasks -> single',
        '  kernel join [n]',
        '    scan 0 points4 [id, kind, size]',
        '    input from stage 0 (all) [id, kind, size]',
      ),
    );
    const keys = [points, zones].map((input) => ({ kind: 'hash', keys: [outputOf(input)[0]] }) as const);
    expect(kernel(keys)).toContain('stage 1: 2 tasks -> hash id@0 into 3');
    expect(kernel([{ kind: 'single' }, { kind: 'any' }])).toContain(
      'stage 2: 1 task -> single\n  kernel join [n]',
    );
  });

  test('a layer is written by one task; tail and repartition', () => {
    const rows = scan('events4');
    const written = stagesText(
      plan({
        kind: 'writeLayer',
        input: rows,
        name: 'L',
        path: 'p',
        output: [newAttribute('n', LONG, false)],
      }),
    );
    expect(written).toContain('stage 1: 1 task -> single\n  write layer L');
    expect(stagesText(plan({ kind: 'tail', input: rows, count: 2 }))).toContain(
      'stage 1: 1 task -> single\n  tail 2',
    );
    const spread = { kind: 'repartition', input: rows, partitions: 2, keys: [], shuffle: true } as const;
    expect(stagesText(plan(spread))).toContain('stage 0: 4 tasks -> round robin into 2');
    const child = rows.kind === 'scan' ? rows.output[0] : undefined;
    const orders = [{ child: child!, ascending: false, nullsFirst: false }];
    expect(stagesText(plan({ ...spread, orders }))).toContain('range id@0 desc into 2 by samples of stage 1');
  });
});
