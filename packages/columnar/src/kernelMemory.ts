import { FILL_MEMORY } from './fillMemoryModule.js';
import { PAGE_BYTES, createSharedMemory, instantiate, type Memory } from './webAssembly.js';

/** fillMemory.wat. */
interface FillMemory {
  fill(address: number, byte: number, length: number): void;
}

/** Memory that a thread keeps for the next owner. More is left to the engine. */
const KEPT_BYTES_MAX = 64 << 20;
const KEPT_MAX = 2;
/** The most that one owner gets; who needs more does without. */
const BYTES_MAX = 2 ** 31;
const AREA_BYTES_MIN = 64;

const kept: KernelMemory[] = [];
let droppedBytes = 0;

/**
 * Memory of one owner (an aggregation, a join's table) in which functions in WebAssembly work on its numbers. Areas are
 * powers of two of bytes; an area that is given back serves the next one of its size. It is taken from the thread's pool
 * with `acquire` and goes back with `release`, after which no view on it may be used. Until then views stay what they are
 * when the memory grows, because it is shared.
 */
export class KernelMemory {
  #memory: Memory = createSharedMemory();
  /** All buffers that the memory has had: it gets another one when it grows. */
  readonly #buffers = new Set<ArrayBufferLike>();
  readonly #instances = new Map<string, object>();
  readonly #free = new Map<number, number[]>();
  /** The first bytes stay unused: 0 is no address. */
  #end = AREA_BYTES_MIN;

  constructor(private readonly bytesMax = BYTES_MAX) {}

  static acquire(): KernelMemory {
    return kept.pop() ?? new KernelMemory();
  }

  release(): void {
    this.#free.clear();
    this.#end = AREA_BYTES_MIN;
    const { byteLength } = this.#memory.buffer;
    if (kept.length < KEPT_MAX && byteLength <= KEPT_BYTES_MAX) kept.push(this);
    else droppedBytes += byteLength;
  }

  /** How much has been left to the engine since this was asked last: it does not look at shared memory on its own. */
  static takeDroppedBytes(): number {
    const bytes = droppedBytes;
    droppedBytes = 0;
    return bytes;
  }

  /** The functions of a module (base64) that imports its memory as `env.memory`. */
  functions<Exports extends object>(base64: string): Exports {
    let instance = this.#instances.get(base64);
    if (instance === undefined) {
      instance = instantiate(base64, { env: { memory: this.#memory } });
      this.#instances.set(base64, instance);
    }
    return instance as Exports;
  }

  /** Writes a byte to `length` places. */
  fill(address: number, byte: number, length: number): void {
    this.functions<FillMemory>(FILL_MEMORY).fill(address, byte, length);
  }

  get buffer(): ArrayBufferLike {
    const { buffer } = this.#memory;
    this.#buffers.add(buffer);
    return buffer;
  }

  /** The address of an area, at a multiple of 64 and with what was there before; null when there is no more memory. */
  allocate(bytes: number): number | null {
    const size = areaBytes(bytes);
    const free = this.#free.get(size)?.pop();
    if (free !== undefined) return free;
    const address = this.#end;
    if (address + size > this.bytesMax) return null;
    const missing = address + size - this.#memory.buffer.byteLength;
    if (missing > 0 && !this.#grow(Math.ceil(missing / PAGE_BYTES))) return null;
    this.#end += size;
    return address;
  }

  /** An area as bytes. Throws when there is no more memory. */
  area(bytes: number): Uint8Array {
    const address = this.allocate(bytes);
    if (address === null) throw new RangeError(`${bytes} bytes of memory for kernels are not to be had`);
    return new Uint8Array(this.buffer, address, bytes);
  }

  /** Gives an area back that was allocated with so many bytes. */
  free(address: number, bytes: number): void {
    const size = areaBytes(bytes);
    const areas = this.#free.get(size);
    if (areas === undefined) this.#free.set(size, [address]);
    else areas.push(address);
  }

  #grow(pages: number): boolean {
    try {
      this.#memory.grow(pages);
      return true;
    } catch {
      return false;
    }
  }

  /** Where the first byte of an array lies in this memory; null when it lies elsewhere. */
  addressOf({ buffer, byteOffset }: ArrayBufferView): number | null {
    return this.#buffers.has(buffer) ? byteOffset : null;
  }
}

function areaBytes(bytes: number): number {
  return Math.max(AREA_BYTES_MIN, 2 ** Math.ceil(Math.log2(bytes)));
}
