import fs from 'node:fs';
import { certificatePath, localAdministratorToken } from '@graticule/coordinator/local';
import { CliError } from './cliError.js';
import type { ConnectionOptions } from './connectionOptions.js';
import { readServerRecord } from './dataFolder.js';
import { HttpsClient } from './httpsClient.js';
import { callJson, ServerApi } from './serverApi.js';

const TOKEN_MINUTES = 60;

/** A connection that signs in with its first request; `close` lets the process end. */
export interface Connection {
  readonly api: ServerApi;
  readonly close: () => void;
}

/**
 * Finds the server and the way to sign in. Server: the given URL, else the one that the data folder's server.json names.
 * Signing in: a token, else a password, else, when the server is the one of the data folder, with a short token signed by
 * the folder's key. Throws CliError that says what is missing.
 */
export function connect(options: ConnectionOptions): Connection {
  const local = readServerRecord(options.dataFolder);
  const address = options.url ?? local?.url ?? null;
  if (address === null) {
    throw new CliError(
      `no server known: there is no server.json in ${options.dataFolder}; start one with graticule up, or give --url`,
    );
  }
  const root = contextRoot(address);
  const certificate = certificatePath(options.dataFolder);
  const client = new HttpsClient({
    certificateFile: fs.existsSync(certificate) ? certificate : null,
    insecure: options.insecure,
  });
  const isLocal = local !== null && contextRoot(local.url) === root;
  const api = new ServerApi(client, root, () => signIn(client, root, options, isLocal));
  return { api, close: () => client.close() };
}

async function signIn(
  client: HttpsClient,
  root: string,
  options: ConnectionOptions,
  isLocal: boolean,
): Promise<string> {
  if (options.token !== null) return options.token;
  if (options.password !== null) {
    const answer = await callJson<{ token: string }>(client, `${root}/tokens/generateToken`, {
      username: options.user,
      password: options.password,
      client: 'requestip',
      expiration: String(TOKEN_MINUTES),
    });
    return answer.token;
  }
  if (isLocal) return localAdministratorToken(options.dataFolder);
  throw new CliError(
    'not signed in: give --token or --password (GRATICULE_TOKEN, GRATICULE_ADMIN_PASSWORD), or on the same machine --data',
  );
}

/** `https://host:port/arcgis` from any address below or above it. Throws CliError when it is no http(s) address. */
export function contextRoot(address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw new CliError(`--url ${address}: expected an address such as https://host:6443`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new CliError(`--url ${address}: expected https://, found ${url.protocol}//`);
  }
  return `${url.origin}/arcgis`;
}
