import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toValues } from '@graticule/columnar';
import { SourceError } from '../sourceError.js';
import { readFooter } from './footer.js';
import { decodeRowGroup } from './parquetFile.js';

const files = fileURLToPath(new URL('../../../../../bench/oracles/parquet/files/', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'graticule-damaged-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads all of a file that holds `bytes`. Each gets its own time of change: footers are kept by it. */
let modified = 0;
async function readBytes(bytes: Uint8Array): Promise<number> {
  const path = join(folder, 'damaged.parquet');
  writeFileSync(path, bytes);
  const file = { path, name: 'share/damaged.parquet', bytes: bytes.length, modified: modified++ };
  const footer = await readFooter(file);
  const known = footer.columns.filter(({ type }) => type !== null);
  const names = new Set(known.map(({ name }) => name));
  let values = 0;
  for (let rowGroup = 0; rowGroup < footer.rowGroups.length; rowGroup++)
    for await (const { columns } of decodeRowGroup(file, footer, rowGroup, names))
      for (const column of columns) values += toValues(column).length;
  return values;
}

describe('a file with a wrong byte is read or refused, whatever byte it is', () => {
  it.each([
    'flat.plain-v2-small-pages.parquet',
    'flat.dictionary-given-up.parquet',
    'flat.delta.parquet',
    'flat.row-groups.parquet',
    'nested.small-pages.parquet',
    'required.plain-lz4.parquet',
  ])('%s', async (name) => {
    const bytes = readFileSync(join(files, name));
    for (let at = 3; at < bytes.length; at += 331) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] ^= 1 << (at & 7);
      const found = await readBytes(damaged).catch((error: unknown) => error);
      expect(typeof found === 'number' || found instanceof SourceError).toBe(true);
    }
  });
});

it('the message names file, row group and column', async () => {
  const bytes = readFileSync(join(files, 'required.plain-snappy.parquet'));
  bytes.fill(255, 4, 30);
  await expect(readBytes(bytes)).rejects.toThrow(
    /^share\/damaged.parquet: row group 0, column flag_required cannot be decoded: the header of a page is damaged: /,
  );
});

it('a file that lost its middle is refused', async () => {
  const bytes = readFileSync(join(files, 'required.plain-none.parquet'));
  const shorter = Buffer.concat([bytes.subarray(0, 100), bytes.subarray(3000)]);
  await expect(readBytes(shorter)).rejects.toThrow('cannot be decoded');
});
