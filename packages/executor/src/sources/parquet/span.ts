import { memoryOf, type UnpackMemory } from '../../compression/unpackMemory.js';

/** Bytes at .. end of `bytes`; some more can be read behind them. */
export class Span {
  /** The thread's memory, when the bytes lie there: views end when it grows. */
  readonly #on: UnpackMemory | null;
  readonly #address: number;
  readonly #length: number;
  #bytes: Uint8Array;
  #view: DataView | null = null;

  constructor(
    bytes: Uint8Array,
    readonly at: number,
    readonly end: number,
  ) {
    this.#on = memoryOf(bytes);
    this.#address = bytes.byteOffset;
    this.#length = bytes.length;
    this.#bytes = bytes;
  }

  get bytes(): Uint8Array {
    if (this.#bytes.length !== this.#length)
      this.#bytes = new Uint8Array(this.#on!.memory.buffer, this.#address, this.#length);
    return this.#bytes;
  }

  /** The same bytes and what is behind them. */
  get view(): DataView {
    const { buffer } = this.bytes;
    if (this.#view?.buffer !== buffer)
      this.#view = new DataView(buffer, this.#address, buffer.byteLength - this.#address);
    return this.#view;
  }

  /** Bytes at .. end of the same array. */
  part(at: number, end: number = this.end): Span {
    return new Span(this.bytes, at, end);
  }
}

/** The bytes start .. end of an array with SLACK_BYTES behind them. */
export function spanOf(bytes: Uint8Array, start = 0, end = bytes.length): Span {
  return new Span(bytes, start, end);
}
