import { open, type FileHandle } from 'node:fs/promises';
import { createDeflate, createGzip, type Deflate, type Gzip } from 'node:zlib';
import { once } from 'node:events';
import type { Batch } from '@graticule/columnar';
import { compressionOf, type FileSink } from './fileSink.js';
import type { PartWriter, TextEncoder } from './partWriter.js';

/** A part file of text, packed on the way where the sink says so. */
export class TextPart implements PartWriter {
  private bytes = 0;
  /** Writing of packed bytes under way; packed bytes come when the packer likes. */
  private pending: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: FileHandle,
    private readonly encoder: TextEncoder,
    private readonly packer: Gzip | Deflate | null,
  ) {
    packer?.on('data', (chunk: Buffer) => {
      this.pending = this.pending.then(() => this.append(chunk));
      // Seen when the next write or close awaits it.
      this.pending.catch(() => undefined);
    });
  }

  static async open(path: string, encoder: TextEncoder, sink: FileSink): Promise<TextPart> {
    const compression = compressionOf(sink);
    const packer = compression === 'gzip' ? createGzip() : compression === 'deflate' ? createDeflate() : null;
    const part = new TextPart(await open(path, 'wx'), encoder, packer);
    if (encoder.head !== '') await part.put(encoder.head);
    return part;
  }

  async write(batch: Batch): Promise<void> {
    await this.put(this.encoder.encode(batch));
  }

  async close(): Promise<number> {
    if (this.packer) {
      this.packer.end();
      await once(this.packer, 'end');
    }
    await this.pending;
    await this.file.sync();
    await this.file.close();
    return this.bytes;
  }

  async abandon(): Promise<void> {
    this.packer?.destroy();
    await this.pending.catch(() => undefined);
    await this.file.close();
  }

  private async put(text: string): Promise<void> {
    const chunk = Buffer.from(text, 'utf8');
    if (this.packer === null) return this.append(chunk);
    if (!this.packer.write(chunk)) await once(this.packer, 'drain');
    await this.pending;
  }

  private async append(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length;) {
      const { bytesWritten } = await this.file.write(chunk, done, chunk.length - done);
      done += bytesWritten;
    }
    this.bytes += chunk.length;
  }
}
