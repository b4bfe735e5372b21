import type { BytesColumn } from '../column.js';

/** What rows are sorted by, most significant first: unsigned words and, where text is longer than its words, its rest. */
export type SortLevel = WordLevel | TextLevel;

export interface WordLevel {
  readonly kind: 'word';
  /** Per row. */
  readonly word: Uint32Array;
  /** How many low bits are 0 in every row. */
  readonly unusedBits: number;
}

/** Bytes of text from `from` on. Rows that are compared by them are equal before, and both null or neither. */
export interface TextLevel {
  readonly kind: 'text';
  readonly column: BytesColumn;
  readonly from: number;
  readonly ascending: boolean;
}

/** One unsigned word per row, in arrays of one kind for the sake of fast loops: row i has words[i * stride + offset]. */
export interface KeyWords {
  readonly words: Int32Array;
  readonly stride: number;
  readonly offset: number;
}

/** The bits shift .. shift + bits of a word of every row, turned by `flip`, which go to `place` in a packed word. */
interface Piece extends KeyWords {
  readonly flip: number;
  readonly shift: number;
  readonly bits: number;
  readonly place: number;
}

/** Bits between two varying ones that are packed along, although they are the same in every row. */
const GAP_BITS = 2;

/** Packs the bits in which rows differ, in their order, into as few words as hold them. */
export class KeyPacker {
  readonly #length: number;
  readonly #levels: SortLevel[] = [];
  /** Of the word that is being filled. */
  #pieces: Piece[] = [];
  /** Bits of that word that nothing has been added to. */
  #free = 32;

  /** length: rows. */
  constructor(length: number) {
    this.#length = length;
  }

  /**
   * Adds the bits `varying` of a word per row: at least those that are not the same in all rows that are valid. Rows that
   * are not get zeros. descending: the largest first. The source must not change any more.
   */
  add(source: KeyWords, varying: number, validity: Uint8Array | null, ascending: boolean): void {
    if (varying === 0) return;
    const flip = ascending ? 0 : -1;
    const [from, turned] =
      validity === null ? [source, flip] : [withoutNulls(source, flip, validity, this.#length), 0];
    for (let left = varying | 0; left !== 0;) {
      const end = 32 - Math.clz32(left);
      let shift = end - 1;
      for (let bit = shift - 1; bit >= 0 && shift - bit <= GAP_BITS + 1; bit--) {
        if ((left & (1 << bit)) !== 0) shift = bit;
      }
      this.#addBits(from, turned, shift, end - shift);
      left &= (1 << shift) - 1;
    }
  }

  /** The same, finding out which bits vary. */
  addVarying(source: KeyWords, validity: Uint8Array | null, ascending: boolean): void {
    this.add(source, varyingBits(source, this.#length, validity), validity, ascending);
  }

  /** What comes later decides only between rows that are equal in this text. */
  addText(column: BytesColumn, from: number, ascending: boolean): void {
    this.#close();
    this.#levels.push({ kind: 'text', column, from, ascending });
  }

  finish(): readonly SortLevel[] {
    this.#close();
    return this.#levels;
  }

  #addBits(source: KeyWords, flip: number, shift: number, bits: number): void {
    const taken = Math.min(bits, this.#free);
    this.#free -= taken;
    this.#pieces.push({ ...source, flip, shift: shift + bits - taken, bits: taken, place: this.#free });
    if (this.#free === 0) this.#close();
    if (taken < bits) this.#addBits(source, flip, shift, bits - taken);
  }

  #close(): void {
    if (this.#free === 32) return;
    const word = new Int32Array(this.#length);
    for (let k = 0; k < this.#pieces.length; k += 2)
      putTwo(word, this.#pieces[k], this.#pieces[k + 1] ?? null);
    this.#levels.push({ kind: 'word', word: new Uint32Array(word.buffer), unusedBits: this.#free });
    this.#pieces = [];
    this.#free = 32;
  }
}

/** Bits that are not the same in all valid rows. */
export function varyingBits(source: KeyWords, length: number, validity: Uint8Array | null): number {
  const { words, stride, offset } = source;
  let set = 0;
  let common = -1;
  for (let i = 0, at = offset; i < length; i++, at += stride) {
    if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
    set |= words[at];
    common &= words[at];
  }
  return set & ~common;
}

function withoutNulls(source: KeyWords, flip: number, validity: Uint8Array, length: number): KeyWords {
  const words = new Int32Array(length);
  for (let i = 0, at = source.offset; i < length; i++, at += source.stride) {
    if ((validity[i >> 3] & (1 << (i & 7))) !== 0) words[i] = source.words[at] ^ flip;
  }
  return { words, stride: 1, offset: 0 };
}

/** Puts one piece or two into every word; their places are 0 before. */
function putTwo(target: Int32Array, a: Piece, b: Piece | null): void {
  const { words, stride, flip, shift, place } = a;
  const mask = maskOf(a);
  if (b === null) {
    for (let i = 0, at = a.offset; i < target.length; i++, at += stride) {
      target[i] |= (((words[at] ^ flip) >>> shift) & mask) << place;
    }
    return;
  }
  const { words: others, stride: otherStride, flip: otherFlip, shift: otherShift, place: otherPlace } = b;
  const otherMask = maskOf(b);
  for (
    let i = 0, at = a.offset, other = b.offset;
    i < target.length;
    i++, at += stride, other += otherStride
  ) {
    target[i] |=
      ((((words[at] ^ flip) >>> shift) & mask) << place) |
      ((((others[other] ^ otherFlip) >>> otherShift) & otherMask) << otherPlace);
  }
}

function maskOf({ bits }: Piece): number {
  return bits === 32 ? -1 : (1 << bits) - 1;
}
