import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { examplesOf, examplesOfFiles } from './examples.js';
import { referencePage, usageOf } from './reference.js';
import { listFunctions, requireFunction } from './registry.js';

const fixtures = new URL('fixtures/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, fixtures), 'utf8'));

test('docs/functions.md is what `npm run functions -w @graticule/sql` writes', () => {
  const page = readFileSync(new URL('../../../../docs/functions.md', import.meta.url), 'utf8');
  expect(page.replaceAll('\r\n', '\n')).toBe(
    referencePage(listFunctions(), examplesOfFiles(readdirSync(fixtures), read)),
  );
});

test('every function says in a sentence what it does', () => {
  expect(
    listFunctions()
      .filter(({ doc }) => !/^\S.*\.$/s.test(doc))
      .map(({ names }) => names[0]),
  ).toEqual([]);
});

test('usages show which arguments may be left out and which may be repeated', () => {
  expect(usageOf(requireFunction('locate'), 'locate')).toBe('locate(string, string, [int])');
  expect(usageOf(requireFunction('hash'), 'hash')).toContain('...');
  expect(usageOf(requireFunction('+'), '+')).toBe('any + any');
  expect(usageOf(requireFunction('not'), 'not')).toBe('NOT boolean');
});

test('the page shows control characters as literals do', () => {
  const examples = new Map([['chr', { sql: 'chr(0)', result: '\0|\n' }]]);
  const page = referencePage([requireFunction('chr')], examples);
  expect(page).toContain('`` chr(0) `` → `` \\u0000\\|\\u000a ``');
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

test('operators, elements and window functions have examples, too', () => {
  const cases = [
    { sql: '1 <=> 2', rows: [[false]] },
    { sql: 'NOT true', rows: [[false]] },
    { sql: "array('a')[0]", rows: [['a']] },
    { sql: 'SELECT rank() OVER (ORDER BY a) FROM VALUES (1), (2) AS t(a)', rows: [[{ whole: '1' }], [null]] },
    { sql: 'SELECT f(a), g(a) FROM VALUES (1), (2) AS t(a)', rows: [[1, 2]] },
    { sql: "posexplode(array('a'))", rows: [[{ whole: '0' }, 'a']] },
  ];
  const found = examplesOf(cases, new Set());
  expect([...found].map(([name, { result }]) => `${name}: ${result}`)).toEqual([
    '<=>: false',
    'not: false',
    'getitem: a',
    'rank: 1; NULL',
    'posexplode: 0, a',
  ]);
});
