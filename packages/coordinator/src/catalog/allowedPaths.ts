import { posix, win32 } from 'node:path';
import { SparkError } from '../connect/errors.js';

function notAllowed(path: string, allowed: readonly string[]): SparkError {
  return new SparkError(
    'AnalysisException',
    `The path ${path} is not within the folders that scripts may use (${allowed.join(', ') || 'none are set'}). ` +
      'An administrator can add a folder to the system property allowedPaths.',
  );
}

/**
 * Refuses paths whose text leads out of the allowed folders, before any executor is asked. The coordinator opens no data
 * file and may not even see them: executors check again by real paths, links resolved.
 */
export function refuseForeignPaths(paths: readonly string[], allowed: readonly string[]): void {
  for (const path of paths) {
    const plain = withoutScheme(path);
    // Another scheme is refused by the executor, which says so in better words.
    if (plain === null) continue;
    if (!allowed.some((folder) => isWithin(plain, folder))) throw notAllowed(path, allowed);
  }
}

function withoutScheme(path: string): string | null {
  const file = /^file:(?:\/\/(?:localhost)?(?=\/))?(.*)$/is.exec(path);
  if (file) return decodeURIComponent(file[1]);
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path) ? null : path;
}

/** By the rules of the system that the folder's path belongs to. */
function isWithin(path: string, folder: string): boolean {
  const rules = /^[A-Za-z]:|\\/.test(folder) ? win32 : posix;
  const windowsPath = rules === win32 ? path.replace(/^\/(?=[A-Za-z]:)/, '') : path;
  if (!rules.isAbsolute(windowsPath)) return false;
  const below = rules.relative(folder, rules.normalize(windowsPath));
  return below === '' || (below !== '..' && !below.startsWith(`..${rules.sep}`) && !rules.isAbsolute(below));
}
