import { lookupFunction } from '../functions/registry.js';
import type { Expression } from '../plan/expression.js';
import { someExpression } from '../plan/expressions.js';

/** Whether an expression gives the same value wherever and however often it is evaluated. */
export function isDeterministic(expression: Expression): boolean {
  return !someExpression(expression, (inner) => {
    if (inner.kind !== 'call') return false;
    const definition = lookupFunction(inner.name);
    return definition?.kind !== 'scalar' || !definition.deterministic;
  });
}
