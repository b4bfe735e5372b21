import fs from 'node:fs';
import type { Command } from 'commander';
import { CliError } from '../cliError.js';
import { followJob, type JobView } from '../followJob.js';
import { parseLayers } from '../inputLayers.js';
import { variablesJson } from '../variables.js';
import { serverCommand } from './command.js';

interface SubmitOptions {
  readonly layer: readonly string[];
  readonly var: readonly string[];
}

const EXIT_CANCELLED = 130;
/** An npm between the terminal and this process sends on the interrupt that both have received: this soon, it is the same. */
const SAME_INTERRUPT_MS = 500;

/** `graticule submit`: runs a script, shows its messages while it runs. Exit code 0, 1 (failed) or 130 (Ctrl-C). */
export function registerSubmit(program: Command): void {
  const collect = (value: string, previous: string[]): string[] => [...previous, value];
  const command = program
    .command('submit')
    .description(
      'run a Python script on the server and show its messages; Ctrl-C cancels it, a second one stops waiting for its end',
    )
    .argument('<script>', 'the script file')
    .option('--layer <url[,filter]>', 'an input layer, layers[0] and so on; repeatable', collect, [])
    .option('--var <name=value>', 'an entry of user_variables, as JSON or text; repeatable', collect, []);
  serverCommand<SubmitOptions>(command, async (api, [file = ''], options) => {
    const script = readScript(file);
    const layers = parseLayers(options.layer, new URL(api.root).origin);
    const variables = variablesJson(options.var);
    const interrupt = new AbortController();
    let interruptedAt = -Infinity;
    const onInterrupt = (): void => {
      const now = performance.now();
      if (interrupt.signal.aborted && now - interruptedAt > SAME_INTERRUPT_MS) process.exit(EXIT_CANCELLED);
      interruptedAt = now;
      interrupt.abort();
    };
    // From before the job exists: an interrupt while it is being submitted cancels it too.
    process.on('SIGINT', onInterrupt);
    try {
      const job = await api.submit(script, layers, variables);
      const end = await followJob(api, job.jobId, consoleView(), interrupt.signal);
      if (end.jobStatus === 'esriJobSucceeded') return 0;
      process.stderr.write(`job ${job.jobId}: ${end.jobStatus}\n`);
      return interrupt.signal.aborted ? EXIT_CANCELLED : 1;
    } finally {
      process.off('SIGINT', onInterrupt);
    }
  });
}

function readScript(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw new CliError(
      `cannot read the script ${file}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
    );
  }
}

function consoleView(): JobView {
  const view: JobView = {
    out: (text) => process.stdout.write(`${text}\n`),
    error: (text) => process.stderr.write(`${text}\n`),
  };
  if (!process.stderr.isTTY) return view;
  // The progress line is erased before anything else is written and drawn again after it.
  return { ...view, progress: (text) => process.stderr.write(`\r\u001b[K${text.slice(0, 100)}`) };
}
