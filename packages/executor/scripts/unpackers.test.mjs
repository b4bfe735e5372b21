import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { folder, unpackersSource } from './unpackers.mjs';

test('unpackersModule.ts is what unpackers.wat assembles to', async () => {
  expect(readFileSync(new URL('unpackersModule.ts', folder), 'utf8')).toBe(await unpackersSource());
});
