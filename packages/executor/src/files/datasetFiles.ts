import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetSource } from '@graticule/sql';
import { SourceError } from '../sources/sourceError.js';

export interface DatasetFile {
  readonly path: string;
  /** Path below the dataset's folder, with `/`: what messages show. */
  readonly name: string;
  readonly bytes: number;
  /** Changes when the file is written; part of cache keys. */
  readonly modified: number;
}

/**
 * All regular files of a folder and below, sorted by name; names that begin with `.` or `_` are left out, and links that
 * lead back to a folder above them. Throws the error of the file system when a folder or a link's target cannot be read.
 */
export async function listFiles(folder: string): Promise<DatasetFile[]> {
  const files: DatasetFile[] = [];
  await collect(folder, '', [], files);
  return files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

async function collect(
  folder: string,
  prefix: string,
  above: readonly string[],
  files: DatasetFile[],
): Promise<void> {
  const real = await realpath(folder);
  if (above.includes(real)) return;
  const trail = [...above, real];
  for (const entry of await readdir(folder)) {
    if (entry.startsWith('.') || entry.startsWith('_')) continue;
    const path = join(folder, entry);
    const facts = await stat(path);
    if (facts.isDirectory()) await collect(path, `${prefix}${entry}/`, trail, files);
    else if (facts.isFile()) {
      files.push({ path, name: prefix + entry, bytes: facts.size, modified: facts.mtimeMs });
    }
  }
}

/** The files that belong to a dataset: those with its extension, plain or with `.gz` behind it, in any case. */
export async function datasetFiles(source: DatasetSource): Promise<DatasetFile[]> {
  const extension = source.manifest.format.extension.toLowerCase().replace(/^\./, '');
  let files: DatasetFile[];
  try {
    files = await listFiles(source.folder);
  } catch (error) {
    throw new SourceError(
      'SOURCE_NOT_FOUND',
      `dataset ${source.name}: its folder cannot be read: ${(error as Error).message}`,
      { cause: error },
    );
  }
  const own = files.filter((file) => {
    const name = file.name.toLowerCase();
    return name.endsWith(`.${extension}`) || name.endsWith(`.${extension}.gz`);
  });
  if (own.length === 0) {
    throw new SourceError(
      'SOURCE_NOT_FOUND',
      `dataset ${source.name}: there is no .${extension} file in its folder`,
    );
  }
  return own;
}
