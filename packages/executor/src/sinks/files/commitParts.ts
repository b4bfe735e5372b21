import { mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LONG, field, fromValues, structType, valueAt, type StructType } from '@graticule/columnar';
import type { Kernel } from '@graticule/sql';
import { checkedPath } from '../../files/allowedPaths.js';
import { TEMPORARY, extensionOf, isDynamic, type FileSink } from './fileSink.js';
import { openPart } from './partWriter.js';

/** The one row of a finished write. */
export const WRITTEN_SCHEMA = structType([field('files', LONG, false), field('rows', LONG, false)]);

const SUCCESS = '_SUCCESS';
/** In the temporary folder: the names of what an overwrite replaces, the things themselves by their numbers there, and the
 * sign that all of them are. */
const NAMES = 'replaced.json';
const REPLACED = 'replaced';
const ALL_REPLACED = 'allReplaced';

interface Replaced {
  /** Everything in the target, else only folders of partitions. */
  readonly all: boolean;
  readonly names: readonly string[];
}

interface Part {
  readonly file: string;
  readonly folder: string;
  readonly rows: number;
}

/**
 * The last step of a write, run once all parts are there: moves what is replaced aside, the parts into place, writes
 * `_SUCCESS` and removes the temporary folder. When it fails, abandonTarget moves back what was replaced.
 */
export const commitParts: Kernel = {
  name: 'commitParts',
  async *run([input], parameters) {
    const { schema, ...sink } = parameters as unknown as FileSink & { readonly schema: StructType };
    const parts: Part[] = [];
    for await (const { columns, length } of input) {
      for (let row = 0; row < length; row++) {
        const [file, folder, rows] = columns.map((column) => valueAt(column, row));
        parts.push({ file: file as string, folder: folder as string, rows: Number(rows) });
      }
    }
    const temporary = join(sink.path, sink.temporary);
    await checkedPath(temporary, sink.allowedPaths);
    if (parts.length === 0 && sink.partitionBy.length === 0)
      parts.push(await emptyPart(schema, sink, temporary));
    await replace(parts, sink, temporary);
    const success = await open(join(sink.path, SUCCESS), 'w');
    await success.close();
    await rm(temporary, { recursive: true, force: true });
    const rows = parts.reduce((sum, part) => sum + part.rows, 0);
    const columns = [BigInt(parts.length), BigInt(rows)].map((value) => fromValues(LONG, [value]));
    yield { schema: WRITTEN_SCHEMA, length: 1, columns };
  },
};

/** A frame without rows still has a file, which tells its columns. */
async function emptyPart(schema: StructType, sink: FileSink, temporary: string): Promise<Part> {
  const part = { file: 'empty', folder: '', rows: 0 };
  await rm(join(temporary, part.file), { force: true });
  const writer = await openPart(join(temporary, part.file), schema, sink);
  await writer.close();
  return part;
}

/** Can be run again after it was cut off at any point: what has been moved is left where it is. */
async function replace(parts: readonly Part[], sink: FileSink, temporary: string): Promise<void> {
  if (sink.mode === 'overwrite' && !(await exists(join(temporary, ALL_REPLACED)))) {
    const { names } = await replacedNames(parts, sink, temporary);
    await mkdir(join(temporary, REPLACED), { recursive: true });
    for (const [i, name] of names.entries()) {
      const aside = join(temporary, REPLACED, String(i));
      if (await exists(join(sink.path, name))) await rename(join(sink.path, name), aside);
    }
    await (await open(join(temporary, ALL_REPLACED), 'w')).close();
  }
  const extension = extensionOf(sink);
  for (const [i, { file, folder }] of parts.entries()) {
    const number = String(i).padStart(5, '0');
    const target = join(
      sink.path,
      folder,
      `part-${number}-${sink.id}${folder === '' ? '-' : '.'}c000${extension}`,
    );
    if (!(await exists(join(temporary, file))) && (await exists(target))) continue;
    await mkdir(join(sink.path, folder), { recursive: true });
    await rename(join(temporary, file), target);
  }
}

/** What is replaced: decided once, and kept for another try and for restore. */
async function replacedNames(parts: readonly Part[], sink: FileSink, temporary: string): Promise<Replaced> {
  const list = join(temporary, NAMES);
  if (!(await exists(list))) {
    const all = !isDynamic(sink);
    const names = all
      ? (await readdir(sink.path)).filter((name) => !name.startsWith(TEMPORARY))
      : [...new Set(parts.map(({ folder }) => folder))];
    await writeFile(`${list}.new`, JSON.stringify({ all, names } satisfies Replaced));
    await rename(`${list}.new`, list);
  }
  return JSON.parse(await readFile(list, 'utf8')) as Replaced;
}

/** Undoes an overwrite that did not come to its end. */
export async function restore(path: string, temporary: string): Promise<void> {
  const list = join(temporary, NAMES);
  if (!(await exists(list))) return;
  const { all, names } = JSON.parse(await readFile(list, 'utf8')) as Replaced;
  if (await exists(join(temporary, ALL_REPLACED))) {
    for (const name of all ? await readdir(path) : names) {
      if (!name.startsWith(TEMPORARY)) await rm(join(path, name), { recursive: true, force: true });
    }
  }
  for (const [i, name] of names.entries()) {
    const aside = join(temporary, REPLACED, String(i));
    if (!(await exists(aside))) continue;
    await mkdir(dirname(join(path, name)), { recursive: true });
    await rename(aside, join(path, name));
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
