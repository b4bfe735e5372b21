import fs from 'node:fs';
import path from 'node:path';
import { note, repository, runNpm, step } from './console.mjs';

/**
 * Names the first package whose installed version is not the lock file's, or null when all fit. Compares the lock file
 * with npm's own record of what it installed; platform-bound (optional) packages and links to workspaces are left out.
 */
export function outdatedPackage(lock, installed) {
  for (const [location, entry] of Object.entries(lock.packages)) {
    if (!location.includes('node_modules/') || entry.link || entry.optional) continue;
    if (installed.packages[location]?.version !== entry.version) return location;
  }
  return null;
}

function readJson(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : null;
}

/** Installs the Node packages of the lock file (`npm ci`) unless exactly these are there. Throws when it fails. */
export async function ensureDependencies() {
  const lock = readJson(path.join(repository, 'package-lock.json'));
  const installed = readJson(path.join(repository, 'node_modules', '.package-lock.json'));
  const outdated = installed === null ? 'node_modules' : outdatedPackage(lock, installed);
  if (outdated === null) return;
  step('Installing the Node packages of package-lock.json (npm ci)');
  note(
    installed === null
      ? 'node_modules does not exist yet'
      : `${outdated} is not the version of the lock file`,
  );
  const { code } = await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) throw new Error('npm ci failed; is the npm registry reachable? (npm ping)');
}
