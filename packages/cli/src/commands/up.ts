import { InvalidArgumentError, type Command } from 'commander';
import type { UpOptions } from '../up.js';

/** The port of the server this one stands in for. */
const DEFAULT_PORT = 6443;

/** `graticule up`: a server on this machine, until it is stopped. */
export function registerUp(program: Command): void {
  program
    .command('up')
    .description('start a server: one coordinator and executors on this machine')
    .option('--data <folder>', 'what must survive a restart (GRATICULE_DATA, else .graticule/data)')
    .option('--host <address>', 'address to listen at; 0.0.0.0 for other machines too', '127.0.0.1')
    .option('--port <number>', 'port of HTTPS; 0 for any free one', wholeNumber(0, 65_535), DEFAULT_PORT)
    .option('--executors <number>', 'executor processes', wholeNumber(1, 64), 1)
    // Loaded only here: the other commands start without the server's code.
    .action(async (options: UpOptions) => (await import('../up.js')).up(options));
}

function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`expected a whole number from ${minimum} to ${maximum}`);
  };
}
