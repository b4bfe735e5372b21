import fs from 'node:fs';
import path from 'node:path';
import { CliError } from './cliError.js';

/** What a running server leaves in its data folder for commands on the same machine. */
export interface ServerRecord {
  readonly url: string;
  readonly pid: number;
}

/** The data folder's server.json, or null when no server has been started with this folder. */
export function readServerRecord(dataFolder: string): ServerRecord | null {
  const file = path.join(dataFolder, 'server.json');
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
