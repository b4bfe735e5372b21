import path from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_DATA_FOLDER, defaultDataFolder } from './dataFolder.js';

export { DEFAULT_DATA_FOLDER } from './dataFolder.js';

/** What the options and the environment say about the server to talk to; nothing is looked up yet. */
export interface ConnectionOptions {
  readonly url: string | null;
  readonly token: string | null;
  readonly user: string;
  readonly password: string | null;
  readonly dataFolder: string;
  readonly insecure: boolean;
}

interface RawOptions {
  readonly url?: string;
  readonly token?: string;
  readonly user: string;
  readonly password?: string;
  readonly data?: string;
  readonly insecure?: boolean;
}

/** Adds the options that every command which talks to a server has. */
export function addConnectionOptions(command: Command): Command {
  return command
    .option('--url <url>', 'address of the server, for example https://host:6443 (GRATICULE_URL)')
    .option('--token <token>', 'token to sign in with (GRATICULE_TOKEN)')
    .option('--user <name>', 'user name that belongs to the password', 'admin')
    .option('--password <password>', 'password to sign in with (GRATICULE_ADMIN_PASSWORD)')
    .option(
      '--data <folder>',
      `data folder of a server on this machine (GRATICULE_DATA, else ${DEFAULT_DATA_FOLDER})`,
    )
    .option('--insecure', 'accept any server certificate');
}

/** Options before environment variables before defaults. An empty value counts as absent. */
export function readConnectionOptions(raw: RawOptions, environment: NodeJS.ProcessEnv): ConnectionOptions {
  return {
    url: raw.url || environment['GRATICULE_URL'] || null,
    token: raw.token || environment['GRATICULE_TOKEN'] || null,
    user: raw.user,
    password: raw.password || environment['GRATICULE_ADMIN_PASSWORD'] || null,
    dataFolder: raw.data ? path.resolve(raw.data) : defaultDataFolder(environment),
    insecure: raw.insecure === true,
  };
}
