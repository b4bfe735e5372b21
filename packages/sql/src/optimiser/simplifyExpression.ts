import { sameType } from '@graticule/columnar';
import type { EvaluationContext } from '../functions/definition.js';
import type { Expression, FunctionCall } from '../plan/expression.js';
import { expressionChildren, withExpressionChildren } from '../plan/expressions.js';
import { FALSE, isCall, isLiteral } from './build.js';
import { ConstantFolder } from './foldConstants.js';
import { simplifyComparison, simplifyIn, simplifyLike, isComparison } from './simplifyComparison.js';
import { simplifyCase, simplifyCoalesce, simplifyIf, simplifyNullTest } from './simplifyConditional.js';
import { combine, negate, termsOf } from './simplifyLogic.js';

/**
 * Writes expressions shorter without changing a value, null included. Without a context only that is computed which
 * does not depend on the session.
 */
export class ExpressionSimplifier {
  readonly #folder: ConstantFolder;

  constructor(context: EvaluationContext | null) {
    this.#folder = new ConstantFolder(context);
  }

  value(expression: Expression): Expression {
    if (isCall(expression, 'and') || isCall(expression, 'or')) {
      const operator = expression.name as 'and' | 'or';
      const terms = termsOf(expression, operator);
      const simple = terms.map((term) => this.value(term));
      return combine(simple, operator);
    }
    const children = expressionChildren(expression);
    if (children.length === 0) return this.#folder.fold(expression);
    const simple = this.#children(expression, children);
    const same = simple.every((child, i) => child === children[i]);
    return this.#folder.fold(simplified(same ? expression : withExpressionChildren(expression, simple)));
  }

  /** For places where null does as much as false: filters, joins, branches. */
  condition(expression: Expression): Expression {
    return asCondition(this.value(expression));
  }

  #children(expression: Expression, children: readonly Expression[]): Expression[] {
    if (expression.kind === 'case') {
      const conditions = 2 * expression.branches.length;
      return children.map((child, i) =>
        i < conditions && i % 2 === 0 ? this.condition(child) : this.value(child),
      );
    }
    if (isCall(expression, 'if')) {
      return children.map((child, i) => (i === 0 ? this.condition(child) : this.value(child)));
    }
    if (expression.kind === 'aggregate' && expression.filter !== null) {
      const last = children.length - 1;
      return children.map((child, i) => (i === last ? this.condition(child) : this.value(child)));
    }
    return children.map((child) => this.value(child));
  }
}

function simplified(expression: Expression): Expression {
  if (expression.kind === 'case') return simplifyCase(expression);
  if (expression.kind === 'cast') {
    return sameType(expression.child.type, expression.type) && isPlain(expression.type.kind)
      ? expression.child
      : expression;
  }
  return expression.kind === 'call' ? simplifiedCall(expression) : expression;
}

/** Casts of nested types may change what may be null inside. */
function isPlain(kind: string): boolean {
  return kind !== 'array' && kind !== 'map' && kind !== 'struct';
}

function simplifiedCall(call: FunctionCall): Expression {
  switch (call.name) {
    case 'not':
      return negated(call);
    case 'in':
      return simplifyIn(call);
    case 'like':
      return simplifyLike(call);
    case 'if':
      return simplifyIf(call);
    case 'coalesce':
    case 'nvl':
      return simplifyCoalesce(call);
    case 'isnull':
    case 'isnotnull':
      return simplifyNullTest(call);
    default:
      return isComparison(call.name) ? simplifyComparison(call) : call;
  }
}

function negated(call: FunctionCall): Expression {
  const opposite = negate(call.args[0]);
  return isCall(opposite, 'not') ? call : opposite;
}

/** A value that is true for the same rows. */
function asCondition(expression: Expression): Expression {
  if (isLiteral(expression, null)) return FALSE;
  if (expression.kind === 'case') {
    const branches = expression.branches.map(({ when, then }) => ({ when, then: asCondition(then) }));
    const otherwise = asCondition(expression.otherwise ?? FALSE);
    return simplifyCase({ ...expression, branches, otherwise });
  }
  if (expression.kind !== 'call') return expression;
  const { name, args } = expression;
  switch (name) {
    case 'and':
    case 'or':
      return combine(termsOf(expression, name).map(asCondition), name);
    case 'if': {
      const [condition, then, otherwise] = [args[0], asCondition(args[1]), asCondition(args[2])];
      if (isLiteral(then, true) && isLiteral(otherwise, false)) return condition;
      if (isLiteral(otherwise, false)) return combine([condition, then], 'and');
      return simplifyIf({ ...expression, args: [condition, then, otherwise] });
    }
    case 'coalesce':
    case 'nvl':
      return args.length === 2 && isLiteral(args[1], false) ? asCondition(args[0]) : expression;
    case '<=>':
      return isLiteral(args[1], true) ? asCondition(args[0]) : expression;
    default:
      return expression;
  }
}
