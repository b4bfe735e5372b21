import type { Column } from '@graticule/columnar';
import { release } from '../../compression/unpackMemory.js';
import { BooleanValues } from './booleanValues.js';
import { FixedValues } from './fixedValues.js';
import type { ColumnChunk } from './footer.js';
import { readLevels } from './hybridRuns.js';
import type { PageValues } from './pageValues.js';
import { pagesOf, type DataPage } from './pages.js';
import type { SchemaLeaf } from './parquetSchema.js';
import { TextValues } from './textValues.js';
import { ValidityBits } from './validityBits.js';

/**
 * The values of a leaf in one row group. A leaf outside nested columns has one per row. Within them it has levels, and a
 * value, possibly null, for each definition level of `leaf.least` and more.
 */
export interface LeafColumn {
  readonly values: Column;
  readonly levels: number;
  /** Null outside nested columns. */
  readonly definitions: Uint8Array | null;
  /** Null where nothing is repeated: then every level begins a row. */
  readonly repetitions: Uint8Array | null;
}

/**
 * Decodes a column chunk. `bytes`: the chunk, with SLACK_BYTES behind it. nested: whether the leaf is within a nested
 * column. Throws when the chunk is damaged.
 */
export function decodeLeaf(
  bytes: Uint8Array,
  chunk: ColumnChunk,
  leaf: SchemaLeaf,
  nested: boolean,
): LeafColumn {
  const reader = new LeafReader(leaf, chunk, nested);
  try {
    for (const page of pagesOf(bytes, chunk, leaf)) {
      if (page.kind === 'dictionary') reader.values.readDictionary(page.values, page.count);
      else reader.read(page);
    }
    return reader.finish();
  } finally {
    release();
  }
}

class LeafReader {
  readonly values: PageValues;
  readonly #validity: ValidityBits;
  readonly #definitions: Uint8Array | null;
  readonly #repetitions: Uint8Array | null;
  #levels = 0;
  #slots = 0;

  constructor(
    private readonly leaf: SchemaLeaf,
    chunk: ColumnChunk,
    nested: boolean,
  ) {
    this.values = valuesOf(leaf, chunk);
    this.#validity = new ValidityBits(chunk.values);
    this.#definitions = nested ? new Uint8Array(chunk.values) : null;
    this.#repetitions = leaf.repetitions > 0 ? new Uint8Array(chunk.values) : null;
  }

  read(page: DataPage): void {
    const { count } = page;
    const at = this.#slots;
    const { slots, valid } = this.#definitions
      ? this.#readNested(page, this.#definitions)
      : this.#readFlat(page);
    const validity = this.#validity.bitmap;
    if (valid > 0) this.values.read(page.encoding, page.values, { at, count: slots, valid, validity });
    else this.values.readNulls(at, slots);
    this.#slots += slots;
    this.#levels += count;
  }

  #readFlat({ definition, count }: DataPage): { slots: number; valid: number } {
    const valid = definition ? this.#validity.readLevels(definition, count, this.#slots) : count;
    return { slots: count, valid };
  }

  #readNested(page: DataPage, definitions: Uint8Array): { slots: number; valid: number } {
    const { leaf } = this;
    const start = this.#levels;
    const end = start + page.count;
    if (leaf.definition > 0) readLevels(page.definition, leaf.definition, page.count, definitions, start);
    if (this.#repetitions)
      readLevels(page.repetition, leaf.repetitions, page.count, this.#repetitions, start);
    let slots = 0;
    let valid = 0;
    for (let i = start; i < end; i++) {
      if (definitions[i] >= leaf.least) slots++;
      if (definitions[i] === leaf.definition) valid++;
    }
    if (valid === slots) this.#validity.fill(this.#slots, this.#slots + slots);
    else this.#validity.appendLevels(definitions, start, end, leaf.least, leaf.definition, this.#slots);
    return { slots, valid };
  }

  finish(): LeafColumn {
    const bitmap = this.#validity.bitmap?.subarray(0, (this.#slots + 7) >> 3) ?? null;
    return {
      values: this.values.finish(this.#slots, bitmap),
      levels: this.#levels,
      definitions: this.#definitions,
      repetitions: this.#repetitions,
    };
  }
}

function valuesOf(leaf: SchemaLeaf, chunk: ColumnChunk): PageValues {
  switch (leaf.physical) {
    case 'BOOLEAN':
      return new BooleanValues(chunk.values);
    case 'BYTE_ARRAY':
      return new TextValues(leaf, chunk.values, chunk.bytesDecoded);
    default:
      return new FixedValues(leaf, chunk.values);
  }
}
