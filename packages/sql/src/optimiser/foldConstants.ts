import { BOOLEAN } from '@graticule/columnar';
import { evaluateConstant } from '../evaluation/compile.js';
import type { EvaluationContext } from '../functions/definition.js';
import type { Expression, Literal } from '../plan/expression.js';
import { expressionChildren, transformExpression } from '../plan/expressions.js';
import type { LogicalNode } from '../plan/logical.js';
import { mapExpressions, transformUp } from '../plan/walk.js';
import { isAtomic, isNumeric } from '../types/coercion.js';
import { isDeterministic } from './determinism.js';

/**
 * Computes what depends on no column once, and simplifies AND, OR and filters by it. Without a context only numbers
 * are converted, because all else may depend on the session's time zone and compatibility.
 */
export function foldConstants(node: LogicalNode, context: EvaluationContext | null): LogicalNode {
  const fold = (expression: Expression): Expression =>
    transformExpression(expression, (inner) => foldOne(inner, context));
  return transformUp(node, (inner) => {
    const folded = mapExpressions(inner, fold);
    return folded.kind === 'filter' && isTruth(folded.condition, true) ? folded.input : folded;
  });
}

function foldOne(expression: Expression, context: EvaluationContext | null): Expression {
  if (expression.kind === 'call' && (expression.name === 'and' || expression.name === 'or')) {
    const simpler = simplifyLogic(expression.name, expression.args);
    if (simpler !== null) return simpler;
  }
  if (!isFoldable(expression)) return expression;
  if (context === null && !isNumberCast(expression)) return expression;
  // Types and functions are checked by now, but a value may still be refused; the task then reports it.
  try {
    const value = context === null ? evaluateConstant(expression) : evaluateConstant(expression, context);
    return { kind: 'literal', value, type: expression.type };
  } catch {
    return expression;
  }
}

function isFoldable(expression: Expression): boolean {
  if (expression.kind !== 'call' && expression.kind !== 'cast' && expression.kind !== 'case') return false;
  if (!isAtomic(expression.type)) return false;
  return (
    expressionChildren(expression).every((child) => child.kind === 'literal') && isDeterministic(expression)
  );
}

function isNumberCast(expression: Expression): boolean {
  return expression.kind === 'cast' && isNumeric(expression.child.type) && isNumeric(expression.type);
}

function isTruth(expression: Expression, value: boolean): boolean {
  return expression.kind === 'literal' && expression.value === value;
}

/** `true and x` is x, `false and x` is false, whatever x is; likewise for or. null when nothing is known. */
function simplifyLogic(name: 'and' | 'or', args: readonly Expression[]): Expression | null {
  const neutral = name === 'and';
  const decided: Literal = { kind: 'literal', value: !neutral, type: BOOLEAN };
  if (args.some((arg) => isTruth(arg, !neutral))) return decided;
  const rest = args.find((_, i) => isTruth(args[1 - i], neutral));
  return rest ?? null;
}
