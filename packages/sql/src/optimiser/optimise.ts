import type { LogicalNode } from '../plan/logical.js';
import { pruneColumns } from './pruneColumns.js';
import { pushFilters, refuseCartesian } from './pushFilters.js';
import { removeAliases, simplify } from './simplify.js';

export interface OptimiseOptions {
  /** Whether an inner join may have no condition; Spark 2.x refuses it (`spark.sql.crossJoin.enabled`). Default true. */
  readonly cartesianAllowed?: boolean;
}

/** An equivalent plan that reads, moves and computes less. Shared sub-plans are optimised by themselves. */
export function optimise(node: LogicalNode, options: OptimiseOptions = {}): LogicalNode {
  const simplified = simplify(removeAliases(node));
  const pushed = pushFilters(simplified);
  if (options.cartesianAllowed === false) refuseCartesian(pushed);
  return simplify(pruneColumns(simplify(pushed)));
}
