import { join } from 'node:path';
import { signToken, tokenKey } from './token.js';
import { FIRST_ADMINISTRATOR } from './user.js';

const CERTIFICATE_FILE = 'certificate.pem';
const LOCAL_TOKEN_MINUTES = 10;

/** Where the certificate of a data folder is, for clients on the same machine that want to trust exactly this one. */
export function certificatePath(dataFolder: string): string {
  return join(dataFolder, CERTIFICATE_FILE);
}

/**
 * A token of the first administrator for a program on the same machine that can read the data folder, good for ten
 * minutes. Throws when the folder has no key yet or it cannot be read.
 */
export function localAdministratorToken(dataFolder: string, now = Date.now()): string {
  return signToken(tokenKey(dataFolder), {
    user: FIRST_ADMINISTRATOR,
    expires: now + LOCAL_TOKEN_MINUTES * 60_000,
    binding: null,
  });
}
