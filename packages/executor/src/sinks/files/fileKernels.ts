import type { Kernel } from '@graticule/sql';
import { commitParts } from './commitParts.js';
import { abandonTarget, openTarget } from './openTarget.js';
import { writeParts } from './writeParts.js';

/**
 * The steps of writing files, by name. They are operators like the tools' kernels, and the only ones that touch files:
 * the coordinator plans a write as openTarget, then writeParts in every task and commitParts over what they report.
 */
export const fileKernels: ReadonlyMap<string, Kernel> = new Map(
  [openTarget, writeParts, commitParts, abandonTarget].map((kernel) => [kernel.name, kernel]),
);
