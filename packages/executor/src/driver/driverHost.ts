import {
  DriverExit_Outcome as Outcome,
  type DriverEventSchema,
  type MessageInitShape,
  type RunDriverRequest,
} from '@graticule/protocol';
import type { Logger } from 'pino';
import { DriverProcess, type ProcessEnd } from './driverProcess.js';
import { EventQueue } from './eventQueue.js';
import { Gateway, type GatewayOptions } from './gateway.js';
import { findInterpreter, type Interpreter } from './interpreter.js';

export type DriverEventInit = MessageInitShape<typeof DriverEventSchema>;

export interface DriverHostOptions extends GatewayOptions {
  /** Keep one started interpreter waiting for the next job (default true): its imports are then already done. */
  readonly warm?: boolean;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** What scripts meet that do not ask for another Spark. */
const SPARK_VERSION_DEFAULT = '3.3.0';
/** Events of one job that wait for a slow reader before the script's output is held back. */
const QUEUED_EVENTS_MAX = 1_000;

/** Runs the scripts of jobs, each in a fresh Python process that is never used again. */
export class DriverHost {
  readonly #jobs = new Map<string, DriverProcess>();
  readonly #interpreters = new Map<string, Promise<Interpreter>>();
  #waiting: Promise<DriverProcess> | null = null;
  #running = 0;
  #closed = false;

  private constructor(
    private readonly options: DriverHostOptions,
    private readonly gateway: Gateway,
  ) {}

  /** Opens the gateway; a first driver is started in the background. */
  static async start(options: DriverHostOptions): Promise<DriverHost> {
    const host = new DriverHost(options, await Gateway.start(options));
    host.#prepare('', SPARK_VERSION_DEFAULT);
    return host;
  }

  /** Jobs whose script is running. */
  get running(): number {
    return this.#running;
  }

  /**
   * Runs a job's script: `started`, then `output` line by line, then `exit`. When nobody reads on, or the signal is
   * aborted, the script is stopped.
   */
  async *run(request: RunDriverRequest, signal?: AbortSignal): AsyncGenerator<DriverEventInit> {
    if (this.#jobs.has(request.jobId)) throw new Error(`job ${request.jobId} is running here already`);
    this.#running++;
    let driver: DriverProcess | null = null;
    const sparkVersion = request.sparkVersion || SPARK_VERSION_DEFAULT;
    try {
      driver = await this.#take(request.python, sparkVersion);
      this.#jobs.set(request.jobId, driver);
      yield* this.#follow(driver, request, signal);
    } catch (error) {
      if (driver !== null) throw error;
      yield exitEvent(Outcome.RAISED, 1, (error as Error).message);
    } finally {
      this.#running--;
      if (driver !== null) {
        this.#jobs.delete(request.jobId);
        await this.#discard(driver);
      }
      // Not earlier: the next interpreter would start at this job's expense.
      this.#prepare(request.python, sparkVersion);
    }
  }

  /** Stops the script of a job; nothing happens when it is not running here. */
  async stop(jobId: string): Promise<void> {
    await this.#jobs.get(jobId)?.stop();
  }

  /** Stops every script and the waiting driver. */
  async close(): Promise<void> {
    this.#closed = true;
    const waiting = await this.#waiting?.catch(() => null);
    this.#waiting = null;
    if (waiting) await this.#discard(waiting);
    await Promise.all([...this.#jobs.values()].map((driver) => driver.stop()));
    await this.gateway.close();
  }

  async *#follow(
    driver: DriverProcess,
    request: RunDriverRequest,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<DriverEventInit> {
    const queue = new EventQueue<DriverEventInit>(QUEUED_EVENTS_MAX, driver);
    queue.push({ event: { case: 'started', value: { pid: driver.pid } } });
    driver.readLines((line) => queue.push({ event: { case: 'output', value: line } }));
    void driver.ended.then((end) => {
      queue.push(exitOf(driver, end));
      queue.end();
    });
    const abort = () => void driver.stop();
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    const { jobId, sessionId, script } = request;
    driver.link.assign({ jobId, sessionId, script });
    try {
      yield* queue;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** The waiting driver if it fits, else a new one. */
  async #take(python: string, sparkVersion: string): Promise<DriverProcess> {
    const { executable } = await this.#interpreter(python);
    const waiting = this.#waiting;
    this.#waiting = null;
    const driver = await waiting?.catch(() => null);
    if (driver) {
      const fits = driver.executable === executable && driver.sparkVersion === sparkVersion;
      if (fits && driver.alive) return driver;
      void this.#discard(driver);
    }
    return this.#launch(executable, sparkVersion);
  }

  async #launch(executable: string, sparkVersion: string): Promise<DriverProcess> {
    const driver = await DriverProcess.launch({ executable, gateway: this.gateway.address, sparkVersion });
    this.gateway.admit(driver.link);
    return driver;
  }

  async #discard(driver: DriverProcess): Promise<void> {
    await driver.stop();
    this.gateway.dismiss(driver.link);
    await driver.finish();
  }

  #prepare(python: string, sparkVersion: string): void {
    if (this.options.warm === false || this.#closed || this.#waiting !== null) return;
    this.#waiting = this.#interpreter(python).then(({ executable }) =>
      this.#launch(executable, sparkVersion),
    );
    this.#waiting.catch((error: Error) => {
      this.#waiting = null;
      this.options.log.warn({ reason: error.message }, 'no Python is ready for scripts');
    });
  }

  #interpreter(python: string): Promise<Interpreter> {
    const known = this.#interpreters.get(python);
    if (known !== undefined) return known;
    const search = findInterpreter(python);
    this.#interpreters.set(python, search);
    search.then(
      ({ executable, version }) =>
        this.options.log.info({ executable, version: version.join('.') }, 'Python for scripts'),
      // Installed later, it is found later.
      () => this.#interpreters.delete(python),
    );
    return search;
  }
}

function exitOf(driver: DriverProcess, end: ProcessEnd): DriverEventInit {
  const code = end.code ?? 1;
  if (driver.stopped) return exitEvent(Outcome.STOPPED, code, 'the script was stopped');
  const { report } = driver.link;
  if (report !== null) {
    return exitEvent(
      report.outcome === 'SUCCEEDED' ? Outcome.SUCCEEDED : Outcome.RAISED,
      report.code,
      report.error,
    );
  }
  const how = end.signal === null ? `code ${code}` : `signal ${end.signal}`;
  return exitEvent(
    Outcome.DIED,
    code,
    `the Python process ended with ${how} before the script was finished (out of memory, a crash in native code, or os._exit)`,
  );
}

function exitEvent(outcome: Outcome, code: number, error: string): DriverEventInit {
  return { event: { case: 'exit', value: { outcome, code, error } } };
}
