import { UNPACKERS } from './unpackersModule.js';

/** The part of the global that is used here; the compiler knows it only among a browser's types. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

/** The functions of unpackers.wat. */
interface Unpackers {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  snappy(at: number, end: number, base: number, limit: number): number;
  lz4(at: number, end: number, base: number, limit: number): number;
}

const PAGE_BYTES = 65_536;
/** Room that the copying loops need past the end of what they read and write. */
const SLACK_BYTES = 128;
/** Memory that is kept for the next block; more is given back when a smaller block comes. */
const KEPT_BYTES_MAX = 64 << 20;

let compiled: object | null = null;
let unpackers: Unpackers | null = null;

/** The functions with at least `bytes` of memory. There is one instance per thread. */
function unpackersWith(bytes: number): Unpackers {
  if (bytes <= KEPT_BYTES_MAX && unpackers !== null && unpackers.memory.buffer.byteLength > KEPT_BYTES_MAX)
    unpackers = null;
  if (unpackers === null) {
    compiled ??= new WebAssembly.Module(Buffer.from(UNPACKERS, 'base64'));
    unpackers = new WebAssembly.Instance(compiled).exports as Unpackers;
  }
  const missing = bytes - unpackers.memory.buffer.byteLength;
  if (missing > 0) unpackers.memory.grow(Math.ceil(missing / PAGE_BYTES));
  return unpackers;
}

/**
 * The text of a block whose elements begin at byte `start` of `packed`, null when the block is damaged or its text is
 * longer than sizeMax. The bytes are overwritten by the next call; some more can be read past their end.
 */
export function unpackBlock(
  format: 'snappy' | 'lz4',
  packed: Uint8Array,
  start: number,
  sizeMax: number,
): Uint8Array | null {
  const base = (packed.length + SLACK_BYTES + 7) & -8;
  const functions = unpackersWith(base + sizeMax + SLACK_BYTES);
  const bytes = new Uint8Array(functions.memory.buffer);
  bytes.set(packed);
  const size = functions[format](start, packed.length, base, base + sizeMax);
  return size < 0 ? null : bytes.subarray(base, base + size);
}
