import type { BlockCodec } from '../../compression/blockCodec.js';

/**
 * Sections and streams of a compressed file are sequences of chunks. Three bytes before each say its length, and in their
 * lowest bit whether it is stored as it was because packing did not pay.
 */
const CHUNK_HEADER_BYTES = 3;

/** How a file is packed; null: it is not. */
export type Packing = { readonly codec: BlockCodec; readonly blockBytes: number } | null;

/** The text of a section or stream. Throws when it is damaged. */
export function unpackChunks(bytes: Uint8Array, packing: Packing): Uint8Array {
  if (packing === null) return bytes;
  const { codec, blockBytes } = packing;
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let at = 0; at < bytes.length;) {
    if (at + CHUNK_HEADER_BYTES > bytes.length) throw new Error('the header of a chunk is cut off');
    const header = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
    at += CHUNK_HEADER_BYTES;
    const end = at + (header >> 1);
    if (end > bytes.length) throw new Error(`a chunk of ${header >> 1} bytes is cut off`);
    let part = bytes.subarray(at, end);
    if ((header & 1) === 0) {
      const block = new Uint8Array(blockBytes);
      part = block.subarray(0, codec.unpack(part, block));
    }
    parts.push(part);
    size += part.length;
    at = end;
  }
  if (parts.length === 1) return parts[0];
  const text = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    text.set(part, at);
    at += part.length;
  }
  return text;
}

/** A section or stream in chunks. */
export function packChunks(bytes: Uint8Array, packing: Packing): Uint8Array {
  if (packing === null || bytes.length === 0) return bytes;
  const { codec, blockBytes } = packing;
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = bytes.subarray(at, at + blockBytes);
    const packed = codec.pack(block);
    const pays = packed.length < block.length;
    const header = 2 * (pays ? packed.length : block.length) + (pays ? 0 : 1);
    parts.push(Uint8Array.of(header & 255, (header >> 8) & 255, header >> 16), pays ? packed : block);
  }
  return Buffer.concat(parts);
}
