import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder, absolute. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The folder for everything made on this machine: Python environment, data folders, reports. Not under version control. */
export const localFolder = path.join(repository, '.graticule');

/** Says what is done next. */
export function step(text) {
  console.log(`==> ${text}`);
}

/** Says something worth knowing about the step. */
export function note(text) {
  console.log(`    ${text}`);
}

/**
 * Runs a program with its output on this console. Resolves to its exit code; 127 when it cannot be started.
 * `capture` also collects both streams as text, `quiet` shows nothing.
 */
export function run(
  command,
  args,
  { cwd = repository, env = process.env, capture = false, quiet = false } = {},
) {
  return new Promise((resolve) => {
    const piped = capture || quiet;
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', piped ? 'pipe' : 'inherit', piped ? 'pipe' : 'inherit'],
    });
    let output = '';
    const collect = (target) => (chunk) => {
      output += chunk;
      if (!quiet) target.write(chunk);
    };
    child.stdout?.setEncoding('utf8').on('data', collect(process.stdout));
    child.stderr?.setEncoding('utf8').on('data', collect(process.stderr));
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on('close', (code, signal) => resolve({ code: code ?? (signal === 'SIGINT' ? 130 : 1), output }));
  });
}

/** Runs a Node program of an installed package by its script file: no shell and no `.cmd` files, so also on Windows. */
export function runNode(script, args, options) {
  return run(process.execPath, [path.join(repository, script), ...args], options);
}

/** Runs npm: the one that started this process when there is one. */
export function runNpm(args, options) {
  const npm = process.env.npm_execpath;
  if (npm !== undefined && /\.c?js$/.test(npm)) return run(process.execPath, [npm, ...args], options);
  if (process.platform === 'win32') return run('cmd.exe', ['/d', '/c', 'npm', ...args], options);
  return run('npm', args, options);
}
