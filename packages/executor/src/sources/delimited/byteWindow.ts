import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { unpackedText, type TextPacking } from '../../compression/textPacking.js';
import { RECORD_BYTES_MAX } from './recordIndex.js';

/** Larger than any record, so that a record at the window's start is always complete in it. */
const WINDOW_BYTES = 4 * RECORD_BYTES_MAX;

/**
 * A sliding window over a file's bytes from `position` on: bytes[start .. end) are at hand, `refill` drops what was
 * consumed and reads on. A packed file is unpacked on the way; positions are then those of the unpacked text.
 */
export class ByteWindow {
  readonly bytes = Buffer.allocUnsafe(WINDOW_BYTES);
  start = 0;
  end = 0;
  /** Nothing follows after `end`. */
  final = false;
  private pending: Uint8Array | null = null;

  private constructor(
    /** Position in the file of bytes[0]. */
    public position: number,
    private readonly file: FileHandle | null,
    private readonly chunks: AsyncIterator<Buffer> | null,
  ) {}

  /** position: only 0 for packed files. */
  static async open(path: string, position: number, packing: TextPacking | null): Promise<ByteWindow> {
    if (packing === null) return new ByteWindow(position, await open(path, 'r'), null);
    return new ByteWindow(0, null, unpackedText(path, basename(path), packing));
  }

  /** Drops bytes before `start` and fills the window as far as the file goes. */
  async refill(): Promise<void> {
    this.bytes.copyWithin(0, this.start, this.end);
    this.position += this.start;
    this.end -= this.start;
    this.start = 0;
    while (this.end < WINDOW_BYTES && !this.final) await this.readOn();
  }

  private async readOn(): Promise<void> {
    if (this.file) {
      const { bytesRead } = await this.file.read(
        this.bytes,
        this.end,
        WINDOW_BYTES - this.end,
        this.position + this.end,
      );
      this.end += bytesRead;
      this.final = bytesRead === 0;
      return;
    }
    if (this.pending === null) {
      const next = await this.chunks!.next();
      if (next.done) this.final = true;
      this.pending = next.done ? null : next.value;
      if (this.pending === null) return;
    }
    const taken = this.pending.subarray(0, WINDOW_BYTES - this.end);
    this.bytes.set(taken, this.end);
    this.end += taken.length;
    this.pending = taken.length < this.pending.length ? this.pending.subarray(taken.length) : null;
  }

  async close(): Promise<void> {
    await this.file?.close();
    await this.chunks?.return?.();
  }
}
