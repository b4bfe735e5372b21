import { BOOLEAN } from '@graticule/columnar';
import { isNullable } from './attribute.js';
import type { Attribute, Expression, WindowCall } from './expression.js';
import { encodePlan } from './json.js';
import { samePlan } from './samePlan.js';

/** Walking and rewriting of resolved expressions. Nodes that do not change are returned as they are. */

export function expressionChildren(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'attribute':
    case 'bound':
    case 'literal':
    case 'lambdaVariable':
      return [];
    case 'call':
    case 'generator':
      return expression.args;
    case 'window': {
      const { partitionBy, orderBy } = expression;
      return [expression.function, ...partitionBy, ...orderBy.map((order) => order.child)];
    }
    case 'lambda':
      return [expression.body];
    case 'subquery':
      return [...expression.values, ...expression.outer.map(({ value }) => value)];
    case 'cast':
    case 'field':
    case 'alias':
      return [expression.child];
    case 'case': {
      const children = expression.branches.flatMap((branch) => [branch.when, branch.then]);
      return expression.otherwise === null ? children : [...children, expression.otherwise];
    }
    case 'aggregate':
      return expression.filter === null ? expression.args : [...expression.args, expression.filter];
  }
}

/** The same expression over other children, given in the order of expressionChildren. Types are kept. */
export function withExpressionChildren(expression: Expression, children: readonly Expression[]): Expression {
  switch (expression.kind) {
    case 'attribute':
    case 'bound':
    case 'literal':
    case 'lambdaVariable':
      return expression;
    case 'call':
    case 'generator':
      return { ...expression, args: children };
    case 'window': {
      const [inner, ...rest] = children;
      const partitionBy = rest.slice(0, expression.partitionBy.length);
      const orders = rest.slice(expression.partitionBy.length);
      const orderBy = expression.orderBy.map((order, i) => ({ ...order, child: orders[i] }));
      return { ...expression, function: inner as WindowCall['function'], partitionBy, orderBy };
    }
    case 'lambda':
      return { ...expression, body: children[0] };
    case 'subquery':
      return {
        ...expression,
        values: children.slice(0, expression.values.length),
        outer: expression.outer.map(({ id }, i) => ({ id, value: children[expression.values.length + i] })),
      };
    case 'cast':
    case 'field':
    case 'alias':
      return { ...expression, child: children[0] };
    case 'case': {
      const branches = expression.branches.map((_, i) => ({
        when: children[2 * i],
        then: children[2 * i + 1],
      }));
      return { ...expression, branches, otherwise: expression.otherwise && children[2 * branches.length] };
    }
    case 'aggregate': {
      const count = expression.args.length;
      return { ...expression, args: children.slice(0, count), filter: expression.filter && children[count] };
    }
  }
}

/** Replaces bottom-up: children first, then `change` sees the node over its new children. */
export function transformExpression<E extends Expression>(
  expression: E,
  change: (expression: Expression) => Expression,
): Expression {
  const children = expressionChildren(expression);
  if (children.length === 0) return change(expression);
  const changed = children.map((child) => transformExpression(child, change));
  const same = changed.every((child, i) => child === children[i]);
  return change(same ? expression : withExpressionChildren(expression, changed));
}

/**
 * Replaces top-down: where `change` gives an expression it is taken as it is and not entered; where it gives
 * undefined the children are tried.
 */
export function replaceExpression(
  expression: Expression,
  change: (expression: Expression) => Expression | undefined,
): Expression {
  const replaced = change(expression);
  if (replaced !== undefined) return replaced;
  const children = expressionChildren(expression);
  const changed = children.map((child) => replaceExpression(child, change));
  const same = changed.every((child, i) => child === children[i]);
  return same ? expression : withExpressionChildren(expression, changed);
}

/** Whether the predicate holds for the expression or anything inside it. */
export function someExpression(expression: Expression, holds: (expression: Expression) => boolean): boolean {
  return holds(expression) || expressionChildren(expression).some((child) => someExpression(child, holds));
}

/** Adds the ids of all attributes in `expression` to `into`, except those of a query around a subquery. */
export function collectReferences(expression: Expression, into: Set<number> = new Set()): Set<number> {
  if (expression.kind === 'attribute' && expression.outer !== true) into.add(expression.id);
  for (const child of expressionChildren(expression)) collectReferences(child, into);
  return into;
}

/** Whether an aggregation is needed for it: an aggregate function that is not the function of a window. */
export function containsAggregate(expression: Expression): boolean {
  if (expression.kind === 'aggregate') return true;
  if (expression.kind !== 'window') return expressionChildren(expression).some(containsAggregate);
  const [inner, ...rest] = expressionChildren(expression);
  return [...expressionChildren(inner), ...rest].some(containsAggregate);
}

/**
 * Whether two expressions compute the same value of the same input: equal structure, attributes by id, function
 * names without case; names of aliases and nullability do not count.
 */
export function sameExpression(a: Expression, b: Expression): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || !sameHead(a, b)) return false;
  const left = expressionChildren(a);
  const right = expressionChildren(b);
  return left.length === right.length && left.every((child, i) => sameExpression(child, right[i]));
}

function sameHead(a: Expression, b: Expression): boolean {
  switch (a.kind) {
    case 'attribute':
      return a.id === (b as typeof a).id;
    case 'bound':
      return a.ordinal === (b as typeof a).ordinal;
    case 'literal':
      return encodeLiteral(a) === encodeLiteral(b as typeof a);
    case 'call':
      return a.name.toLowerCase() === (b as typeof a).name.toLowerCase();
    case 'cast':
      return JSON.stringify(a.type) === JSON.stringify(b.type);
    case 'field':
      return a.ordinal === (b as typeof a).ordinal;
    case 'case':
      return a.branches.length === (b as typeof a).branches.length;
    case 'alias':
      return true;
    case 'lambda': {
      const other = (b as typeof a).parameters;
      return a.parameters.length === other.length && a.parameters.every(({ id }, i) => id === other[i].id);
    }
    case 'lambdaVariable':
      return a.id === (b as typeof a).id;
    case 'generator':
      return a.name === (b as typeof a).name && a.outer === (b as typeof a).outer;
    case 'subquery':
      return a.form === (b as typeof a).form && samePlan(a.plan, (b as typeof a).plan);
    case 'window': {
      const other = b as typeof a;
      return (
        encodePlan(a.frame) === encodePlan(other.frame) &&
        a.partitionBy.length === other.partitionBy.length &&
        a.orderBy.length === other.orderBy.length &&
        a.orderBy.every(
          ({ ascending, nullsFirst }, i) =>
            ascending === other.orderBy[i].ascending && nullsFirst === other.orderBy[i].nullsFirst,
        )
      );
    }
    case 'aggregate': {
      const other = b as typeof a;
      return (
        a.name.toLowerCase() === other.name.toLowerCase() &&
        a.distinct === other.distinct &&
        (a.filter === null) === (other.filter === null)
      );
    }
  }
}

function encodeLiteral(literal: Expression & { kind: 'literal' }): string {
  return encodePlan([literal.type, literal.value]);
}

/** The conjuncts of a condition: `a and (b and c)` gives a, b, c. */
export function splitConjuncts(condition: Expression): Expression[] {
  if (condition.kind === 'call' && condition.name === 'and') return condition.args.flatMap(splitConjuncts);
  return [condition];
}

/** The conjunction of conditions; null when there are none. */
export function joinConjuncts(conditions: readonly Expression[]): Expression | null {
  if (conditions.length === 0) return null;
  return joinTerms(conditions, (left, right) => {
    const nullable = isNullable(left) || isNullable(right);
    return { kind: 'call', name: 'and', args: [left, right], type: BOOLEAN, nullable };
  });
}

/** Longer chains are joined in halves: expressions are walked by recursion. */
const CHAIN_MAX = 32;

/** Terms (at least one) of an operator that may be computed in any order: a chain to the left, or a flat tree of many. */
export function joinTerms(
  terms: readonly Expression[],
  join: (left: Expression, right: Expression) => Expression,
): Expression {
  if (terms.length <= CHAIN_MAX) return terms.reduce(join);
  const half = terms.length >> 1;
  return join(joinTerms(terms.slice(0, half), join), joinTerms(terms.slice(half), join));
}

/** The first column that the expression reads, from left to right. */
export function firstColumn(expression: Expression): Attribute | undefined {
  if (expression.kind === 'attribute') return expression;
  for (const child of expressionChildren(expression)) {
    const found = firstColumn(child);
    if (found !== undefined) return found;
  }
  return undefined;
}
