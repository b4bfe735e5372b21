import fs from 'node:fs';
import path from 'node:path';
import { localFolder, note, run, step } from './console.mjs';
import { chooseInterpreter, probeInterpreter } from './interpreter.mjs';
import { OLD_PYTHON_PIP, requirementsFor } from './requirements.mjs';

/** Where the environment is made, from the interpreter that PYSPARK_PYTHON or the path gives. */
export const environmentFolder = path.join(localFolder, 'python');

const STAMP = 'graticule-environment.json';
/** One retry and short waits: a machine without the registry must not hold up set-up. */
const PIP_OPTIONS = ['--disable-pip-version-check', '--quiet', '--retries', '1', '--timeout', '20'];

/** The interpreter inside an environment folder, on this platform. */
export function environmentPython(folder = environmentFolder) {
  return process.platform === 'win32'
    ? path.join(folder, 'Scripts', 'python.exe')
    : path.join(folder, 'bin', 'python');
}

/**
 * Makes the Python environment with pyarrow, pandas, numpy and cloudpickle once; a stamp file remembers from which
 * interpreter and with which ranges. What cannot be installed is said in one line and does not stop set-up: a bare Python
 * runs everything but pandas, toPandas and Python functions over columns.
 *
 * Returns the path of the interpreter to run scripts with.
 */
export async function ensurePythonEnvironment() {
  const base = chooseInterpreter();
  if (base === null) {
    throw new Error(
      'no Python 3.6 or later found (python3, python, py -3); install one or set PYSPARK_PYTHON',
    );
  }
  const inside = environmentPython();
  if (base.path === inside) return inside;
  const wanted = JSON.stringify({
    interpreter: base.path,
    version: base.text,
    requirements: requirementsFor(base.version),
  });
  const stamp = path.join(environmentFolder, STAMP);
  if (fs.existsSync(inside) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted)
    return inside;

  step(`Making the Python environment .graticule/python from ${base.path} (Python ${base.text})`);
  fs.rmSync(environmentFolder, { recursive: true, force: true });
  fs.mkdirSync(localFolder, { recursive: true });
  const installer = await createEnvironment(base);
  if (installer === null) return base.path;
  const installed = await installRequirements(installer, base);
  if (installed) fs.writeFileSync(stamp, wanted);
  return inside;
}

/** Makes an empty environment. Returns the pip command line for it, or null when there is no way (said to the user). */
async function createEnvironment(base) {
  const complete = await run(base.path, ['-m', 'venv', environmentFolder], { quiet: true });
  if (complete.code === 0) return [environmentPython(), '-m', 'pip', 'install'];
  fs.rmSync(environmentFolder, { recursive: true, force: true });
  const bare = await run(base.path, ['-m', 'venv', '--without-pip', environmentFolder], { quiet: true });
  const pip = await run(base.path, ['-m', 'pip', '--version'], { quiet: true });
  if (bare.code === 0 && pip.code === 0) {
    note('this Python has no ensurepip: its own pip installs into the environment');
    const packages = await run(
      environmentPython(),
      ['-c', 'import sysconfig; print(sysconfig.get_paths()["purelib"])'],
      {
        quiet: true,
      },
    );
    return [base.path, '-m', 'pip', 'install', '--target', packages.output.trim()];
  }
  fs.rmSync(environmentFolder, { recursive: true, force: true });
  note(
    `Python ${base.text} can make no environment (modules venv and pip are missing): going on with its standard library; ` +
      'install them (Debian: python3-venv), then run npm run setup:python',
  );
  return null;
}

async function installRequirements([command, ...args], base) {
  if (base.version[1] < 8 && command !== base.path) {
    await run(command, [...args, ...PIP_OPTIONS, '--upgrade', OLD_PYTHON_PIP], { quiet: true });
  }
  const requirements = requirementsFor(base.version);
  note(`installing ${requirements.join(' ')}`);
  const { code, output } = await run(
    command,
    [...args, ...PIP_OPTIONS, '--only-binary', ':all:', ...requirements],
    {
      quiet: true,
    },
  );
  if (code === 0) return true;
  const reason =
    output.split('\n').filter((line) => line.startsWith('ERROR'))[0] ?? `pip ended with exit code ${code}`;
  note(
    `the packages could not be installed (${reason.slice(0, 160)}): going on with the standard library; ` +
      'when the Python registry can be reached, run npm run setup:python',
  );
  return false;
}

/** The versions of the packages inside an interpreter as one line, `-` for a missing one. */
export async function describePackages(interpreter) {
  const code =
    'import importlib\nfor n in ["numpy","pandas","pyarrow","cloudpickle"]:\n' +
    '    try: print(n, importlib.import_module(n).__version__, end="  ")\n' +
    '    except Exception: print(n, "-", end="  ")\n';
  const { output } = await run(interpreter, ['-c', code], { quiet: true });
  return `Python ${probeInterpreter(interpreter)?.text ?? '?'}  ${output.trim()}`;
}
