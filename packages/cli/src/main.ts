import { createProgram } from './program.js';

try {
  await createProgram().parseAsync();
} catch (error) {
  // One line: what went wrong and what to do. GRATICULE_DEBUG shows where a mistake of our own comes from.
  const detail = process.env['GRATICULE_DEBUG']
    ? ((error as Error).stack ?? String(error))
    : (error as Error).message;
  process.stderr.write(`graticule: ${detail}\n`);
  process.exitCode = 1;
}
