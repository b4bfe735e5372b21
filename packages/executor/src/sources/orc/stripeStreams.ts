import { fromBinary } from '@bufbuild/protobuf';
import * as orc from '@graticule/protocol/orc';
import type { FileHandle } from 'node:fs/promises';
import { readRange } from '../../files/byteRange.js';
import { BitRuns } from './bitRuns.js';
import { unpackChunks, type Packing } from './chunks.js';
import { IntegerRuns } from './integerRuns.js';
import type { OrcStripe } from './orcTail.js';

/** Gaps up to this size between streams are read along with them: one read instead of two. */
const GAP_BYTES = 64 << 10;

interface StreamRange {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** The streams of some columns of a stripe, and how each column is encoded. */
export class StripeStreams {
  private constructor(
    private readonly streams: ReadonlyMap<string, Uint8Array>,
    private readonly encodings: readonly orc.ColumnEncoding[],
    /** Zone whose wall clock timestamps show. */
    readonly timeZone: string,
    private readonly packing: Packing,
  ) {}

  /** wanted: whether the streams of a column (by number) are needed. */
  static async read(
    file: FileHandle,
    stripe: OrcStripe,
    packing: Packing,
    wanted: (column: number) => boolean,
  ): Promise<StripeStreams> {
    const dataEnd = stripe.start + stripe.indexBytes + stripe.dataBytes;
    const footerBytes = await readRange(file, dataEnd, dataEnd + stripe.footerBytes);
    const footer = fromBinary(orc.StripeFooterSchema, unpackChunks(footerBytes, packing));
    const ranges: StreamRange[] = [];
    let at = stripe.start;
    for (const { kind, column, length } of footer.streams) {
      const end = at + Number(length);
      if (end > dataEnd) throw new Error('a stream goes beyond its stripe');
      if (wanted(column)) ranges.push({ key: keyOf(column, kind), start: at, end });
      at = end;
    }
    const streams = await readRanges(
      file,
      ranges.filter(({ key }) => !isIndex(key)),
    );
    return new StripeStreams(streams, footer.columns, footer.writerTimezone, packing);
  }

  encoding(column: number): orc.ColumnEncoding {
    const encoding = this.encodings[column];
    if (encoding === undefined) throw new Error(`column ${column} has no encoding`);
    return encoding;
  }

  /** The text of a stream; empty when the stripe does not have it: writers leave out streams without values. */
  bytes(column: number, kind: orc.Stream_Kind): Uint8Array {
    return unpackChunks(this.streams.get(keyOf(column, kind)) ?? new Uint8Array(0), this.packing);
  }

  /** Which rows have a value, or null: all of them. */
  present(column: number): BitRuns | null {
    const has = this.streams.has(keyOf(column, orc.Stream_Kind.PRESENT));
    return has ? new BitRuns(this.bytes(column, orc.Stream_Kind.PRESENT)) : null;
  }

  /** A stream of integers in the version that the column's encoding says. */
  integers(column: number, kind: orc.Stream_Kind, signed: boolean): IntegerRuns {
    const { kind: encoding } = this.encoding(column);
    const second =
      encoding === orc.ColumnEncoding_Kind.DIRECT_V2 || encoding === orc.ColumnEncoding_Kind.DICTIONARY_V2;
    return new IntegerRuns(this.bytes(column, kind), second ? 2 : 1, signed);
  }
}

const INDEX_KINDS: readonly orc.Stream_Kind[] = [
  orc.Stream_Kind.ROW_INDEX,
  orc.Stream_Kind.BLOOM_FILTER,
  orc.Stream_Kind.BLOOM_FILTER_UTF8,
  orc.Stream_Kind.DICTIONARY_COUNT,
];

function keyOf(column: number, kind: orc.Stream_Kind): string {
  return `${column} ${kind}`;
}

function isIndex(key: string): boolean {
  return INDEX_KINDS.includes(Number(key.slice(key.indexOf(' ') + 1)));
}

/** Reads ranges that lie in ascending order, close ones at once. */
async function readRanges(
  file: FileHandle,
  ranges: readonly StreamRange[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const streams = new Map<string, Uint8Array>();
  for (let from = 0; from < ranges.length;) {
    let to = from + 1;
    while (to < ranges.length && ranges[to].start - ranges[to - 1].end <= GAP_BYTES) to++;
    const { start } = ranges[from];
    const bytes = await readRange(file, start, ranges[to - 1].end);
    for (const range of ranges.slice(from, to)) {
      streams.set(range.key, bytes.subarray(range.start - start, range.end - start));
    }
    from = to;
  }
  return streams;
}
