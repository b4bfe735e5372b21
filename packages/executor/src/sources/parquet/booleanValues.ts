import { primitiveColumn, type Column } from '@graticule/columnar';
import { PLAIN, RLE, unknownEncoding } from './encodings.js';
import { readPacked, readRuns, type Numbers } from './hybridRuns.js';
import { narrowed, putValues } from './pageDecoder.js';
import type { Span } from './span.js';
import type { PageValues, Slots } from './pageValues.js';

/** BOOLEAN: a bit per value, or runs of bits after their length. */
export class BooleanValues implements PageValues {
  readonly #bytes: Uint8Array;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  readDictionary(): void {
    throw new RangeError('a dictionary of BOOLEAN is not supported');
  }

  read(encoding: number, values: Span, slots: Slots): void {
    putValues(narrowed(numbersIn(encoding, values, slots.valid)), 1, slots, this.#bytes);
  }

  readNulls(): void {
    // Memory that is new is zero.
  }

  finish(length: number, validity: Uint8Array | null): Column {
    return primitiveColumn({ kind: 'boolean' }, this.#bytes.subarray(0, length), validity);
  }
}

function numbersIn(encoding: number, values: Span, count: number): Numbers {
  if (encoding === PLAIN) {
    if (values.at + Math.ceil(count / 8) > values.end) throw new RangeError('bits are cut off');
    return readPacked(values, 1, count, count);
  }
  if (encoding !== RLE) throw unknownEncoding(encoding, 'BOOLEAN');
  if (values.at + 4 > values.end) throw new RangeError('runs of bits are cut off');
  const end = values.at + 4 + values.view.getUint32(values.at, true);
  if (end > values.end) throw new RangeError('runs of bits are cut off');
  return readRuns(values.part(values.at + 4, end), 1, count, 2, count);
}
