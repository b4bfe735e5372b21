import { blockCodec } from './blockCodec.js';

/**
 * How Hadoop frames Snappy and LZ4 in files of text: the size of a part of the text, then blocks that together hold it,
 * each after its own size; sizes are four bytes, the highest first.
 */
const PART_BYTES = 256 << 10;
const PART_BYTES_MAX = 64 << 20;

/** The parts of a file, unpacked. Throws when it is damaged or cut off. */
export async function* unpackHadoop(bytes: Buffer, name: 'snappy' | 'lz4'): AsyncGenerator<Buffer> {
  const codec = await blockCodec(name);
  const sizeAt = (at: number) => {
    if (at + 4 > bytes.length) throw new Error('it ends early');
    return bytes.readUInt32BE(at);
  };
  for (let at = 0; at < bytes.length;) {
    const size = sizeAt(at);
    at += 4;
    if (size > PART_BYTES_MAX) throw new Error(`a part claims ${size} bytes`);
    const part = Buffer.allocUnsafe(size);
    for (let done = 0; done < size;) {
      const packed = sizeAt(at);
      at += 4;
      if (at + packed > bytes.length) throw new Error('it ends early');
      const written = codec.unpack(bytes.subarray(at, at + packed), part.subarray(done));
      if (written === 0) throw new Error('a block is empty');
      done += written;
      at += packed;
    }
    yield part;
  }
}

/** Text as parts of one block each. */
export async function packHadoop(text: Uint8Array, name: 'snappy' | 'lz4'): Promise<Buffer> {
  const codec = await blockCodec(name);
  const out: Uint8Array[] = [];
  for (let start = 0; start < text.length; start += PART_BYTES) {
    const part = text.subarray(start, start + PART_BYTES);
    const packed = codec.pack(part);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(part.length, 0);
    head.writeUInt32BE(packed.length, 4);
    out.push(head, packed);
  }
  return Buffer.concat(out);
}
