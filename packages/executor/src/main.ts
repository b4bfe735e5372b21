import { pino } from 'pino';
import { startExecutor, type RunningExecutor } from './executor.js';

/**
 * An executor as a process of its own. Settings come through the environment, because command lines can be read by
 * every user of a machine: GRATICULE_COORDINATOR (host:port), GRATICULE_CLUSTER_SECRET, and optionally
 * GRATICULE_EXECUTOR_HOST, GRATICULE_EXECUTOR_SLOTS, GRATICULE_EXECUTOR_MEMORY_MB, GRATICULE_LOG_LEVEL.
 */
const log = pino(
  { level: process.env.GRATICULE_LOG_LEVEL ?? 'warn' },
  pino.destination({ dest: 2, sync: true }),
);

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`an executor needs ${name} in its environment`);
  return value;
}

function optionalNumber(name: string): number | undefined {
  const text = process.env[name];
  if (!text) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${name} must be a positive whole number, found "${text}"`);
  return value;
}

const memoryMegabytes = optionalNumber('GRATICULE_EXECUTOR_MEMORY_MB');
const coordinator = required('GRATICULE_COORDINATOR');
const clusterSecret = required('GRATICULE_CLUSTER_SECRET');
// What this process starts (user code above all) must not inherit the secret.
delete process.env.GRATICULE_CLUSTER_SECRET;

/** null while it still looks for its coordinator: then there is nothing to end in order. */
let executor: RunningExecutor | null = null;
let closing = false;

async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  await executor?.close();
  process.exit(0);
}

process.on('SIGTERM', () => void close());
process.on('SIGINT', () => void close());
if (process.env.GRATICULE_EXIT_WITH_STDIN === '1') {
  // Whoever started this process holds the other end: when it dies, however it dies, this executor goes too.
  process.stdin.resume();
  process.stdin.on('end', () => void close());
  process.stdin.on('error', () => void close());
}

executor = await startExecutor({
  coordinator,
  clusterSecret,
  host: process.env.GRATICULE_EXECUTOR_HOST ?? '127.0.0.1',
  slots: optionalNumber('GRATICULE_EXECUTOR_SLOTS'),
  memoryBudgetBytes: memoryMegabytes === undefined ? undefined : memoryMegabytes * 1024 * 1024,
  log,
});
