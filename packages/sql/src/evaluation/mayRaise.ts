import { lookupFunction } from '../functions/registry.js';
import type { Expression } from '../plan/expression.js';
import { expressionChildren } from '../plan/expressions.js';
import { isUnitInterval } from '../types/interval.js';

const known = new WeakMap<Expression, boolean>();

/** Whether the values of a row may be refused with an error somewhere in a bound expression (see `raises` of functions). */
export function mayRaise(expression: Expression): boolean {
  let answer = known.get(expression);
  if (answer === undefined) {
    answer = raisesItself(expression) || expressionChildren(expression).some(mayRaise);
    known.set(expression, answer);
  }
  return answer;
}

function raisesItself(expression: Expression): boolean {
  if (expression.kind === 'cast')
    return isUnitInterval(expression.type) && expression.child.kind !== 'literal';
  if (expression.kind !== 'call') return false;
  const definition = lookupFunction(expression.name);
  if (definition?.kind !== 'scalar' || definition.raises === undefined) return false;
  return definition.raises === true || definition.raises(expression.args);
}
