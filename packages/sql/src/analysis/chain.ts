import { isNullable } from '../plan/attribute.js';
import type { Attribute, Expression } from '../plan/expression.js';
import { joinTerms, replaceExpression } from '../plan/expressions.js';
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

export function isChained(name: string): boolean {
  return name in OF_TERMS;
}

/** Thousands of terms joined by one operator, in an expression that is not as deep. It has the name of the deep one. */
export function resolveChain(name: string, terms: readonly Expression[], scope: Scope): Expression {
  const ofTerms = OF_TERMS[name];
  const value =
    name === '||'
      ? builtinCall('concat', terms, scope)
      : ofTerms === null
        ? joinTerms(terms, (left, right) => builtinCall(name, [left, right], scope))
        : fromLeft(name, ofTerms, terms, scope);
  return value.kind === 'call' ? { ...value, shownText: chainText(name, terms, scope) } : value;
}

/** Numbers are computed from left to right, as long as the type stays in one call. */
function fromLeft(name: string, ofTerms: string, terms: readonly Expression[], scope: Scope): Expression {
  let value = terms[0];
  let nullable = isNullable(value);
  let open: Expression[] = [];
  const soFar = (): Expression =>
    open.length === 0
      ? value
      : { kind: 'call', name: ofTerms, args: [value, ...open], type: value.type, nullable };
  for (const term of terms.slice(1)) {
    // A name for what was computed so far: typing a step must not look into the steps before it.
    const before: Attribute = { kind: 'attribute', id: -1, name: '', type: value.type, nullable };
    const step = builtinCall(name, [before, term], scope);
    if (step.kind === 'call' && step.args[0] === before && sameType(step.type, value.type)) {
      open.push(step.args[1]);
    } else {
      const left = soFar();
      value = replaceExpression(step, (inner) => (inner === before ? left : undefined));
      open = [];
    }
    nullable = isNullable(step);
  }
  return soFar();
}

/** `((a + b) + c)`: the name of calls in each other. */
function chainText(name: string, terms: readonly Expression[], scope: Scope): string {
  const texts = terms.map((term) => prettySql(term, scope.statement && scope.compat === '2.2'));
  const [first, ...rest] = texts;
  if (name === '||')
    return `${'concat('.repeat(rest.length)}${first}${rest.map((text) => `, ${text})`).join('')}`;
  const operator = name.toUpperCase();
  return `${'('.repeat(rest.length)}${first}${rest.map((text) => ` ${operator} ${text})`).join('')}`;
}
