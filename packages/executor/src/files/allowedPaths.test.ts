import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkedPath, checkedTarget, localPath } from './allowedPaths.js';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'graticule-allowed-')));
  for (const name of ['data', 'data-more', 'secret']) mkdirSync(join(folder, name));
  for (const name of ['data/a', 'data-more/b', 'secret/c']) writeFileSync(join(folder, name), '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const allowed = () => [join(folder, 'data')];

describe('paths of scripts', () => {
  it('are allowed in and below an allowed folder', async () => {
    expect(await checkedPath(join(folder, 'data/a'), allowed())).toBe(join(folder, 'data/a'));
    expect(await checkedPath(join(folder, 'data'), allowed())).toBe(join(folder, 'data'));
  });

  it('are refused beside it, above it, and everywhere when no folder is allowed', async () => {
    for (const path of ['data-more/b', 'data/../secret/c', '.']) {
      await expect(checkedPath(join(folder, path), allowed())).rejects.toThrow('allowedPaths');
    }
    await expect(checkedPath(join(folder, 'data/a'), [])).rejects.toThrow('none are set');
  });

  it('are refused when a link leads out, and allowed when the allowed folder is a link itself', async () => {
    symlinkSync(join(folder, 'secret'), join(folder, 'data/link'));
    await expect(checkedPath(join(folder, 'data/link/c'), allowed())).rejects.toThrow('allowedPaths');
    await expect(checkedTarget(join(folder, 'data/link/new/file'), allowed())).rejects.toThrow(
      'allowedPaths',
    );
    symlinkSync(join(folder, 'data'), join(folder, 'alias'));
    expect(await checkedPath(join(folder, 'alias/a'), [join(folder, 'alias')])).toBe(join(folder, 'data/a'));
  });

  it('of targets that do not exist are judged by the nearest folder that does', async () => {
    await checkedTarget(join(folder, 'data/new/deep/file'), allowed());
    await expect(checkedTarget(join(folder, 'other/new'), allowed())).rejects.toThrow('allowedPaths');
  });

  it('may begin with file:, other schemes are named', () => {
    expect(localPath('file:///data/a%20b')).toBe('/data/a b');
    expect(localPath('file:/data/x')).toBe('/data/x');
    expect(localPath('/data/x')).toBe('/data/x');
    expect(() => localPath('s3a://bucket/x')).toThrow('No FileSystem for scheme: s3a');
  });
});
