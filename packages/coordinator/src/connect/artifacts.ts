import { crc32 } from 'node:zlib';
import type { AddArtifactsRequest, AddArtifactsRequest_ArtifactChunk } from '@graticule/protocol';
import { malformed, notSupportedYet, SparkError } from './errors.js';
import type { Session } from './session.js';

export interface ArtifactSummary {
  readonly name: string;
  readonly isCrcSuccessful: boolean;
}

const ARTIFACT_BYTES_MAX = 512 * 1024 * 1024;

/** An artifact whose chunks are still arriving. */
interface Upload {
  readonly name: string;
  readonly totalBytes: number;
  readonly chunksExpected: number;
  readonly chunks: Uint8Array[];
  bytes: number;
  sound: boolean;
}

/**
 * Takes uploaded artifacts into the session. One whose checksum fails is not kept and reported so; the client sends it
 * again. Only local relations (`cache/...`) are kept: files and archives for workers raise a clear error.
 */
export class ArtifactUploads {
  readonly summaries: ArtifactSummary[] = [];
  #upload: Upload | null = null;

  add(session: Session, { payload }: AddArtifactsRequest): void {
    switch (payload.case) {
      case 'batch':
        for (const { name, data } of payload.value.artifacts) {
          this.#begin(name, Number(data?.data.length ?? 0), 1);
          this.#append(session, data);
        }
        return;
      case 'beginChunk': {
        const { name, totalBytes, numChunks, initialChunk } = payload.value;
        this.#begin(name, Number(totalBytes), Number(numChunks));
        return this.#append(session, initialChunk);
      }
      case 'chunk':
        return this.#append(session, payload.value);
      case undefined:
        throw malformed('An upload message is empty, or is of a kind this server does not know');
    }
  }

  /** Throws when the last artifact has not arrived completely. */
  end(): void {
    if (this.#upload !== null) throw malformed(`Artifact ${this.#upload.name} ended before its last chunk`);
  }

  #begin(name: string, totalBytes: number, chunksExpected: number): void {
    this.end();
    if (!name.startsWith('cache/')) throw notSupportedYet(`Uploading ${name}`);
    if (totalBytes > ARTIFACT_BYTES_MAX) throw tooLarge(name, totalBytes);
    this.#upload = { name, totalBytes, chunksExpected, chunks: [], bytes: 0, sound: true };
  }

  #append(session: Session, chunk: AddArtifactsRequest_ArtifactChunk | undefined): void {
    const upload = this.#upload;
    if (upload === null || chunk === undefined)
      throw malformed('A chunk of an artifact lacks its beginning or its data');
    upload.bytes += chunk.data.length;
    if (upload.bytes > ARTIFACT_BYTES_MAX) throw tooLarge(upload.name, upload.bytes);
    upload.sound &&= BigInt(crc32(chunk.data)) === chunk.crc;
    upload.chunks.push(chunk.data);
    if (upload.chunks.length < upload.chunksExpected) return;
    this.#upload = null;
    if (upload.bytes !== upload.totalBytes) {
      throw malformed(
        `Artifact ${upload.name} has ${upload.bytes} bytes, ${upload.totalBytes} were announced`,
      );
    }
    if (upload.sound) session.addArtifact(upload.name, Buffer.concat(upload.chunks));
    this.summaries.push({ name: upload.name, isCrcSuccessful: upload.sound });
  }
}

function tooLarge(name: string, bytes: number): SparkError {
  return new SparkError(
    'SparkException',
    `Artifact ${name} has ${bytes} bytes, at most ${ARTIFACT_BYTES_MAX} are possible`,
  );
}
