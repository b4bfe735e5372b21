import { primitiveColumn, type Column } from '@graticule/columnar';
import { PLAIN, RLE, unknownEncoding } from './encodings.js';
import { readRuns } from './hybridRuns.js';
import type { Span } from './pages.js';
import type { PageValues } from './pageValues.js';
import { scratchNumbers } from './scratch.js';

/** BOOLEAN: a bit per value, or runs of bits after their length. */
export class BooleanValues implements PageValues {
  readonly #bytes: Uint8Array;

  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  readDictionary(): void {
    throw new RangeError('a dictionary of BOOLEAN is not supported');
  }

  read(encoding: number, values: Span, count: number, at: number): void {
    const out = this.#bytes;
    if (encoding === PLAIN) {
      if (values.at + Math.ceil(count / 8) > values.end) throw new RangeError('bits are cut off');
      for (let i = 0; i < count; i++) out[at + i] = (values.bytes[values.at + (i >> 3)] >> (i & 7)) & 1;
    } else if (encoding === RLE) {
      if (values.at + 4 > values.end) throw new RangeError('runs of bits are cut off');
      const end = values.at + 4 + values.view.getUint32(values.at, true);
      if (end > values.end) throw new RangeError('runs of bits are cut off');
      const bits = scratchNumbers(count);
      readRuns({ ...values, at: values.at + 4, end }, 1, count, 2, bits, 0);
      for (let i = 0; i < count; i++) out[at + i] = bits[i];
    } else throw unknownEncoding(encoding, 'BOOLEAN');
  }

  spread(validity: Uint8Array, at: number, slots: number, count: number): void {
    const out = this.#bytes;
    let from = at + count;
    for (let slot = at + slots - 1; from <= slot; slot--) {
      const bit = (validity[slot >> 3] >> (slot & 7)) & 1;
      from -= bit;
      out[slot] = out[from] & -bit;
    }
  }

  finish(length: number, validity: Uint8Array | null): Column {
    return primitiveColumn({ kind: 'boolean' }, this.#bytes.subarray(0, length), validity);
  }
}
