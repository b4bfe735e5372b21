import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { readOrCreatePrivateFile } from './privateFile.js';

const KEY_FILE = 'token.key';
const KEY_BYTES = 32;

/** Requests a token is good for: those with a Referer that begins with `value`, or from the address `value`. */
export interface ClientBinding {
  readonly kind: 'referer' | 'ip';
  readonly value: string;
}

export interface TokenClaims {
  readonly user: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly expires: number;
  /** Null: good from anywhere. */
  readonly binding: ClientBinding | null;
}

/** The key that signs this installation's tokens; made on first use. Whoever reads it can be any user. */
export function tokenKey(dataFolder: string): Buffer {
  const key = readOrCreatePrivateFile(join(dataFolder, KEY_FILE), () => randomBytes(KEY_BYTES));
  if (key.length !== KEY_BYTES) {
    throw new Error(`${join(dataFolder, KEY_FILE)} should hold ${KEY_BYTES} bytes but holds ${key.length}.`);
  }
  return key;
}

/** `claims.signature`, both base64url: safe in URLs, forms, headers and cookies. */
export function signToken(key: Buffer, claims: TokenClaims): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${payload}.${signature(key, payload).toString('base64url')}`;
}

/** The claims of a token that this key has signed; null for any other text. Expiry and binding are not looked at. */
export function readToken(key: Buffer, token: string): TokenClaims | null {
  const parts = token.split('.');
  if (parts.length !== 2) return null;
  const found = Buffer.from(parts[1], 'base64url');
  const expected = signature(key, parts[0]);
  if (found.length !== expected.length || !timingSafeEqual(found, expected)) return null;
  return JSON.parse(Buffer.from(parts[0], 'base64url').toString()) as TokenClaims;
}

function signature(key: Buffer, payload: string): Buffer {
  return createHmac('sha256', key).update(payload).digest();
}
