import { parseNamedExpression } from '../parser/parse.js';
import type { LogicalNode } from '../plan/logical.js';
import type { UnresolvedExpression, UnresolvedSubquery } from '../plan/unresolved.js';
import { collectUnresolved, mapUnresolved } from '../plan/unresolvedExpressions.js';
import { analyseRelation } from './analyse.js';
import type { Scope } from './context.js';
import { scopeBelow } from './hidden.js';
import { scopeOfNothing, scopeOver } from './scope.js';
import type { Analysis } from './scope.js';

const MAY_HOLD_QUERY = /\bselect\b|\bvalues\b/i;

/**
 * The expressions with the queries inside them analysed, which may refer to columns of `input` (of a join: and of `other`). Resolving expressions
 * is a plain computation; finding tables is not, so it is done here beforehand.
 */
export async function queried<E extends UnresolvedExpression>(
  expressions: readonly E[],
  analysis: Analysis,
  input: LogicalNode | null,
  other?: LogicalNode,
): Promise<readonly E[]> {
  const parsed = expressions.map((expression) => parseTexts(expression, analysis));
  const found = parsed.flatMap((expression) => collectUnresolved(expression, isSubquery));
  if (found.length === 0) return expressions;
  const outer: Scope =
    input === null
      ? scopeOfNothing(analysis, 'subquery')
      : other === undefined
        ? scopeBelow(analysis, 'subquery', input)
        : scopeOver(analysis, 'subquery', input, other);
  const inner: Analysis = { ...analysis, statement: true, outer };
  const plans = new Map<UnresolvedSubquery['query'], LogicalNode>();
  for (const { query } of found) {
    if (!plans.has(query)) plans.set(query, await analyseRelation(query, inner));
  }
  return parsed.map(
    (expression) =>
      mapUnresolved(expression, (one) => {
        if (one.kind !== 'unresolvedSubquery') return one;
        const plan = plans.get(one.query);
        return plan === undefined ? one : { ...one, query: { kind: 'resolved', plan } };
      }) as E,
  );
}

function isSubquery(expression: UnresolvedExpression): expression is UnresolvedSubquery {
  return expression.kind === 'unresolvedSubquery';
}

function parseTexts(expression: UnresolvedExpression, { compat }: Analysis): UnresolvedExpression {
  return mapUnresolved(expression, (inner) => {
    if (inner.kind !== 'sqlText' || !MAY_HOLD_QUERY.test(inner.text)) return inner;
    return { ...inner, parsed: parseNamedExpression(inner.text, compat) };
  });
}
