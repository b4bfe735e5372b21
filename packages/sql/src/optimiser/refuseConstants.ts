import { evaluateConstant } from '../evaluation/compile.js';
import { isConstant } from '../evaluation/constant.js';
import { RefusedConstant } from '../errors.js';
import { ArgumentError } from '../functions/definition.js';
import type { EvaluationContext } from '../functions/definition.js';
import type { Expression } from '../plan/expression.js';
import { expressionChildren } from '../plan/expressions.js';
import type { LogicalNode } from '../plan/logical.js';
import { childrenOf, expressionsOf } from '../plan/walk.js';

/**
 * Spark computes constants before it starts tasks, so that their errors keep their classes and come even where there are
 * no rows. What stands in a branch that may not be taken is left to the rows. To be called when constants are folded.
 */
export function refuseConstants(plan: LogicalNode, context: EvaluationContext): void {
  const seen = new Set<LogicalNode>();
  const visit = (node: LogicalNode): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const expression of expressionsOf(node)) refuse(expression, context);
    childrenOf(node).forEach(visit);
  };
  visit(plan);
}

function refuse(expression: Expression, context: EvaluationContext): void {
  if (expression.kind === 'literal') return;
  if (!isConstant(expression)) {
    for (const child of always(expression)) refuse(child, context);
    return;
  }
  try {
    evaluateConstant(expression, context);
  } catch (error) {
    if (error instanceof ArgumentError) throw new RefusedConstant(error.raisedClass, error.message);
    throw error;
  }
}

/** The children that are computed whatever the values of the others are. */
function always(expression: Expression): readonly Expression[] {
  if (expression.kind === 'case') return [expression.branches[0].when];
  const children = expressionChildren(expression);
  if (expression.kind !== 'call') return children;
  switch (expression.name) {
    case 'if':
    case 'nvl2':
    case 'coalesce':
    case 'nvl':
    case 'and':
    case 'or':
      return children.slice(0, 1);
    default:
      // The body of a lambda function is computed for elements only.
      return children.filter(({ kind }) => kind !== 'lambda');
  }
}
