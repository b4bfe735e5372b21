import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startCoordinator } from '@graticule/coordinator';
import { pino } from 'pino';
import { CliError } from './cliError.js';
import { defaultDataFolder, readServerRecord, removeServerRecord, writeServerRecord } from './dataFolder.js';
import { ExecutorProcesses } from './executorProcesses.js';

export interface UpOptions {
  readonly data?: string;
  readonly host: string;
  readonly port: number;
  readonly executors: number;
}

/** Runs a server, one coordinator (this process) and N executor processes on this machine, until it is stopped. */
export async function up(options: UpOptions): Promise<void> {
  const dataFolder = options.data ? path.resolve(options.data) : defaultDataFolder();
  fs.mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  refuseSecondServer(dataFolder);
  const level = process.env['GRATICULE_LOG_LEVEL'] ?? 'warn';
  const log = pino({ level }, pino.destination({ dest: 2, sync: true }));

  const coordinator = await startCoordinator({
    dataFolder,
    host: options.host,
    port: options.port,
    clusterHost: '127.0.0.1',
    clusterPort: 0,
    adminPassword: process.env['GRATICULE_ADMIN_PASSWORD'] || undefined,
    log,
  });
  if (coordinator.generatedPassword !== null) {
    say(`administrator: admin, password: ${coordinator.generatedPassword} (shown this once; keep it)`);
  }
  const executors = new ExecutorProcesses({
    count: options.executors,
    coordinator: coordinator.clusterAddress,
    clusterSecret: coordinator.clusterSecret,
    slots: Math.max(1, Math.floor(os.availableParallelism() / options.executors)),
    memoryMegabytes: Math.floor(os.totalmem() / 2 / options.executors / 1024 / 1024),
    onUnexpectedEnd: () => void coordinator.checkExecutors(),
    onGiveUp: () => {
      process.stderr.write(
        'graticule: executors end right after their start (see above); is the installation complete?\n',
      );
      void stop(1);
    },
    log,
  });

  let stopping = false;
  const stop = async (exitCode = 0): Promise<void> => {
    if (stopping) return;
    stopping = true;
    say('stopping');
    removeServerRecord(dataFolder);
    await coordinator.close();
    await executors.stop();
    process.exit(exitCode);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());

  await coordinator.executorsJoined(options.executors);
  writeServerRecord(dataFolder, { url: coordinator.url, pid: process.pid });
  say(`ready ${coordinator.url}/rest/services`);
}

/** Two servers over one data folder would overwrite each other's state. */
function refuseSecondServer(dataFolder: string): void {
  const record = readServerRecord(dataFolder);
  if (record === null || record.pid === process.pid || !isAlive(record.pid)) return;
  throw new CliError(
    `a server with the data folder ${dataFolder} is running already (process ${record.pid}, ${record.url}); ` +
      'stop it, or choose another folder with --data',
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
