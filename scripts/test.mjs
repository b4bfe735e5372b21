/**
 * `npm test`: set-up, lint, formatting, generated files, all tests. Ends with one line `N passed, N failed, N skipped`;
 * lint, formatting and the comparison of generated files count as one check each.
 */
import fs from 'node:fs';
import path from 'node:path';
import { localFolder, note, repository, run, runNode, runNpm, step } from './setup/console.mjs';
import { build } from './setup/build.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { findOldestPython, probeInterpreter } from './setup/interpreter.mjs';
import { ensurePythonEnvironment } from './setup/pythonEnvironment.mjs';
import { single, sum, summaryLine, unittestCounts, vitestCounts } from './checks/counts.mjs';

const DEFINITIONS = path.join('packages', 'python', 'geoanalytics', 'definitions.json');

async function lint() {
  step('Lint (eslint)');
  const { code } = await runNode('node_modules/eslint/bin/eslint.js', ['.', '--max-warnings', '0']);
  return single(code === 0);
}

async function formatting() {
  step('Formatting (prettier)');
  const { code } = await runNode('node_modules/prettier/bin/prettier.cjs', [
    '--check',
    '--log-level',
    'warn',
    '.',
  ]);
  return single(code === 0);
}

/** The Python side's tool definitions are generated from the TypeScript ones: writing them again changes nothing. */
async function definitions() {
  step('Tool definitions of the Python package are up to date');
  const file = path.join(repository, DEFINITIONS);
  const read = () => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : null);
  const before = read();
  const { code } = await runNpm(['run', '--silent', 'definitions', '-w', '@graticule/geoanalytics']);
  const same = code === 0 && before !== null && read() === before;
  if (!same) note(`${DEFINITIONS} was missing or out of date: commit the file that has just been written`);
  return single(same);
}

async function typescriptTests() {
  step('Tests (vitest)');
  const report = path.join(localFolder, 'vitest.json');
  fs.rmSync(report, { force: true });
  await runNode('node_modules/vitest/vitest.mjs', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  return vitestCounts(fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : null);
}

async function pythonTests(interpreter) {
  step(`Tests (unittest) with Python ${probeInterpreter(interpreter)?.text ?? '?'} at ${interpreter}`);
  const folder = path.join(repository, 'packages', 'python');
  const { code, output } = await run(interpreter, ['-m', 'unittest', 'discover', '-s', 'tests', '-t', '.'], {
    cwd: folder,
    capture: true,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' },
  });
  return unittestCounts(output, code);
}

async function main() {
  await ensureDependencies();
  await build();
  const interpreter = await ensurePythonEnvironment();
  const counts = [await lint(), await formatting(), await definitions(), await typescriptTests()];
  counts.push(await pythonTests(interpreter));
  const oldest = findOldestPython();
  if (oldest === null) note('no Python 3.6 on this machine: its run of the Python tests is left out');
  else if (oldest.path !== interpreter) counts.push(await pythonTests(oldest.path));
  return sum(counts);
}

try {
  const total = await main();
  console.log(summaryLine(total));
  process.exitCode = total.failed === 0 ? 0 : 1;
} catch (error) {
  console.error(`test: ${error.message}`);
  console.log(summaryLine(single(false)));
  process.exitCode = 1;
}
