import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { repository } from '../setup/console.mjs';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 100;

/** The command `graticule` as arguments of Node. */
export const graticule = path.join(repository, 'packages', 'cli', 'bin', 'graticule.js');

/** A port of this machine that nobody listens on at the moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Whether a process with this id runs. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Starts `graticule up` in a process group of its own, its output in `logFile`, so that it can outlive this process.
 * Resolves to {pid, url} when it says `ready`; throws with the end of its output when it stops or takes over 30 s.
 */
export async function startServer({ data, port, logFile, environment }) {
  fs.mkdirSync(path.dirname(logFile), { recursive: true });
  const log = fs.openSync(logFile, 'w');
  const child = spawn(process.execPath, [graticule, 'up', '--data', data, '--port', String(port)], {
    cwd: repository,
    env: environment,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log],
  });
  fs.closeSync(log);
  const end = new Promise((resolve) => child.on('exit', resolve).on('error', resolve));
  let ended = false;
  void end.then(() => (ended = true));
  child.unref();
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const output = fs.readFileSync(logFile, 'utf8');
    const ready = /^ready (https?:\/\/\S+)/m.exec(output);
    if (ready !== null) return { pid: child.pid, url: ready[1] };
    if (ended || Date.now() > deadline) {
      if (!ended) await stopServer(child.pid);
      throw new Error(
        `the server ${ended ? 'ended' : 'was not ready in 30 s'}; it said:\n${output.slice(-2000)}`,
      );
    }
    await pause(POLL_MS);
  }
}

/** Asks a server to stop, waits until it has, and ends it by force after 10 s. */
export async function stopServer(pid) {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (isAlive(pid) && Date.now() < deadline) await pause(POLL_MS);
  if (isAlive(pid)) process.kill(-pid, 'SIGKILL');
}
