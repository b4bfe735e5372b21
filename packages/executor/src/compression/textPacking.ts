import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createDeflate, createGunzip, createGzip, createInflate } from 'node:zlib';
import { SourceError } from '../sources/sourceError.js';
import { unpackBzip2 } from './bzip2Reader.js';
import { Bzip2Writer } from './bzip2Writer.js';
import { packHadoop, unpackHadoop } from './hadoopBlocks.js';

/** How files of text may be packed. `deflate` is with the header of zlib. */
export type TextPacking = 'gzip' | 'deflate' | 'bzip2' | 'snappy' | 'lz4';

const ENDINGS: Readonly<Record<string, TextPacking>> = {
  gz: 'gzip',
  deflate: 'deflate',
  bz2: 'bzip2',
  snappy: 'snappy',
  lz4: 'lz4',
};
const UNPACKED_BYTES = 1 << 18;

/** How a file is packed, by the end of its name as Hadoop has it; null: not at all. Throws for what cannot be unpacked. */
export function textPackingOf(name: string): TextPacking | null {
  const ending = name.slice(name.lastIndexOf('.') + 1);
  if (ending === 'zst') {
    throw new SourceError('SOURCE_UNSUPPORTED', `${name}: text packed with zstd is not supported`);
  }
  return Object.hasOwn(ENDINGS, ending) ? ENDINGS[ending] : null;
}

/** The text of a packed file, piece by piece. Throws SOURCE_MALFORMED naming the file when it is damaged. */
export async function* unpackedText(
  path: string,
  name: string,
  packing: TextPacking,
): AsyncGenerator<Buffer> {
  try {
    switch (packing) {
      case 'gzip':
      case 'deflate':
        yield* inflated(path, packing);
        return;
      case 'bzip2':
        yield* unpackBzip2(await readFile(path));
        return;
      default:
        yield* unpackHadoop(await readFile(path), packing);
    }
  } catch (error) {
    throw new SourceError(
      'SOURCE_MALFORMED',
      `${name} cannot be unpacked as ${packing}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function inflated(path: string, packing: 'gzip' | 'deflate'): AsyncIterable<Buffer> {
  const source = createReadStream(path);
  const options = { chunkSize: UNPACKED_BYTES };
  const unpacked = packing === 'gzip' ? createGunzip(options) : createInflate(options);
  source.on('error', (error) => unpacked.destroy(error));
  return source.pipe(unpacked) as AsyncIterable<Buffer>;
}

/** Packs text that comes in pieces. */
export interface TextPacker {
  /** Packed bytes that are ready after another piece. */
  push(text: Uint8Array): Promise<Uint8Array>;
  finish(): Promise<Uint8Array>;
}

export function textPacker(packing: TextPacking): TextPacker {
  switch (packing) {
    case 'gzip':
    case 'deflate':
      return deflater(packing);
    case 'bzip2': {
      const writer = new Bzip2Writer();
      return {
        push: (text) => Promise.resolve(writer.push(text)),
        finish: () => Promise.resolve(writer.finish()),
      };
    }
    default:
      return { push: (text) => packHadoop(text, packing), finish: () => Promise.resolve(new Uint8Array(0)) };
  }
}

function deflater(packing: 'gzip' | 'deflate'): TextPacker {
  const stream = packing === 'gzip' ? createGzip() : createDeflate();
  const ready: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => ready.push(chunk));
  const take = () => Buffer.concat(ready.splice(0));
  return {
    push: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => (error ? reject(error) : resolve(take())));
      }),
    finish: () =>
      new Promise((resolve, reject) => {
        stream.on('error', reject);
        stream.on('end', () => resolve(take()));
        stream.end();
      }),
  };
}
