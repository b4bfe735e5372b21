import { BYTES } from './bytesModule.js';
import { PAGE_BYTES, instantiate, type Memory } from './webAssembly.js';

/** bytes.wat; all addresses and lengths in bytes, but `count` in strings. */
interface Functions {
  readonly memory: Memory;
  hash(offsets: number, count: number, shift: number, out: number): void;
  ends(rows: number, count: number, offsets: number, end: number, out: number): number;
  gather(rows: number, count: number, offsets: number, shift: number, to: number): void;
  touch(hashes: number, count: number, slots: number, mask: number, data: number): void;
  number(
    ...block: [
      ...[offsets: number, shift: number, hashes: number, validity: number, firstBit: number],
      ...[first: number, count: number, slots: number, mask: number, data: number],
      ...[enter: number, nulls: number],
    ]
  ): number;
  refill(from: number, end: number, slots: number, mask: number): void;
  endsByNumber(from: number, end: number, out: number): void;
}

/** Strings that are copied into the memory at a time: as many as stay in the processor's cache. */
export const BLOCK_ROWS = 4096;
export const BLOCK_BYTES = 65_536;
/** Bytes behind a string that may be read or written with it. */
export const SLACK_BYTES = 16;
/** What a thread's memory grows to at most; more is made for the one use. */
export const KEPT_BYTES_MAX = 8 << 20;
const MEMORY_BYTES_MAX = 2 ** 32;

let kept: BytesMemory | null = null;

/** The functions of bytes.wat with views on the memory they work on. */
export class BytesMemory {
  readonly functions = instantiate<Functions>(BYTES);
  #bytes = new Uint8Array(this.functions.memory.buffer);
  #words = new Int32Array(this.functions.memory.buffer);

  /**
   * The thread's memory, or a new one when it should not be kept. What is in it is lost with the next call; whoever asks
   * for it uses it from address 0 on.
   */
  static for(bytes: number): BytesMemory {
    const memory = bytes > KEPT_BYTES_MAX ? new BytesMemory() : (kept ??= new BytesMemory());
    memory.reserve(bytes);
    return memory;
  }

  /** The memory; a view that ends when it grows. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  get words(): Int32Array {
    return this.#words;
  }

  /** Makes the memory at least so large. */
  reserve(bytes: number): void {
    const { memory } = this.functions;
    const missing = bytes - this.#bytes.length;
    if (missing <= 0) return;
    if (bytes > MEMORY_BYTES_MAX)
      throw new RangeError(`${bytes} bytes are needed at once to look texts up; 4 GiB fit`);
    memory.grow(Math.ceil(missing / PAGE_BYTES));
    this.#bytes = new Uint8Array(memory.buffer);
    this.#words = new Int32Array(memory.buffer);
  }
}

/** The end of the block of strings that begins at `first`: none too many, and no more bytes than BLOCK_BYTES but for one string. */
export function blockEnd(offsets: Int32Array, first: number, length: number): number {
  let end = Math.min(length, first + BLOCK_ROWS);
  while (end > first + 1 && offsets[end] - offsets[first] > BLOCK_BYTES) end = (first + end) >> 1;
  return end;
}
