import { isNullable } from '../plan/attribute.js';
import type { Attribute, Expression } from '../plan/expression.js';
import { joinTerms, replaceExpression } from '../plan/expressions.js';
import type { UnresolvedExpression, UnresolvedFunction } from '../plan/unresolved.js';
import { isNumeric } from '../types/coercion.js';
import { prettySql } from '../plan/prettySql.js';
import { sameType } from '@graticule/columnar';
import { builtinCall } from './call.js';
import type { Scope } from './context.js';

/** Operators whose long chains arrive as one call, and the function that applies them from left to right. */
const OF_TERMS: Readonly<Record<string, string | null>> = {
  and: null,
  or: null,
  '||': null,
  '+': 'add_terms',
  '-': 'subtract_terms',
  '*': 'multiply_terms',
};

/** The terms of a call that stands for a chain, and the operator before each but the first; null for other calls. */
export function chainOf(
  name: string,
  args: readonly UnresolvedExpression[],
): { readonly operators: readonly string[]; readonly terms: readonly UnresolvedExpression[] } | null {
  if (args.length <= 2 || !(name in OF_TERMS)) return null;
  const operators: string[] = [];
  const terms = args.map((arg, i) => {
    const subtracted = name === '+' && isSubtracted(arg) ? arg : null;
    if (i > 0) operators.push(subtracted === null ? name : '-');
    return subtracted === null ? arg : subtracted.args[0];
  });
  return { operators, terms };
}

/** `-` of one argument, which no text gives, marks what is subtracted in a chain of sums. */
function isSubtracted(arg: UnresolvedExpression): arg is UnresolvedFunction {
  return arg.kind === 'unresolvedFunction' && arg.name === '-' && arg.args.length === 1;
}

/** Thousands of terms joined by operators, in an expression that is not as deep. It has the name of the deep one. */
export function resolveChain(
  operators: readonly string[],
  terms: readonly Expression[],
  scope: Scope,
): Expression {
  const [name] = operators;
  const value =
    name === '||'
      ? builtinCall('concat', terms, scope)
      : OF_TERMS[name] === null
        ? joinTerms(terms, (left, right) => builtinCall(name, [left, right], scope))
        : fromLeft(operators, terms, scope);
  return value.kind === 'call' ? { ...value, shownText: chainText(operators, terms, scope) } : value;
}

/** Numbers are computed from left to right, as long as the type stays in one call. */
function fromLeft(operators: readonly string[], terms: readonly Expression[], scope: Scope): Expression {
  const mixed = operators.some((operator) => operator !== operators[0]);
  const ofTerms = OF_TERMS[mixed ? '+' : operators[0]] as string;
  let value = terms[0];
  let nullable = isNullable(value);
  let open: Expression[] = [];
  const soFar = (): Expression =>
    open.length === 0
      ? value
      : { kind: 'call', name: ofTerms, args: [value, ...open], type: value.type, nullable };
  for (const [i, operator] of operators.entries()) {
    // A name for what was computed so far: typing a step must not look into the steps before it.
    const before: Attribute = { kind: 'attribute', id: -1, name: '', type: value.type, nullable };
    const step = builtinCall(operator, [before, terms[i + 1]], scope);
    const negated = mixed && operator === '-';
    const continues = step.kind === 'call' && step.args[0] === before && sameType(step.type, value.type);
    if (continues && !(negated && !isNumeric(step.type))) {
      // Adding the opposite is subtracting: of whole numbers with wrapping around too, and of floating-point zeros.
      open.push(negated ? builtinCall('negative', [step.args[1]], scope) : step.args[1]);
    } else {
      const left = soFar();
      value = replaceExpression(step, (inner) => (inner === before ? left : undefined));
      open = [];
    }
    nullable = isNullable(step);
  }
  return soFar();
}

/** `((a + b) - c)`: the name of calls in each other. */
function chainText(operators: readonly string[], terms: readonly Expression[], scope: Scope): string {
  const texts = terms.map((term) => prettySql(term, scope.statement && scope.compat === '2.2'));
  const [first, ...rest] = texts;
  if (operators[0] === '||')
    return `${'concat('.repeat(rest.length)}${first}${rest.map((text) => `, ${text})`).join('')}`;
  const shown = rest.map((text, i) => ` ${operators[i].toUpperCase()} ${text})`);
  return `${'('.repeat(rest.length)}${first}${shown.join('')}`;
}
