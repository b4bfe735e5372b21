import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFiles } from '../files/datasetFiles.js';
import { guessDelimited } from './guessDelimited.js';

test('the encoding is seen in a last line that has no end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'graticule-encoding-'));
  try {
    await writeFile(join(folder, 'a.csv'), Buffer.from('id,name\n1,a\n2,caf\xe9', 'latin1'));
    const { manifest } = await guessDelimited('places', 'csv', await listFiles(folder));
    expect(manifest.format).toMatchObject({ encoding: 'windows-1252' });
  } finally {
    await rm(folder, { recursive: true });
  }
});
