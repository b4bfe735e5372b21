import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { decodeStripe, orcColumns } from './orcFile.js';
import { readTail } from './orcTail.js';

interface ReadCase {
  readonly format: string;
  readonly name: string;
  readonly files: Readonly<Record<string, { readonly base64: string }>>;
}

const cases = (
  JSON.parse(
    readFileSync(
      new URL('../../../../../bench/oracles/files/fixtures/readCases.json', import.meta.url),
      'utf8',
    ),
  ) as ReadCase[]
).filter(
  ({ format, name }) =>
    format === 'orc' && /^(all types, (none|zlib)|nested|of Arrow, (zstd|lz4))$/.test(name),
);
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'graticule-orc-')));
afterAll(() => rmSync(folder, { recursive: true }));

/** Rows that come of a file's bytes, or the kind of its error. */
async function outcome(bytes: Uint8Array, serial: number): Promise<number | string> {
  const path = join(folder, String(serial));
  writeFileSync(path, bytes);
  const file = { path, name: 'part.orc', bytes: bytes.length, modified: 0 };
  try {
    const columns = await orcColumns(file);
    let rows = 0;
    for (const stripe of (await readTail(file)).stripes.keys()) {
      for await (const { length } of decodeStripe(file, stripe, columns)) rows += length;
    }
    return rows;
  } catch (error) {
    return (error as Error).name;
  } finally {
    rmSync(path);
  }
}

describe.each(cases)('a damaged file ($name)', ({ files }) => {
  const bytes = Buffer.from(Object.values(files)[0].base64, 'base64');
  let serial = 0;

  it('that ends early is an error that names it', async () => {
    for (let length = 0; length < bytes.length; length += 31) {
      expect(await outcome(bytes.subarray(0, length), serial++)).toBe('SourceError');
    }
  });

  it('with another byte anywhere gives as many rows as before or an error that names it', async () => {
    const rows = await outcome(bytes, serial++);
    for (let at = 0; at < bytes.length; at += 13) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] ^= 1 << (at % 7);
      expect([rows, 'SourceError']).toContain(await outcome(damaged, serial++));
    }
  });
});
