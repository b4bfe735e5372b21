import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  LONG,
  STRING,
  field,
  fromValues,
  isValid,
  sliceBatch,
  structType,
  takeBatch,
  type Batch,
  type StructType,
} from '@graticule/columnar';
import { formatValue, type Kernel } from '@graticule/sql';
import { checkedPath } from '../../files/allowedPaths.js';
import { SourceError } from '../../sources/sourceError.js';
import { rowsPerFile, type FileSink } from './fileSink.js';
import { openPart, type PartWriter } from './partWriter.js';

/** One row per part file: its name in the temporary folder, the folder below the target it belongs to, rows, bytes. */
export const PARTS_SCHEMA = structType([
  field('file', STRING, false),
  field('folder', STRING, false),
  field('rows', LONG, false),
  field('bytes', LONG, false),
]);

/** Files that one task holds open at most; a folder whose file was closed gets another one when rows come for it. */
const OPEN_MAX = 64;
/** Rows of one part file; the Parquet library holds a file whole. */
const PART_ROWS_MAX = 4_000_000;

interface OpenPart {
  readonly file: string;
  readonly folder: string;
  readonly writer: PartWriter;
  rows: number;
}

/**
 * Writes the rows of one task under names of its own into the temporary folder. Another try of the task writes other
 * files; only those that a successful task reports are moved into place (see commitParts).
 */
export const writeParts: Kernel = {
  name: 'writeParts',
  async *run([input], parameters) {
    const sink = parameters as unknown as FileSink;
    const folder = join(sink.path, sink.temporary);
    await mkdir(folder, { recursive: true });
    await checkedPath(folder, sink.allowedPaths);
    const task = new PartsOfTask(sink, folder);
    try {
      for await (const batch of input) await task.write(batch);
      yield await task.finish();
    } catch (error) {
      await task.abandon();
      throw error;
    }
  },
};

class PartsOfTask {
  /** By folder, the least recently used first. */
  private readonly open = new Map<string, OpenPart>();
  private readonly done: { file: string; folder: string; rows: number; bytes: number }[] = [];

  constructor(
    private readonly sink: FileSink,
    private readonly temporary: string,
  ) {}

  async write(batch: Batch): Promise<void> {
    const { partitionBy } = this.sink;
    if (partitionBy.length === 0) return this.append('', batch);
    const rest = withoutColumns(batch, partitionBy);
    for (const [folder, rows] of rowsByFolder(batch, this.sink)) {
      await this.append(folder, takeBatch(rest, Int32Array.from(rows)));
    }
  }

  private async append(folder: string, batch: Batch): Promise<void> {
    const limit = Math.min(PART_ROWS_MAX, rowsPerFile(this.sink));
    for (let start = 0; start < batch.length;) {
      const room = limit - (this.open.get(folder)?.rows ?? 0);
      const end = Math.min(batch.length, start + room);
      await this.appendRows(folder, sliceBatch(batch, start, end), limit);
      start = end;
    }
  }

  private async appendRows(folder: string, batch: Batch, limit: number): Promise<void> {
    let part = this.open.get(folder);
    if (part === undefined) {
      if (this.open.size >= OPEN_MAX) await this.close(this.open.values().next().value!);
      const file = randomUUID();
      const writer = await openPart(join(this.temporary, file), batch.schema, this.sink);
      part = { file, folder, writer, rows: 0 };
    }
    this.open.delete(folder);
    this.open.set(folder, part);
    await part.writer.write(batch);
    part.rows += batch.length;
    if (part.rows >= limit) await this.close(part);
  }

  private async close(part: OpenPart): Promise<void> {
    const { file, folder, rows, writer } = part;
    this.open.delete(folder);
    this.done.push({ file, folder, rows, bytes: await writer.close() });
  }

  async finish(): Promise<Batch> {
    for (const part of [...this.open.values()]) await this.close(part);
    const columns = [
      this.done.map(({ file }) => file),
      this.done.map(({ folder }) => folder),
      this.done.map(({ rows }) => BigInt(rows)),
      this.done.map(({ bytes }) => BigInt(bytes)),
    ].map((values, i) => fromValues(PARTS_SCHEMA.fields[i].type, values));
    return { schema: PARTS_SCHEMA, length: this.done.length, columns };
  }

  async abandon(): Promise<void> {
    for (const { writer } of this.open.values()) await writer.abandon().catch(() => undefined);
    const files = [...this.open.values(), ...this.done];
    await Promise.all(files.map(({ file }) => rm(join(this.temporary, file), { force: true })));
  }
}

/** The schema without some columns. */
export function withoutFields(schema: StructType, names: readonly string[]): StructType {
  const left = new Set(names.map((name) => name.toLowerCase()));
  return structType(schema.fields.filter(({ name }) => !left.has(name.toLowerCase())));
}

function withoutColumns({ schema, columns, length }: Batch, names: readonly string[]): Batch {
  const kept = withoutFields(schema, names);
  const byField = new Map(schema.fields.map((own, i) => [own, columns[i]]));
  return { schema: kept, length, columns: kept.fields.map((own) => byField.get(own)!) };
}

const NO_VALUE = '__HIVE_DEFAULT_PARTITION__';

/** Rows of a batch by the folder `k=v/...` that their values give. */
function rowsByFolder(batch: Batch, { partitionBy, session }: FileSink): Map<string, number[]> {
  const keys = partitionBy.map((name) => {
    const ordinal = batch.schema.fields.findIndex((own) => own.name.toLowerCase() === name.toLowerCase());
    if (ordinal < 0) {
      throw new SourceError('SINK_UNSUPPORTED', `Partition column ${name} is not among the columns`);
    }
    return { name: escapeName(name), column: batch.columns[ordinal] };
  });
  const folders = new Map<string, number[]>();
  for (let row = 0; row < batch.length; row++) {
    let folder = '';
    for (const { name, column } of keys) {
      const text = isValid(column, row) ? formatValue(column, row, session) : '';
      folder += `${folder === '' ? '' : '/'}${name}=${text === '' ? NO_VALUE : escapeName(text)}`;
    }
    const rows = folders.get(folder);
    if (rows) rows.push(row);
    else folders.set(folder, [row]);
  }
  return folders;
}

/** What cannot be in names of files, percent-encoded as Hive does; Windows has more of it. */
const ESCAPED =
  process.platform === 'win32'
    ? // eslint-disable-next-line no-control-regex
      /[\u0001-\u001f"#%'*/:=?\\\u007f{[\]^ <>|]/g
    : // eslint-disable-next-line no-control-regex
      /[\u0001-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

function escapeName(text: string): string {
  return text.replace(ESCAPED, (char) => {
    return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}
