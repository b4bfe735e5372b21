import { DOUBLE, LONG, STRING, TIMESTAMP, field, structType } from '@graticule/columnar';
import { analyse } from '../analysis/analyse.js';
import { queryWithOffset } from '../parser/testing.js';
import type { AnalysisContext } from '../analysis/context.js';
import { DEFAULT_CONTEXT } from '../evaluation/compile.js';
import { attributesOf } from '../plan/attribute.js';
import type { LogicalNode } from '../plan/logical.js';
import { logicalText } from '../plan/text.js';
import { arrange } from './arrange.js';
import { optimise } from './optimise.js';
import type { OptimiseOptions } from './optimise.js';

/**
 * Plans of SQL text for tests; every table has the columns id, kind, size and time. `t1000` is one of 1,000 rows, `t` one
 * of unknown size.
 */

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
    const scan = { kind: 'scan', source, output, extent: null, pushedFilters: [] } as const;
    const rows = /\d+$/.exec(name)?.[0];
    return Promise.resolve(rows === undefined ? scan : { ...scan, estimatedRows: Number(rows) });
  },
  read: () => Promise.reject(new Error('no files here')),
  tool: () => Promise.reject(new Error('no tools here')),
  relation: () => undefined,
};

export function analysed(text: string): Promise<LogicalNode> {
  return analyse(queryWithOffset(text), context);
}

/** The optimised plan of a query as text; the session's settings are known unless `options` leave them out. */
export async function optimised(
  text: string,
  options: OptimiseOptions = { context: DEFAULT_CONTEXT },
): Promise<string> {
  return logicalText(optimise(await analysed(text), options));
}

/** The same with joins in the order of sizes, and equal sub-plans shared. */
export async function arranged(text: string): Promise<string> {
  return logicalText(arrange(optimise(await analysed(text), { context: DEFAULT_CONTEXT })));
}

export const lines = (...text: string[]): string => text.join('\n');
