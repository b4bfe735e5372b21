import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assembledModules } from './assemble.mjs';

test('every assembled module is what its text assembles to', async () => {
  for (const { file, text } of await assembledModules()) expect(readFileSync(file, 'utf8')).toBe(text);
});
