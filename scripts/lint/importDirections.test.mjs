import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { importDirections, importViolation, roomOf } from './importDirections.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const at = (...parts) => path.join(root, ...parts);

async function messagesOf(code, file) {
  const [result] = await new ESLint({ cwd: root }).lintText(code, { filePath: at(...file.split('/')) });
  return result.messages.filter((m) => m.ruleId === 'graticule/import-directions').map((m) => m.message);
}

describe('import directions', () => {
  test('a package may import what the table allows, and itself', () => {
    expect(importViolation(at('packages', 'sql', 'src', 'a.ts'), '@graticule/columnar')).toBeNull();
    expect(importViolation(at('packages', 'sql', 'src', 'a.ts'), '@graticule/sql')).toBeNull();
    expect(importViolation(at('packages', 'sql', 'src', 'a.ts'), './b.js')).toBeNull();
    expect(importViolation(at('packages', 'sql', 'src', 'a.ts'), 'node:fs')).toBeNull();
    expect(importViolation(at('packages', 'cli', 'src', 'a.ts'), '@graticule/coordinator')).toBeNull();
  });

  test('an import against the direction is named with what is allowed', () => {
    expect(importViolation(at('packages', 'columnar', 'src', 'a.ts'), '@graticule/sql')).toBe(
      'columnar imports sql; it may import nothing of ours',
    );
    expect(importViolation(at('packages', 'sql', 'src', 'a.ts'), '@graticule/geoanalytics')).toBe(
      'sql imports geoanalytics; it may import columnar',
    );
    expect(importViolation(at('packages', 'executor', 'src', 'a.ts'), '@graticule/coordinator')).toBe(
      'executor imports coordinator; it may import protocol, columnar, sql, geoanalytics',
    );
  });

  test('a relative path into another room is refused, also into bench and deploy', () => {
    expect(importViolation(at('packages', 'cli', 'src', 'a.ts'), '../../sql/src/index.js')).toContain(
      'cli reaches into sql by a relative path',
    );
    expect(importViolation(at('packages', 'cli', 'src', 'a.ts'), '../../../bench/src/flights.mjs')).toContain(
      'cli reaches into bench by a relative path',
    );
    expect(importViolation(at('packages', 'cli', 'src', 'a.ts'), '@graticule/bench')).toContain(
      'cli imports bench',
    );
  });

  test('the lint run reports imports, re-exports, dynamic imports and import types', async () => {
    const code = [
      "import { a } from '@graticule/coordinator';",
      "export * from '@graticule/cli';",
      "export const b = import('@graticule/coordinator');",
      "export type C = import('@graticule/coordinator').C;",
      "export { Job } from '@graticule/protocol';",
      'export { a };',
    ].join('\n');
    const messages = await messagesOf(code, 'packages/executor/src/invented.ts');
    expect(messages).toHaveLength(4);
    expect(messages[0]).toContain('executor imports coordinator');
  });

  test('every package is in the table and its package.json depends on nothing else of ours', () => {
    for (const room of fs.readdirSync(at('packages'))) {
      const manifest = at('packages', room, 'package.json');
      if (!fs.existsSync(manifest)) continue;
      const { dependencies = {}, devDependencies = {} } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
      const ours = Object.keys({ ...dependencies, ...devDependencies })
        .filter((name) => name.startsWith('@graticule/'))
        .map((name) => name.slice('@graticule/'.length));
      expect(importDirections[room], `${room} is not in the table`).toBeDefined();
      expect(ours.filter((name) => !importDirections[room].includes(name))).toEqual([]);
    }
  });

  test('the table has no cycle', () => {
    const done = new Set();
    for (const [room, allowed] of Object.entries(importDirections)) {
      expect(allowed.filter((name) => !done.has(name))).toEqual([]);
      done.add(room);
    }
  });

  test('files at the top belong to no room', () => {
    expect(roomOf(at('eslint.config.js'))).toBeNull();
    expect(roomOf(at('bench', 'src', 'flights.mjs'))).toBe('bench');
  });
});
