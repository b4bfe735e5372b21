import { expect, test } from 'vitest';
import { valueAt } from '@graticule/columnar';
import { analyse } from '../../analysis/analyse.js';
import { runPlan, sqlText, testContext } from '../../operators/testing.js';
import type { UnresolvedExpression } from '../../plan/unresolved.js';

const column = (name: string): UnresolvedExpression => ({ kind: 'unresolvedAttribute', parts: [name] });

test('product multiplies the values that are not null, in one task and in many', async () => {
  const text = `SELECT * FROM VALUES ('a', 2.0D), ('b', -3.0D), ('a', 5.0D), ('c', null), ('a', null), ('b', 0.5D) AS t(k, v)`;
  const plan = await analyse(
    {
      kind: 'aggregate',
      input: { kind: 'sql', text },
      keys: [column('k')],
      aggregates: [{ kind: 'unresolvedFunction', name: 'product', args: [column('v')], distinct: false }],
    },
    testContext(),
  );
  for (const partitions of [1, 3]) {
    const { columns, length, schema } = await runPlan(plan, { partitions });
    const rows = Array.from({ length }, (_, i) => columns.map((one) => valueAt(one, i)));
    expect(rows.sort()).toEqual([
      ['a', 10],
      ['b', -1.5],
      ['c', null],
    ]);
    expect(schema.fields.map(({ name }) => name)).toEqual(['k', 'product(v)']);
  }
});

test('product is no function of SQL text', async () => {
  await expect(sqlText('SELECT product(id) FROM range(3)')).rejects.toThrow(/Undefined function: product\./);
});
