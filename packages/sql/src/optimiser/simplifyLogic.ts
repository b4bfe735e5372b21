import { isDeterministic } from './determinism.js';
import { FALSE, TRUE, isCall, isLiteral, test } from './build.js';
import { expressionKey } from '../plan/expressionKey.js';
import type { Expression } from '../plan/expression.js';
import { joinTerms, someExpression } from '../plan/expressions.js';

/** Boolean algebra that holds with nulls: AND and OR of three values are a distributive lattice. */

/** Comparing every term with every other is left out for more of them. */
const ABSORBED_TERMS_MAX = 50;

/** Terms of more nodes are not compared with others: in deep conditions that would be done again on every level. */
const COMPARED_NODES_MAX = 200;

type Operator = 'and' | 'or';

/** The terms of a chain: `a and (b and c)` gives a, b, c. */
export function termsOf(expression: Expression, operator: Operator): Expression[] {
  const terms: Expression[] = [];
  const open = [expression];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isCall(next, operator)) open.push(...[...next.args].reverse());
    else terms.push(next);
  }
  return terms;
}

/** The chain of terms; that of none is the neutral value. */
export function chain(terms: readonly Expression[], operator: Operator): Expression {
  if (terms.length === 0) return operator === 'and' ? TRUE : FALSE;
  return joinTerms(terms, (left, right) => test(operator, left, right));
}

/** The conjunction (or disjunction) of terms that are simple already. */
export function combine(terms: readonly Expression[], operator: Operator): Expression {
  const neutral = operator === 'and';
  if (terms.some((term) => isLiteral(term, !neutral))) return neutral ? FALSE : TRUE;
  const different = distinct(terms.filter((term) => !isLiteral(term, neutral)));
  const kept = absorbed(different, operator);
  return operator === 'or' ? factored(kept) : chain(kept, operator);
}

function isSmall(expression: Expression): boolean {
  let nodes = 0;
  return !someExpression(expression, () => ++nodes > COMPARED_NODES_MAX);
}

/** Terms, each once; those that are not deterministic all stay. */
function distinct(terms: readonly Expression[]): Expression[] {
  if (terms.length < 2) return [...terms];
  const seen = new Set<string>();
  return terms.filter((term) => {
    if (!isSmall(term) || !isDeterministic(term)) return true;
    const key = expressionKey(term);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** `a or (a and b)` is a, `a and (a or b)` is a. */
function absorbed(terms: readonly Expression[], operator: Operator): readonly Expression[] {
  const inner = operator === 'and' ? 'or' : 'and';
  if (terms.length < 2 || terms.length > ABSORBED_TERMS_MAX) return terms;
  if (!terms.some((term) => isCall(term, inner)) || !terms.every(isSmall)) return terms;
  const parts = terms.map((term) => new Set(termsOf(term, inner).map((part) => expressionKey(part))));
  return terms.filter((term, i) => {
    if (!isCall(term, inner) || !isDeterministic(term)) return true;
    return !parts.some(
      (other, k) => k !== i && other.size < parts[i].size && [...other].every((key) => parts[i].has(key)),
    );
  });
}

/** What all terms of a disjunction demand is taken out of it: `(a and b) or (a and c)` is `a and (b or c)`. */
function factored(terms: readonly Expression[]): Expression {
  const comparable = terms.length > 1 && terms.every((term) => isCall(term, 'and') && isSmall(term));
  if (!comparable) return chain(terms, 'or');
  const conjuncts = terms.map((term) => termsOf(term, 'and'));
  const keys = conjuncts.map((all) => all.map((one) => expressionKey(one)));
  const [first, ...others] = keys.map((all) => new Set(all));
  const common = new Set(
    conjuncts[0]
      .filter(isDeterministic)
      .map((one) => expressionKey(one))
      .filter((key) => first.has(key) && others.every((other) => other.has(key))),
  );
  if (common.size === 0) return chain(terms, 'or');
  const shared = conjuncts[0].filter((_, i) => common.has(keys[0][i]));
  const rest = conjuncts.map((all, i) =>
    chain(
      all.filter((_, k) => !common.has(keys[i][k])),
      'and',
    ),
  );
  return combine([...shared, combine(rest, 'or')], 'and');
}

const OPPOSITE: Readonly<Record<string, string>> = {
  '!=': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  isnull: 'isnotnull',
  isnotnull: 'isnull',
};

/** NOT goes down to comparisons, which have an opposite: values are totally ordered, NaN included. */
export function negate(expression: Expression): Expression {
  if (isLiteral(expression, null)) return expression;
  if (isLiteral(expression, true)) return FALSE;
  if (isLiteral(expression, false)) return TRUE;
  if (expression.kind !== 'call') return test('not', expression);
  const { name, args } = expression;
  if (name === 'not') return args[0];
  if (name === 'and' || name === 'or') {
    return combine(termsOf(expression, name).map(negate), name === 'and' ? 'or' : 'and');
  }
  return name in OPPOSITE ? test(OPPOSITE[name], ...args) : test('not', expression);
}
