import { decodeStructAt, type ThriftStruct } from './compactProtocol.js';
import { codecOf, decompress, type Codec } from './decompress.js';
import type { ColumnChunk } from './footer.js';
import type { SchemaLeaf } from './parquetSchema.js';
import { spanOf, type Span } from './span.js';
import { child, number } from './thriftFields.js';

/** Levels of a page: runs (see hybridRuns.ts), or the packed bits of very old writers. */
export interface Levels {
  readonly span: Span;
  readonly packed: boolean;
}

export type Page = DictionaryPage | DataPage;

export interface DictionaryPage {
  readonly kind: 'dictionary';
  readonly count: number;
  readonly values: Span;
}

export interface DataPage {
  readonly kind: 'data';
  /** Levels: values, nulls and empty lists. */
  readonly count: number;
  /** Encoding of parquet.thrift, by number. */
  readonly encoding: number;
  /** Null where the schema has no levels. */
  readonly repetition: Levels | null;
  readonly definition: Levels | null;
  readonly values: Span;
}

const DATA_PAGE = 0;
const DICTIONARY_PAGE = 2;
const DATA_PAGE_V2 = 3;
const PLAIN = 0;
const PLAIN_DICTIONARY = 2;
const BIT_PACKED = 4;
const PAGE_BYTES_MAX = 1 << 30;

/** Bits that hold the numbers 0 .. max. */
export function bitsFor(max: number): number {
  return 32 - Math.clz32(max);
}

/**
 * The pages of a column chunk in their order, until they hold all of its values. Spans are valid until the next page is
 * asked for. `bytes`: the chunk, with SLACK_BYTES behind it.
 */
export function* pagesOf(bytes: Uint8Array, chunk: ColumnChunk, leaf: SchemaLeaf): Generator<Page> {
  const codec = codecOf(chunk.codec);
  let at = 0;
  let values = 0;
  while (values < chunk.values) {
    if (at >= bytes.length) throw new RangeError(`it ends after ${values} of ${chunk.values} values`);
    const { struct: header, end: start } = headerAt(bytes, at);
    const size = number(header, 2);
    const packed = bytes.subarray(start, start + number(header, 3));
    at = start + number(header, 3);
    if (at < start || at > bytes.length) throw new RangeError('a page is longer than its chunk');
    if (size < 0 || size > PAGE_BYTES_MAX) throw new RangeError(`a page claims ${size} bytes`);
    const page = pageOf(header, packed, size, codec, leaf);
    if (page === null) continue;
    if (page.kind === 'data') values += page.count;
    if (page.count < 0 || values > chunk.values)
      throw new RangeError(`its pages hold ${values} values, expected ${chunk.values}`);
    yield page;
  }
}

function headerAt(bytes: Uint8Array, at: number): { struct: ThriftStruct; end: number } {
  try {
    return decodeStructAt(bytes, at);
  } catch (error) {
    throw new RangeError(`the header of a page is damaged: ${(error as Error).message}`, { cause: error });
  }
}

/** Null for pages that hold neither values nor a dictionary. */
function pageOf(
  header: ThriftStruct,
  packed: Uint8Array,
  size: number,
  codec: Codec,
  leaf: SchemaLeaf,
): Page | null {
  switch (number(header, 1)) {
    case DATA_PAGE:
      return firstVersion(factsOf(header, 5), decompress(codec, packed, size), leaf);
    case DATA_PAGE_V2:
      return secondVersion(factsOf(header, 8), packed, size, codec, leaf);
    case DICTIONARY_PAGE: {
      const facts = factsOf(header, 7);
      const encoding = number(facts, 2);
      if (encoding !== PLAIN && encoding !== PLAIN_DICTIONARY)
        throw new RangeError(`a dictionary has encoding ${encoding}, expected ${PLAIN}`);
      return {
        kind: 'dictionary',
        count: number(facts, 1),
        values: spanOf(decompress(codec, packed, size)),
      };
    }
    default:
      return null;
  }
}

function factsOf(header: ThriftStruct, id: number): ThriftStruct {
  const facts = child(header, id);
  if (facts === null) throw new RangeError(`the header of a page has no field ${id}`);
  return facts;
}

/** Levels and values compressed together, each kind of levels after its length. */
function firstVersion(facts: ThriftStruct, bytes: Uint8Array, leaf: SchemaLeaf): DataPage {
  const whole = spanOf(bytes);
  const count = number(facts, 1);
  let at = 0;
  const levels = (max: number, encoding: number): Levels | null => {
    if (max === 0) return null;
    const packed = encoding === BIT_PACKED;
    if (!packed) at += 4;
    const length = packed ? Math.ceil((count * bitsFor(max)) / 8) : lengthAt(whole, at - 4);
    at += length;
    if (at > whole.end) throw new RangeError('the levels of a page are longer than the page');
    return { span: whole.part(at - length, at), packed };
  };
  const repetition = levels(leaf.repetitions, number(facts, 4));
  const definition = levels(leaf.definition, number(facts, 3));
  return {
    kind: 'data',
    count,
    encoding: number(facts, 2),
    repetition,
    definition,
    values: whole.part(at),
  };
}

function lengthAt({ view, end }: Span, at: number): number {
  if (at + 4 > end) throw new RangeError('a page is too short for its levels');
  return view.getUint32(at, true);
}

/** Levels uncompressed before the values, their lengths in the header. */
function secondVersion(
  facts: ThriftStruct,
  packed: Uint8Array,
  size: number,
  codec: Codec,
  leaf: SchemaLeaf,
): DataPage {
  const repetitionBytes = number(facts, 6);
  const levelBytes = repetitionBytes + number(facts, 5);
  if (repetitionBytes < 0 || levelBytes < repetitionBytes || levelBytes > Math.min(packed.length, size))
    throw new RangeError('the levels of a page are longer than the page');
  const levels = (max: number, start: number, end: number): Levels | null =>
    max === 0 ? null : { span: spanOf(packed, start, end), packed: false };
  const plain = facts.fields.get(7)?.value === false;
  const values = decompress(plain ? 'UNCOMPRESSED' : codec, packed.subarray(levelBytes), size - levelBytes);
  return {
    kind: 'data',
    count: number(facts, 1),
    encoding: number(facts, 4),
    repetition: levels(leaf.repetitions, 0, repetitionBytes),
    definition: levels(leaf.definition, repetitionBytes, levelBytes),
    values: spanOf(values),
  };
}
