import type { FileHandle } from 'node:fs/promises';
import { readRange, withFile } from '../../files/byteRange.js';
import type { DatasetFile } from '../../files/datasetFiles.js';
import { SourceError } from '../sourceError.js';
import {
  I32,
  I64,
  LIST,
  STRUCT,
  decodeStruct,
  encodeStruct,
  type ThriftList,
  type ThriftStruct,
  type ThriftValue,
} from './compactProtocol.js';

/**
 * A Parquet file's footer, and excerpts of the file: a row group and some columns of it as a small Parquet file of its
 * own, so that the decoder is given no more bytes than the scan needs. Field numbers are those of
 * https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
 */
export interface ParquetFooter {
  readonly tree: ThriftStruct;
  readonly rows: number;
  readonly rowGroups: readonly RowGroup[];
  readonly keyValues: ReadonlyMap<string, string>;
}

export interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly ColumnChunk[];
}

export interface ColumnChunk {
  /** Name of the top-level column it belongs to. */
  readonly column: string;
  /** More than one for leaves of nested columns. */
  readonly depth: number;
  readonly start: number;
  readonly bytes: number;
  readonly bytesDecoded: number;
  readonly statistics: ThriftStruct | null;
}

const MAGIC = Buffer.from('PAR1');
const FOOTER_BYTES_MAX = 512 << 20;
const CACHED_FOOTERS_MAX = 8;
const cache = new Map<string, ParquetFooter>();

/** Reads the footer of a file; the last few are kept. Throws SOURCE_MALFORMED when the file is not Parquet. */
export async function readFooter(file: DatasetFile): Promise<ParquetFooter> {
  const key = `${file.path}\n${file.bytes}\n${file.modified}`;
  const known = cache.get(key);
  if (known) return known;
  const footer = await withFile(file.path, (handle) => loadFooter(handle, file));
  cache.set(key, footer);
  if (cache.size > CACHED_FOOTERS_MAX) cache.delete(cache.keys().next().value!);
  return footer;
}

async function loadFooter(handle: FileHandle, file: DatasetFile): Promise<ParquetFooter> {
  if (file.bytes < 12) throw malformed(file, `it has ${file.bytes} bytes`);
  const end = Buffer.from(await readRange(handle, file.bytes - 8, file.bytes));
  const magic = end.toString('latin1', 4);
  if (magic === 'PARE')
    throw new SourceError('SOURCE_UNSUPPORTED', `${file.name}: encrypted Parquet is not supported`);
  const length = end.readUInt32LE(0);
  if (magic !== 'PAR1') throw malformed(file, 'it does not end with PAR1');
  if (length > file.bytes - 12 || length > FOOTER_BYTES_MAX)
    throw malformed(file, `its footer claims ${length} bytes`);
  try {
    return parseFooter(decodeStruct(await readRange(handle, file.bytes - 8 - length, file.bytes - 8)));
  } catch (error) {
    throw malformed(file, `its footer cannot be read: ${(error as Error).message}`);
  }
}

function malformed(file: DatasetFile, problem: string): SourceError {
  return new SourceError('SOURCE_MALFORMED', `${file.name} is not a Parquet file: ${problem}`);
}

function parseFooter(tree: ThriftStruct): ParquetFooter {
  const keyValues = new Map<string, string>();
  for (const pair of items(tree, 5)) keyValues.set(text(pair, 1), text(pair, 2));
  return {
    tree,
    rows: number(tree, 3),
    keyValues,
    rowGroups: items(tree, 4).map((group) => ({
      rows: number(group, 3),
      chunks: items(group, 1).map(parseChunk),
    })),
  };
}

function parseChunk(chunk: ThriftStruct): ColumnChunk {
  const facts = child(chunk, 3);
  if (facts === null) throw new Error('a column chunk has no metadata');
  if (chunk.fields.has(1)) throw new Error('column chunks in other files are not supported');
  const path = list(facts, 3)?.items ?? [];
  const data = number(facts, 9);
  const dictionary = facts.fields.has(11) ? number(facts, 11) : 0;
  return {
    column: Buffer.from(path[0] as Uint8Array).toString('utf8'),
    depth: path.length,
    start: dictionary > 0 && dictionary < data ? dictionary : data,
    bytes: number(facts, 7),
    bytesDecoded: number(facts, 6),
    statistics: child(facts, 12),
  };
}

/** Only the footer, as a file without rows: enough to learn the schema. */
export function schemaExcerpt(footer: ParquetFooter): Uint8Array {
  return assemble([], reduced(footer.tree, null, 0, { kind: 'list', elementType: STRUCT, items: [] }));
}

/** Row group `index` with only the given top-level columns as a Parquet file. */
export async function rowGroupExcerpt(
  handle: FileHandle,
  footer: ParquetFooter,
  index: number,
  columns: ReadonlySet<string>,
): Promise<Uint8Array> {
  const groups = list(footer.tree, 4)!;
  const group = groups.items[index] as ThriftStruct;
  const parts: Uint8Array[] = [];
  let at = MAGIC.length;
  const chunks: ThriftValue[] = [];
  const trees = list(group, 1)!.items as ThriftStruct[];
  for (let i = 0; i < trees.length; i++) {
    const chunk = footer.rowGroups[index].chunks[i];
    if (!columns.has(chunk.column)) continue;
    parts.push(await readRange(handle, chunk.start, chunk.start + chunk.bytes));
    chunks.push(movedChunk(trees[i], at - chunk.start));
    at += chunk.bytes;
  }
  const chunkList: ThriftList = { kind: 'list', elementType: STRUCT, items: chunks };
  const fields = new Map(group.fields).set(1, { type: LIST, value: chunkList });
  fields.delete(4);
  const only: ThriftList = { kind: 'list', elementType: STRUCT, items: [{ kind: 'struct', fields }] };
  return assemble(parts, reduced(footer.tree, columns, footer.rowGroups[index].rows, only));
}

/** A chunk's metadata with its page positions moved; page indexes and bloom filters, which stay behind, left out. */
function movedChunk(chunk: ThriftStruct, shift: number): ThriftStruct {
  const facts = new Map(child(chunk, 3)!.fields);
  for (const id of [9, 10, 11]) {
    const field = facts.get(id);
    if (field) facts.set(id, { type: field.type, value: (field.value as number) + shift });
  }
  facts.delete(14);
  facts.delete(15);
  const fields = new Map(chunk.fields);
  for (const id of [4, 5, 6, 7]) fields.delete(id);
  return {
    kind: 'struct',
    fields: fields.set(3, { type: STRUCT, value: { kind: 'struct', fields: facts } }),
  };
}

/**
 * The footer with other row groups and only the given columns (null: all). Key-values are left out: the Arrow schema
 * among them describes all columns, and what it adds to Parquet's own types is of no use here.
 */
function reduced(
  tree: ThriftStruct,
  columns: ReadonlySet<string> | null,
  rows: number,
  groups: ThriftList,
): ThriftStruct {
  const fields = new Map(tree.fields);
  const elements = items(tree, 2);
  if (columns !== null) {
    const kept = schemaOf(elements, columns);
    fields.set(2, { type: LIST, value: { kind: 'list', elementType: STRUCT, items: kept } });
    const orders = list(tree, 7);
    if (orders) {
      const leaves = kept.filter((element) => !element.fields.has(5)).length;
      fields.set(7, { type: LIST, value: { ...orders, items: orders.items.slice(0, leaves) } });
    }
  }
  fields.set(3, { type: I64, value: rows });
  fields.set(4, { type: LIST, value: groups });
  fields.delete(5);
  return { kind: 'struct', fields };
}

/** Schema elements (a tree, depth first) of the given top-level columns under the root. */
function schemaOf(elements: readonly ThriftStruct[], columns: ReadonlySet<string>): ThriftStruct[] {
  const kept: ThriftStruct[] = [];
  let at = 1;
  let count = 0;
  while (at < elements.length) {
    const start = at;
    for (let open = 1; open > 0; at++) open += childCount(elements[at]) - 1;
    if (!columns.has(text(elements[start], 4))) continue;
    kept.push(...elements.slice(start, at));
    count++;
  }
  const root = new Map(elements[0].fields).set(5, { type: I32, value: count });
  return [{ kind: 'struct', fields: root }, ...kept];
}

function childCount(element: ThriftStruct): number {
  const value = element.fields.get(5)?.value;
  return typeof value === 'number' ? value : 0;
}

function assemble(parts: readonly Uint8Array[], tree: ThriftStruct): Uint8Array {
  const footer = encodeStruct(tree);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([MAGIC, ...parts, footer, length, MAGIC]);
}

function number(struct: ThriftStruct, id: number): number {
  const value = struct.fields.get(id)?.value;
  if (typeof value !== 'number') throw new Error(`field ${id} is missing`);
  return value;
}

function list(struct: ThriftStruct, id: number): ThriftList | null {
  const value = struct.fields.get(id)?.value;
  return typeof value === 'object' && 'kind' in value && value.kind === 'list' ? value : null;
}

function items(struct: ThriftStruct, id: number): readonly ThriftStruct[] {
  return (list(struct, id)?.items ?? []) as ThriftStruct[];
}

function child(struct: ThriftStruct, id: number): ThriftStruct | null {
  const value = struct.fields.get(id)?.value;
  return typeof value === 'object' && 'kind' in value && value.kind === 'struct' ? value : null;
}

function text(struct: ThriftStruct, id: number): string {
  const value = struct.fields.get(id)?.value;
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : '';
}
