import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCoordinator, type RunningCoordinator } from '@graticule/coordinator';
import { certificatePath } from '@graticule/coordinator/local';
import { pino } from 'pino';
import { ExecutorProcesses } from '../executorProcesses.js';

const PASSWORD = 'a password for tests';
const TASK = '/rest/services/System/GeoAnalyticsTools/GPServer/RunPythonScript';
/** Between two looks at a job. */
const POLL_MS = 30;

interface Message {
  readonly type: string;
  readonly description: string;
}

export interface FinishedJob {
  readonly id: string;
  readonly status: string;
  /** Lines that the script printed. */
  readonly printed: readonly string[];
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
}

type Parameters = Readonly<Record<string, string>>;

/** A whole server for tests of all parts together: a coordinator in this process, executors in their own. */
export class TestServer {
  #token = '';

  private constructor(
    readonly folder: string,
    readonly coordinator: RunningCoordinator,
    private readonly executors: ExecutorProcesses,
  ) {}

  /** folder: of an earlier server whose state is to be found again; a new one when absent. */
  static async start(
    executorCount: number,
    folder = mkdtempSync(join(tmpdir(), 'graticule-')),
    memoryMegabytes = 1024,
  ): Promise<TestServer> {
    const log = pino({ level: 'silent' });
    const coordinator = await startCoordinator({
      dataFolder: folder,
      host: '127.0.0.1',
      port: 0,
      clusterHost: '127.0.0.1',
      clusterPort: 0,
      adminPassword: PASSWORD,
      log,
    });
    const executors = new ExecutorProcesses({
      count: executorCount,
      coordinator: coordinator.clusterAddress,
      clusterSecret: coordinator.clusterSecret,
      slots: 1,
      memoryMegabytes,
      onUnexpectedEnd: () => void coordinator.checkExecutors(),
      onGiveUp: () => {
        throw new Error('the executors of a test server do not start');
      },
      log,
    });
    await coordinator.executorsJoined(executorCount);
    const server = new TestServer(folder, coordinator, executors);
    await server.#signIn();
    return server;
  }

  /** Stops everything; the folder stays. */
  async stop(): Promise<void> {
    await this.coordinator.close();
    await this.executors.stop();
  }

  async stopAndRemove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** POSTs a form as curl does; `path` begins after `/arcgis`. */
  async post(
    path: string,
    parameters: Parameters = {},
    token = this.#token,
  ): Promise<Record<string, unknown>> {
    const form = new URLSearchParams({ f: 'json', ...(token && { token }), ...parameters });
    const ca = readFileSync(certificatePath(this.folder));
    const text = await new Promise<string>((resolve, reject) => {
      const request = https.request(
        this.coordinator.url + path,
        { method: 'POST', ca, servername: 'localhost' },
        (answer) => {
          let body = '';
          answer.setEncoding('utf8').on('data', (part: string) => (body += part));
          answer.on('end', () => resolve(body));
        },
      );
      request.on('error', reject);
      request.setHeader('content-type', 'application/x-www-form-urlencoded');
      request.end(form.toString());
    });
    return JSON.parse(text) as Record<string, unknown>;
  }

  async submit(script: string, parameters: Parameters = {}): Promise<string> {
    const answer = await this.post(`${TASK}/submitJob`, { pythonScript: script, ...parameters });
    if (typeof answer.jobId !== 'string') throw new Error(JSON.stringify(answer));
    return answer.jobId;
  }

  async job(id: string): Promise<{ jobStatus: string; messages: Message[] }> {
    return (await this.post(`${TASK}/jobs/${id}`)) as { jobStatus: string; messages: Message[] };
  }

  cancel(id: string): Promise<Record<string, unknown>> {
    return this.post(`${TASK}/jobs/${id}/cancel`);
  }

  /** Looks at the job until `done`. */
  async waitFor(
    id: string,
    done: (job: { jobStatus: string; messages: Message[] }) => boolean,
  ): Promise<FinishedJob> {
    for (;;) {
      const job = await this.job(id);
      if (done(job)) return summary(id, job);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  finished(id: string): Promise<FinishedJob> {
    return this.waitFor(id, ({ jobStatus }) => /Succeeded|Failed|Cancelled|TimedOut/.test(jobStatus));
  }

  /** Runs a script to its end. */
  async run(script: string, parameters: Parameters = {}): Promise<FinishedJob> {
    return this.finished(await this.submit(script, parameters));
  }

  datasetUrl(share: string, dataset: string): string {
    return `${this.coordinator.url}/rest/services/DataStoreCatalogs/bigDataFileShares_${share}/BigDataCatalogServer/${dataset}`;
  }

  layerUrl(name: string): string {
    return `${this.coordinator.url}/rest/services/Hosted/${name}/FeatureServer/0`;
  }

  queryLayer(name: string, parameters: Parameters): Promise<Record<string, unknown>> {
    return this.post(`/rest/services/Hosted/${name}/FeatureServer/0/query`, parameters);
  }

  async #signIn(): Promise<void> {
    const login = { username: 'admin', password: PASSWORD, client: 'requestip' };
    const { token } = await this.post('/tokens/generateToken', login, '');
    this.#token = String(token);
  }
}

function summary(
  id: string,
  { jobStatus, messages }: { jobStatus: string; messages: Message[] },
): FinishedJob {
  const ofType = (type: string): string[] =>
    messages
      .filter((message) => message.type === `esriJobMessageType${type}`)
      .map(({ description }) => description);
  const printed = ofType('Informative').flatMap((description) => {
    if (!description.startsWith('{"messageCode":"BD_101138"')) return [];
    return [(JSON.parse(description) as { params: { text: string } }).params.text];
  });
  return { id, status: jobStatus, printed, warnings: ofType('Warning'), errors: ofType('Error') };
}
