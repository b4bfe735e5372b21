import {
  BOUND_BYTES,
  FIELD_COUNT,
  TABLE_ENTRY_BYTES,
  tableEntries,
  type RecordIndex,
} from './recordIndex.js';
import { textBuffer, textFunctions, type FieldAddresses } from './textMemory.js';

/** What became of each record's text. */
export const NULL = 0;
export const VALUE = 1;
/** It may be a value, but of a form that is not read here. */
export const UNDECIDED = 2;

/** Text of row i is data[offsets[k] .. offsets[k + 1]), where k is indices[i]. */
export interface Dictionary {
  readonly indices: Int32Array;
  readonly offsets: Int32Array;
  readonly data: Uint8Array;
}

/**
 * The fields of indexed records where WebAssembly reads them. Every answer is overwritten by the next and does not outlast
 * what the index holds. Records with a fault are passed over, as null; so is empty text.
 */
export class FieldValues {
  private readonly functions = textFunctions();

  constructor(private readonly index: RecordIndex) {}

  /** Doubles, each the nearest one to its text. spaces: whether there may be some around it. */
  doubles(slot: number, spaces = true): Float64Array {
    const { valuesAt, statesAt, count } = this.index;
    this.functions.doubles(...this.field(slot), valuesAt, statesAt, spaces ? 1 : 0);
    return new Float64Array(textBuffer(), valuesAt, count);
  }

  /** Integers >= -limit and < limit of up to 15 digits. limit: at most 2^31. */
  integers(slot: number, limit: number, spaces = true): Int32Array {
    this.readIntegers(slot, 4, 15, BigInt(limit), spaces);
    return new Int32Array(textBuffer(), this.index.valuesAt, this.index.count);
  }

  /** Integers of up to 18 digits. */
  longs(slot: number, spaces = true): BigInt64Array {
    this.readIntegers(slot, 8, 18, 1n << 62n, spaces);
    return new BigInt64Array(textBuffer(), this.index.valuesAt, this.index.count);
  }

  private readIntegers(slot: number, width: number, digits: number, limit: bigint, spaces: boolean): void {
    const { valuesAt, statesAt } = this.index;
    const field = this.field(slot);
    this.functions.integers(...field, valuesAt, statesAt, spaces ? 1 : 0, width, digits, limit);
  }

  /** Texts, doubled quotes as one; text i is data[offsets[i] .. offsets[i + 1]). */
  strings(slot: number): { readonly offsets: Int32Array; readonly data: Uint8Array } {
    const size = this.functions.strings(
      ...this.field(slot),
      this.index.valuesAt,
      this.index.statesAt,
      this.index.offsetsAt,
    );
    const buffer = textBuffer();
    return {
      offsets: new Int32Array(buffer, this.index.offsetsAt, this.index.count + 1),
      data: new Uint8Array(buffer, this.index.valuesAt, size),
    };
  }

  /** The distinct texts, and for each of the first `rows` records the number of its own; null: more than `limit`. */
  dictionary(slot: number, rows: number, limit: number): Dictionary | null {
    const { statesAt, valuesAt, offsetsAt, indicesAt, tableAt } = this.index;
    const entries = tableEntries(limit);
    const buffer = textBuffer();
    new Uint8Array(buffer, tableAt, TABLE_ENTRY_BYTES * entries).fill(0);
    const count = this.functions.dictionary(
      ...this.field(slot, rows),
      valuesAt,
      statesAt,
      offsetsAt,
      indicesAt,
      limit,
      tableAt,
      entries - 1,
    );
    if (count < 0) return null;
    const offsets = new Int32Array(buffer, offsetsAt, count + 1);
    return {
      indices: new Int32Array(buffer, indicesAt, rows),
      offsets,
      data: new Uint8Array(buffer, valuesAt, offsets[count]),
    };
  }

  /** NULL, VALUE or UNDECIDED for every record of the last answer. */
  lastStates(): Uint8Array {
    return new Uint8Array(textBuffer(), this.index.statesAt, this.index.count);
  }

  /** What `read` answers while these records, which have no fault, are passed over. */
  passingOver<T>(records: readonly number[], read: () => T): T {
    const { faults } = this.index;
    for (const record of records) faults[record] = FIELD_COUNT;
    const answer = read();
    for (const record of records) faults[record] = 0;
    return answer;
  }

  private field(slot: number, count = this.index.count): FieldAddresses {
    const { starts, ends, slots, textAt, faults } = this.index;
    const at = BOUND_BYTES * slot;
    const stride = BOUND_BYTES * slots;
    return [starts.byteOffset + at, ends.byteOffset + at, stride, textAt, faults.byteOffset, count];
  }
}
