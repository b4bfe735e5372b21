import { readFileSync } from 'node:fs';
import wabt from 'wabt';

export const folder = new URL('../src/compression/', import.meta.url);

/** Text of unpackersModule.ts: unpackers.wat in binary form, as base64. */
export async function unpackersSource() {
  const text = readFileSync(new URL('unpackers.wat', folder), 'utf8');
  const module = (await wabt()).parseWat('unpackers.wat', text, { bulk_memory: true });
  const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
  const lines = base64.match(/.{1,100}/g).map((line) => `  '${line}',`);
  return [
    '/** unpackers.wat assembled by `npm run unpackers -w @graticule/executor`, base64. */',
    'export const UNPACKERS = [',
    ...lines,
    "].join('');",
    '',
  ].join('\n');
}
