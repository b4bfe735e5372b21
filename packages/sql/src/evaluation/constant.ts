import { lookupFunction } from '../functions/registry.js';
import type { Expression } from '../plan/expression.js';
import { expressionChildren } from '../plan/expressions.js';

/** Whether the value depends on neither row nor query. */
export function isConstant(expression: Expression): boolean {
  switch (expression.kind) {
    case 'literal':
      return true;
    case 'call': {
      const definition = lookupFunction(expression.name);
      if (definition?.kind !== 'scalar' || !definition.deterministic) return false;
      break;
    }
    case 'cast':
    case 'case':
    case 'field':
      break;
    default:
      return false;
  }
  return expressionChildren(expression).every(isConstant);
}
