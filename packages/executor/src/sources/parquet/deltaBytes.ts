import { deltaCount, readDeltas } from './deltaRuns.js';
import type { Span } from './span.js';

/** Byte strings one after another; string i is data[offsets[i] .. offsets[i + 1]), offsets[0] is 0. */
export interface ByteStrings {
  readonly offsets: Int32Array;
  readonly data: Uint8Array;
}

/** Strings as DELTA_LENGTH_BYTE_ARRAY has them: all lengths, then all bytes. `data` is a view on the span. */
export function readDeltaLengths(values: Span, count: number): ByteStrings {
  const lengths = new Int32Array(count);
  const start = readDeltas(values, count, false, lengths, 0);
  const offsets = offsetsOf(lengths, values.end - start);
  return { offsets, data: values.bytes.subarray(start, start + offsets[count]) };
}

/** Strings as DELTA_BYTE_ARRAY has them: how many bytes of the string before come first, then the rest as above. */
export function readDeltaBytes(values: Span, count: number): ByteStrings {
  const prefixes = new Int32Array(count);
  const start = readDeltas(values, count, false, prefixes, 0);
  const rests = values.part(start);
  if (deltaCount(rests) !== count) throw new RangeError('prefixes and rests of strings differ in number');
  const { offsets: restOffsets, data: rest } = readDeltaLengths(rests, count);
  const lengths = new Int32Array(count);
  for (let i = 0, before = 0; i < count; i++) {
    if (prefixes[i] < 0 || prefixes[i] > before) throw new RangeError('the prefix of a string is too long');
    lengths[i] = before = prefixes[i] + restOffsets[i + 1] - restOffsets[i];
  }
  const offsets = offsetsOf(lengths, 0x7fffffff);
  const data = new Uint8Array(offsets[count]);
  for (let i = 0, last = 0; i < count; i++) {
    const to = offsets[i];
    for (let k = 0; k < prefixes[i]; k++) data[to + k] = data[last + k];
    for (let from = restOffsets[i], at = to + prefixes[i]; from < restOffsets[i + 1];)
      data[at++] = rest[from++];
    last = to;
  }
  return { offsets, data };
}

function offsetsOf(lengths: Int32Array, bytesMax: number): Int32Array {
  const offsets = new Int32Array(lengths.length + 1);
  let total = 0;
  for (let i = 0; i < lengths.length; i++) {
    if (lengths[i] < 0) throw new RangeError(`a string of ${lengths[i]} bytes`);
    total += lengths[i];
    if (total > bytesMax) throw new RangeError('strings are longer than their page');
    offsets[i + 1] = total;
  }
  return offsets;
}
