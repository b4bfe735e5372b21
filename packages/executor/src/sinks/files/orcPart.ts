import { batchBytes, concatBatches, type Batch, type StructType } from '@graticule/columnar';
import { unsupportedType } from '@graticule/sql';
import * as orc from '@graticule/protocol/orc';
import { open, type FileHandle } from 'node:fs/promises';
import { blockCodec, type BlockCodecName } from '../../compression/blockCodec.js';
import { OrcWriter } from '../orc/orcWriter.js';
import { isInOrc } from '../orc/orcTypes.js';
import { compressionOf, type Compression, type FileSink } from './fileSink.js';
import type { PartWriter } from './partWriter.js';

const KINDS: Readonly<Partial<Record<Compression, readonly [orc.CompressionKind, BlockCodecName]>>> = {
  zlib: [orc.CompressionKind.ZLIB, 'deflate'],
  snappy: [orc.CompressionKind.SNAPPY, 'snappy'],
  lz4: [orc.CompressionKind.LZ4, 'lz4'],
  zstd: [orc.CompressionKind.ZSTD, 'zstd'],
};
const BLOCK_BYTES = 256 << 10;
/** Rows of a stripe are held until so much of memory is theirs; the file has less of it. */
const STRIPE_BYTES = 64 << 20;
const STRIPE_ROWS_MAX = 4_000_000;

/** An ORC part file. */
export class OrcPart implements PartWriter {
  private batches: Batch[] = [];
  private rows = 0;
  private bytes = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly schema: StructType,
    private readonly writer: OrcWriter,
  ) {}

  static async open(path: string, schema: StructType, sink: FileSink): Promise<OrcPart> {
    const [kind, name] = KINDS[compressionOf(sink)] ?? [orc.CompressionKind.NONE, null];
    const packing = name === null ? null : { codec: await blockCodec(name), blockBytes: BLOCK_BYTES };
    const file = await open(path, 'wx');
    return new OrcPart(file, schema, new OrcWriter(file, schema, kind, packing));
  }

  async write(batch: Batch): Promise<void> {
    if (batch.length === 0) return;
    this.batches.push(batch);
    this.rows += batch.length;
    this.bytes += batchBytes(batch);
    if (this.bytes >= STRIPE_BYTES || this.rows >= STRIPE_ROWS_MAX) await this.flush();
  }

  private async flush(): Promise<void> {
    if (this.rows === 0) return;
    const batches = this.batches;
    this.batches = [];
    this.rows = this.bytes = 0;
    await this.writer.stripe(concatBatches(this.schema, batches));
  }

  async close(): Promise<number> {
    await this.flush();
    const bytes = await this.writer.finish();
    await this.file.sync();
    await this.file.close();
    return bytes;
  }

  async abandon(): Promise<void> {
    await this.file.close();
  }
}

/** Refuses types that ORC files do not have. */
export function checkOrcSchema({ fields }: StructType): void {
  for (const { type } of fields) {
    if (!isInOrc(type)) throw unsupportedType('ORC', type);
  }
}
