import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { examplesOf } from './examples.js';
import type { RecordedCase } from './examples.js';
import { referencePage, usageOf } from './reference.js';
import { listFunctions, requireFunction } from './registry.js';

const fixtures = new URL('fixtures/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, fixtures), 'utf8'));

test('docs/functions.md is what `npm run functions -w @graticule/sql` writes', () => {
  const files = readdirSync(fixtures).filter((name) => name !== 'differences.json');
  const cases = files.sort().flatMap((name) => read(name) as RecordedCase[]);
  const leftOut = new Set(Object.keys(read('differences.json') as object));
  const page = readFileSync(new URL('../../../../docs/functions.md', import.meta.url), 'utf8');
  expect(page.replaceAll('\r\n', '\n')).toBe(referencePage(listFunctions(), examplesOf(cases, leftOut)));
});

test('every function says in a sentence what it does', () => {
  expect(
    listFunctions()
      .filter(({ doc }) => !/^\S.*\.$/s.test(doc))
      .map(({ names }) => names[0]),
  ).toEqual([]);
});

test('usages show which arguments may be left out and which may be repeated', () => {
  expect(usageOf(requireFunction('lpad'), 'lpad')).toBe('lpad(string, int, [string])');
  expect(usageOf(requireFunction('hash'), 'hash')).toContain('...');
  expect(usageOf(requireFunction('+'), '+')).toBe('any + any');
});

test('an example is the shortest call that gives a value', () => {
  const cases = [
    { sql: 'f(1, 2, 3)', rows: [[{ whole: '6' }]] },
    { sql: 'f(1)', rows: [[{ whole: '1' }]] },
    { sql: 'f()', rows: [[null]] },
    { sql: 'g(1)', error: 'AnalysisException' },
  ];
  expect([...examplesOf(cases, new Set())]).toEqual([['f', { sql: 'f(1)', result: '1' }]]);
});
