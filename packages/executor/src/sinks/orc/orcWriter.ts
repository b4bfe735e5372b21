import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { structColumn, type Batch, type StructType } from '@graticule/columnar';
import * as orc from '@graticule/protocol/orc';
import type { FileHandle } from 'node:fs/promises';
import { packChunks, type Packing } from '../../sources/orc/chunks.js';
import { encodeColumn, type EncodedColumn } from './columnEncoder.js';
import { countsOf } from './columnStatistics.js';
import { orcTypes } from './orcTypes.js';

const MAGIC = Buffer.from('ORC');
const VERSION = [0, 12];
/** Nobody's number: the format keeps a list of programs that write it. */
const WRITER = 1000;
/** From this version of a writer on, statistics of timestamps are in UTC. */
const WRITER_VERSION = 6;

/** Writes an ORC file, a stripe at a time. */
export class OrcWriter {
  private readonly stripes: MessageInitShape<typeof orc.StripeInformationSchema>[] = [];
  private readonly statistics: (readonly orc.ColumnStatistics[])[] = [];
  private at = 0;
  private rows = 0;

  constructor(
    private readonly file: FileHandle,
    private readonly schema: StructType,
    private readonly compression: orc.CompressionKind,
    private readonly packing: Packing,
  ) {}

  /** Writes rows as one stripe. */
  async stripe({ columns, length }: Batch): Promise<void> {
    if (this.at === 0) await this.put(MAGIC);
    const encoded: EncodedColumn[] = [];
    encodeColumn(structColumn(this.schema, columns, length), encoded);
    const offset = this.at;
    const streams: MessageInitShape<typeof orc.StreamSchema>[] = [];
    for (const [column, { streams: own }] of encoded.entries()) {
      for (const { kind, bytes } of own) {
        const packed = packChunks(bytes, this.packing);
        await this.put(packed);
        streams.push({ kind, column, length: BigInt(packed.length) });
      }
    }
    const dataLength = this.at - offset;
    const footer = create(orc.StripeFooterSchema, {
      streams,
      columns: encoded.map(({ encoding }) => encoding),
      writerTimezone: 'UTC',
    });
    const footerLength = await this.putSection(toBinary(orc.StripeFooterSchema, footer));
    this.stripes.push({
      offset: BigInt(offset),
      indexLength: 0n,
      dataLength: BigInt(dataLength),
      footerLength: BigInt(footerLength),
      numberOfRows: BigInt(length),
    });
    this.statistics.push(encoded.map(({ statistics }) => statistics));
    this.rows += length;
  }

  /** Writes what stands at the end, and returns the size of the file. */
  async finish(): Promise<number> {
    if (this.at === 0) await this.put(MAGIC);
    const contentLength = this.at;
    const types = orcTypes(this.schema);
    const metadata = create(orc.MetadataSchema, {
      stripeStats: this.statistics.map((colStats) => ({ colStats: [...colStats] })),
    });
    const footer = create(orc.FooterSchema, {
      headerLength: BigInt(MAGIC.length),
      contentLength: BigInt(contentLength),
      stripes: this.stripes,
      types,
      numberOfRows: BigInt(this.rows),
      statistics: types.map((_, column) => countsOf(this.statistics.map((stripe) => stripe[column]))),
      rowIndexStride: 0,
      writer: WRITER,
      calendar: orc.CalendarKind.PROLEPTIC_GREGORIAN,
      softwareVersion: 'Graticule',
    });
    const metadataLength = await this.putSection(toBinary(orc.MetadataSchema, metadata));
    const footerLength = await this.putSection(toBinary(orc.FooterSchema, footer));
    const postScript = create(orc.PostScriptSchema, {
      footerLength: BigInt(footerLength),
      compression: this.compression,
      ...(this.packing && { compressionBlockSize: BigInt(this.packing.blockBytes) }),
      version: VERSION,
      metadataLength: BigInt(metadataLength),
      writerVersion: WRITER_VERSION,
      magic: MAGIC.toString('latin1'),
    });
    const end = toBinary(orc.PostScriptSchema, postScript);
    await this.put(end);
    await this.put(Uint8Array.of(end.length));
    return this.at;
  }

  private putSection(bytes: Uint8Array): Promise<number> {
    return this.put(packChunks(bytes, this.packing));
  }

  private async put(bytes: Uint8Array): Promise<number> {
    for (let done = 0; done < bytes.length;) {
      done += (await this.file.write(bytes, done, bytes.length - done)).bytesWritten;
    }
    this.at += bytes.length;
    return bytes.length;
  }
}
