import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { packLz4, unpackLz4 } from './lz4.js';
import { packSnappy, unpackSnappy } from './snappy.js';
import { loadZstd, packZstd, unpackZstd } from './zstd.js';

/** `deflate` is without the header of zlib. */
export type BlockCodecName = 'deflate' | 'snappy' | 'lz4' | 'zstd';

/** Packs and unpacks blocks of some hundred kilobytes in memory. */
export interface BlockCodec {
  pack(bytes: Uint8Array): Uint8Array;
  /** Unpacks to the start of `into` and returns the number of bytes. Throws when the block is damaged or does not fit. */
  unpack(packed: Uint8Array, into: Uint8Array): number;
}

/** The codec of a name; Zstandard's is loaded when it is asked for first. */
export async function blockCodec(name: BlockCodecName): Promise<BlockCodec> {
  if (name === 'zstd') await loadZstd();
  return CODECS[name];
}

const CODECS: Readonly<Record<BlockCodecName, BlockCodec>> = {
  deflate: { pack: (bytes) => deflateRawSync(bytes), unpack: unpackDeflate },
  snappy: { pack: packSnappy, unpack: unpackSnappy },
  lz4: { pack: packLz4, unpack: unpackLz4 },
  zstd: { pack: packZstd, unpack: unpackZstd },
};

function unpackDeflate(packed: Uint8Array, into: Uint8Array): number {
  const bytes = inflateRawSync(packed, { maxOutputLength: Math.max(1, into.length) });
  if (bytes.length > into.length) throw new Error(`deflated bytes did not fit ${into.length} bytes`);
  into.set(bytes);
  return bytes.length;
}
