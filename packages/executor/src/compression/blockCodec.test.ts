import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { blockCodec, type BlockCodecName } from './blockCodec.js';

const NAMES: readonly BlockCodecName[] = ['deflate', 'snappy', 'lz4', 'zstd'];

/** What other programs packed: pyarrow 12 (Codec('snappy'), Codec('lz4_raw'), Codec('zstd')) and zlib of Python. */
const PACKED: Readonly<Record<BlockCodecName, string>> = {
  deflate: 'K8lIVShKzMxTAKLgAhCjuCSxslghF8jMqQSJlgBVFOQAudZg5qhishQfXjl4YGpeCgA=',
  snappy:
    '9wM0dGhlIHJhaW4gaW4gU3ABCSxzdGF5cyBtYWlubHkBFgEiFHBsYWluOwUL/i0A/i0A/i0A/i0A2i0ABMOp/gIA/gIAGQIIZW5k',
  lz4: '4HRoZSByYWluIGluIFNwCQDAc3RheXMgbWFpbmx5FgAAIgBhcGxhaW47CwAPLQD/JS/DqQIAdVDDqWVuZA==',
  zstd: 'KLUv/WD3AP0BABQDdGhlIHJhaW4gaW4gU3BhaW4gc3RheXMgbWFpbmx5IGluIHRoZSBwbGFpbjvDqWVuZAMAhxyFNFCpQAulDA==',
};
const TEXT = Buffer.from(
  'the rain in Spain stays mainly in the plain; '.repeat(8) + 'é'.repeat(70) + 'end',
  'utf8',
);

describe.each(NAMES)('blocks of %s', (name) => {
  it('that another program packed are unpacked', async () => {
    const codec = await blockCodec(name);
    const into = new Uint8Array(TEXT.length);
    expect(codec.unpack(Buffer.from(PACKED[name], 'base64'), into)).toBe(TEXT.length);
    expect(Buffer.from(into)).toEqual(TEXT);
  });

  it('come back as they were, whatever repeats in them', async () => {
    const codec = await blockCodec(name);
    const samples = [
      Buffer.alloc(0),
      Buffer.from('a'),
      Buffer.from('abcdabcdabcd'),
      Buffer.alloc(300_000, 7),
      Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * i) >> 7)),
      randomBytes(70_000),
      Buffer.concat([
        randomBytes(1000),
        Buffer.alloc(67, 1),
        Buffer.alloc(66, 2),
        randomBytes(5),
        Buffer.alloc(260, 3),
      ]),
      ...Array.from({ length: 40 }, (_, i) => Buffer.alloc(i, 'xyz')),
    ];
    for (const sample of samples) {
      const into = new Uint8Array(sample.length + 3);
      expect(codec.unpack(codec.pack(sample), into)).toBe(sample.length);
      expect(Buffer.compare(into.subarray(0, sample.length), sample)).toBe(0);
    }
    expect(codec.pack(samples[3]).length).toBeLessThan(15_000);
  });

  it('that are cut off are refused, or where the format does not show it, shorter', async () => {
    const codec = await blockCodec(name);
    const packed = codec.pack(TEXT);
    for (let length = 0; length < packed.length; length++) {
      const unpack = () => codec.unpack(packed.subarray(0, length), new Uint8Array(TEXT.length));
      if (name === 'lz4') expect(sizeOrError(unpack)).not.toBe(TEXT.length);
      else expect(unpack).toThrow();
    }
  });

  it('that hold more than expected are refused', async () => {
    const codec = await blockCodec(name);
    const packed = codec.pack(TEXT);
    expect(() => codec.unpack(packed, new Uint8Array(TEXT.length - 1))).toThrow();
  });

  it('that are damaged are refused or unpacked to something of the expected size', async () => {
    const codec = await blockCodec(name);
    const packed = codec.pack(TEXT);
    for (let i = 0; i < packed.length; i++) {
      const damaged = Uint8Array.from(packed);
      damaged[i] ^= 0x55;
      const found = sizeOrError(() => codec.unpack(damaged, new Uint8Array(TEXT.length)));
      expect(found === 'error' || found <= TEXT.length).toBe(true);
    }
    const into = new Uint8Array(TEXT.length);
    expect(codec.unpack(packed, into)).toBe(TEXT.length);
    expect(Buffer.from(into)).toEqual(TEXT);
  });
});

function sizeOrError(unpack: () => number): number | 'error' {
  try {
    return unpack();
  } catch {
    return 'error';
  }
}
