import { andBitmaps } from '../bitmap.js';
import type { Column, PrimitiveValues } from '../column.js';
import { comparison } from '../compare.js';
import { int64Words } from '../int64.js';
import { plainBytes } from '../take.js';
import { KeyPacker, varyingBits, type KeyWords, type SortLevel } from './keyPacker.js';
import { mergeSort } from './mergeSort.js';
import { addText, dictionaryRanks } from './textKeys.js';

export interface ColumnOrder {
  readonly ascending: boolean;
  readonly nullsFirst: boolean;
}

/** The columns' values as unsigned words whose order is the wanted one; the first column is the most significant. */
export function sortKeys(
  columns: readonly Column[],
  orders: readonly ColumnOrder[],
  length: number,
): readonly SortLevel[] {
  const packer = new KeyPacker(length);
  columns.forEach((column, k) => addKey(packer, column, orders[k], length));
  return packer.finish();
}

/** A bit that tells nulls from values when there are any, then the value. Nulls have the value 0. */
function addKey(packer: KeyPacker, column: Column, order: ColumnOrder, length: number): void {
  if (column.layout === 'null' || length === 0) return;
  const { ascending } = order;
  const validity = addNullFlags(packer, column.validity, order, length);
  switch (column.layout) {
    case 'primitive':
      addPrimitive(packer, column.values, validity, ascending);
      break;
    case 'decimal':
      addSigned(packer, int64Words(column.words), 4, validity, ascending);
      break;
    case 'bytes':
      addText(packer, column, validity, ascending);
      break;
    case 'dictionary': {
      const ranks = dictionaryRanks(column.dictionary, length);
      if (ranks === null) addText(packer, plainBytes(column), validity, ascending);
      else packer.addVarying(perRow(gather(ranks, column.indices)), validity, ascending);
      break;
    }
    case 'struct':
      for (const child of column.children) {
        const valid = child.layout === 'null' ? null : andBitmaps(validity, child.validity, length);
        const inside = { ...child, validity: valid } as Column;
        addKey(packer, inside, { ascending, nullsFirst: ascending }, length);
      }
      break;
    default:
      packer.addVarying(perRow(rank(column, length)), validity, ascending);
  }
}

/** The validity, or null when there are no nulls after all. */
function addNullFlags(
  packer: KeyPacker,
  validity: Uint8Array | null,
  { nullsFirst }: ColumnOrder,
  length: number,
): Uint8Array | null {
  if (validity === null) return null;
  const flags = new Int32Array(length);
  let valid = 0;
  for (let i = 0; i < length; i++) {
    const bit = (validity[i >> 3] >> (i & 7)) & 1;
    valid += bit;
    flags[i] = bit;
  }
  if (valid === length) return null;
  if (valid > 0) packer.add(perRow(flags), 1, null, nullsFirst);
  return validity;
}

function addPrimitive(
  packer: KeyPacker,
  values: PrimitiveValues,
  validity: Uint8Array | null,
  ascending: boolean,
): void {
  if (values instanceof BigInt64Array) addSigned(packer, int64Words(values), 2, validity, ascending);
  else if (values instanceof Float64Array) addDoubles(packer, values, validity, ascending);
  else if (values instanceof Float32Array) addDoubles(packer, Float64Array.from(values), validity, ascending);
  else
    addSigned(
      packer,
      values instanceof Int32Array ? values : Int32Array.from(values),
      1,
      validity,
      ascending,
    );
}

/**
 * Two's complement integers of `width` words, the lowest first. When there are negative ones and others, all are moved
 * up by the size of the smallest, because few bits differ then.
 */
function addSigned(
  packer: KeyPacker,
  words: Int32Array,
  width: 1 | 2 | 4,
  validity: Uint8Array | null,
  ascending: boolean,
): void {
  const length = words.length / width;
  const wordsAt = (offset: number): KeyWords => ({ words, stride: width, offset });
  const varying = Array.from({ length: width }, (_, w) => varyingBits(wordsAt(w), length, validity));
  if (varying[width - 1] < 0) {
    const moved = distances(words, width, validity);
    for (let w = width - 1; w >= 0; w--)
      packer.addVarying({ ...wordsAt(w), words: moved }, validity, ascending);
    return;
  }
  for (let w = width - 1; w >= 0; w--) packer.add(wordsAt(w), varying[w], validity, ascending);
}

/** Every valid value less the smallest one. */
function distances(words: Int32Array, width: 1 | 2 | 4, validity: Uint8Array | null): Int32Array {
  const length = words.length / width;
  const top = width - 1;
  let smallest = -1;
  for (let i = 0; i < length; i++) {
    if (validity !== null && (validity[i >> 3] & (1 << (i & 7))) === 0) continue;
    if (smallest < 0 || isLess(words, width, i, smallest)) smallest = i;
  }
  const out = new Int32Array(words.length);
  const base = Float64Array.from({ length: width }, (_, w) => words[smallest * width + w] >>> 0);
  for (let at = 0; at < words.length; at += width) {
    let borrow = 0;
    for (let w = 0; w <= top; w++) {
      const difference = (words[at + w] >>> 0) - base[w] - borrow;
      borrow = difference < 0 ? 1 : 0;
      out[at + w] = difference;
    }
  }
  return out;
}

function isLess(words: Int32Array, width: number, i: number, j: number): boolean {
  const x = words[(i + 1) * width - 1];
  const y = words[(j + 1) * width - 1];
  if (x !== y) return x < y;
  for (let w = width - 2; w >= 0; w--) {
    const a = words[i * width + w] >>> 0;
    const b = words[j * width + w] >>> 0;
    if (a !== b) return a < b;
  }
  return false;
}

/**
 * Doubles as ordered 64-bit integers: negative numbers have all bits turned, others the sign bit. -0.0 is 0.0, every
 * NaN the same.
 */
function addDoubles(
  packer: KeyPacker,
  values: Float64Array,
  validity: Uint8Array | null,
  ascending: boolean,
): void {
  const from = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  const words = new Int32Array(2 * values.length);
  for (let at = 0; at < from.length; at += 2) {
    let low = from[at];
    let high = from[at + 1];
    const size = high & 0x7fffffff;
    if (size >= 0x7ff00000 && (size > 0x7ff00000 || low !== 0)) {
      low = 0;
      high = 0x7ff80000;
    } else if (size === 0 && low === 0) high = 0;
    const flip = high >> 31;
    words[at] = low ^ flip;
    words[at + 1] = high ^ (flip | 0x80000000);
  }
  packer.addVarying({ words, stride: 2, offset: 1 }, validity, ascending);
  packer.addVarying({ words, stride: 2, offset: 0 }, validity, ascending);
}

function perRow(words: Int32Array): KeyWords {
  return { words, stride: 1, offset: 0 };
}

function gather(ranks: Int32Array, indices: Int32Array): Int32Array {
  const out = new Int32Array(indices.length);
  for (let i = 0; i < out.length; i++) out[i] = ranks[indices[i]];
  return out;
}

/** Dense rank of each row's value, from 0; equal values share one. */
function rank(column: Column, length: number): Int32Array {
  const compare = comparison(column, column);
  const sorted = mergeSort(length, compare);
  const ranks = new Int32Array(length);
  let current = 0;
  for (let k = 0; k < length; k++) {
    if (k > 0 && compare(sorted[k - 1], sorted[k]) !== 0) current++;
    ranks[sorted[k]] = current;
  }
  return ranks;
}
