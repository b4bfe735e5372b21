import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { startCoordinator } from '@graticule/coordinator';
import { pino } from 'pino';
import { CliError } from './cliError.js';
import { defaultDataFolder, readServerRecord, removeServerRecord, writeServerRecord } from './dataFolder.js';
import { ExecutorProcesses } from './executorProcesses.js';

/** The port of the server this one stands in for. */
const DEFAULT_PORT = 6443;

interface UpOptions {
  readonly data?: string;
  readonly host: string;
  readonly port: number;
  readonly executors: number;
}

/** `graticule up`: one coordinator (this process) and N executor processes on this machine, until it is stopped. */
export function registerUp(program: Command): void {
  program
    .command('up')
    .description('start a server: one coordinator and executors on this machine')
    .option('--data <folder>', 'what must survive a restart (GRATICULE_DATA, else .graticule/data)')
    .option('--host <address>', 'address to listen at; 0.0.0.0 for other machines too', '127.0.0.1')
    .option('--port <number>', 'port of HTTPS; 0 for any free one', wholeNumber(0, 65_535), DEFAULT_PORT)
    .option('--executors <number>', 'executor processes', wholeNumber(1, 64), 1)
    .action(up);
}

async function up(options: UpOptions): Promise<void> {
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
    log,
  });

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    say('stopping');
    removeServerRecord(dataFolder);
    await coordinator.close();
    await executors.stop();
    process.exit(0);
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

function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`expected a whole number from ${minimum} to ${maximum}`);
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
