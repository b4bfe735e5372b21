import { PAGE_BYTES, instantiate, type Memory } from '../../webAssembly.js';
import { FIELD_VALUES } from './fieldValuesModule.js';
import { powersOfTen } from './powersOfTen.js';
import type { RecordIndex } from './recordIndex.js';

type Field = [starts: number, ends: number, stride: number, text: number, faults: number, count: number];

/** fieldValues.wat. */
interface Functions {
  readonly memory: Memory;
  doubles(...field: [...Field, values: number, states: number]): number;
  integers(
    ...field: [...Field, values: number, states: number, width: number, digits: number, limit: bigint]
  ): number;
  strings(...field: [...Field, values: number, states: number, offsets: number]): number;
}

/** What became of each record's text. */
export const NULL = 0;
export const VALUE = 1;
/** It may be a value, but of a form that is not read here. */
export const UNDECIDED = 2;

/** Room that the functions need past the end of what they read and write. */
const SLACK_BYTES = 64;

let functions: Functions | null = null;
let free = 0;

/** Addresses of areas one behind the other, and memory for all of them. */
function reserve(sizes: readonly number[]): number[] {
  if (functions === null) {
    functions = instantiate<Functions>(FIELD_VALUES);
    const tables = powersOfTen();
    new Uint8Array(functions.memory.buffer).set(tables);
    free = tables.length;
  }
  let end = free;
  const addresses = sizes.map((size) => {
    const address = (end + 15) & -16;
    end = address + size + SLACK_BYTES;
    return address;
  });
  const missing = end - functions.memory.buffer.byteLength;
  if (missing > 0) functions.memory.grow(Math.ceil(missing / PAGE_BYTES));
  return addresses;
}

/**
 * The fields of indexed records where WebAssembly reads them. One per thread: loading others takes their place, and every
 * answer is overwritten by the next. Records with a fault are passed over, as null; so is empty text.
 */
export class FieldValues {
  private readonly text: number;
  private readonly starts: number;
  private readonly ends: number;
  private readonly faults: number;
  private readonly values: number;
  private readonly states: number;
  private readonly offsets: number;

  constructor(
    bytes: Uint8Array,
    private readonly index: RecordIndex,
  ) {
    const { count, slots, starts, ends, recordStarts, recordEnds } = index;
    const from = count === 0 ? 0 : recordStarts[0];
    const to = count === 0 ? 0 : recordEnds[count - 1];
    const bounds = 4 * count * slots;
    const [text, startsAt, endsAt, faults, states, offsets, values] = reserve([
      to - from,
      bounds,
      bounds,
      2 * count,
      count,
      4 * (count + 1),
      Math.max(8 * count, to - from),
    ]);
    const { buffer } = functions!.memory;
    new Uint8Array(buffer, text, to - from).set(bytes.subarray(from, to));
    new Int32Array(buffer, startsAt, count * slots).set(starts.subarray(0, count * slots));
    new Int32Array(buffer, endsAt, count * slots).set(ends.subarray(0, count * slots));
    this.text = text - from;
    this.starts = startsAt;
    this.ends = endsAt;
    this.faults = faults;
    this.states = states;
    this.offsets = offsets;
    this.values = values;
  }

  /** Doubles, each the nearest one to its text. */
  doubles(slot: number): Float64Array {
    functions!.doubles(...this.field(slot), this.values, this.states);
    return new Float64Array(functions!.memory.buffer, this.values, this.index.count);
  }

  /** Integers >= -limit and < limit of up to 15 digits. limit: at most 2^31. */
  integers(slot: number, limit: number): Int32Array {
    functions!.integers(...this.field(slot), this.values, this.states, 4, 15, BigInt(limit));
    return new Int32Array(functions!.memory.buffer, this.values, this.index.count);
  }

  /** Integers of up to 18 digits. */
  longs(slot: number): BigInt64Array {
    functions!.integers(...this.field(slot), this.values, this.states, 8, 18, 1n << 62n);
    return new BigInt64Array(functions!.memory.buffer, this.values, this.index.count);
  }

  /** Texts, doubled quotes as one; text i is data[offsets[i] .. offsets[i + 1]). */
  strings(slot: number): { readonly offsets: Int32Array; readonly data: Uint8Array } {
    const size = functions!.strings(...this.field(slot), this.values, this.states, this.offsets);
    const { buffer } = functions!.memory;
    return {
      offsets: new Int32Array(buffer, this.offsets, this.index.count + 1),
      data: new Uint8Array(buffer, this.values, size),
    };
  }

  /** NULL, VALUE or UNDECIDED for every record of the last answer. */
  lastStates(): Uint8Array {
    return new Uint8Array(functions!.memory.buffer, this.states, this.index.count);
  }

  private field(slot: number): Field {
    const { count, slots, faults } = this.index;
    new Int16Array(functions!.memory.buffer, this.faults, count).set(faults.subarray(0, count));
    return [this.starts + 4 * slot, this.ends + 4 * slot, 4 * slots, this.text, this.faults, count];
  }
}
