import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize, parse } from 'node:path';
import { booleanOption, type FilesSource } from '@graticule/sql';
import { checkedPath, checkedTarget, localPath } from '../../files/allowedPaths.js';
import type { DatasetFile } from '../../files/datasetFiles.js';
import { SourceError } from '../sourceError.js';
import { fileFilter } from './fileFilter.js';
import { globPattern, isGlob, pathParts } from './globPattern.js';
import { partitioned, type FoundFile } from './partitionFolders.js';

/** A file of a source and the values that the names of its folders (`k=v`) give; null is the name for no value. */
export interface ListedFile extends DatasetFile {
  readonly partition: Readonly<Record<string, string | null>>;
}

/** Links of folders may form loops. */
const DEPTH_MAX = 32;

/**
 * All files of a source, in the order of its paths and of their names; a path that is given twice counts twice. Names that
 * begin with `_` or `.` are left out (`_k=1` is a partition). Without values in the names of folders, and without
 * recursiveFileLookup, files below them are not part of the data. Each file's real path is checked. Throws PATH_NOT_FOUND
 * for a path that gives nothing.
 */
export async function listFiles(source: FilesSource): Promise<ListedFile[]> {
  const lister = new Lister(source, fileFilter(source));
  const bases = new Set<string>();
  const found: FoundFile[] = [];
  for (const given of source.paths) {
    const path = localPath(given);
    if (!isAbsolute(path)) {
      throw new SourceError('SOURCE_UNSUPPORTED', `A path must be absolute, found ${given}`);
    }
    const roots = isGlob(path) ? await expand(path, source.allowedPaths) : [normalize(path)];
    if (roots.length === 0) throw notFound(path);
    for (const root of roots) {
      const { files, base } = await lister.list(withoutSlash(root));
      bases.add(base);
      found.push(...files);
    }
  }
  if (booleanOption(source, 'recursivefilelookup', false)) {
    return found.map((file) => ({ ...file, partition: {} }));
  }
  return partitioned(found, await basesOf(source, bases), bases);
}

/** Tasks are given the largest files first, as Spark gives them: rows come in this order. */
export function largestFirst(files: readonly ListedFile[]): ListedFile[] {
  return [...files].sort((a, b) => b.bytes - a.bytes);
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/[\\/]+$/, '') || path : path;
}

/** Where values in the names of folders begin: the option basePath, or the paths themselves. */
async function basesOf(source: FilesSource, paths: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const given = source.options.basepath;
  if (given === undefined) return paths;
  const base = withoutSlash(normalize(localPath(given)));
  await checkedTarget(base, source.allowedPaths);
  const facts = await stat(base).catch(() => null);
  if (facts?.isDirectory() !== true) {
    throw new SourceError('OPTION_INVALID', "Option 'basePath' must be a directory");
  }
  return new Set([base]);
}

class Lister {
  constructor(
    private readonly source: FilesSource,
    private readonly filter: (name: string, modifiedMs: number) => boolean,
  ) {}

  /** The files of a path, and the folder that it stands for. */
  async list(root: string): Promise<{ files: FoundFile[]; base: string }> {
    const facts = await stat(root).catch(() => null);
    if (facts === null) {
      await checkedTarget(root, this.source.allowedPaths);
      throw notFound(root);
    }
    const files: FoundFile[] = [];
    if (facts.isDirectory()) await this.#collect(root, '', 0, files);
    else await this.#add(root, basename(root), files);
    files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    return { files, base: facts.isDirectory() ? root : dirname(root) };
  }

  async #collect(folder: string, prefix: string, depth: number, files: FoundFile[]): Promise<void> {
    await checkedPath(folder, this.source.allowedPaths);
    if (depth > DEPTH_MAX) return;
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const name = entry.name;
      if (name.startsWith('.') || (name.startsWith('_') && !name.includes('='))) continue;
      const path = join(folder, name);
      const facts = entry.isSymbolicLink() ? await stat(path) : entry;
      if (facts.isDirectory()) await this.#collect(path, `${prefix}${name}/`, depth + 1, files);
      else if (facts.isFile()) await this.#add(path, prefix + name, files);
    }
  }

  async #add(path: string, name: string, files: FoundFile[]): Promise<void> {
    const { size, mtimeMs } = await stat(path);
    if (!this.filter(basename(path), Math.floor(mtimeMs))) return;
    await checkedPath(path, this.source.allowedPaths);
    files.push({ path, name, bytes: size, modified: mtimeMs });
  }
}

/** Existing paths that a glob describes, sorted. */
async function expand(glob: string, allowed: readonly string[]): Promise<string[]> {
  const { root } = parse(glob);
  let paths = [root];
  for (const part of pathParts(glob.slice(root.length))) {
    if (part === '') continue;
    if (!isGlob(part)) {
      paths = paths.map((path) => join(path, part));
      continue;
    }
    const pattern = globPattern(part);
    const next: string[] = [];
    for (const path of paths) {
      // Names of folders outside are not shown, not even by what a glob finds.
      await checkedTarget(path, allowed);
      const names = await readdir(path).catch(() => []);
      for (const name of names.sort()) {
        if (pattern.test(name) && (!/^[._]/.test(name) || /^[._]/.test(part))) next.push(join(path, name));
      }
    }
    paths = next;
  }
  const facts = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  return paths.filter((_, i) => facts[i] !== null);
}

function notFound(path: string): SourceError {
  return new SourceError('PATH_NOT_FOUND', `Path does not exist: file:${path}`);
}
