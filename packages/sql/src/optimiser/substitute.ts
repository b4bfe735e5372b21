import type { Expression, NamedExpression } from '../plan/expression.js';
import { replaceExpression } from '../plan/expressions.js';

/** What the columns of a projection stand for, by attribute id; plain columns are left out. */
export function definitionsOf(expressions: readonly NamedExpression[]): ReadonlyMap<number, Expression> {
  const definitions = new Map<number, Expression>();
  for (const named of expressions) if (named.kind === 'alias') definitions.set(named.id, named.child);
  return definitions;
}

/** Replaces columns by what they stand for; an alias itself stays. */
export function substitute(expression: Expression, definitions: ReadonlyMap<number, Expression>): Expression {
  return replaceExpression(expression, (inner) =>
    inner.kind === 'attribute' ? (definitions.get(inner.id) ?? inner) : undefined,
  );
}
