import { describe, expect, it } from 'vitest';
import { candidates, findInterpreter, type Candidate, type Probe } from './interpreter.js';

const candidate = (command: string): Candidate => ({ command, arguments: [], origin: 'the test' });
const probe: Probe = async ({ command }) => {
  if (command === 'missing') return 'not found';
  const [major, minor] = command.split('.').map(Number);
  return { executable: `/bin/${command}`, version: [major, minor, 0] };
};

describe('the Python for scripts', () => {
  it('is the first candidate that is new enough', async () => {
    const list = ['missing', '2.7', '3.5', '3.6', '3.13'].map(candidate);
    expect(await findInterpreter('', list, probe)).toEqual({ executable: '/bin/3.6', version: [3, 6, 0] });
  });

  it('is missed with a list of what was found', async () => {
    await expect(findInterpreter('', ['missing', '2.7'].map(candidate), probe)).rejects.toThrow(
      'scripts need Python 3.6 or later, none was found. Looked at: missing (the test): not found; ' +
        '2.7 (the test) is Python 2.7.0',
    );
  });

  it('is looked for in the setting alone when there is one', () => {
    expect(candidates('/opt/python').map(({ command }) => command)).toEqual(['/opt/python']);
  });

  it('is looked for in the environment first, then on the path', () => {
    const found = candidates('', { PYSPARK_PYTHON: '/usr/bin/python3.9' }, '/no/such/environment');
    expect(found.slice(0, 3).map(({ command }) => command)).toEqual([
      '/usr/bin/python3.9',
      'python3',
      'python',
    ]);
  });

  it('on this machine answers for itself', async () => {
    const { executable, version } = await findInterpreter('');
    expect(executable).toMatch(/python/i);
    expect(version[0]).toBe(3);
  });
});
