import type { EvaluationContext } from '../functions/definition.js';
import { invalidPlan } from '../errors.js';
import type { LogicalNode } from '../plan/logical.js';
import { childrenOf, transformUp } from '../plan/walk.js';
import { dropEmpty } from './emptyRelations.js';
import { avoidProducts } from './joinChain.js';
import { gatherLiterals } from './localRelations.js';
import { pushLimits } from './limits.js';
import { mergeProjections, removeAliases } from './mergeProjections.js';
import { pruneColumns } from './pruneColumns.js';
import { pushFilters } from './pushFilters.js';
import { refuseConstants } from './refuseConstants.js';
import { removeRedundant } from './redundant.js';
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
  const simple = simplifyExpressions(mergeProjections(removeAliases(node)), simplifier);
  const pushed = simplifyExpressions(pushFilters(dropEmpty(gatherLiterals(simple)), simplifier), simplifier);
  const joined = transformUp(dropEmpty(pushed), avoidProducts);
  if (options.cartesianAllowed === false) refuseCartesian(joined);
  const optimised = mergeProjections(
    pruneColumns(mergeProjections(removeRedundant(pushLimits(mergeProjections(joined))))),
  );
  if (options.context !== undefined) refuseConstants(optimised, options.context);
  return optimised;
}

/**
 * Spark 2.x refuses an inner join without a condition between its sides, unless it is written as a cross join or
 * `spark.sql.crossJoin.enabled` is set. To be checked after conditions were pushed.
 */
function refuseCartesian(node: LogicalNode): void {
  childrenOf(node).forEach(refuseCartesian);
  if (node.kind !== 'join' || node.type !== 'inner' || node.condition !== null) return;
  throw invalidPlan(
    'Detected cartesian product for INNER join: the join condition is missing or trivial. Use the CROSS JOIN syntax ' +
      '(crossJoin) to allow cartesian products between these relations, or set spark.sql.crossJoin.enabled to true',
  );
}
