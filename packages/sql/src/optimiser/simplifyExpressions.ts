import type { LogicalNode } from '../plan/logical.js';
import { mapExpressions, transformUp } from '../plan/walk.js';
import { isLiteral } from './build.js';
import type { ExpressionSimplifier } from './simplifyExpression.js';

/** Simplifies every expression of a plan. Filters that keep every row go; join conditions that always hold do too. */
export function simplifyExpressions(node: LogicalNode, simplifier: ExpressionSimplifier): LogicalNode {
  return transformUp(node, (inner) => {
    if (inner.kind === 'filter') {
      const condition = simplifier.condition(inner.condition);
      if (isLiteral(condition, true)) return inner.input;
      return condition === inner.condition ? inner : { ...inner, condition };
    }
    if (inner.kind === 'join') {
      // NOT IN tells null from false.
      if (inner.condition === null || inner.nullAware === true) return inner;
      const condition = simplifier.condition(inner.condition);
      if (isLiteral(condition, true)) return { ...inner, condition: null };
      return condition === inner.condition ? inner : { ...inner, condition };
    }
    return mapExpressions(inner, (expression) => simplifier.value(expression));
  });
}
