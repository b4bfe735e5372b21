import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync, readFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StateDatabase } from '../state/database.js';
import { Authority, TOKEN_MAX_MINUTES } from './authority.js';
import { readOrCreateCertificate } from './certificate.js';
import { certificatePath, localAdministratorToken } from './localAccess.js';
import { LoginLimiter } from './loginLimiter.js';
import { hashPassword, verifyPassword } from './password.js';
import { readToken, signToken, tokenKey } from './token.js';
import { hasPrivilege, PUBLISH_TOOLS, type User } from './user.js';

const NOW = 1_700_000_000_000;
const CLIENT = { referer: undefined, ip: '10.0.0.1' };

let folder: string;
let state: StateDatabase;
let now: number;
let authority: Authority;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'graticule-security-'));
  state = new StateDatabase(join(folder, 'state.sqlite'));
  now = NOW;
  authority = new Authority(state, tokenKey(folder), () => now);
});

afterEach(() => {
  state.close();
  rmSync(folder, { recursive: true });
});

describe('passwords', () => {
  test('a password verifies against its own hash only, and two hashes of it differ', async () => {
    const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(first).not.toBe(second);
    expect(await verifyPassword('correct horse', first)).toBe(true);
    expect(await verifyPassword('correct horsf', first)).toBe(false);
    expect(await verifyPassword('correct horse', undefined)).toBe(false);
  });

  test('composed and decomposed characters are the same password', async () => {
    expect(await verifyPassword('Gr\u0075\u0308\u00dfe!!!', await hashPassword('Gr\u00fc\u00dfe!!!'))).toBe(
      true,
    );
  });
});

describe('the first administrator', () => {
  test('gets a generated password exactly once', async () => {
    const password = await authority.ensureAdministrator(undefined);
    expect(password).toMatch(/^[\w-]{16}$/);
    expect(await authority.ensureAdministrator(undefined)).toBeNull();
    expect(await authority.login('admin', password ?? '', '10.0.0.1')).toMatchObject({
      kind: 'user',
      user: { name: 'admin', role: 'org_admin' },
    });
  });

  test('gets the given password and nothing is answered', async () => {
    expect(await authority.ensureAdministrator('given password')).toBeNull();
    expect((await authority.login('ADMIN', 'given password', '10.0.0.1')).kind).toBe('user');
  });

  test('a short password is refused with the rule', async () => {
    await expect(authority.ensureAdministrator('short')).rejects.toThrow(
      "A password has at least 8 characters; that of 'admin' has 5.",
    );
  });
});

test('twenty wrong passwords block the user and the address until the window is over', async () => {
  await authority.ensureAdministrator('right password');
  const wrong = await Promise.all(
    Array.from({ length: 22 }, () => authority.login('admin', 'wrong', '10.0.0.9')),
  );
  expect(wrong.map((result) => result.kind)).toEqual([
    ...Array.from({ length: 20 }, () => 'refused'),
    'tooMany',
    'tooMany',
  ]);
  expect(await authority.login('admin', 'right password', '10.0.0.1')).toEqual({
    kind: 'tooMany',
    waitSeconds: 300,
  });
  expect((await authority.login('somebody', 'else', '10.0.0.9')).kind).toBe('tooMany');
  now += 5 * 60_000;
  expect((await authority.login('admin', 'right password', '10.0.0.1')).kind).toBe('user');
});

test('right passwords never block, and forgive the mistakes of the user but not those of the address', () => {
  const limiter = new LoginLimiter();
  for (let i = 0; i < 100; i++) {
    limiter.attempted('ada', '10.0.0.1', NOW);
    limiter.succeeded('ada', '10.0.0.1');
  }
  expect(limiter.waitFor('ada', '10.0.0.1', NOW)).toBe(0);
  for (let i = 0; i < 19; i++) limiter.attempted('ada', '10.0.0.1', NOW);
  limiter.attempted('ADA', '10.0.0.1', NOW);
  expect(limiter.waitFor('ada', '10.0.0.2', NOW + 1000)).toBe(299_000);
  limiter.succeeded('ada', '10.0.0.1');
  expect(limiter.waitFor('ada', '10.0.0.2', NOW)).toBe(0);
  limiter.attempted('bob', '10.0.0.1', NOW);
  expect(limiter.waitFor('carol', '10.0.0.1', NOW)).toBe(300_000);
});

describe('tokens', () => {
  async function admin(): Promise<User> {
    await authority.ensureAdministrator('right password');
    const result = await authority.login('admin', 'right password', '10.0.0.1');
    if (result.kind !== 'user') throw new Error('login failed');
    return result.user;
  }

  test('a token names its user until it expires', async () => {
    const { token, expires } = authority.issue(await admin(), 60, null);
    expect(expires).toBe(NOW + 3_600_000);
    expect(authority.authenticate(token, CLIENT)?.user.name).toBe('admin');
    now = expires - 1;
    expect(authority.authenticate(token, CLIENT)?.user.name).toBe('admin');
    now = expires;
    expect(authority.authenticate(token, CLIENT)).toBeNull();
  });

  test('no token lives longer than fourteen days', async () => {
    expect(authority.issue(await admin(), 1e9, null).expires).toBe(NOW + TOKEN_MAX_MINUTES * 60_000);
  });

  test('a changed, foreign or garbled token is refused', async () => {
    const user = await admin();
    const { token } = authority.issue(user, 60, null);
    const [payload, signature] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ user: 'admin', expires: NOW * 2, binding: null })).toString(
      'base64url',
    );
    const foreign = signToken(Buffer.alloc(32, 7), { user: 'admin', expires: NOW * 2, binding: null });
    for (const bad of [
      '',
      '.',
      'x',
      payload,
      `${forged}.${signature}`,
      `${payload}.`,
      foreign,
      `${token}.x`,
    ]) {
      expect(authority.authenticate(bad, CLIENT), bad).toBeNull();
    }
  });

  test('a token bound to a referer or an address is good only from there', async () => {
    const user = await admin();
    const referer = authority.issue(user, 60, { kind: 'referer', value: 'https://App.example' }).token;
    expect(authority.authenticate(referer, CLIENT)).toBeNull();
    expect(
      authority.authenticate(referer, { ...CLIENT, referer: 'https://app.example/map?x=1' })?.user.name,
    ).toBe('admin');
    expect(authority.authenticate(referer, { ...CLIENT, referer: 'https://other.example' })).toBeNull();
    const address = authority.issue(user, 60, { kind: 'ip', value: '10.0.0.1' }).token;
    expect(authority.authenticate(address, { referer: undefined, ip: '::ffff:10.0.0.1' })?.user.name).toBe(
      'admin',
    );
    expect(authority.authenticate(address, { referer: undefined, ip: '10.0.0.2' })).toBeNull();
  });

  test('a token of a user who is gone is refused', () => {
    const ghost: User = { name: 'ghost', fullName: '', role: 'org_admin', created: 0 };
    expect(authority.authenticate(authority.issue(ghost, 60, null).token, CLIENT)).toBeNull();
  });

  test('whoever can read the data folder gets a short-lived token of the administrator', async () => {
    await admin();
    const token = localAdministratorToken(folder, NOW);
    expect(authority.authenticate(token, CLIENT)?.user.name).toBe('admin');
    now = NOW + 10 * 60_000;
    expect(authority.authenticate(token, CLIENT)).toBeNull();
  });

  test('the key is made once, with mode 0600 where the system has modes', () => {
    const key = tokenKey(folder);
    expect(key).toEqual(tokenKey(folder));
    if (process.platform !== 'win32') expect(statSync(join(folder, 'token.key')).mode & 0o777).toBe(0o600);
    writeFileSync(join(folder, 'token.key'), 'short');
    expect(() => tokenKey(folder)).toThrow(/should hold 32 bytes but holds 5/);
  });

  test('claims come back as they were signed', () => {
    const claims = { user: 'Zoë', expires: NOW, binding: { kind: 'ip', value: '::1' } } as const;
    expect(readToken(Buffer.alloc(32), signToken(Buffer.alloc(32), claims))).toEqual(claims);
  });
});

test('only publishers and administrators may submit scripts', () => {
  const user = { name: 'x', fullName: '', created: 0 };
  expect(hasPrivilege({ ...user, role: 'org_user' }, PUBLISH_TOOLS)).toBe(false);
  expect(hasPrivilege({ ...user, role: 'org_publisher' }, PUBLISH_TOOLS)).toBe(true);
  expect(hasPrivilege({ ...user, role: 'org_admin' }, PUBLISH_TOOLS)).toBe(true);
});

describe('the certificate', () => {
  test('is made once, names this machine and serves TLS to a client that trusts it', async () => {
    const made = await readOrCreateCertificate(folder, ['gis.example.org']);
    expect(await readOrCreateCertificate(folder)).toEqual(made);
    expect(readFileSync(certificatePath(folder), 'utf8')).toBe(made.cert);
    const certificate = new X509Certificate(made.cert);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkHost('gis.example.org')).toBe('gis.example.org');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    if (process.platform !== 'win32') {
      expect(statSync(join(folder, 'certificate.key')).mode & 0o777).toBe(0o600);
    }

    const server = createServer(made, (socket) => socket.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const text = await new Promise<string>((resolve, reject) => {
      const socket: TLSSocket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: made.cert });
      socket.on('data', (data) => resolve(data.toString()));
      socket.on('error', reject);
    });
    await new Promise((resolve) => server.close(resolve));
    expect(text).toBe('hello');
  });

  test('is made anew when a start was cut off between key and certificate', async () => {
    const first = await readOrCreateCertificate(folder);
    const otherFolder = join(folder, 'other');
    mkdirSync(otherFolder);
    const other = await readOrCreateCertificate(otherFolder);
    writeFileSync(join(folder, 'certificate.key'), other.key);
    const next = await readOrCreateCertificate(folder);
    expect(next.key).not.toBe(other.key);
    expect(next.cert).not.toBe(first.cert);
    expect(await readOrCreateCertificate(folder)).toEqual(next);
  });

  test('is made anew in its last month', async () => {
    const first = await readOrCreateCertificate(folder, [], NOW);
    expect(await readOrCreateCertificate(folder, [], NOW + 790 * 86_400_000)).toEqual(first);
    expect(await readOrCreateCertificate(folder, [], NOW + 800 * 86_400_000)).not.toEqual(first);
  });
});
