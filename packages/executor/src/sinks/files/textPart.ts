import { open, type FileHandle } from 'node:fs/promises';
import type { Batch } from '@graticule/columnar';
import { textPacker, type TextPacker } from '../../compression/textPacking.js';
import { compressionOf, type Compression, type FileSink } from './fileSink.js';
import { encodedBytes } from './outputEncoding.js';
import type { PartWriter, TextEncoder } from './partWriter.js';

/** A part file of text, packed on the way where the sink says so. */
export class TextPart implements PartWriter {
  private bytes = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly encoder: TextEncoder,
    private readonly encode: (text: string) => Uint8Array,
    private readonly packer: TextPacker | null,
  ) {}

  static async open(path: string, encoder: TextEncoder, sink: FileSink): Promise<TextPart> {
    const encode = encodedBytes(sink);
    const part = new TextPart(await open(path, 'wx'), encoder, encode, packerOf(compressionOf(sink)));
    if (encoder.head !== '') await part.put(encoder.head);
    return part;
  }

  async write(batch: Batch): Promise<void> {
    await this.put(this.encoder.encode(batch));
  }

  async close(): Promise<number> {
    if (this.packer) await this.append(await this.packer.finish());
    await this.file.sync();
    await this.file.close();
    return this.bytes;
  }

  async abandon(): Promise<void> {
    await this.file.close();
  }

  private async put(text: string): Promise<void> {
    const chunk = this.encode(text);
    await this.append(this.packer ? await this.packer.push(chunk) : chunk);
  }

  private async append(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length;) {
      const { bytesWritten } = await this.file.write(chunk, done, chunk.length - done);
      done += bytesWritten;
    }
    this.bytes += chunk.length;
  }
}

function packerOf(compression: Compression): TextPacker | null {
  switch (compression) {
    case 'gzip':
    case 'deflate':
    case 'bzip2':
    case 'snappy':
    case 'lz4':
      return textPacker(compression);
    default:
      return null;
  }
}
