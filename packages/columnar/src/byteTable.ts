import { BLOCK_ROWS, BytesMemory, SLACK_BYTES, blockEnd } from './bytesMemory.js';
import type { BytesColumn } from './column.js';
import { bytesOf, copyBytes } from './copyBytes.js';

/** The answer "there is no such string". */
const NONE = -1;
const SLOT_BYTES = 16;
const INITIAL_SLOTS = 1024;
/** What lies in more slots than a processor's own cache holds is read ahead. */
const CACHED_BYTES = 1 << 18;
/** Tables that take more have a memory of their own; so a thread keeps no more than some 10 MB. */
const SHARED_BYTES_MAX = 4 << 20;
const DATA_BYTES_MAX = 0x7fffffff;

/** Where in the memory a block is: offsets, hashes that become numbers, validity. Slots and strings are behind it. */
const OFFSETS = 16;
const HASHES = OFFSETS + aligned(4 * (BLOCK_ROWS + 1));
const VALIDITY = HASHES + 4 * BLOCK_ROWS;
const SLOTS = VALIDITY + aligned(BLOCK_ROWS / 8 + 1);

/** The thread's memory for small tables, and the one that is in it. */
const shared: { memory: BytesMemory | null; table: ByteTable | null } = { memory: null, table: null };

/**
 * Distinct byte strings, numbered from 0 in order of first appearance, with a hash table to find them: open addressing, at
 * most half full (see bytes.wat). While it is used, a table is in a memory of WebAssembly. Small tables share that of the
 * thread: one is put away when another is used, which costs little beside looking up a batch, and nobody has to say when
 * a table is done with. A large one has a memory of its own for as long as it lives.
 */
export class ByteTable {
  #slotBytes = SLOT_BYTES * INITIAL_SLOTS;
  #size = 0;
  #dataEnd = 0;
  /** The number that stands for no string (the caller's null), or NONE. */
  #reserved = NONE;
  #own: BytesMemory | null = null;
  /** Slots, and strings behind them, of a table that has been put away. */
  #away: Uint8Array | null = null;

  get size(): number {
    return this.#size;
  }

  get reserved(): number {
    return this.#reserved;
  }

  /**
   * The numbers of a column's strings. New ones are entered, or answered by -1 when `enter` is false; nulls are answered
   * by reserve(nulls).
   */
  lookup({ data, offsets, validity, length }: BytesColumn, enter: boolean, nulls = enter): Int32Array {
    const out = new Int32Array(length);
    for (let first = 0, end = 0; first < length; first = end) {
      end = blockEnd(offsets, first, length);
      const count = end - first;
      const start = offsets[first];
      const size = offsets[end] - start;
      if (this.#dataEnd + size > DATA_BYTES_MAX)
        throw new RangeError('more than 2147483647 bytes of distinct texts in one table');
      const memory = this.#memory(2 * (size + 2 * SLACK_BYTES));
      const { functions, words, bytes } = memory;
      // Behind the strings is room for those that come; the block's are behind that.
      let input = this.#end + aligned(size + SLACK_BYTES);
      copyBytes(bytesOf(offsets.subarray(first, end + 1)), bytes, OFFSETS);
      copyBytes(data.subarray(start, offsets[end]), bytes, input);
      if (validity !== null) bytes.set(validity.subarray(first >> 3, (end + 7) >> 3), VALIDITY);
      words.set([this.#size, this.#dataEnd, this.#reserved], 0);
      functions.hash(OFFSETS, count, input - start, HASHES);
      if (this.#slotBytes > CACHED_BYTES) functions.touch(HASHES, count, ...this.#table);
      for (let done = 0; ;) {
        done = functions.number(
          ...([OFFSETS, input - start, HASHES, validity === null ? 0 : VALIDITY, first & 7] as const),
          ...([done, count, ...this.#table, Number(enter), Number(nulls)] as const),
        );
        [this.#size, this.#dataEnd, this.#reserved] = memory.words;
        if (done === count) break;
        input += this.#grow(memory, input + size);
      }
      out.set(memory.words.subarray(HASHES / 4, HASHES / 4 + count), first);
    }
    return out;
  }

  /** The one number that stands for no byte string (the caller's null), taken when it is first asked for. */
  reserve(enter: boolean): number {
    if (this.#reserved === NONE && enter) this.#reserved = this.#size++;
    return this.#reserved;
  }

  /** All strings by number. */
  toColumn(type: BytesColumn['type']): BytesColumn {
    const length = this.#size;
    const { functions, words, bytes } = this.#memory(4 * length);
    const ends = this.#end;
    functions.endsByNumber(SLOTS, SLOTS + this.#slotBytes, ends);
    const offsets = new Int32Array(length + 1);
    offsets.set(words.subarray(ends / 4, ends / 4 + length), 1);
    if (this.#reserved !== NONE) offsets[this.#reserved + 1] = offsets[this.#reserved];
    const data = SLOTS + this.#slotBytes;
    return {
      layout: 'bytes',
      type,
      length,
      validity: null,
      offsets,
      data: bytes.slice(data, data + this.#dataEnd),
    };
  }

  /** Slots, the last one's place, and strings, as the functions want them. */
  get #table(): readonly [slots: number, mask: number, data: number] {
    return [SLOTS, this.#slotBytes - SLOT_BYTES, SLOTS + this.#slotBytes];
  }

  /** The end of the strings. */
  get #end(): number {
    return SLOTS + this.#slotBytes + aligned(this.#dataEnd);
  }

  /** The memory in which the table is from now on, with so many bytes behind the strings. */
  #memory(more: number): BytesMemory {
    const bytes = this.#end + more + SLACK_BYTES;
    if (this.#own === null && bytes <= SHARED_BYTES_MAX) {
      shared.memory ??= new BytesMemory();
      shared.memory.reserve(bytes);
      if (shared.table !== this) {
        if (shared.table !== null) shared.table.#putAway(shared.memory);
        this.#putBack(shared.memory);
        shared.table = this;
      }
      return shared.memory;
    }
    if (this.#own === null) {
      if (shared.table === this) {
        this.#putAway(shared.memory!);
        shared.table = null;
      }
      this.#own = new BytesMemory();
      this.#own.reserve(bytes);
      this.#putBack(this.#own);
    }
    this.#own.reserve(bytes);
    return this.#own;
  }

  #putAway({ bytes }: BytesMemory): void {
    this.#away = bytes.slice(SLOTS, SLOTS + this.#slotBytes + this.#dataEnd);
  }

  #putBack({ bytes }: BytesMemory): void {
    if (this.#away === null) bytes.fill(0, SLOTS, SLOTS + this.#slotBytes);
    else bytes.set(this.#away, SLOTS);
    this.#away = null;
  }

  /** Twice as many slots. What is behind them, up to `end`, moves by the answer. */
  #grow(memory: BytesMemory, end: number): number {
    const old = this.#slotBytes;
    const copy = aligned(end + old + SLACK_BYTES);
    memory.reserve(copy + old);
    const { functions, bytes } = memory;
    bytes.copyWithin(SLOTS + 2 * old, SLOTS + old, end);
    bytes.copyWithin(copy, SLOTS, SLOTS + old);
    bytes.fill(0, SLOTS, SLOTS + 2 * old);
    functions.refill(copy, copy + old, SLOTS, 2 * old - SLOT_BYTES);
    this.#slotBytes = 2 * old;
    return old;
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
