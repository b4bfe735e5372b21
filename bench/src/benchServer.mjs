import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { connect, readConnectionOptions } from '@graticule/cli';
import { freePort, startServer, stopServer } from '../../scripts/demo/server.mjs';
import { ensurePythonEnvironment } from '../../scripts/setup/pythonEnvironment.mjs';

/**
 * Runs `work({api, folder, data})` against a server of its own (one coordinator, one executor) in a new temporary folder;
 * stops the server and removes the folder whatever happens.
 */
export async function withServer(work) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'graticule-bench-'));
  const data = path.join(folder, 'data');
  const environment = { ...process.env, PYSPARK_PYTHON: await ensurePythonEnvironment() };
  const logFile = path.join(folder, 'server.log');
  const server = await startServer({ data, port: await freePort(), logFile, environment });
  const { api, close } = connect(readConnectionOptions({ user: 'admin', data, url: server.url }, {}));
  try {
    return await work({ api, folder, data });
  } finally {
    close();
    await stopServer(server.pid);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Submits a script and waits for its end, asking every 5 ms. Returns the job; throws with its messages when it fails. */
export async function runJob(api, script, layers = [], variables = {}) {
  const { jobId } = await api.submit(script, layers, JSON.stringify(variables));
  for (;;) {
    const job = await api.job(jobId);
    if (job.jobStatus === 'esriJobSucceeded') return job;
    if (/Failed|Cancelled|TimedOut/.test(job.jobStatus)) {
      throw new Error(`${job.jobStatus}: ${job.messages.map((message) => message.description).join('\n')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The JSON lines that a job printed, parsed; other lines are left out. */
export function printedJson(job) {
  return job.messages.flatMap(({ description }) => {
    const text = description.startsWith('{"messageCode":"BD_101138"')
      ? JSON.parse(description).params.text
      : '';
    return text.startsWith('{') ? [JSON.parse(text)] : [];
  });
}
