import type { Column } from '@graticule/columnar';
import { place, alignedRoom } from '../../compression/unpackMemory.js';
import { readRuns, type Numbers } from './hybridRuns.js';
import type { Span } from './span.js';

/** The slots `at` .. `at + count` of a column; those whose bit in `validity` is set, `valid` of them, have a value. */
export interface Slots {
  readonly at: number;
  readonly count: number;
  readonly valid: number;
  /** Null only where all have one. */
  readonly validity: Uint8Array | null;
}

/** The values of a column chunk while its pages are read. Every slot is read in turn; nulls get zeros. */
export interface PageValues {
  readDictionary(values: Span, count: number): void;
  /** Values of a page, one after another without its nulls, at least one. Throws when the encoding is unknown or the values are cut off. */
  read(encoding: number, values: Span, slots: Slots): void;
  /** `count` slots without any value. */
  readNulls(at: number, count: number): void;
  /** The first `length` slots. */
  finish(length: number, validity: Uint8Array | null): Column;
}

/** `count` positions in a dictionary of `size` entries, the way data pages hold them, with `needed` free bytes behind. */
export function readCodes(values: Span, count: number, size: number, needed = 0): Numbers {
  const width = values.at < values.end ? values.bytes[values.at] : 33;
  if (width === 0 && size > 0) return zeros(count, needed);
  return readRuns(values.part(values.at + 1), width, count, size, needed);
}

/** A single entry takes no bits, and with some writers not even a run. */
function zeros(count: number, needed: number): Numbers {
  const bytes = alignedRoom(4 * count);
  const { on, free } = place(new Uint8Array(0), bytes + needed);
  new Int32Array(on.memory.buffer, free, count).fill(0);
  return { on, at: free, count, free: free + bytes, end: 0 };
}
