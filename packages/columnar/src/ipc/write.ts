import * as arrow from 'apache-arrow';
import { countNulls, packBytes } from '../bitmap.js';
import type { Batch, BytesColumn, Column, DictionaryColumn, ListColumn, StructColumn } from '../column.js';
import { compact } from '../compact.js';
import { withOffsets } from '../concat.js';
import { unifyDictionaries } from '../dictionary.js';
import { emptyColumn, nullColumn } from '../make.js';
import { slice } from '../slice.js';
import { plainBytes } from '../take.js';
import type { StructType } from '../types.js';
import { toArrowField } from './schema.js';

/**
 * The batches as one Arrow IPC stream. Field metadata travels as JSON under one key, text keeps its dictionary when
 * every batch has one, timestamps are microseconds UTC.
 */
export function toIpc(batches: readonly Batch[], schema: StructType): Uint8Array {
  const columns = schema.fields.map((field, k) =>
    harmonise(
      batches.length === 0 ? [emptyColumn(field.type)] : batches.map((batch) => compact(batch.columns[k])),
    ),
  );
  const fields = schema.fields.map((field, k) => toArrowField(field, columns[k][0]));
  const arrowSchema = new arrow.Schema(fields);
  const dictionaries = new Map<BytesColumn, arrow.Vector>();
  const writer = new arrow.RecordBatchStreamWriter();
  const chunks = new ChunkList();
  writer.reset(chunks, arrowSchema);
  batches.forEach((batch, b) => {
    const children = fields.map((field, k) => toArrowData(field.type, columns[k][b], dictionaries));
    const data = arrow.makeData({
      type: new arrow.Struct(fields),
      length: batch.length,
      nullCount: 0,
      children,
    });
    const recordBatch = new arrow.RecordBatch(arrowSchema, data as never);
    // Its constructor merges fields of one name; the writer drops batches whose schema is not the stream's.
    (recordBatch as { schema: arrow.Schema }).schema = arrowSchema;
    writer.write(recordBatch);
  });
  writer.finish();
  return chunks.join();
}

/**
 * Takes what the writer writes as it comes. The writer's own queue joins chunks that lie over each other in memory as if
 * they followed each other, and so loses the second of two columns that share a buffer.
 */
class ChunkList extends arrow.AsyncByteQueue {
  readonly #chunks: Uint8Array[] = [];

  override write(chunk: ArrayBufferLike | ArrayBufferView): void {
    const bytes = ArrayBuffer.isView(chunk)
      ? new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      : new Uint8Array(chunk);
    if (bytes.length > 0) this.#chunks.push(bytes);
  }

  join(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}

/** One column over several batches, brought to one layout: an Arrow stream has one schema. */
function harmonise(columns: readonly Column[]): readonly Column[] {
  const typed = columns.find((column) => column.layout !== 'null');
  if (typed === undefined) return columns;
  const parts = columns.map((column) =>
    column.layout === 'null' ? nullColumn(typed.type, column.length) : column,
  );
  switch (typed.layout) {
    case 'bytes':
    case 'dictionary':
      return parts.every((column) => column.layout === 'dictionary')
        ? unifyDictionaries(parts as DictionaryColumn[])
        : parts.map((column) => plainBytes(column as BytesColumn | DictionaryColumn));
    case 'list': {
      const lists = parts as ListColumn[];
      const fixed = lists.every((list) => list.offsets === null && list.stride === typed.stride);
      const equal = fixed ? lists : lists.map(withOffsets);
      const children = harmonise(equal.map((list) => list.child));
      return equal.map((list, b) => ({ ...list, child: children[b] }));
    }
    case 'struct': {
      const structs = parts as StructColumn[];
      const children = typed.children.map((_, k) => harmonise(structs.map((column) => column.children[k])));
      return structs.map((column, b) => ({ ...column, children: children.map((child) => child[b]) }));
    }
    default:
      return parts;
  }
}

function toArrowData(
  type: arrow.DataType,
  column: Column,
  dictionaries: Map<BytesColumn, arrow.Vector>,
): arrow.Data {
  const { length } = column;
  if (column.layout === 'null') return arrow.makeData({ type: type as arrow.Null, length });
  const nullCount = countNulls(column.validity, length);
  const shared = { length, nullCount, nullBitmap: nullCount === 0 ? undefined : column.validity! };
  const nested = (child: Column, k: number): arrow.Data =>
    toArrowData((type.children as arrow.Field[])[k].type, child, dictionaries);
  switch (column.layout) {
    case 'primitive': {
      const data =
        column.type.kind === 'boolean' ? packedBooleans(column.values as Uint8Array, length) : column.values;
      return arrow.makeData({ ...shared, type: type as arrow.Float64, data: data as Float64Array });
    }
    case 'decimal': {
      const words = column.words;
      const data = new Uint32Array(words.buffer, words.byteOffset, 2 * words.length);
      return arrow.makeData({ ...shared, type: type as arrow.Decimal, data });
    }
    case 'bytes':
      return arrow.makeData({
        ...shared,
        type: type as arrow.Utf8,
        valueOffsets: column.offsets,
        data: column.data,
      });
    case 'dictionary': {
      const dictionaryType = type as arrow.Dictionary;
      let dictionary = dictionaries.get(column.dictionary);
      if (dictionary === undefined) {
        dictionary = new arrow.Vector([
          toArrowData(dictionaryType.dictionary, column.dictionary, dictionaries),
        ]);
        dictionaries.set(column.dictionary, dictionary);
      }
      return arrow.makeData({ ...shared, type: dictionaryType, data: column.indices, dictionary });
    }
    case 'list': {
      if (column.offsets === null) {
        return arrow.makeData({
          ...shared,
          type: type as arrow.FixedSizeList,
          child: nested(column.child, 0),
        });
      }
      // The writer would slice the child itself, and shift its null bitmap when the start is not a multiple of 8.
      const { offsets, child } = fromZero(column, column.offsets);
      return arrow.makeData({
        ...shared,
        type: type as arrow.List,
        valueOffsets: offsets,
        child: nested(child, 0),
      });
    }
    case 'struct':
      return arrow.makeData({ ...shared, type: type as arrow.Struct, children: column.children.map(nested) });
    case 'interval': {
      const int: Column = {
        layout: 'primitive',
        type: { kind: 'int' },
        length,
        validity: null,
        values: column.months,
      };
      const parts: Column[] = [
        int,
        { ...int, values: column.days },
        { ...int, type: { kind: 'long' }, values: column.micros },
      ];
      return arrow.makeData({ ...shared, type: type as arrow.Struct, children: parts.map(nested) });
    }
  }
}

function packedBooleans(values: Uint8Array, length: number): Uint8Array {
  return packBytes(values, length) ?? new Uint8Array((length + 7) >> 3).fill(255);
}

/** Offsets and child of a list column without elements before its first and after its last row. */
function fromZero(column: ListColumn, offsets: Int32Array): { offsets: Int32Array; child: Column } {
  const start = offsets[0];
  const child = slice(column.child, start, offsets[column.length]);
  return { offsets: start === 0 ? offsets : offsets.map((offset) => offset - start), child };
}
