import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  dictionaryEncode,
  int64Words,
  numbersToInt64,
  plainBytes,
  type BytesColumn,
  type Column,
} from '@graticule/columnar';
import * as orc from '@graticule/protocol/orc';
import { encodeBitRuns, encodeByteRuns } from './byteRunsEncoder.js';
import type { EncodedStream } from './columnEncoder.js';
import { GrowingBytes } from './growingBytes.js';
import { encodeIntegerRuns } from './integerRunsEncoder.js';

/** A column without nulls and without columns below it. */
interface EncodedValues {
  readonly streams: readonly EncodedStream[];
  readonly encoding: MessageInitShape<typeof orc.ColumnEncodingSchema>;
  /** The values, or those of them that differ: what statistics are made of. */
  readonly values: Column;
}

const { DATA, LENGTH, SECONDARY, DICTIONARY_DATA } = orc.Stream_Kind;
const { DIRECT, DIRECT_V2, DICTIONARY_V2 } = orc.ColumnEncoding_Kind;
/** Distinct texts up to this share of the rows are written once. */
const DICTIONARY_SHARE = 0.8;
/** Seconds are counted from 2015-01-01 UTC. */
const EPOCH_S = 1_420_070_400;

export function encodeValues(values: Column): EncodedValues {
  const direct = (kind: orc.ColumnEncoding_Kind, ...streams: EncodedStream[]): EncodedValues => {
    return { streams, encoding: { kind }, values };
  };
  switch (values.layout) {
    case 'primitive':
      if (values.type.kind === 'timestamp') return direct(DIRECT_V2, ...timestampStreams(values));
      return direct(...primitiveStream(values));
    case 'decimal':
      return direct(DIRECT_V2, ...decimalStreams(values));
    case 'bytes':
    case 'dictionary':
      return textStreams(plainBytes(values));
    default:
      throw new Error(`ORC has no type ${values.type.kind}`);
  }
}

function primitiveStream({
  type,
  values,
  length,
}: Column & { layout: 'primitive' }): [orc.ColumnEncoding_Kind, EncodedStream] {
  switch (type.kind) {
    case 'boolean':
      return [DIRECT, { kind: DATA, bytes: encodeBitRuns(values as Uint8Array) }];
    case 'byte':
      return [DIRECT, { kind: DATA, bytes: encodeByteRuns(values as Int8Array) }];
    case 'float':
    case 'double':
      return [
        DIRECT,
        { kind: DATA, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) },
      ];
    default: {
      const whole =
        values instanceof BigInt64Array
          ? values
          : numbersToInt64(values as Exclude<typeof values, BigInt64Array>);
      return [DIRECT_V2, { kind: DATA, bytes: encodeIntegerRuns(int64Words(whole), length, true) }];
    }
  }
}

/**
 * Seconds and nanoseconds, as the reader describes them. The format has no place for the last second before 1970 with a
 * fraction of a millisecond or more: such a time becomes the one with the same fraction in the first second of 1970, as
 * the writers of Spark and Hive have it.
 */
function timestampStreams({ values, length }: Column & { layout: 'primitive' }): EncodedStream[] {
  const micros = values as BigInt64Array;
  const seconds = new BigInt64Array(length);
  const nanos = new Float64Array(length);
  for (let row = 0; row < length; row++) {
    const value = micros[row];
    const fraction = Number(((value % 1_000_000n) + 1_000_000n) % 1_000_000n);
    let second = Number((value - BigInt(fraction)) / 1_000_000n);
    if (second < 0 && fraction > 999) second++;
    seconds[row] = BigInt(second - EPOCH_S);
    nanos[row] = packedNanoseconds(1000 * fraction);
  }
  return [
    { kind: DATA, bytes: encodeIntegerRuns(int64Words(seconds), length, true) },
    { kind: SECONDARY, bytes: encodeIntegerRuns(int64Words(numbersToInt64(nanos)), length, false) },
  ];
}

/** Zeros at the end are cut off when there are two or more; the lowest three bits have their number less one. */
function packedNanoseconds(nano: number): number {
  if (nano === 0) return 0;
  let digits = nano;
  let zeros = 0;
  while (digits % 10 === 0 && zeros < 8) {
    digits /= 10;
    zeros++;
  }
  return zeros < 2 ? 8 * nano : 8 * digits + zeros - 1;
}

function decimalStreams({ type, words, length }: Column & { layout: 'decimal' }): EncodedStream[] {
  const { scale } = type as typeof type & { kind: 'decimal' };
  const out = new GrowingBytes();
  const halves = new Int32Array(words.buffer, words.byteOffset, 2 * words.length);
  for (let row = 0; row < length; row++) {
    const low = halves[4 * row];
    const high = halves[4 * row + 1];
    const sign = high >> 31;
    // One bit is kept for the sign that comes to the end.
    if (halves[4 * row + 2] === sign && halves[4 * row + 3] === sign && ((high >> 30) ^ sign) === 0) {
      out.pushVarint((low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign);
    } else pushLongVarint((words[2 * row + 1] << 64n) | BigInt.asUintN(64, words[2 * row]), out);
  }
  const scales = new BigInt64Array(length).fill(BigInt(scale));
  return [
    { kind: DATA, bytes: out.finish() },
    { kind: SECONDARY, bytes: encodeIntegerRuns(int64Words(scales), length, true) },
  ];
}

function pushLongVarint(value: bigint, out: GrowingBytes): void {
  let rest = value < 0n ? -2n * value - 1n : 2n * value;
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  out.push(Number(rest));
}

function textStreams(values: BytesColumn): EncodedValues {
  const { type, length, offsets, data } = values;
  const limit = Math.floor(DICTIONARY_SHARE * length);
  const byReference = type.kind === 'string' ? dictionaryEncode(values, limit) : null;
  if (byReference === null) {
    return {
      streams: [
        { kind: DATA, bytes: data.subarray(offsets[0], offsets[length]) },
        { kind: LENGTH, bytes: encodeLengths(values) },
      ],
      encoding: { kind: DIRECT_V2 },
      values,
    };
  }
  const { dictionary, indices } = byReference;
  const numbers = int64Words(numbersToInt64(indices));
  return {
    streams: [
      { kind: DATA, bytes: encodeIntegerRuns(numbers, length, false) },
      { kind: DICTIONARY_DATA, bytes: dictionary.data.subarray(0, dictionary.offsets[dictionary.length]) },
      { kind: LENGTH, bytes: encodeLengths(dictionary) },
    ],
    encoding: { kind: DICTIONARY_V2, dictionarySize: dictionary.length },
    values: byReference,
  };
}

function encodeLengths({ offsets, length }: BytesColumn): Uint8Array {
  const words = new Int32Array(2 * length);
  for (let row = 0; row < length; row++) words[2 * row] = offsets[row + 1] - offsets[row];
  return encodeIntegerRuns(words, length, false);
}
