import { bitmapBytes, copyBits } from './bitmap.js';
import type {
  Batch,
  BytesColumn,
  Column,
  DictionaryColumn,
  ListColumn,
  PrimitiveValues,
  StructColumn,
} from './column.js';
import { listEnd, listStart } from './column.js';
import { bytesOf, copyBytes } from './copyBytes.js';
import { unifyDictionaries } from './dictionary.js';
import { emptyColumn, nullColumn } from './make.js';
import { slice } from './slice.js';
import { plainBytes } from './take.js';
import type { DataType, StructType } from './types.js';

/** All rows of the columns, one after another. They have the same type; `type` names it when there are none. */
export function concat(type: DataType, columns: readonly Column[]): Column {
  const parts = columns.filter((column) => column.length > 0);
  if (parts.length === 0) return columns[0] ?? emptyColumn(type);
  if (parts.length === 1) return parts[0];
  const length = parts.reduce((sum, column) => sum + column.length, 0);
  const layouts = new Set(parts.map((column) => column.layout));
  if (layouts.size > 1) return concatMixed(type, parts, layouts);
  const validity = concatValidity(parts, length);
  const first = parts[0];
  switch (first.layout) {
    case 'null':
      return { ...first, length };
    case 'primitive': {
      const values = joinArrays(parts.map((c) => (c as typeof first).values));
      return { ...first, length, validity, values };
    }
    case 'decimal': {
      const words = joinArrays(parts.map((c) => (c as typeof first).words));
      return { ...first, length, validity, words };
    }
    case 'bytes':
      return concatBytes(parts as BytesColumn[], length, validity);
    case 'dictionary': {
      const unified = unifyDictionaries(parts as DictionaryColumn[]);
      return { ...unified[0], length, validity, indices: joinArrays(unified.map((c) => c.indices)) };
    }
    case 'list':
      return concatLists(parts as ListColumn[], length, validity);
    case 'struct': {
      const children = first.children.map((child, k) =>
        concat(
          child.type,
          parts.map((c) => (c as StructColumn).children[k]),
        ),
      );
      return { ...first, length, validity, children };
    }
    case 'interval':
      return {
        ...first,
        length,
        validity,
        months: joinArrays(parts.map((c) => (c as typeof first).months)),
        days: joinArrays(parts.map((c) => (c as typeof first).days)),
        micros: joinArrays(parts.map((c) => (c as typeof first).micros)),
      };
  }
}

/** All rows of the batches in one; `schema` names the columns when there are no batches. */
export function concatBatches(schema: StructType, batches: readonly Batch[]): Batch {
  if (batches.length === 1) return batches[0];
  const columns = schema.fields.map((field, k) =>
    concat(
      field.type,
      batches.map((batch) => batch.columns[k]),
    ),
  );
  return { schema, length: batches.reduce((sum, batch) => sum + batch.length, 0), columns };
}

/** Text both plain and by dictionary becomes plain; a column of the null layout takes the layout of the others. */
function concatMixed(type: DataType, parts: readonly Column[], layouts: ReadonlySet<string>): Column {
  if (layouts.has('null')) {
    const typed = parts.find((column) => column.layout !== 'null')!.type;
    return concat(
      typed,
      parts.map((column) => (column.layout === 'null' ? nullColumn(typed, column.length) : column)),
    );
  }
  return concat(
    type,
    parts.map((column) => plainBytes(column as BytesColumn | DictionaryColumn)),
  );
}

function concatValidity(parts: readonly Column[], length: number): Uint8Array | null {
  if (parts.every((column) => column.validity === null)) return null;
  const out = new Uint8Array(bitmapBytes(length));
  let at = 0;
  for (const column of parts) {
    copyBits(column.validity, column.length, out, at);
    at += column.length;
  }
  return out;
}

function joinArrays<T extends PrimitiveValues>(arrays: readonly T[]): T {
  const total = arrays.reduce((sum, array) => sum + array.length, 0);
  const out = new (arrays[0].constructor as new (length: number) => T)(total);
  const target = bytesOf(out);
  let at = 0;
  for (const array of arrays) {
    copyBytes(bytesOf(array), target, at);
    at += array.byteLength;
  }
  return out;
}

function concatBytes(
  parts: readonly BytesColumn[],
  length: number,
  validity: Uint8Array | null,
): BytesColumn {
  const total = parts.reduce((sum, c) => sum + c.offsets[c.length] - c.offsets[0], 0);
  if (total > 0x7fffffff)
    throw new RangeError(`${total} bytes of text in one column; at most 2147483647 fit`);
  const data = new Uint8Array(total);
  const offsets = joinOffsets(parts, length);
  let at = 0;
  for (const column of parts) {
    const used = column.data.subarray(column.offsets[0], column.offsets[column.length]);
    copyBytes(used, data, at);
    at += used.length;
  }
  return { layout: 'bytes', type: parts[0].type, length, validity, offsets, data };
}

function joinOffsets(
  parts: readonly { readonly length: number; readonly offsets: Int32Array | null }[],
  length: number,
): Int32Array {
  const out = new Int32Array(length + 1);
  let at = 0;
  let shift = 0;
  for (const part of parts) {
    const offsets = part.offsets!;
    const move = shift - offsets[0];
    for (let i = 1; i <= part.length; i++) out[++at] = offsets[i] + move;
    shift = out[at];
  }
  return out;
}

function concatLists(parts: readonly ListColumn[], length: number, validity: Uint8Array | null): ListColumn {
  const fixed = parts.every((column) => column.offsets === null && column.stride === parts[0].stride);
  const lists = fixed ? parts : parts.map(withOffsets);
  const child = concat(
    parts[0].child.type,
    lists.map((c) => slice(c.child, listStart(c, 0), listEnd(c, c.length - 1))),
  );
  const offsets = fixed ? null : joinOffsets(lists, length);
  return { ...parts[0], length, validity, offsets, stride: fixed ? parts[0].stride : 0, child };
}

/** The same list column with explicit offsets. */
export function withOffsets(column: ListColumn): ListColumn {
  if (column.offsets !== null) return column;
  const offsets = new Int32Array(column.length + 1);
  for (let i = 0; i <= column.length; i++) offsets[i] = i * column.stride;
  return { ...column, offsets, stride: 0 };
}
