import type { Attribute, Expression } from './expression.js';
import { expressionChildren } from './expressions.js';
import { encodePlan } from './json.js';

/**
 * A text that is equal for two expressions if and only if they compute the same value of the same input
 * (`sameExpression`), for looking them up. attributeKey: what stands for a column; its id without it.
 */
export function expressionKey(
  expression: Expression,
  attributeKey: (attribute: Attribute) => string = ({ id }) => `#${id}`,
): string {
  const key = (inner: Expression): string => {
    if (inner.kind === 'attribute') return inner.outer === true ? `outer#${inner.id}` : attributeKey(inner);
    if (inner.kind === 'alias') return key(inner.child);
    const children = expressionChildren(inner);
    if (children.length === 0) return head(inner);
    return `${head(inner)}(${children.map(key).join(',')})`;
  };
  return key(expression);
}

/** What an expression is besides its children; texts that users can choose are quoted. */
function head(expression: Exclude<Expression, { readonly kind: 'attribute' | 'alias' }>): string {
  switch (expression.kind) {
    case 'bound':
      return `@${expression.ordinal}`;
    case 'literal':
      return `lit${encodePlan([expression.type, expression.value])}`;
    case 'call':
      return `${expression.name.toLowerCase()}`;
    case 'cast':
      return `cast${JSON.stringify(expression.type)}`;
    case 'field':
      return `field${expression.ordinal}`;
    case 'case':
      return `case${expression.branches.length}`;
    case 'lambda':
      return `lambda[${expression.parameters.map(({ id }) => id).join(',')}]`;
    case 'lambdaVariable':
      return `$${expression.id}`;
    case 'generator':
      return `generate ${expression.name}${expression.outer ? ' outer' : ''}`;
    case 'subquery':
      throw new Error('a subquery is not part of an analysed plan');
    case 'window': {
      const { frame, partitionBy, orderBy } = expression;
      const orders = orderBy.map(({ ascending, nullsFirst }) => `${ascending}${nullsFirst}`);
      return `window${encodePlan(frame)}${partitionBy.length}${orders.join()}`;
    }
    case 'aggregate': {
      const { name, distinct, filter } = expression;
      return `aggregate ${name.toLowerCase()}${distinct ? ' distinct' : ''}${filter === null ? '' : ' filtered'}`;
    }
  }
}
