import { fromBinary } from '@bufbuild/protobuf';
import * as orc from '@graticule/protocol/orc';
import { blockCodec, type BlockCodecName } from '../../compression/blockCodec.js';
import { readRange, withFile } from '../../files/byteRange.js';
import type { DatasetFile } from '../../files/datasetFiles.js';
import { SourceError } from '../sourceError.js';
import { unpackChunks, type Packing } from './chunks.js';

/** What the end of a file says of all of it. */
export interface OrcTail {
  readonly types: readonly orc.Type[];
  readonly stripes: readonly OrcStripe[];
  readonly rows: number;
  readonly packing: Packing;
  /** Days before 1582-10-15 are counted in the Julian calendar, as Spark's own files have them. */
  readonly julian: boolean;
  /** The ranges that stripes state for texts are right: the first writers compared them otherwise. */
  readonly textRanges: boolean;
}

export interface OrcStripe {
  readonly start: number;
  readonly indexBytes: number;
  readonly dataBytes: number;
  readonly footerBytes: number;
  readonly rows: number;
  /** By column number; none when the file has no statistics. */
  readonly statistics: readonly orc.ColumnStatistics[];
}

const MAGIC = 'ORC';
const END_BYTES_MAX = 256;
const TAIL_BYTES_MAX = 512 << 20;
const BLOCK_BYTES_MAX = 64 << 20;
const CACHED_TAILS_MAX = 8;
const CODECS: Readonly<Record<number, BlockCodecName>> = {
  [orc.CompressionKind.ZLIB]: 'deflate',
  [orc.CompressionKind.SNAPPY]: 'snappy',
  [orc.CompressionKind.LZ4]: 'lz4',
  [orc.CompressionKind.ZSTD]: 'zstd',
};
const cache = new Map<string, Promise<OrcTail>>();

/** Reads the tail of a file; the last few are kept. Throws SOURCE_MALFORMED when the file is not ORC. */
export function readTail(file: DatasetFile): Promise<OrcTail> {
  const key = `${file.path}\n${file.bytes}\n${file.modified}`;
  const known = cache.get(key);
  if (known) return known;
  const tail = loadTail(file);
  cache.set(key, tail);
  tail.catch(() => cache.delete(key));
  if (cache.size > CACHED_TAILS_MAX) cache.delete(cache.keys().next().value!);
  return tail;
}

async function loadTail(file: DatasetFile): Promise<OrcTail> {
  try {
    return await withFile(file.path, async (handle) => {
      const end = await readRange(handle, Math.max(0, file.bytes - END_BYTES_MAX), file.bytes);
      const length = end[end.length - 1];
      if (length === undefined || length + 1 > end.length) throw new Error(`it has ${file.bytes} bytes`);
      const postScript = postScriptOf(end.subarray(end.length - 1 - length, end.length - 1));
      const packing = await packingOf(postScript, file);
      const footerEnd = file.bytes - 1 - length;
      const footerBytes = Number(postScript.footerLength);
      const metadataBytes = Number(postScript.metadataLength);
      const start = footerEnd - footerBytes - metadataBytes;
      if (start < 0 || footerEnd - start > TAIL_BYTES_MAX) {
        throw new Error(`its footer claims ${footerBytes} and its metadata ${metadataBytes} bytes`);
      }
      const sections = await readRange(handle, start, footerEnd);
      const metadata = fromBinary(
        orc.MetadataSchema,
        unpackChunks(sections.subarray(0, metadataBytes), packing),
      );
      const footer = fromBinary(orc.FooterSchema, unpackChunks(sections.subarray(metadataBytes), packing));
      const textRanges = footer.writer > 0 || postScript.writerVersion > 0;
      return { ...tailOf(footer, metadata, packing, start, file), textRanges };
    });
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(
      'SOURCE_MALFORMED',
      `${file.name} is not a readable ORC file: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function postScriptOf(bytes: Uint8Array): orc.PostScript {
  // The magic word is its last field: what else a file may end with is not taken for a message.
  if (Buffer.from(bytes.subarray(-MAGIC.length)).toString('latin1') !== MAGIC) {
    throw new Error('it does not end with ORC');
  }
  const postScript = fromBinary(orc.PostScriptSchema, bytes);
  const [major = 0, minor = 0] = postScript.version;
  if (major > 0) throw new Error(`it has version ${major}.${minor} of the format; expected at most 0.12`);
  return postScript;
}

async function packingOf(postScript: orc.PostScript, file: DatasetFile): Promise<Packing> {
  const { compression } = postScript;
  if (compression === orc.CompressionKind.NONE) return null;
  const name = CODECS[compression];
  if (name === undefined) {
    const found = orc.CompressionKind[compression] ?? `number ${compression}`;
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `${file.name}: ORC compression ${found} is not supported; supported are NONE, ZLIB, SNAPPY, LZ4 and ZSTD`,
    );
  }
  const blockBytes = Number(postScript.compressionBlockSize);
  if (blockBytes === 0 || blockBytes > BLOCK_BYTES_MAX)
    throw new Error(`it claims blocks of ${blockBytes} bytes`);
  return { codec: await blockCodec(name), blockBytes };
}

function tailOf(
  footer: orc.Footer,
  metadata: orc.Metadata,
  packing: Packing,
  dataEnd: number,
  file: DatasetFile,
): Omit<OrcTail, 'textRanges'> {
  if (footer.encryption.length > 0) {
    throw new SourceError('SOURCE_UNSUPPORTED', `${file.name}: encrypted ORC is not supported`);
  }
  const stripes = footer.stripes.map((stripe, i): OrcStripe => {
    const known = {
      start: Number(stripe.offset),
      indexBytes: Number(stripe.indexLength),
      dataBytes: Number(stripe.dataLength),
      footerBytes: Number(stripe.footerLength),
      rows: Number(stripe.numberOfRows),
      statistics: metadata.stripeStats[i]?.colStats ?? [],
    };
    if (known.start + known.indexBytes + known.dataBytes + known.footerBytes > dataEnd) {
      throw new Error(`stripe ${i} goes beyond the data`);
    }
    return known;
  });
  const rows = stripes.reduce((sum, stripe) => sum + stripe.rows, 0);
  if (rows !== Number(footer.numberOfRows)) {
    throw new Error(`its stripes have ${rows} rows, its footer says ${footer.numberOfRows}`);
  }
  const julian = footer.calendar !== orc.CalendarKind.PROLEPTIC_GREGORIAN;
  return { types: footer.types, stripes, rows, packing, julian };
}
