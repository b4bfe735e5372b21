import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { environmentPython } from '../driver/interpreter.js';
import { textPacker, unpackedText, type TextPacking } from './textPacking.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'graticule-packing-')));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'file');

async function packed(packing: TextPacking, ...pieces: readonly Uint8Array[]): Promise<Buffer> {
  const packer = textPacker(packing);
  const out: Uint8Array[] = [];
  for (const piece of pieces) out.push(await packer.push(piece));
  return Buffer.concat([...out, await packer.finish()]);
}

async function unpacked(packing: TextPacking, bytes: Uint8Array): Promise<Buffer> {
  writeFileSync(path, bytes);
  const pieces: Buffer[] = [];
  for await (const piece of unpackedText(path, 'file', packing)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

const SAMPLES: readonly Buffer[] = [
  Buffer.alloc(0),
  Buffer.from('a'),
  Buffer.from('aaaabbbbbccccccd'),
  Buffer.from('banana'.repeat(500)),
  Buffer.alloc(255, 120),
  Buffer.alloc(256, 120),
  Buffer.alloc(5000, 120),
  Buffer.from('ab'.repeat(20_000)),
  randomBytes(40_000),
  Buffer.from(Array.from({ length: 60_000 }, (_, i) => `${i % 977},${(i * 7919) % 1009}\n`).join('')),
];

describe.each(['gzip', 'deflate', 'bzip2', 'snappy', 'lz4'] as const)('text packed with %s', (packing) => {
  it('comes back as it was', async () => {
    for (const sample of SAMPLES) {
      const half = sample.length >> 1;
      const bytes = await packed(packing, sample.subarray(0, half), sample.subarray(half));
      expect(Buffer.compare(await unpacked(packing, bytes), sample)).toBe(0);
    }
  });

  it('that is cut off is an error that names the file', async () => {
    const bytes = await packed(packing, SAMPLES[3]);
    await expect(unpacked(packing, bytes.subarray(0, bytes.length - 3))).rejects.toThrow(
      'file cannot be unpacked',
    );
  });
});

describe('text packed with bzip2', () => {
  it('of more than one block comes back as it was', async () => {
    const text = Buffer.from(Array.from({ length: 250_000 }, (_, i) => `${(i * 48_271) % 65_537}`).join(','));
    expect(text.length).toBeGreaterThan(1_000_000);
    const bytes = await packed('bzip2', text);
    expect(bytes.length).toBeLessThan(text.length / 2);
    expect(Buffer.compare(await unpacked('bzip2', bytes), text)).toBe(0);
  });

  it('that is damaged is an error', async () => {
    const bytes = await packed('bzip2', SAMPLES[9].subarray(0, 3000));
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = Uint8Array.from(bytes);
      damaged[at] ^= 4;
      await expect(unpacked('bzip2', damaged)).rejects.toThrow('file cannot be unpacked');
    }
  });

  it('is what Python packs and unpacks', async ({ skip }) => {
    const python = environmentPython();
    try {
      execFileSync(python, ['-c', 'import bz2'], { stdio: 'ignore' });
    } catch {
      skip('there is no Python with bz2 in .graticule/python');
    }
    for (const sample of SAMPLES) {
      writeFileSync(path, await packed('bzip2', sample));
      const text = execFileSync(python, [
        '-c',
        'import bz2,sys; sys.stdout.buffer.write(bz2.open(sys.argv[1]).read())',
        path,
      ]);
      expect(Buffer.compare(text, sample)).toBe(0);
      writeFileSync(path, sample);
      const theirs = execFileSync(python, [
        '-c',
        'import bz2,sys; sys.stdout.buffer.write(bz2.compress(open(sys.argv[1], "rb").read()))',
        path,
      ]);
      expect(Buffer.compare(await unpacked('bzip2', theirs), sample)).toBe(0);
    }
  });
});
