import { evaluateConstant } from '../evaluation/compile.js';
import { namedDay, namedTime } from '../evaluation/namedTime.js';
import { timeZone } from '../evaluation/timeZone.js';
import { refersOutside } from '../evaluation/lambda.js';
import type { EvaluationContext } from '../functions/definition.js';
import { lookupFunction } from '../functions/registry.js';
import type { Expression, FunctionCall } from '../plan/expression.js';
import { expressionChildren, someExpression } from '../plan/expressions.js';
import { isAtomic, isNumeric } from '../types/coercion.js';
import { literal } from './build.js';
import { isDeterministic } from './determinism.js';

/**
 * Computes what depends on no column. Without a context only numbers are converted, because all else may depend on the
 * session's time zone and compatibility.
 */
export class ConstantFolder {
  /** Constants that have no literal (arrays, structs, maps) and stay as they are inside larger ones. */
  readonly #constants = new WeakSet<Expression>();

  constructor(private readonly context: EvaluationContext | null) {}

  /** The literal of an expression whose children are folded already, or the expression itself. */
  fold(expression: Expression): Expression {
    if (expression.kind === 'lambda') {
      const { body } = expression;
      const onColumns = someExpression(body, (inner) => inner.kind === 'attribute');
      if (!onColumns && isDeterministic(body) && !refersOutside(expression)) this.#constants.add(expression);
      return expression;
    }
    if (!this.#isConstant(expression)) return expression;
    if (!isAtomic(expression.type)) {
      this.#constants.add(expression);
      return expression;
    }
    if (this.context === null && !isNumberCast(expression)) return expression;
    const named = this.#namedTime(expression);
    if (named !== null) return named;
    // Types and functions are checked by now, but a value may still be refused; the task then reports it.
    try {
      return literal(evaluateConstant(expression, this.context ?? undefined), expression.type);
    } catch {
      return expression;
    }
  }

  /** From 3.2 on words like `today` are read in casts of constants only. */
  #namedTime(expression: Expression): Expression | null {
    const { context } = this;
    if (expression.kind !== 'cast' || context === null || context.compat === '2.2') return null;
    const { child, type } = expression;
    if (child.kind !== 'literal' || typeof child.value !== 'string' || child.type.kind !== 'string')
      return null;
    const read = type.kind === 'date' ? namedDay : type.kind === 'timestamp' ? namedTime : null;
    const value = read?.(child.value, context.queryMicros, timeZone(context.timeZone)) ?? null;
    return value === null ? null : literal(value, type);
  }

  #isConstant(expression: Expression): boolean {
    switch (expression.kind) {
      case 'call':
        if (!this.#isFixed(expression)) return false;
        break;
      case 'cast':
      case 'case':
      case 'field':
        break;
      default:
        return false;
    }
    return expressionChildren(expression).every(
      (child) => child.kind === 'literal' || this.#constants.has(child),
    );
  }

  /** Whether a call gives the same value everywhere in one query. */
  #isFixed({ name }: FunctionCall): boolean {
    const definition = lookupFunction(name);
    if (definition?.kind !== 'scalar') return false;
    return definition.deterministic || (definition.fixedInQuery === true && this.context !== null);
  }
}

function isNumberCast(expression: Expression): boolean {
  return expression.kind === 'cast' && isNumeric(expression.child.type) && isNumeric(expression.type);
}
