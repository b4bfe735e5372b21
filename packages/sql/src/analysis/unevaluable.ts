import { STRING } from '@graticule/columnar';
import { RefusedConstant } from '../errors.js';
import { isNullable } from '../plan/attribute.js';
import type { Attribute, Expression, FunctionCall } from '../plan/expression.js';
import { expressionChildren, replaceExpression } from '../plan/expressions.js';
import type { Scope } from './context.js';
import { planText, prettySql } from '../plan/prettySql.js';

/**
 * What Spark 2 takes although nothing can compute it where it stands (an aggregate in WHERE, a window function without
 * OVER): types and columns are known, the action fails. Where the optimiser finds that nothing needs it, nothing fails.
 */
export function unevaluable(expression: Expression): FunctionCall {
  return {
    kind: 'call',
    name: 'unevaluable',
    shownText: prettySql(expression, false),
    // Its columns say what it belongs to: a join of two sides by it is no cross join.
    args: [{ kind: 'literal', value: planText(expression), type: STRING }, ...columnsOf(expression)],
    type: expression.type,
    nullable: isNullable(expression),
  };
}

function columnsOf(expression: Expression): readonly Attribute[] {
  if (expression.kind === 'attribute') return [expression];
  return expressionChildren(expression).flatMap(columnsOf);
}

/** The expression with its windows, or others, as values that fail when they are asked for. */
export function withUnevaluable(expression: Expression, fails: (inner: Expression) => boolean): Expression {
  return replaceExpression(expression, (inner) => (fails(inner) ? unevaluable(inner) : undefined));
}

/** Clauses in which Spark 2 takes aggregates that it cannot compute there. */
const TAKES_AGGREGATES = new Set(['filter', 'join', 'sort']);

/** Whether aggregates of that place are taken and fail when rows are asked for. */
export function failsAtAction({ aggregated, call, compat }: Scope): boolean {
  return aggregated === null && compat === '2.2' && TAKES_AGGREGATES.has(call);
}

/** Where Spark 2 evaluates the expression during analysis, which fails with an error of Java. */
export function cannotEvaluate(expression: Expression): Error {
  return new RefusedConstant('RuntimeException', `Cannot evaluate expression: ${planText(expression)}`);
}
