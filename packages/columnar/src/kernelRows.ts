import { bitmapBytes } from './bitmap.js';
import { bytesOf, copyBytes } from './copyBytes.js';
import type { KernelMemory } from './kernelMemory.js';

/** Fewer rows are not worth the way into a memory. */
export const KERNEL_ROWS = 2048;
/** Rows at a time: what is copied in stays in the processor's own cache. A multiple of 8. */
export const KERNEL_BLOCK_ROWS = 8192;

/** Rows start .. end of a batch, at most KERNEL_BLOCK_ROWS; start is a multiple of 8. */
export type Block = readonly [start: number, end: number];

/** The blocks of so many rows. */
export function* blocksOf(length: number, blockRows = KERNEL_BLOCK_ROWS): Generator<Block> {
  for (let start = 0; start < length; start += blockRows) yield [start, Math.min(length, start + blockRows)];
}

/** Areas in a memory to which the rows of a block are copied for a kernel, so many columns of at most 8 bytes a row. */
export class KernelRows {
  readonly #columns: readonly Uint8Array[];
  readonly #validity: Uint8Array;
  /** A bitmap without a 0. */
  readonly #allValid: Uint8Array;

  constructor(
    private readonly memory: KernelMemory,
    columns: number,
  ) {
    this.#columns = Array.from({ length: columns }, () => memory.area(8 * KERNEL_BLOCK_ROWS));
    this.#validity = memory.area(bitmapBytes(KERNEL_BLOCK_ROWS));
    this.#allValid = memory.area(bitmapBytes(KERNEL_BLOCK_ROWS)).fill(255);
  }

  /** The address of a block's values, which are copied to the area of the column unless they are in the memory. */
  place(column: number, values: Float64Array | BigInt64Array | Int32Array, [start, end]: Block): number {
    const address = this.memory.addressOf(values);
    if (address !== null) return address + start * values.BYTES_PER_ELEMENT;
    const area = this.#columns[column];
    copyBytes(bytesOf(values.subarray(start, end)), area, 0);
    return area.byteOffset;
  }

  /** The address of a block's validity; of null it is a bitmap that says that all rows are valid. */
  placeValidity(validity: Uint8Array | null, [start, end]: Block): number {
    if (validity === null) return this.#allValid.byteOffset;
    copyBytes(validity.subarray(start >> 3, (end + 7) >> 3), this.#validity, 0);
    return this.#validity.byteOffset;
  }
}
