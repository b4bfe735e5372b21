import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { ExecutorProcesses } from './executorProcesses.js';

it('executors that end right after their start are not started again for ever', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'graticule-'));
  const program = join(folder, 'broken.mjs');
  writeFileSync(program, 'process.exit(1);\n');
  let ends = 0;
  await new Promise<void>((resolve) => {
    new ExecutorProcesses({
      count: 1,
      coordinator: '127.0.0.1:1',
      clusterSecret: 'secret',
      slots: 1,
      memoryMegabytes: 1,
      onUnexpectedEnd: () => ends++,
      onGiveUp: resolve,
      program,
      log: pino({ level: 'silent' }),
    });
  });
  expect(ends).toBe(2);
  rmSync(folder, { recursive: true });
});
