import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Oldest Python that scripts may be written for. */
const VERSION_MIN = [3, 6] as const;
const PROBE_TIMEOUT_MS = 20_000;
const PROBE = 'import json, sys; print(json.dumps([sys.executable, list(sys.version_info[:3])]))';

/** A Python that can run scripts. */
export interface Interpreter {
  /** Absolute path. */
  readonly executable: string;
  readonly version: readonly [number, number, number];
}

/** A command line that may be a Python, and why it is looked at. */
export interface Candidate {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly origin: string;
}

/** What looking at a candidate found: an interpreter, or the reason why it is none. */
export type Probe = (candidate: Candidate) => Promise<Interpreter | string>;

/** The repository's own environment, made by `npm run setup:python`. */
export function environmentPython(): string {
  const root = fileURLToPath(new URL('../../../../.graticule/python/', import.meta.url));
  return process.platform === 'win32' ? join(root, 'Scripts', 'python.exe') : join(root, 'bin', 'python');
}

/** Where a Python may be, best first. `configured` (pysparkPython) is taken or refused: nothing stands in for it. */
export function candidates(
  configured: string,
  environment: NodeJS.ProcessEnv = process.env,
  own = environmentPython(),
): Candidate[] {
  const plain = (command: string, origin: string) => ({ command, arguments: [], origin });
  if (configured !== '') return [plain(configured, 'the setting pysparkPython')];
  const list: Candidate[] = [];
  if (environment.PYSPARK_PYTHON) list.push(plain(environment.PYSPARK_PYTHON, 'the variable PYSPARK_PYTHON'));
  if (existsSync(own)) list.push(plain(own, "Graticule's own environment"));
  list.push(plain('python3', 'the path'), plain('python', 'the path'));
  if (process.platform === 'win32')
    list.push({ command: 'py', arguments: ['-3'], origin: 'the Python launcher' });
  return list;
}

/** The first candidate that is a Python of at least 3.6. Throws an error that lists what was found instead. */
export async function findInterpreter(
  configured: string,
  list = candidates(configured),
  probe: Probe = probeCandidate,
): Promise<Interpreter> {
  const reasons: string[] = [];
  for (const candidate of list) {
    const found = await probe(candidate);
    if (typeof found !== 'string') {
      const [major, minor] = found.version;
      if (major > VERSION_MIN[0] || (major === VERSION_MIN[0] && minor >= VERSION_MIN[1])) return found;
      reasons.push(`${candidate.command} (${candidate.origin}) is Python ${found.version.join('.')}`);
    } else reasons.push(`${candidate.command} (${candidate.origin}): ${found}`);
  }
  throw new Error(
    `scripts need Python ${VERSION_MIN.join('.')} or later, none was found. Looked at: ${reasons.join('; ')}`,
  );
}

const run = promisify(execFile);

async function probeCandidate(candidate: Candidate): Promise<Interpreter | string> {
  try {
    const { stdout } = await run(candidate.command, [...candidate.arguments, '-c', PROBE], {
      timeout: PROBE_TIMEOUT_MS,
      windowsHide: true,
    });
    const [executable, version] = JSON.parse(stdout) as [string, [number, number, number]];
    return { executable, version };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'not found' : `does not run (${message.split('\n')[0]})`;
  }
}
