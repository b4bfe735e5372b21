import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';

const RESTART_DELAY_MS = 1_000;
/** How long an executor may take to stop before it is killed. */
const STOP_TIMEOUT_MS = 5_000;

export interface ExecutorProcessesOptions {
  readonly count: number;
  /** host:port of the coordinator's gRPC server. */
  readonly coordinator: string;
  readonly clusterSecret: string;
  readonly slots: number;
  readonly memoryMegabytes: number;
  /** Called when one ended without having been told to. */
  readonly onUnexpectedEnd: () => void;
  readonly log: Logger;
}

/** Executor processes on this machine; one that dies is started again. They end when this process does, however it does. */
export class ExecutorProcesses {
  readonly #processes = new Set<ChildProcess>();
  #stopping = false;

  constructor(private readonly options: ExecutorProcessesOptions) {
    for (let i = 0; i < options.count; i++) this.#start();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(
      [...this.#processes].map(async (child) => {
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
        const exited = once(child, 'exit');
        // The closed pipe is the signal to stop that works on every platform.
        child.stdin?.end();
        await exited;
        clearTimeout(timer);
      }),
    );
  }

  #start(): void {
    const { coordinator, clusterSecret, slots, memoryMegabytes, log } = this.options;
    const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve('@graticule/executor/main'))], {
      stdio: ['pipe', 'inherit', 'inherit'],
      windowsHide: true,
      env: {
        ...process.env,
        GRATICULE_COORDINATOR: coordinator,
        GRATICULE_CLUSTER_SECRET: clusterSecret,
        GRATICULE_EXECUTOR_SLOTS: String(slots),
        GRATICULE_EXECUTOR_MEMORY_MB: String(memoryMegabytes),
        GRATICULE_EXIT_WITH_STDIN: '1',
        // Secrets of the server that executors, and what they start, have no use for.
        GRATICULE_ADMIN_PASSWORD: '',
      },
      // Ctrl-C reaches the whole group of a terminal; the executors wait for this process to end them in order.
      detached: process.platform !== 'win32',
    });
    this.#processes.add(child);
    child.stdin?.on('error', () => undefined);
    child.once('exit', (code, signal) => {
      this.#processes.delete(child);
      if (this.#stopping) return;
      log.error({ pid: child.pid, code, signal }, 'an executor ended unexpectedly; starting another');
      this.options.onUnexpectedEnd();
      setTimeout(() => {
        if (!this.#stopping) this.#start();
      }, RESTART_DELAY_MS);
    });
  }
}
