import fs from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { readOrCreateCertificate } from '@graticule/coordinator';
import { certificatePath, localAdministratorToken } from '@graticule/coordinator/local';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect, contextRoot } from './connection.js';
import { readConnectionOptions } from './connectionOptions.js';
import { followJob } from './followJob.js';

interface Seen {
  readonly path: string;
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'graticule-cli-'));
const empty = path.join(folder, 'empty');
const seen: Seen[] = [];
let answers: ((request: Seen) => unknown)[] = [];
let server: https.Server;
let url: string;

beforeAll(async () => {
  const { cert, key } = await readOrCreateCertificate(folder);
  server = https.createServer({ cert, key }, (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const authorization = request.headers['x-esri-authorization'] as string | undefined;
      const entry = { path: request.url ?? '', form: new URLSearchParams(body), authorization };
      seen.push(entry);
      response.end(JSON.stringify(answers.shift()?.(entry) ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  localAdministratorToken(folder);
  fs.writeFileSync(
    path.join(folder, 'server.json'),
    JSON.stringify({ url: `${url}/arcgis`, pid: process.pid }),
  );
});

afterAll(() => {
  server.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  seen.length = 0;
  answers = [];
});

const options = (raw: object, environment: NodeJS.ProcessEnv = {}) =>
  readConnectionOptions({ user: 'admin', ...raw }, environment);

describe('finding the server and signing in', () => {
  test('the data folder is enough on the same machine: address, certificate and key', async () => {
    answers = [() => ({ layers: [] })];
    const { api, close } = connect(options({ data: folder }));
    expect(await api.layers()).toEqual([]);
    close();
    expect(seen[0].path).toBe('/arcgis/admin/graticule/layers');
    expect(seen[0].authorization).toMatch(/^Bearer [\w-]+\.[\w-]+$/);
  });

  test('a server whose certificate nobody vouches for is refused, and accepted with --insecure', async () => {
    const refused = connect(options({ url, token: 't', data: empty }));
    await expect(refused.api.layers()).rejects.toThrow(/is not trusted .* --insecure/);
    expect(seen).toHaveLength(0);
    answers = [() => ({ layers: [] })];
    const accepted = connect(options({ url, token: 't', data: empty, insecure: true }));
    expect(await accepted.api.layers()).toEqual([]);
    expect(seen[0].authorization).toBe('Bearer t');
    refused.close();
    accepted.close();
  });

  test('a certificate of another data folder is not accepted', async () => {
    const other = path.join(folder, 'other');
    fs.mkdirSync(other);
    await readOrCreateCertificate(other);
    expect(fs.existsSync(certificatePath(other))).toBe(true);
    const { api, close } = connect(options({ url, token: 't', data: other }));
    await expect(api.layers()).rejects.toThrow('is not trusted');
    close();
  });

  test('a password is exchanged for a token', async () => {
    answers = [() => ({ token: 'fresh', expires: 0 }), () => ({ nodes: [] })];
    const { api, close } = connect(options({ data: folder }, { GRATICULE_ADMIN_PASSWORD: 'secret word' }));
    await api.nodes();
    close();
    expect(seen[0].path).toBe('/arcgis/tokens/generateToken');
    expect(seen[0].form.get('password')).toBe('secret word');
    expect(seen[1].authorization).toBe('Bearer fresh');
  });

  test('an expired token is renewed once, a token refused at once is an error', async () => {
    const expired = () => ({ error: { code: 498, message: 'Invalid token.', details: [] } });
    answers = [() => ({ layers: [] }), expired, () => ({ layers: [] })];
    const { api, close } = connect(options({ data: folder }));
    await api.layers();
    expect(await api.layers()).toEqual([]);
    close();
    answers = [expired];
    const wrong = connect(options({ data: folder, token: 'wrong' }));
    await expect(wrong.api.layers()).rejects.toThrow('Invalid token.');
    wrong.close();
  });

  test('without a server.json and an address the message says what to do', () => {
    expect(() => connect(options({ data: empty }))).toThrow(
      /no server\.json in .*empty; start one with graticule up/,
    );
  });

  test('another address does not get a token signed with the local key', async () => {
    const { api, close } = connect(options({ url: 'https://127.0.0.1:9', data: folder }));
    await expect(api.layers()).rejects.toThrow('not signed in');
    close();
  });

  test('a server that does not answer is named', async () => {
    const { api, close } = connect(options({ url: 'https://127.0.0.1:9', token: 't', data: folder }));
    await expect(api.layers()).rejects.toThrow('no server answers at https://127.0.0.1:9 (ECONNREFUSED)');
    close();
  });

  test('any address of the server leads to its context', () => {
    expect(contextRoot('https://gis:6443')).toBe('https://gis:6443/arcgis');
    expect(contextRoot('https://gis:6443/arcgis/rest/services/')).toBe('https://gis:6443/arcgis');
    expect(() => contextRoot('gis')).toThrow('--url gis: expected an address such as https://host:6443');
  });
});

describe('following a job', () => {
  const printed = (text: string) => ({
    type: 'esriJobMessageTypeInformative',
    description: JSON.stringify({ messageCode: 'BD_101138', message: `[Python] ${text}`, params: { text } }),
  });
  const state =
    (jobStatus: string, ...texts: string[]) =>
    ({ form }: Seen) => {
      const from = Number(form.get('messagesFrom') ?? 0);
      return { jobId: 'j1', jobStatus, messages: texts.slice(from).map(printed) };
    };

  test('each message is shown once, in order', async () => {
    answers = [
      state('esriJobExecuting', 'a'),
      state('esriJobExecuting', 'a', 'b'),
      state('esriJobSucceeded', 'a', 'b', 'c'),
    ];
    const { api, close } = connect(options({ data: folder }));
    const lines: string[] = [];
    const view = {
      out: (text: string) => void lines.push(text),
      error: (text: string) => void lines.push(text),
    };
    const end = await followJob(api, 'j1', view, new AbortController().signal);
    close();
    expect(end.jobStatus).toBe('esriJobSucceeded');
    expect(lines).toEqual(['a', 'b', 'c']);
  });

  test('an interrupt cancels the job once and waits for its end', async () => {
    const interrupt = new AbortController();
    interrupt.abort();
    answers = [
      state('esriJobExecuting', 'a'),
      state('esriJobCancelling', 'a'),
      state('esriJobCancelling', 'a'),
      state('esriJobCancelled', 'a'),
    ];
    const { api, close } = connect(options({ data: folder }));
    const view = { out: () => undefined, error: () => undefined };
    const end = await followJob(api, 'j1', view, interrupt.signal);
    close();
    expect(end.jobStatus).toBe('esriJobCancelled');
    expect(seen.map((request) => request.path).filter((text) => text.endsWith('/cancel'))).toHaveLength(1);
  });
});
