import type { KernelMemory } from './kernelMemory.js';

type Numbers = Uint8Array | Int32Array | Float64Array | BigInt64Array;

interface NumbersConstructor<Values extends Numbers> {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): Values;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): Values;
}

/** Numbers that become more: in an array of their own, or in a kernel memory once they are attached to it. */
export class KernelArray<Values extends Numbers> {
  /** What there is; a larger one after `reserve`, and one in the memory after `attach`. */
  values: Values;
  /** Where the numbers lie in the memory that they are attached to. */
  address: number | null = null;
  #memory: KernelMemory | null = null;

  /** initial: what numbers are before they are written; -1 only where they are 32-bit integers. */
  constructor(
    private readonly kind: NumbersConstructor<Values>,
    private readonly initial: 0 | -1 = 0,
  ) {
    this.values = new kind(0);
  }

  /** Moves the numbers into the memory, where they stay while it has room. */
  attach(memory: KernelMemory): void {
    this.#memory = memory;
    this.#place(Math.max(1, this.values.length));
  }

  /** Room for at least `length` numbers. Growing takes twice the room, so that copying stays in proportion. */
  reserve(length: number): void {
    if (length > this.values.length) this.#place(Math.max(length, 2 * this.values.length));
  }

  /** Makes the numbers start .. end what they are before they are written. */
  clear(start: number, end: number): void {
    const { address, initial, values, kind } = this;
    if (address === null) (values as Int32Array).fill(initial, start, end);
    else {
      const width = kind.BYTES_PER_ELEMENT;
      this.#memory!.fill(address + start * width, initial & 255, (end - start) * width);
    }
  }

  #place(length: number): void {
    const { kind, values, address: before } = this;
    const address = this.#memory?.allocate(length * kind.BYTES_PER_ELEMENT) ?? null;
    const placed = address === null ? new kind(length) : new kind(this.#memory!.buffer, address, length);
    (placed as Float64Array).set(values as Float64Array);
    if (before !== null) this.#memory!.free(before, values.byteLength);
    if (address === null) this.#memory = null;
    this.address = address;
    this.values = placed;
    if (address !== null || this.initial !== 0) this.clear(values.length, length);
  }
}
