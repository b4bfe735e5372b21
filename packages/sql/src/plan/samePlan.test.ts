import { expect, test } from 'vitest';
import { analyse } from '../analysis/analyse.js';
import { testContext } from '../operators/testing.js';
import type { LogicalNode } from './logical.js';
import { samePlan } from './samePlan.js';

const plan = (text: string): Promise<LogicalNode> => analyse({ kind: 'sql', text }, testContext());

test('plans are the same whatever numbers their columns have', async () => {
  const text = 'SELECT id + 1 AS n FROM range(3) WHERE id > 1';
  expect(samePlan(await plan(text), await plan(text))).toBe(true);
  expect(samePlan(await plan(text), await plan(text.replace('> 1', '> 2')))).toBe(false);
  const twice = 'SELECT a.id FROM range(3) a JOIN range(3) b ON a.id = b.id';
  expect(samePlan(await plan(twice), await plan(twice))).toBe(true);
  expect(samePlan(await plan(twice), await plan(twice.replace('SELECT a', 'SELECT b')))).toBe(false);
});

test('rows that came with the plan are compared by who they are', async () => {
  const rows = await plan('VALUES (1), (2)');
  expect(samePlan(rows, { ...rows })).toBe(true);
  expect(samePlan(rows, await plan('VALUES (1), (2)'))).toBe(false);
});
