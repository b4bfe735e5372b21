import { DOUBLE, LONG, STRING, TIMESTAMP, field, structType } from '@graticule/columnar';
import { analyse } from '../analysis/analyse.js';
import type { AnalysisContext } from '../analysis/context.js';
import { DEFAULT_CONTEXT } from '../evaluation/compile.js';
import { attributesOf } from '../plan/attribute.js';
import type { LogicalNode } from '../plan/logical.js';
import { logicalText } from '../plan/text.js';
import { optimise } from './optimise.js';
import type { OptimiseOptions } from './optimise.js';

/** Plans of SQL text for tests; every table has the columns id, kind, size and time. */

const SCHEMA = structType([
  field('id', LONG),
  field('kind', STRING),
  field('size', DOUBLE),
  field('time', TIMESTAMP),
]);

const context: AnalysisContext = {
  conf: () => undefined,
  table: ([name]) => {
    const source = { kind: 'layer', name, path: name } as const;
    const output = attributesOf(SCHEMA);
    return Promise.resolve({ kind: 'scan', source, output, extent: null, pushedFilters: [] });
  },
  read: () => Promise.reject(new Error('no files here')),
  tool: () => Promise.reject(new Error('no tools here')),
  relation: () => undefined,
};

export function analysed(text: string): Promise<LogicalNode> {
  return analyse({ kind: 'sql', text }, context);
}

/** The optimised plan of a query as text; the session's settings are known unless `options` leave them out. */
export async function optimised(
  text: string,
  options: OptimiseOptions = { context: DEFAULT_CONTEXT },
): Promise<string> {
  return logicalText(optimise(await analysed(text), options));
}

export const lines = (...text: string[]): string => text.join('\n');
