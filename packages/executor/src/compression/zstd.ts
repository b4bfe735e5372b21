import { compress, decompress, init } from '@bokuweb/zstd-wasm';

/** Zstandard frames (RFC 8878), by the reference library as WebAssembly. */
let ready: Promise<void> | undefined;

/** To be awaited before anything is packed or unpacked. */
export function loadZstd(): Promise<void> {
  return (ready ??= init());
}

/** Packs bytes as one frame. */
export function packZstd(bytes: Uint8Array): Uint8Array {
  return compress(bytes);
}

/** Unpacks a frame to the start of `into` and returns the number of bytes. Throws when the frame is damaged. */
export function unpackZstd(packed: Uint8Array, into: Uint8Array): number {
  const size = frameSize(packed);
  // The library would trust it when it asks for memory.
  if (size !== null && size > into.length) {
    throw new Error(`a Zstandard frame claims ${size} bytes; expected at most ${into.length}`);
  }
  let bytes: Uint8Array;
  try {
    bytes = decompress(packed, { defaultHeapSize: into.length });
  } catch (error) {
    throw new Error(`a Zstandard frame is damaged or holds more than ${into.length} bytes`, { cause: error });
  }
  into.set(bytes);
  return bytes.length;
}

const MAGIC = 0xfd2fb528;

/** The size of the text as the frame's header has it, or null when it has none. */
function frameSize(packed: Uint8Array): number | null {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  if (packed.length < 6 || view.getUint32(0, true) !== MAGIC) throw new Error('it is no Zstandard frame');
  const descriptor = packed[4];
  const single = (descriptor & 32) !== 0;
  const at = 5 + (single ? 0 : 1) + [0, 1, 2, 4][descriptor & 3];
  const width = descriptor >> 6;
  if (width === 0 && !single) return null;
  const bytes = 1 << width;
  if (at + bytes > packed.length) throw new Error('the header of a Zstandard frame is cut off');
  if (bytes === 1) return packed[at];
  if (bytes === 2) return view.getUint16(at, true) + 256;
  return bytes === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}
