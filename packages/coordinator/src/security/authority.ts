import { randomBytes } from 'node:crypto';
import type { StateDatabase } from '../state/database.js';
import { findPasswordHash, findUser, insertUser, listUsers } from '../state/users.js';
import { LoginLimiter } from './loginLimiter.js';
import { hashPassword, PASSWORD_MIN_LENGTH, verifyPassword } from './password.js';
import { readToken, signToken, type ClientBinding, type TokenClaims } from './token.js';
import { FIRST_ADMINISTRATOR, type Role, type User } from './user.js';

export const TOKEN_DEFAULT_MINUTES = 60;
/** 14 days: the longest a client asks for by itself. */
export const TOKEN_MAX_MINUTES = 14 * 24 * 60;

/** Who asks: what a token's binding is compared with. */
export interface Client {
  readonly referer: string | undefined;
  readonly ip: string;
}

export type LoginResult =
  | { readonly kind: 'user'; readonly user: User }
  | { readonly kind: 'refused' }
  | { readonly kind: 'tooMany'; readonly waitSeconds: number };

export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly expires: number;
}

/** Knows users, passwords and tokens. Rights of a user are looked up with every request, so a change acts at once. */
export class Authority {
  readonly #state: StateDatabase;
  readonly #key: Buffer;
  readonly #now: () => number;
  readonly #limiter = new LoginLimiter();

  constructor(state: StateDatabase, key: Buffer, now: () => number = Date.now) {
    this.#state = state;
    this.#key = key;
    this.#now = now;
  }

  /**
   * Makes sure that somebody can sign in: with no user at all, creates the administrator `admin` with `password`, or
   * with a generated one, which is answered this once and stored only as a hash. Null when nothing was generated.
   */
  async ensureAdministrator(password: string | undefined): Promise<string | null> {
    if (listUsers(this.#state).length > 0) return null;
    const chosen = password ?? randomBytes(12).toString('base64url');
    await this.createUser(FIRST_ADMINISTRATOR, chosen, 'org_admin', 'Administrator');
    return password === undefined ? chosen : null;
  }

  /** Throws an error for the user when the name or the password does not do, or the name is taken. */
  async createUser(name: string, password: string, role: Role, fullName: string): Promise<User> {
    if (!/^[A-Za-z0-9_.@-]{1,128}$/.test(name)) {
      throw new Error(`A user name has 1 to 128 letters, digits and _ . @ -; found '${name}'.`);
    }
    if (password.length < PASSWORD_MIN_LENGTH) {
      throw new Error(
        `A password has at least ${PASSWORD_MIN_LENGTH} characters; that of '${name}' has ${password.length}.`,
      );
    }
    const hash = await hashPassword(password);
    if (findUser(this.#state, name) !== undefined) throw new Error(`A user named '${name}' exists already.`);
    const user: User = { name, fullName, role, created: this.#now() };
    insertUser(this.#state, user, hash);
    return user;
  }

  /** Checks a password. After too many wrong ones for the user or from the address even a right one has to wait. */
  async login(name: string, password: string, ip: string): Promise<LoginResult> {
    const wait = this.#limiter.waitFor(name, ip, this.#now());
    if (wait > 0) return { kind: 'tooMany', waitSeconds: Math.ceil(wait / 1000) };
    this.#limiter.attempted(name, ip, this.#now());
    if (!(await verifyPassword(password, findPasswordHash(this.#state, name)))) return { kind: 'refused' };
    const user = findUser(this.#state, name);
    if (user === undefined) return { kind: 'refused' };
    this.#limiter.succeeded(name, ip);
    return { kind: 'user', user };
  }

  /** Minutes are held between 1 and TOKEN_MAX_MINUTES. */
  issue(user: User, minutes: number, binding: ClientBinding | null): IssuedToken {
    const lifetime = Math.min(Math.max(minutes, 1), TOKEN_MAX_MINUTES);
    const expires = this.#now() + Math.round(lifetime * 60_000);
    return { token: signToken(this.#key, { user: user.name, expires, binding }), expires };
  }

  /** The user and claims of a token that is good for this client now; null otherwise. */
  authenticate(token: string, client: Client): { readonly user: User; readonly claims: TokenClaims } | null {
    const claims = readToken(this.#key, token);
    if (claims === null || claims.expires <= this.#now() || !isBoundTo(claims.binding, client)) return null;
    const user = findUser(this.#state, claims.user);
    return user === undefined ? null : { user, claims };
  }
}

function isBoundTo(binding: ClientBinding | null, client: Client): boolean {
  if (binding === null) return true;
  if (binding.kind === 'ip') return plainAddress(binding.value) === plainAddress(client.ip);
  return client.referer !== undefined && client.referer.toLowerCase().startsWith(binding.value.toLowerCase());
}

/** IPv4 addresses seen through an IPv6 socket lose their prefix. */
function plainAddress(ip: string): string {
  return ip.toLowerCase().replace(/^::ffff:/, '');
}
