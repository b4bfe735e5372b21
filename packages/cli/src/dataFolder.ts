import fs from 'node:fs';
import path from 'node:path';
import { CliError } from './cliError.js';

/** What a running server leaves in its data folder for commands on the same machine. */
export interface ServerRecord {
  readonly url: string;
  readonly pid: number;
}

const SERVER_FILE = 'server.json';

/** The data folder when neither an option nor GRATICULE_DATA names one; below the working folder. */
export const DEFAULT_DATA_FOLDER = path.join('.graticule', 'data');

/** The data folder when no option names one: GRATICULE_DATA, else the default; absolute. */
export function defaultDataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(environment['GRATICULE_DATA'] || DEFAULT_DATA_FOLDER);
}

/** Says where the server of this data folder is. Written beside and renamed: a reader sees all of it or nothing. */
export function writeServerRecord(dataFolder: string, record: ServerRecord): void {
  const file = path.join(dataFolder, SERVER_FILE);
  const draft = `${file}.${process.pid}.part`;
  fs.writeFileSync(draft, `${JSON.stringify(record)}\n`);
  fs.renameSync(draft, file);
}

/** Takes back what writeServerRecord wrote; without effect when there is nothing. */
export function removeServerRecord(dataFolder: string): void {
  fs.rmSync(path.join(dataFolder, SERVER_FILE), { force: true });
}

/** The data folder's server.json, or null when no server has been started with this folder. */
export function readServerRecord(dataFolder: string): ServerRecord | null {
  const file = path.join(dataFolder, SERVER_FILE);
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  try {
    const { url, pid } = JSON.parse(text) as Partial<ServerRecord>;
    if (typeof url === 'string' && typeof pid === 'number') return { url, pid };
  } catch {
    // Falls through to the message below: the file is no JSON.
  }
  throw new CliError(
    `${file} is damaged: expected {"url": ..., "pid": ...}; stop the server and start it again`,
  );
}
