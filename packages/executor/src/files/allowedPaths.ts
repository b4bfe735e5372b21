import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SourceError } from '../sources/sourceError.js';

/** A path as scripts write it (`/data/x`, `file:/data/x`, `file:///data/x`) as a path of this machine. */
export function localPath(path: string): string {
  if (/^file:\/\//i.test(path)) return fileURLToPath(path);
  if (/^file:/i.test(path)) return fileURLToPath(`file://${path.slice(5)}`);
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(path)?.[1];
  if (scheme) {
    throw new SourceError(
      'SOURCE_UNSUPPORTED',
      `No FileSystem for scheme: ${scheme} (found ${path}; paths are those of the executors' machines)`,
    );
  }
  return path;
}

/**
 * The real path of an existing file or folder, links resolved. Throws PATH_NOT_ALLOWED when it lies in none of the
 * allowed folders, whose own links are resolved too.
 */
export async function checkedPath(path: string, allowed: readonly string[]): Promise<string> {
  const real = await realpath(path);
  for (const folder of allowed) {
    const root = await realpath(folder).catch(() => null);
    if (root !== null && isWithin(real, root)) return real;
  }
  throw notAllowed(path, allowed);
}

/** As checkedPath, for a path that need not exist: its nearest existing folder is what is checked. */
export async function checkedTarget(path: string, allowed: readonly string[]): Promise<void> {
  for (let at = resolve(path); ; at = dirname(at)) {
    try {
      await checkedPath(at, allowed);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(at) === at) throw error;
    }
  }
}

function isWithin(path: string, folder: string): boolean {
  const below = relative(folder, path);
  return below === '' || (!isAbsolute(below) && below !== '..' && !/^\.\.[\\/]/.test(below));
}

function notAllowed(path: string, allowed: readonly string[]): SourceError {
  const folders = allowed.length === 0 ? 'none are set' : allowed.join(', ');
  return new SourceError(
    'PATH_NOT_ALLOWED',
    `The path ${path} is not within the folders that scripts may use (${folders}). ` +
      'An administrator can add a folder to the system property allowedPaths.',
  );
}
