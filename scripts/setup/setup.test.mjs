import { describe, expect, test } from 'vitest';
import { outdatedPackage } from './dependencies.mjs';
import { chooseInterpreter, isSupported, probeInterpreter } from './interpreter.mjs';
import { environmentPython } from './pythonEnvironment.mjs';
import { requirementsFor } from './requirements.mjs';

describe('Node packages', () => {
  const lock = {
    packages: {
      '': { version: '0.1.0' },
      'packages/cli': { version: '0.1.0' },
      'node_modules/@graticule/cli': { link: true },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/only-windows': { version: '1.0.0', optional: true },
    },
  };

  test('installed as the lock file says is up to date, whatever belongs to other platforms', () => {
    expect(outdatedPackage(lock, { packages: { 'node_modules/a': { version: '1.0.0' } } })).toBeNull();
  });

  test('a missing package and another version are named', () => {
    expect(outdatedPackage(lock, { packages: {} })).toBe('node_modules/a');
    expect(outdatedPackage(lock, { packages: { 'node_modules/a': { version: '1.0.1' } } })).toBe(
      'node_modules/a',
    );
  });
});

describe('the Python environment', () => {
  test('requirements are pinned for 3.6 and ranges for later versions', () => {
    expect(requirementsFor([3, 6, 15])).toEqual([
      'numpy==1.19.5',
      'pandas==1.1.5',
      'pyarrow==6.0.1',
      'cloudpickle==2.2.1',
    ]);
    expect(requirementsFor([3, 8, 0])[1]).toBe('pandas>=2.0,<2.1');
    expect(requirementsFor([3, 99, 0])).toEqual(requirementsFor([3, 10, 0]));
    expect(() => requirementsFor([3, 5, 0])).toThrow('Python 3.5.0 is too old; expected 3.6 or later');
  });

  test('what does not run as Python is refused with its name', () => {
    expect(probeInterpreter('no-such-python')).toBeNull();
    expect(() => chooseInterpreter({ PYSPARK_PYTHON: 'no-such-python' })).toThrow(
      'PYSPARK_PYTHON=no-such-python does not run as a Python interpreter; expected a Python 3.6 or later',
    );
    expect(() => chooseInterpreter({ PYSPARK_PYTHON: process.execPath })).toThrow(
      'does not run as a Python interpreter',
    );
  });

  test('only Python 3.6 and later will do', () => {
    const at = (...version) => isSupported({ version });
    expect([at(2, 7, 18), at(3, 5, 9), at(3, 6, 0), at(3, 14, 1), at(4, 0, 0)]).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
  });

  test('the interpreter is where this platform puts it', () => {
    const expected = process.platform === 'win32' ? /Scripts[\\]python\.exe$/ : /bin\/python$/;
    expect(environmentPython('folder')).toMatch(expected);
  });
});
