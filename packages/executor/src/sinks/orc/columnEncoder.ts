import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  countBits,
  listEnd,
  listStart,
  take,
  unpackBitmap,
  withValidity,
  type Column,
} from '@graticule/columnar';
import * as orc from '@graticule/protocol/orc';
import { encodeBitRuns } from './byteRunsEncoder.js';
import { statisticsOf } from './columnStatistics.js';
import { encodeIntegerRuns } from './integerRunsEncoder.js';
import { encodeValues } from './valueEncoders.js';

/** One column of a stripe as it is written. */
export interface EncodedColumn {
  readonly streams: readonly EncodedStream[];
  readonly encoding: MessageInitShape<typeof orc.ColumnEncodingSchema>;
  readonly statistics: orc.ColumnStatistics;
}

export interface EncodedStream {
  readonly kind: orc.Stream_Kind;
  readonly bytes: Uint8Array;
}

const { PRESENT, LENGTH } = orc.Stream_Kind;
const { DIRECT, DIRECT_V2 } = orc.ColumnEncoding_Kind;

/** Encodes a column and those below it, in pre-order. */
export function encodeColumn(column: Column, encoded: EncodedColumn[]): void {
  const streams: EncodedStream[] = [];
  const values = withoutNulls(column, streams);
  const hasNull = values.length < column.length;
  if (values.layout === 'struct') {
    const statistics = statisticsOf(values, hasNull);
    encoded.push({ streams, encoding: { kind: DIRECT }, statistics });
    for (const child of values.children) encodeColumn(child, encoded);
  } else if (values.layout === 'list') {
    const statistics = statisticsOf(values, hasNull);
    const { lengths, child } = elements(values);
    streams.push({ kind: LENGTH, bytes: encodeIntegerRuns(lengths, values.length, false) });
    encoded.push({ streams, encoding: { kind: DIRECT_V2 }, statistics });
    // The child of a map is a struct of key and value, of which files know only the two.
    if (values.type.kind !== 'map') encodeColumn(child, encoded);
    else for (const part of (child as Column & { layout: 'struct' }).children) encodeColumn(part, encoded);
  } else {
    const { streams: own, encoding, values: kept } = encodeValues(values);
    encoded.push({ streams: [...streams, ...own], encoding, statistics: statisticsOf(kept, hasNull) });
  }
}

/** The rows that have a value; enters the stream that says which, unless all have one. */
function withoutNulls(column: Column, streams: EncodedStream[]): Column {
  const { length, validity } = column;
  if (validity === null) return column;
  const count = countBits(validity, length);
  if (count === length) return withValidity(column, null);
  const mask = unpackBitmap(validity, length);
  streams.push({ kind: PRESENT, bytes: encodeBitRuns(mask) });
  const rows = new Int32Array(count);
  for (let row = 0, k = 0; row < length; row++) if (mask[row] === 1) rows[k++] = row;
  return withValidity(take(column, rows), null);
}

/** Lengths of lists (two words each) and their elements one after another. */
function elements(column: Column & { layout: 'list' }): { lengths: Int32Array; child: Column } {
  const { length, child } = column;
  const lengths = new Int32Array(2 * length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    lengths[2 * row] = listEnd(column, row) - listStart(column, row);
    count += lengths[2 * row];
  }
  const rows = new Int32Array(count);
  for (let row = 0, k = 0; row < length; row++) {
    for (let i = listStart(column, row); i < listEnd(column, row); i++) rows[k++] = i;
  }
  return { lengths, child: take(child, rows) };
}
