import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { fileURLToPath } from 'node:url';
import { DriverLink } from './driverLink.js';
import { OutputLines, type OutputLine } from './outputLines.js';

/** Time between asking a driver to end and ending it. */
const TERMINATE_GRACE_MS = 2_000;
/** A program the script left behind may hold the output open; it is not waited for longer. */
const OUTPUT_GRACE_MS = 1_000;

const PACKAGE_FOLDER = fileURLToPath(new URL('../../../python/', import.meta.url));

/**
 * Variables of the executor that a script gets: what Python and its packages need to run on Linux and Windows. No
 * others, for they may hold secrets.
 */
const PASSED_ON = [
  'PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'TZ', 'LD_LIBRARY_PATH', 'PYTHONHOME',
  'SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'USERNAME', 'APPDATA', 'LOCALAPPDATA',
  'PROGRAMFILES', 'PROGRAMDATA', 'NUMBER_OF_PROCESSORS', 'PROCESSOR_ARCHITECTURE',
] as const; // prettier-ignore

export interface LaunchOptions {
  /** Absolute path of the interpreter. */
  readonly executable: string;
  /** host:port. */
  readonly gateway: string;
  /** Spark release that the script meets, for example 2.2.0. */
  readonly sparkVersion: string;
}

/** How the process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One driver process with its working folder, alive from `launch` to `finish`. */
export class DriverProcess {
  /** Resolves when the process is gone and its output has been read. */
  readonly ended: Promise<ProcessEnd>;
  stopped = false;
  /** Replaced by whoever reads the output; lines before that wait. */
  #onLine: ((line: OutputLine) => void) | null = null;
  readonly #early: OutputLine[] = [];

  private constructor(
    readonly link: DriverLink,
    readonly executable: string,
    readonly sparkVersion: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
    mark: string,
  ) {
    const output = this.#read(child.stdout as Readable, new OutputLines(mark), false);
    const error = this.#read(child.stderr as Readable, new OutputLines(mark), true);
    this.ended = this.#watch(Promise.all([output, error]));
  }

  /** Starts a driver that waits for its job. Rejects when the interpreter cannot be started. */
  static async launch(options: LaunchOptions): Promise<DriverProcess> {
    const link = new DriverLink();
    const mark = `\u001e${randomBytes(6).toString('hex')}\u001e`;
    const folder = await mkdtemp(join(tmpdir(), 'graticule-job-'));
    const child = spawn(options.executable, ['-u', '-m', 'graticule.driver'], {
      cwd: folder,
      env: environmentOf(options, link, mark, folder),
      // The driver ends when its standard input does: should this process die, no script stays behind.
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that programs the script starts can be ended with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    child.stdin?.on('error', () => undefined);
    try {
      await once(child, 'spawn');
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw new Error(`${options.executable} cannot be started: ${(error as Error).message}`);
    }
    return new DriverProcess(link, options.executable, options.sparkVersion, child, folder, mark);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Hands over the lines read so far and all that follow. */
  readLines(onLine: (line: OutputLine) => void): void {
    this.#onLine = onLine;
    for (const line of this.#early.splice(0)) onLine(line);
  }

  /** Holds back the script's output while its reader is slow. */
  pause(): void {
    this.child.stdout?.pause();
    this.child.stderr?.pause();
  }

  resume(): void {
    this.child.stdout?.resume();
    this.child.stderr?.resume();
  }

  /** Ends the process and everything it started: first politely, then not. Resolves when it is gone. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.resume();
    if (this.alive) {
      this.#signal('SIGTERM');
      const timer = setTimeout(() => this.#signal('SIGKILL'), TERMINATE_GRACE_MS);
      await this.ended;
      clearTimeout(timer);
    }
    await this.ended;
  }

  /** Removes what the process left: programs of its group, its folder. */
  async finish(): Promise<void> {
    this.#signal('SIGKILL');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  #signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (process.platform === 'win32') {
      // Windows has no process groups to signal; taskkill walks the tree.
      if (this.alive) spawnSync('taskkill', ['/PID', String(this.pid), '/T', '/F'], { windowsHide: true });
      return;
    }
    try {
      process.kill(-this.pid, signal);
    } catch {
      // The group is empty: nothing is left to signal.
    }
  }

  async #read(stream: Readable, lines: OutputLines, isError: boolean): Promise<void> {
    const decoder = new StringDecoder('utf8');
    const emit = (found: readonly OutputLine[]) => {
      for (const line of found) {
        const tagged = isError ? { ...line, isError } : line;
        if (this.#onLine === null) this.#early.push(tagged);
        else this.#onLine(tagged);
      }
    };
    await new Promise<void>((resolve) => {
      stream.on('data', (chunk: Buffer) => emit(lines.push(decoder.write(chunk))));
      stream.on('error', () => undefined);
      stream.on('close', () => resolve());
    });
    emit(lines.push(decoder.end()));
    emit(lines.end());
  }

  async #watch(output: Promise<unknown>): Promise<ProcessEnd> {
    const [code, signal] = (await once(this.child, 'exit')) as [number | null, NodeJS.Signals | null];
    const timer = setInterval(() => {
      // Held back by a slow reader, the rest is still to come.
      if (this.child.stdout?.isPaused()) return;
      this.child.stdout?.destroy();
      this.child.stderr?.destroy();
    }, OUTPUT_GRACE_MS);
    await output;
    clearInterval(timer);
    return { code, signal };
  }
}

function environmentOf(
  options: LaunchOptions,
  link: DriverLink,
  mark: string,
  folder: string,
): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const name of PASSED_ON) {
    if (process.env[name] !== undefined) environment[name] = process.env[name];
  }
  environment.LANG ??= 'C.UTF-8';
  environment.TMPDIR = environment.TEMP = environment.TMP = folder;
  // Ours first: a pyspark that happens to be installed must not be found before it.
  environment.PYTHONPATH = [PACKAGE_FOLDER, process.env.PYTHONPATH].filter(Boolean).join(delimiter);
  environment.PYTHONIOENCODING = 'utf-8';
  environment.PYTHONHASHSEED = '0';
  environment.GRATICULE_GATEWAY = options.gateway;
  environment.GRATICULE_GATEWAY_TOKEN = link.token;
  environment.GRATICULE_ERROR_MARK = mark;
  environment.GRATICULE_SPARK_VERSION = options.sparkVersion;
  return environment;
}
