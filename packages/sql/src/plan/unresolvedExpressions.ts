import type { UnresolvedBound, UnresolvedExpression } from './unresolved.js';

/** Rewriting of expressions whose names are still text. Queries inside them are not entered. */

/** The same expression over changed children. */
function withUnresolvedChildren(
  expression: UnresolvedExpression,
  change: (child: UnresolvedExpression) => UnresolvedExpression,
): UnresolvedExpression {
  switch (expression.kind) {
    case 'literal':
    case 'attribute':
    case 'unresolvedAttribute':
    case 'unresolvedStar':
    case 'unresolvedTimeLiteral':
    case 'unresolvedColumnPattern':
      return expression;
    case 'sqlText':
      return expression.parsed === undefined
        ? expression
        : { ...expression, parsed: change(expression.parsed) };
    case 'unresolvedFunction': {
      const args = expression.args.map(change);
      return expression.filter === undefined
        ? { ...expression, args }
        : { ...expression, args, filter: change(expression.filter) };
    }
    case 'unresolvedCast':
    case 'unresolvedAlias':
    case 'unresolvedSortOrder':
      return { ...expression, child: change(expression.child) };
    case 'unresolvedCase':
      return {
        ...expression,
        branches: expression.branches.map(({ when, then }) => ({ when: change(when), then: change(then) })),
        otherwise: expression.otherwise && change(expression.otherwise),
      };
    case 'unresolvedExtract':
      return {
        ...expression,
        child: change(expression.child),
        extraction: change(expression.extraction),
      };
    case 'unresolvedWindow': {
      const { window } = expression;
      if ('name' in window) return { ...expression, function: change(expression.function) };
      const frame = window.frame && {
        ...window.frame,
        lower: withBound(window.frame.lower, change),
        upper: withBound(window.frame.upper, change),
      };
      return {
        ...expression,
        function: change(expression.function),
        window: {
          ...window,
          partitionBy: window.partitionBy.map(change),
          orderBy: window.orderBy.map(change),
          frame,
        },
      };
    }
    case 'unresolvedLambda':
      return { ...expression, body: change(expression.body) };
    case 'unresolvedSubquery':
      return { ...expression, values: expression.values.map(change) };
    case 'unresolvedUpdateFields':
      return {
        ...expression,
        child: change(expression.child),
        value: expression.value && change(expression.value),
      };
  }
}

function withBound(
  bound: UnresolvedBound,
  change: (child: UnresolvedExpression) => UnresolvedExpression,
): UnresolvedBound {
  return bound.kind === 'offset' ? { kind: 'offset', offset: change(bound.offset) } : bound;
}

/** Replaces bottom-up: children first, then `change` sees the node over its new children. */
export function mapUnresolved(
  expression: UnresolvedExpression,
  change: (expression: UnresolvedExpression) => UnresolvedExpression,
): UnresolvedExpression {
  return change(withUnresolvedChildren(expression, (child) => mapUnresolved(child, change)));
}

/** Adds the expression and everything inside it that the predicate holds for to `into`. */
export function collectUnresolved<T extends UnresolvedExpression>(
  expression: UnresolvedExpression,
  holds: (expression: UnresolvedExpression) => expression is T,
  into: T[] = [],
): T[] {
  mapUnresolved(expression, (inner) => {
    if (holds(inner)) into.push(inner);
    return inner;
  });
  return into;
}
