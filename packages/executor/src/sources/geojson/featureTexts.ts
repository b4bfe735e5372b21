import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { DatasetFile } from '../../files/datasetFiles.js';
import { SourceError } from '../sourceError.js';

const FEATURE_BYTES_MAX = 256 << 20;
const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * Texts of the features of a file, one after another: the members of the array `features` of a FeatureCollection, or
 * objects that follow each other (one per line or not, with record separators or not). Only one feature is held at a time.
 */
export async function* featureTexts(file: DatasetFile): AsyncGenerator<string> {
  const scanner = new FeatureScanner(file);
  const stream = createReadStream(file.path, { highWaterMark: 1 << 20 });
  const packed = file.name.toLowerCase().endsWith('.gz');
  const unpacked = packed ? createGunzip({ chunkSize: 1 << 20 }) : null;
  if (unpacked) stream.on('error', (error) => unpacked.destroy(error));
  for await (const chunk of unpacked ? stream.pipe(unpacked) : stream) {
    yield* scanner.add(chunk as Buffer);
  }
  scanner.end();
}

/** Follows brackets and strings over chunks of bytes. */
class FeatureScanner {
  private bytes: Buffer = Buffer.alloc(0);
  /** Next byte to look at; where the object that may be a feature begins, or -1. */
  private at = 0;
  private start = -1;
  private depth = 0;
  private quoted = false;
  private textStart = 0;
  /** The last string directly inside a top-level object was "features". */
  private named = false;
  /** Depth of the objects that are features: 0, or 2 inside the array of a collection. */
  private featureDepth = 0;

  constructor(private readonly file: DatasetFile) {}

  *add(chunk: Buffer): Generator<string> {
    this.dropSeen();
    this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
    if (this.bytes.length > FEATURE_BYTES_MAX) {
      throw new SourceError(
        'SOURCE_MALFORMED',
        `${this.file.name}: a feature is longer than ${FEATURE_BYTES_MAX} bytes`,
      );
    }
    const { bytes } = this;
    const length = bytes.length;
    for (; this.at < length; this.at++) {
      const byte = bytes[this.at];
      if (this.quoted) {
        if (byte === BACKSLASH) {
          // The escaped byte may lie in the next chunk.
          if (this.at + 1 >= length) return;
          this.at++;
        } else if (byte === QUOTE) {
          this.quoted = false;
          if (this.depth === 1) this.named = bytes.toString('latin1', this.textStart, this.at) === 'features';
        }
        continue;
      }
      switch (byte) {
        case QUOTE:
          this.quoted = true;
          this.textStart = this.at + 1;
          break;
        case OPEN_OBJECT:
          if (this.depth === this.featureDepth) this.start = this.at;
          this.depth++;
          break;
        case OPEN_ARRAY:
          if (this.depth === 1 && this.named) {
            this.featureDepth = 2;
            this.start = -1;
          }
          this.depth++;
          break;
        case CLOSE_OBJECT:
          this.depth--;
          if (this.depth === this.featureDepth && this.start >= 0) {
            yield bytes.toString('utf8', this.start, this.at + 1);
            this.start = -1;
          }
          if (this.depth === 0) this.featureDepth = 0;
          break;
        case CLOSE_ARRAY:
          this.depth--;
          // What follows in the collection is not a feature, nor is the collection itself.
          if (this.depth === 1 && this.featureDepth === 2) this.featureDepth = -1;
          break;
      }
    }
  }

  /** Throws when the file ends inside a feature. */
  end(): void {
    if (this.depth === 0 && !this.quoted) return;
    throw new SourceError(
      'SOURCE_MALFORMED',
      `${this.file.name}: the file ends within a JSON object; it is cut off`,
    );
  }

  /** Keeps what an unfinished feature or name needs. */
  private dropSeen(): void {
    const keep = this.start >= 0 ? this.start : this.quoted ? Math.min(this.textStart, this.at) : this.at;
    this.bytes = this.bytes.subarray(keep);
    this.at -= keep;
    this.textStart -= keep;
    if (this.start >= 0) this.start = 0;
  }
}
