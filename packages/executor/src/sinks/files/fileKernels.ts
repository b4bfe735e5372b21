import type { Kernel } from '@graticule/sql';
import { commitParts } from './commitParts.js';
import { abandonTarget, openTarget } from './openTarget.js';
import { writeTable } from '../jdbc/writeTable.js';
import { writeParts } from './writeParts.js';

/**
 * The steps of writing files and tables, by name: operators like the tools' kernels, but with effects. A write of files is
 * openTarget, then writeParts in every task and commitParts over what they report; of a table, writeTable.
 */
export const fileKernels: ReadonlyMap<string, Kernel> = new Map(
  [openTarget, writeParts, commitParts, abandonTarget, writeTable].map((kernel) => [kernel.name, kernel]),
);
