import type { LogicalNode } from '../plan/logical.js';
import { mergeProjections } from './mergeProjections.js';
import { pruneColumns } from './pruneColumns.js';
import { reorderJoins } from './reorderJoins.js';
import { shareSubplans } from './shareSubplans.js';

/**
 * The second half of optimising, once the sizes of scans are known (`estimatedBytes`, `estimatedRows`): the order of
 * joins, and what is computed once for several uses. Scans stay the nodes that they are.
 */
export function arrange(node: LogicalNode): LogicalNode {
  const reordered = reorderJoins(node);
  if (reordered === node) return shareSubplans(node);
  return shareSubplans(mergeProjections(pruneColumns(mergeProjections(reordered))));
}
