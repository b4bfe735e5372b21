/**
 * Set-up, each part only when needed: `node scripts/setup.mjs [python]`. Without an argument: Node packages, build, Python
 * environment; with `python` the environment only.
 */
import { note, step } from './setup/console.mjs';
import { build } from './setup/build.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { describePackages, ensurePythonEnvironment } from './setup/pythonEnvironment.mjs';

try {
  if (process.argv[2] !== 'python') {
    await ensureDependencies();
    await build();
  }
  const interpreter = await ensurePythonEnvironment();
  step(`Ready: scripts run with ${interpreter}`);
  note(await describePackages(interpreter));
} catch (error) {
  console.error(`setup: ${error.message}`);
  process.exitCode = 1;
}
