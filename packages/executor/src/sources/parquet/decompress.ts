import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { lz4Text } from '../../compression/lz4.js';
import { snappyText } from '../../compression/snappy.js';
import { loadZstd, unpackZstd } from '../../compression/zstd.js';

/** CompressionCodec of parquet.thrift, by number. */
const CODECS = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'] as const;
export type Codec = (typeof CODECS)[number];

/** Bytes behind every span of a page that loops may read, whatever they hold. */
export const SLACK_BYTES = 8;

/** The codec of a number. Throws for numbers without a codec and for LZO, which no reader but Hadoop's has. */
export function codecOf(number: number): Codec {
  const codec = CODECS[number];
  if (codec === undefined || codec === 'LZO')
    throw new RangeError(`codec ${codec ?? number} is not supported`);
  return codec;
}

/** To be awaited before `decompress` is used with this codec. */
export async function prepareCodec(codec: Codec): Promise<void> {
  if (codec === 'ZSTD') await loadZstd();
}

/**
 * `size` bytes from their compressed form, with SLACK_BYTES behind them, valid until the next call. `packed` has that
 * slack, too. Throws when the data are damaged or have another size.
 */
export function decompress(codec: Codec, packed: Uint8Array, size: number): Uint8Array {
  if (size === 0) return new Uint8Array(SLACK_BYTES).subarray(0, 0);
  const bytes = unpack(codec, packed, size);
  if (bytes.length !== size) throw new RangeError(`${codec} gives ${bytes.length} bytes, expected ${size}`);
  return bytes;
}

function unpack(codec: Codec, packed: Uint8Array, size: number): Uint8Array {
  switch (codec) {
    case 'UNCOMPRESSED':
      return packed;
    case 'SNAPPY':
      return snappyText(packed, size);
    case 'GZIP':
      return withSlack(gunzipSync(packed, { maxOutputLength: size }));
    case 'BROTLI':
      return withSlack(brotliDecompressSync(packed, { maxOutputLength: size }));
    case 'ZSTD': {
      const into = new Uint8Array(size + SLACK_BYTES).subarray(0, size);
      return into.subarray(0, unpackZstd(packed, into));
    }
    case 'LZ4':
      return unpackHadoop(packed, size);
    case 'LZ4_RAW':
      return lz4Text(packed, size);
    case 'LZO':
      throw new RangeError('codec LZO is not supported');
  }
}

function withSlack(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + SLACK_BYTES).subarray(0, bytes.length);
  out.set(bytes);
  return out;
}

/** Hadoop's frame around LZ4 blocks: before each its size unpacked and packed, big endian. Some writers left it out. */
function unpackHadoop(packed: Uint8Array, size: number): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const out = new Uint8Array(size + SLACK_BYTES).subarray(0, size);
  let at = 0;
  let done = 0;
  while (at + 8 <= packed.length && done < size) {
    const blockSize = view.getUint32(at);
    const end = at + 8 + view.getUint32(at + 4);
    if (blockSize > size - done || end > packed.length) break;
    out.set(lz4Text(packed.subarray(at + 8, end), blockSize), done);
    at = end;
    done += blockSize;
  }
  return done === size && at === packed.length ? out : lz4Text(packed, size);
}
