import { spawn } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOrCreateCertificate } from '@graticule/coordinator';
import { localAdministratorToken } from '@graticule/coordinator/local';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The built command against a stand-in for the server, whose one job ends as `outcome` says, or when it is cancelled. */
const command = fileURLToPath(new URL('../../bin/graticule.js', import.meta.url));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'graticule-submit-'));
const script = path.join(folder, 'script.py');
let server: https.Server;
let outcome = 'esriJobSucceeded';
let submitted = new URLSearchParams();
let cancelled = false;

const messages = [
  { type: 'esriJobMessageTypeInformative', description: 'Submitted.' },
  {
    type: 'esriJobMessageTypeInformative',
    description: '{"messageCode":"BD_101138","message":"[Python] größer","params":{"text":"größer"}}',
  },
  { type: 'esriJobMessageTypeError', description: 'ValueError: no such thing' },
];

function answer(url: string, form: URLSearchParams): object {
  if (url.endsWith('/submitJob')) {
    submitted = form;
    return { jobId: 'j1', jobStatus: 'esriJobSubmitted' };
  }
  if (url.endsWith('/cancel')) {
    cancelled = true;
    return { jobId: 'j1', jobStatus: 'esriJobCancelling' };
  }
  const jobStatus = cancelled ? 'esriJobCancelled' : outcome;
  return { jobId: 'j1', jobStatus, messages: messages.slice(Number(form.get('messagesFrom'))) };
}

beforeAll(async () => {
  server = https.createServer(await readOrCreateCertificate(folder), (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () =>
      response.end(JSON.stringify(answer(request.url ?? '', new URLSearchParams(body)))),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  localAdministratorToken(folder);
  fs.writeFileSync(path.join(folder, 'server.json'), JSON.stringify({ url, pid: process.pid }));
  fs.writeFileSync(script, '\uFEFFprint("größer")\r\n');
});

afterAll(() => {
  server.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs `graticule submit`; `interruptAt` sends Ctrl-C, as npm does twice, when this text has appeared on stdout. */
function submit(parameters: readonly string[], interruptAt?: string): Promise<Ended> {
  const environment = { PATH: process.env['PATH'], GRATICULE_DATA: folder };
  const child = spawn(process.execPath, [command, 'submit', ...parameters], { env: environment });
  return new Promise((resolve) => {
    let out = '';
    let error = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk;
      if (interruptAt === undefined || !out.includes(interruptAt)) return;
      child.kill('SIGINT');
      setImmediate(() => child.kill('SIGINT'));
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (error += chunk));
    child.on('close', (code) => resolve({ code, out, error }));
  });
}

test('a job that succeeds: printed lines on stdout, the rest on stderr, exit code 0', async () => {
  outcome = 'esriJobSucceeded';
  const { code, out, error } = await submit([script, '--var', 'n=1.0', '--layer', '/arcgis/x/0,a > 1']);
  expect({ code, out, error }).toEqual({
    code: 0,
    out: 'größer\n',
    error: 'Submitted.\nerror: ValueError: no such thing\n',
  });
  expect(submitted.get('pythonScript')).toBe('print("größer")\r\n');
  expect(submitted.get('userVariables')).toBe('{"n": 1.0}');
  expect(JSON.parse(submitted.get('inputLayers') ?? '')).toEqual([
    { url: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+\/arcgis\/x\/0$/) as string, filter: 'a > 1' },
  ]);
});

test('a job that fails: exit code 1 and its status', async () => {
  outcome = 'esriJobFailed';
  const { code, error } = await submit([script]);
  expect(code).toBe(1);
  expect(error).toContain('job j1: esriJobFailed\n');
});

test('a script that cannot be read is one line and nothing is submitted', async () => {
  submitted = new URLSearchParams();
  const { code, error } = await submit([path.join(folder, 'missing.py')]);
  expect(code).toBe(1);
  expect(error).toBe(`graticule: cannot read the script ${path.join(folder, 'missing.py')}: ENOENT\n`);
  expect([...submitted]).toEqual([]);
});

// Windows has no way to send Ctrl-C to one process: kill ends it at once there.
test.skipIf(process.platform === 'win32')(
  'Ctrl-C, even doubled, cancels the job, waits for its end and exits with 130',
  async () => {
    outcome = 'esriJobExecuting';
    cancelled = false;
    const { code, error } = await submit([script], 'größer');
    expect(cancelled).toBe(true);
    expect(error).toContain('cancelling the job ...');
    expect(error).toContain('job j1: esriJobCancelled');
    expect(code).toBe(130);
  },
);
