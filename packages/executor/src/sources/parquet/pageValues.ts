import type { Column } from '@graticule/columnar';
import type { Span } from './pages.js';
import { readRuns } from './hybridRuns.js';

/**
 * The values of a column chunk while its pages are read. Values of a page come dense, nulls left out, to the slots from
 * `at` on; `spread` then moves them to the slots that their rows have.
 */
export interface PageValues {
  readDictionary(values: Span, count: number): void;
  /** Throws when the encoding is unknown or the values are cut off. */
  read(encoding: number, values: Span, count: number, at: number): void;
  /** Slots at .. at + slots get, where their bit in `validity` is set, the next of the `count` values; nulls get zeros. */
  spread(validity: Uint8Array, at: number, slots: number, count: number): void;
  /** The first `length` slots. */
  finish(length: number, validity: Uint8Array | null): Column;
}

/** Writes positions in a dictionary of `size` entries, the way data pages hold them, to codes[at ..]. */
export function readCodes(values: Span, count: number, size: number, codes: Int32Array, at: number): void {
  if (count === 0) return;
  const width = values.at < values.end ? values.bytes[values.at] : 33;
  if (width === 0 && size > 0) codes.fill(0, at, at + count);
  else readRuns({ ...values, at: values.at + 1 }, width, count, size, codes, at);
}
