import type { Command } from 'commander';
import { connect } from '../connection.js';
import { addConnectionOptions, readConnectionOptions } from '../connectionOptions.js';
import type { ServerApi } from '../serverApi.js';

/**
 * Gives a command the connection options and its action: `run` gets the signed-in server, the arguments and the command's
 * own options; what it returns becomes the exit code.
 */
export function serverCommand<Options extends object>(
  command: Command,
  run: (api: ServerApi, parameters: readonly string[], options: Options) => Promise<number>,
): void {
  addConnectionOptions(command).action(async (...received: unknown[]) => {
    const options = command.opts<Options & { user: string }>();
    const parameters = received.slice(0, command.registeredArguments.length) as string[];
    const { api, close } = connect(readConnectionOptions(options, process.env));
    try {
      process.exitCode = await run(api, parameters, options);
    } finally {
      close();
    }
  });
}
