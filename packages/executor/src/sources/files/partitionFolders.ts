import { basename, dirname } from 'node:path';
import type { DatasetFile } from '../../files/datasetFiles.js';
import { SourceError } from '../sourceError.js';
import type { ListedFile } from './listing.js';

const NO_VALUE = '__HIVE_DEFAULT_PARTITION__';

/** A file before the names of its folders are looked at. */
export type FoundFile = DatasetFile;

interface FolderValues {
  /** By the order of the folders. */
  readonly values: readonly (readonly [string, string | null])[];
  /** The folder in which the first of them lies; without values, the folder itself. */
  readonly base: string;
}

/**
 * The files of folders with values (`k=v`) in their names, up to the bases; when no folder has any, the files that lie in
 * the paths' own folders. Throws SOURCE_MALFORMED when folders with and without values, or with values of other names, lie
 * beside one another.
 */
export function partitioned(
  files: readonly FoundFile[],
  bases: ReadonlySet<string>,
  paths: ReadonlySet<string>,
): ListedFile[] {
  const folders = new Map<string, FolderValues>();
  for (const { path } of files) {
    const folder = dirname(path);
    if (!folders.has(folder)) folders.set(folder, valuesOf(folder, bases));
  }
  const withValues = [...folders.values()].filter(({ values }) => values.length > 0);
  if (withValues.length === 0) {
    return files.filter(({ path }) => paths.has(dirname(path))).map((file) => ({ ...file, partition: {} }));
  }
  const found = new Set([...folders.values()].map(({ base }) => base));
  if (found.size > 1) {
    throw new SourceError(
      'SOURCE_MALFORMED',
      `Conflicting directory structures detected. Suspicious paths: ${[...found].join(', ')}. ` +
        'If provided paths are partition directories, please set "basePath" in the options of the data source ' +
        'to specify the root directory of the table.',
    );
  }
  const names = withValues[0].values.map(([name]) => name);
  for (const { values } of withValues) checkNames(values, names);
  return files.flatMap((file) => {
    const { values } = folders.get(dirname(file.path))!;
    if (values.length === 0) return [];
    return [{ ...file, partition: Object.fromEntries(values.map(([, value], i) => [names[i], value])) }];
  });
}

function checkNames(values: FolderValues['values'], names: readonly string[]): void {
  const own = values.map(([name]) => name);
  const same = own.length === names.length && own.every((name, i) => isSame(name, names[i]));
  if (same) return;
  throw new SourceError(
    'SOURCE_MALFORMED',
    `Conflicting partition column names detected: [${names.join(', ')}] and [${own.join(', ')}]`,
  );
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Looks upwards from a folder: values that follow one another, wherever the first of them stands. */
function valuesOf(folder: string, bases: ReadonlySet<string>): FolderValues {
  const values: (readonly [string, string | null])[] = [];
  let current = folder;
  while (!bases.has(current) && dirname(current) !== current) {
    const own = valueOf(basename(current));
    if (own === null && values.length > 0) break;
    if (own !== null) values.unshift(own);
    current = dirname(current);
  }
  return { values, base: values.length > 0 ? current : folder };
}

/** `k=v` of a folder's name, characters that were percent-encoded restored. */
function valueOf(name: string): readonly [string, string | null] | null {
  const at = name.indexOf('=');
  if (at < 0) return null;
  const column = unescapeName(name.slice(0, at));
  const value = unescapeName(name.slice(at + 1));
  if (column === '' || value === '') {
    const what = column === '' ? 'name' : 'value';
    throw new SourceError('SOURCE_MALFORMED', `Empty partition column ${what} in '${name}'`);
  }
  return [column, value === NO_VALUE ? null : value];
}

function unescapeName(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
