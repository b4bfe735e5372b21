import { Command } from 'commander';
import { registerJobs } from './commands/jobs.js';
import { registerLayers } from './commands/layers.js';
import { registerNode } from './commands/node.js';
import { registerShare } from './commands/share.js';
import { registerSubmit } from './commands/submit.js';
import { registerUp } from './commands/up.js';

/** The command `graticule` with all its sub-commands. */
export function createProgram(): Command {
  const program = new Command('graticule')
    .description('Run Python scripts with geoanalytics tools on your own machines.')
    .showHelpAfterError('(graticule --help shows the commands)');
  registerUp(program);
  registerSubmit(program);
  registerJobs(program);
  registerShare(program);
  registerLayers(program);
  registerNode(program);
  return program;
}
