import { describe, expect, test } from 'vitest';
import { INT, field, structType } from '@graticule/columnar';
import { arrange } from '../optimiser/arrange.js';
import { optimise } from '../optimiser/optimise.js';
import { analysed, lines } from '../optimiser/testing.js';
import { planPhysical } from '../planner/planPhysical.js';
import { attributesOf, newAlias } from './attribute.js';
import { explainText } from './explain.js';
import type { LogicalNode } from './logical.js';
import { outputOf } from './walk.js';

function explained(plan: LogicalNode, mode: string): string {
  const optimised = arrange(optimise(plan));
  const stages = planPhysical(optimised, {
    shufflePartitions: 3,
    sortPartitions: 3,
    broadcastThresholdBytes: 0,
    scanTasks: () => 2,
  });
  return explainText({ analysed: plan, optimised, stages }, mode).replace(/#\d+/g, '#');
}

describe('explain', () => {
  const query = 'SELECT kind, count(*) AS n FROM t1000 WHERE id > 1L GROUP BY kind';
  const physical = lines(
    '== Physical Plan ==',
    'project [kind@0, count@1 AS n]',
    '  final aggregate by [kind@0] [count(1)]',
    '    exchange hash kind@0 into 2 (stage 0)',
    '      partial aggregate by [kind@1] [count(1)]',
    '        filter (id@0 > 1)',
    '          scan 0 t1000 [id, kind] where (id@0 > 1)',
    '',
    '== Stages ==',
    'stage 0: 2 tasks -> hash kind@0 into 2',
    '  partial aggregate by [kind@1] [count(1)]',
    '    filter (id@0 > 1)',
    '      scan 0 t1000 [id, kind] where (id@0 > 1)',
    'stage 1: 2 tasks -> single',
    '  project [kind@0, count@1 AS n]',
    '    final aggregate by [kind@0] [count(1)]',
    '      input from stage 0 (partition) [kind, state 0.0]',
    '',
  );

  test('simple shows the physical plan over its exchanges, then the stages', async () => {
    expect(explained(await analysed(query), 'simple')).toBe(physical);
  });

  test('extended shows the logical plans before it', async () => {
    expect(explained(await analysed(query), 'extended')).toBe(
      lines(
        '== Parsed Logical Plan ==',
        'aggregate by [kind] [kind, count(1) AS n]',
        '  filter (id > 1)',
        '    alias t1000',
        '      scan t1000 [id, kind, size, time]',
        '',
        '== Analyzed Logical Plan ==',
        'kind: string, n: bigint',
        'aggregate by [kind#] [kind#, count(1) AS n#]',
        '  filter (id# > 1)',
        '    alias t1000',
        '      scan t1000 [id#, kind#, size#, time#]',
        '',
        '== Optimized Logical Plan ==',
        'aggregate by [kind#] [kind#, count(1) AS n#]',
        '  filter (id# > 1)',
        '    scan t1000 [id#, kind#] where (id# > 1)',
        '',
        physical,
      ),
    );
  });

  test('cost says what is expected of every operator', async () => {
    expect(explained(await analysed(query), 'cost')).toContain(
      lines(
        '== Optimized Logical Plan ==',
        'aggregate by [kind#] [kind#, count(1) AS n#]  (about 33 rows, 933 B)',
        '  filter (id# > 1)  (about 333 rows, 9.1 KiB)',
        '    scan t1000 [id#, kind#] where (id# > 1)  (about 1,000 rows, 27.3 KiB)',
        '',
        '== Physical Plan ==',
      ),
    );
    expect(explained(await analysed('SELECT id FROM t'), 'cost')).toContain('scan t [id#]  (size not known)');
  });

  test('formatted numbers the operators and describes them below', async () => {
    const text = explained(await analysed(query), 'formatted');
    expect(text).toContain(
      lines(
        '== Physical Plan ==',
        'project (1)',
        '  aggregate (2)',
        '    exchange hash kind@0 into 2 (3)',
        '      aggregate (4)',
        '        filter (5)',
        '          scan (6)',
        '',
        '(1) project',
        'Output [2]: [kind, n]',
        'project [kind@0, count@1 AS n]',
        '',
      ),
    );
    expect(text).toContain('(6) scan\nOutput [2]: [id, kind]\nscan 0 t1000 [id, kind] where (id@0 > 1)\n');
  });

  test('a stage that two others read is shown once', async () => {
    const shared =
      'WITH g AS (SELECT kind, max(id) AS m FROM t GROUP BY kind) SELECT * FROM g UNION ALL SELECT * FROM g';
    const text = explained(await analysed(shared), 'simple').split('== Stages ==')[0];
    expect(text.match(/scan/g)).toHaveLength(1);
    expect(text).toContain('shown above');
  });

  test('plans of any size give a text that can be read', () => {
    const fields = Array.from({ length: 5000 }, (_, i) => field(`c${i}`, INT));
    const source = { kind: 'layer', name: 'wide', path: 'wide' } as const;
    let plan: LogicalNode = {
      kind: 'scan',
      source,
      output: attributesOf(structType(fields)),
      extent: null,
      pushedFilters: [],
    };
    expect(explained(plan, 'extended').length).toBeLessThan(3000);
    expect(explained(plan, 'simple')).toContain('c24, ... 4975 more]');
    plan = { ...plan, output: outputOf(plan).slice(0, 30) };
    for (let i = 0; i < 1000; i++) {
      const [first, ...others] = outputOf(plan);
      const added = newAlias(
        { kind: 'call', name: '+', args: [first, first], type: INT, nullable: true },
        first.name,
      );
      plan = { kind: 'project', input: plan, expressions: [added, ...others] };
    }
    for (const mode of ['simple', 'extended', 'codegen', 'cost', 'formatted']) {
      const text = explained(plan, mode);
      expect([mode, text.length < 1_000_000, text.split('\n').every((line) => line.length < 3000)]).toEqual([
        mode,
        true,
        true,
      ]);
      expect(text).toContain('more lines');
    }
  });
});
