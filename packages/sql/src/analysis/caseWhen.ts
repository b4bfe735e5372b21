import { NULL } from '@graticule/columnar';
import { typeMismatch } from '../errors.js';
import { isNullable } from '../plan/attribute.js';
import type { CaseWhen, Expression } from '../plan/expression.js';
import { messageSql, planText } from '../plan/prettySql.js';
import { widestType } from '../types/coercion.js';
import { typeText } from '../types/text.js';
import { implicitlyCast } from './call.js';
import type { Scope } from './context.js';

/** CASE over resolved parts, whose values are brought to one type. Throws when there is none, or a condition is none. */
export function caseOf(
  branches: readonly { readonly when: Expression; readonly then: Expression }[],
  otherwise: Expression | null,
  scope: Scope,
): Expression {
  const text = (): string =>
    messageSql({ kind: 'case', branches, otherwise, type: NULL, nullable: true }, scope.compat);
  const resolved = branches.map(({ when, then }, i) => ({ when: asBranchCondition(when, i, text), then }));
  const values = [...resolved.map((branch) => branch.then), ...(otherwise === null ? [] : [otherwise])];
  const type = widestType(values.map((value) => value.type));
  if (type === null) {
    const found =
      resolved.map(({ then }) => `THEN ${typeText(then.type)} `).join('WHEN ... ') +
      (otherwise === null ? 'END' : `ELSE ${typeText(otherwise.type)} END`);
    throw typeMismatch(
      text(),
      'THEN and ELSE expressions should all be same type or coercible to a common type' +
        (scope.compat === '2.2' ? '' : `, got CASE WHEN ... ${found}`),
    );
  }
  const result: CaseWhen = {
    kind: 'case',
    branches: resolved.map(({ when, then }) => ({ when, then: implicitlyCast(then, type, scope.compat) })),
    otherwise: otherwise && implicitlyCast(otherwise, type, scope.compat),
    type,
    nullable: otherwise === null || values.some(isNullable),
  };
  return result;
}

/** Unlike elsewhere, NULL is no condition here. */
function asBranchCondition(condition: Expression, index: number, text: () => string): Expression {
  if (condition.type.kind === 'boolean') return condition;
  throw typeMismatch(
    text(),
    `WHEN expressions in CaseWhen should all be boolean type, but the ${index + 1}th when expression's type is ` +
      planText(condition),
  );
}
