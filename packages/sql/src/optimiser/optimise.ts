import type { EvaluationContext } from '../functions/definition.js';
import type { LogicalNode } from '../plan/logical.js';
import { pruneColumns } from './pruneColumns.js';
import { pushFilters, refuseCartesian } from './pushFilters.js';
import { removeAliases, simplify } from './simplify.js';
import { ExpressionSimplifier } from './simplifyExpression.js';
import { simplifyExpressions } from './simplifyExpressions.js';

export interface OptimiseOptions {
  /** Whether an inner join may have no condition; Spark 2.x refuses it (`spark.sql.crossJoin.enabled`). Default true. */
  readonly cartesianAllowed?: boolean;
  /** The settings that the tasks will run with; without them fewer constants are computed ahead. */
  readonly context?: EvaluationContext;
}

/** An equivalent plan that reads, moves and computes less. Shared sub-plans keep all their columns. */
export function optimise(node: LogicalNode, options: OptimiseOptions = {}): LogicalNode {
  const simplifier = new ExpressionSimplifier(options.context ?? null);
  const folded = simplifyExpressions(removeAliases(node), simplifier);
  const pushed = simplifyExpressions(pushFilters(simplify(folded)), simplifier);
  if (options.cartesianAllowed === false) refuseCartesian(pushed);
  return simplify(pruneColumns(simplify(pushed)));
}
