import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of one hash: 2^15 rounds over 32 MB, about 0.1 s. Stored with each hash, so that it can be raised later. */
const COST = 1 << 15;
const BLOCK_SIZE = 8;
const PARALLELIZATION = 1;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

export const PASSWORD_MIN_LENGTH = 8;

/** `scrypt$cost$blockSize$parallelization$salt$key`, the last two in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST, BLOCK_SIZE, PARALLELIZATION);
  return ['scrypt', COST, BLOCK_SIZE, PARALLELIZATION, salt.toString('base64'), key.toString('base64')].join(
    '$',
  );
}

/** Compares in constant time. `hash` undefined (no such user) takes as long as a wrong password and answers false. */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  if (hash === undefined) {
    await derive(password, Buffer.alloc(SALT_BYTES), COST, BLOCK_SIZE, PARALLELIZATION);
    return false;
  }
  const [scheme, cost, blockSize, parallelization, salt, key] = hash.split('$');
  if (scheme !== 'scrypt' || !key) throw new Error('A stored password hash is not of the form scrypt$...');
  const expected = Buffer.from(key, 'base64');
  const found = await derive(
    password,
    Buffer.from(salt, 'base64'),
    Number(cost),
    Number(blockSize),
    Number(parallelization),
  );
  return timingSafeEqual(expected, found);
}

function derive(password: string, salt: Buffer, N: number, r: number, p: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The same characters typed on different systems must give the same bytes.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
