import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';

const RESTART_DELAY_MS = 1_000;
/** An executor that ends so soon after its start has probably not worked at all (an incomplete installation) ... */
const QUICK_END_MS = 5_000;
/** ... and after so many of those in a row another one would not either. */
const QUICK_ENDS_MAX = 3;
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
  /** Called when executors end right after their start again and again; none is started any more. */
  readonly onGiveUp: () => void;
  /** The program that is an executor; absent: ours. */
  readonly program?: string;
  readonly log: Logger;
}

/** Executor processes on this machine; one that dies is started again. They end when this process does, however it does. */
export class ExecutorProcesses {
  readonly #processes = new Set<ChildProcess>();
  #stopping = false;
  #quickEnds = 0;

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
    const program = this.options.program ?? fileURLToPath(import.meta.resolve('@graticule/executor/main'));
    const started = performance.now();
    const child = spawn(process.execPath, [program], {
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
      this.#quickEnds = performance.now() - started < QUICK_END_MS ? this.#quickEnds + 1 : 0;
      if (this.#quickEnds >= QUICK_ENDS_MAX * this.options.count) {
        this.#stopping = true;
        this.options.onGiveUp();
        return;
      }
      log.error({ pid: child.pid, code, signal }, 'an executor ended unexpectedly; starting another');
      this.options.onUnexpectedEnd();
      setTimeout(() => {
        if (!this.#stopping) this.#start();
      }, RESTART_DELAY_MS);
    });
  }
}
