import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PROBE =
  'import sys; print("%d.%d.%d|%s" % (sys.version_info[0], sys.version_info[1], sys.version_info[2], sys.executable))';
const PROBE_TIMEOUT_MS = 20_000;

/**
 * Asks a command for its Python version. Returns {path, version: [major, minor, patch], text}, or null when it is no
 * Python that runs.
 */
export function probeInterpreter(command, args = []) {
  const answer = spawnSync(command, [...args, '-c', PROBE], {
    encoding: 'utf8',
    timeout: PROBE_TIMEOUT_MS,
    windowsHide: true,
  });
  const match = /^(\d+)\.(\d+)\.(\d+)\|(.+)$/m.exec(answer.stdout ?? '');
  if (answer.status !== 0 || match === null) return null;
  const version = match.slice(1, 4).map(Number);
  return { path: match[4].trim(), version, text: version.join('.') };
}

/** Whether a probed interpreter is Python 3.6 or later. */
export function isSupported(interpreter) {
  const [major, minor] = interpreter.version;
  return major === 3 && minor >= 6;
}

/**
 * The interpreter that scripts will run with: PYSPARK_PYTHON when set (an error when it is no Python >= 3.6), else the
 * first of python3, python and `py -3` that is. Null when the machine has none.
 */
export function chooseInterpreter(environment = process.env) {
  const configured = environment.PYSPARK_PYTHON;
  if (configured) {
    const found = probeInterpreter(configured);
    if (found !== null && isSupported(found)) return found;
    const what = found === null ? 'does not run as a Python interpreter' : `is Python ${found.text}`;
    throw new Error(`PYSPARK_PYTHON=${configured} ${what}; expected a Python 3.6 or later`);
  }
  const candidates = [['python3'], ['python'], ['py', '-3']];
  for (const [command, ...args] of candidates) {
    const found = probeInterpreter(command, args);
    if (found !== null && isSupported(found)) return found;
  }
  return null;
}

/** A Python 3.6, the oldest that scripts may use, if this machine has one: on the path, by `py`, or made by pyenv. */
export function findOldestPython() {
  const pyenv = path.join(process.env.PYENV_ROOT ?? path.join(os.homedir(), '.pyenv'), 'versions');
  const versions = fs.existsSync(pyenv)
    ? fs.readdirSync(pyenv).filter((name) => name.startsWith('3.6.'))
    : [];
  const candidates = [
    ['python3.6'],
    ['py', '-3.6'],
    ...versions.map((name) => [path.join(pyenv, name, 'bin', 'python3.6')]),
  ];
  for (const [command, ...args] of candidates) {
    const found = probeInterpreter(command, args);
    if (found !== null && found.version[0] === 3 && found.version[1] === 6) return found;
  }
  return null;
}
