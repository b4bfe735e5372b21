import { readdir, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, parse } from 'node:path';
import type { FilesSource } from '@graticule/sql';
import { checkedPath, checkedTarget, localPath } from '../../files/allowedPaths.js';
import type { DatasetFile } from '../../files/datasetFiles.js';
import { SourceError } from '../sourceError.js';
import { booleanOption } from './fileOptions.js';
import { globPattern, isGlob, pathParts } from './globPattern.js';

/** A file of a source and the values that the names of its folders (`k=v`) give; null is the name for no value. */
export interface ListedFile extends DatasetFile {
  readonly partition: Readonly<Record<string, string | null>>;
}

const NO_VALUE = '__HIVE_DEFAULT_PARTITION__';
/** Links of folders may form loops. */
const DEPTH_MAX = 32;

/**
 * All files of a source, in the order of its paths and of their names. Names that begin with `_` or `.` are left out
 * (`_k=1` is a partition). Each file's real path is checked. Throws PATH_NOT_FOUND for a path that gives nothing.
 */
export async function listFiles(source: FilesSource): Promise<ListedFile[]> {
  const filter = source.options.pathglobfilter;
  const lister = new Lister(source, filter === undefined ? null : globPattern(filter));
  const base = source.options.basepath;
  const seen = new Set<string>();
  const files: ListedFile[] = [];
  for (const given of source.paths) {
    const path = localPath(given);
    if (!isAbsolute(path)) {
      throw new SourceError('SOURCE_UNSUPPORTED', `A path must be absolute, found ${given}`);
    }
    const roots = isGlob(path) ? await expand(path, source.allowedPaths) : [path];
    if (roots.length === 0) throw notFound(path);
    for (const root of roots) {
      const found = await lister.list(root, base === undefined ? {} : partitionBelow(localPath(base), root));
      for (const file of found) {
        if (!seen.has(file.path)) files.push(file);
        seen.add(file.path);
      }
    }
  }
  return files;
}

class Lister {
  constructor(
    private readonly source: FilesSource,
    private readonly filter: RegExp | null,
  ) {}

  async list(root: string, partition: ListedFile['partition']): Promise<ListedFile[]> {
    const facts = await stat(root).catch(() => null);
    if (facts === null) {
      await checkedTarget(root, this.source.allowedPaths);
      throw notFound(root);
    }
    const files: ListedFile[] = [];
    if (facts.isDirectory()) await this.#collect(root, '', partition, 0, files);
    else await this.#add(root, basename(root), partition, files);
    return files.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  async #collect(
    folder: string,
    prefix: string,
    partition: ListedFile['partition'],
    depth: number,
    files: ListedFile[],
  ): Promise<void> {
    await checkedPath(folder, this.source.allowedPaths);
    if (depth > DEPTH_MAX) return;
    const recursive = booleanOption(this.source, 'recursivefilelookup', false);
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const name = entry.name;
      if (name.startsWith('.') || (name.startsWith('_') && !name.includes('='))) continue;
      const path = join(folder, name);
      const facts = entry.isSymbolicLink() ? await stat(path) : entry;
      if (facts.isDirectory()) {
        const value = recursive ? null : partitionOf(name);
        // Without values in their names, folders below are not part of the data.
        if (!recursive && value === null && depth === 0 && !(await holdsPartitions(path))) continue;
        await this.#collect(path, `${prefix}${name}/`, { ...partition, ...value }, depth + 1, files);
      } else if (facts.isFile()) await this.#add(path, prefix + name, partition, files);
    }
  }

  async #add(
    path: string,
    name: string,
    partition: ListedFile['partition'],
    files: ListedFile[],
  ): Promise<void> {
    if (this.filter && !this.filter.test(basename(path))) return;
    await checkedPath(path, this.source.allowedPaths);
    const { size, mtimeMs } = await stat(path);
    files.push({ path, name, bytes: size, modified: mtimeMs, partition });
  }
}

async function holdsPartitions(folder: string): Promise<boolean> {
  return (await readdir(folder)).some((name) => partitionOf(name) !== null);
}

/** `k=v` of a folder's name, characters that were percent-encoded restored. */
function partitionOf(name: string): Record<string, string | null> | null {
  const at = name.indexOf('=');
  if (at <= 0) return null;
  const value = unescapeName(name.slice(at + 1));
  return { [unescapeName(name.slice(0, at))]: value === NO_VALUE || value === '' ? null : value };
}

function unescapeName(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** Values that stand between the option basePath and a path below it. */
function partitionBelow(base: string, path: string): Record<string, string | null> {
  const folder = base.replace(/[\\/]+$/, '');
  if (!path.startsWith(`${folder}/`)) return {};
  return Object.assign(
    {},
    ...pathParts(path.slice(folder.length + 1)).map((part) => partitionOf(part) ?? {}),
  ) as Record<string, string | null>;
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
