import type { JsonObject, JsonValue } from '@bufbuild/protobuf';

/** Operators that the coordinator takes with any number of arguments, by the kind of chain that they make together. */
const CHAINED: Readonly<Record<string, string>> = {
  and: 'and',
  or: 'or',
  '+': 'sum',
  '-': 'sum',
  '*': 'product',
  concat: 'text',
};
/** Shorter chains stay in the official form of two arguments each. */
const LONG = 32;

/**
 * Thousands of terms joined by one operator arrive as thousands of calls in each other, too deep for the message format.
 * Here they become one call with all terms, in place; nothing in this walk depends on the depth.
 */
export function shortenChains(message: JsonObject): void {
  const pending: JsonValue[] = [message];
  while (pending.length > 0) {
    const value = pending.pop() as JsonValue;
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) shortenChain(value);
    for (const member of Object.values(value)) pending.push(member as JsonValue);
  }
}

interface Call {
  functionName: string;
  arguments: JsonValue[];
}

function shortenChain(expression: JsonObject): void {
  const outermost = chainedCall(expression);
  if (outermost === null) return;
  const family = CHAINED[outermost.functionName];
  const terms: { readonly operator: string; readonly term: JsonValue }[] = [];
  let call: Call | null = outermost;
  let first: JsonValue = expression;
  while (call !== null && CHAINED[call.functionName] === family) {
    terms.push({ operator: call.functionName, term: call.arguments[1] });
    first = call.arguments[0];
    call = chainedCall(first);
  }
  if (terms.length < LONG) return;
  terms.reverse();
  const { operator } = terms[0];
  const mixed = terms.some((one) => one.operator !== operator);
  // In a sum, `-` of one argument is a term to be subtracted.
  const shown = terms.map((one) => (mixed && one.operator === '-' ? subtracted(one.term) : one.term));
  outermost.functionName = mixed ? '+' : operator === 'concat' ? '||' : operator;
  outermost.arguments = [first, ...shown];
}

function subtracted(term: JsonValue): JsonObject {
  return { unresolvedFunction: { functionName: '-', arguments: [term] } };
}

/** The call that an expression is, when it has the two arguments of a chained operator. */
function chainedCall(expression: JsonValue): Call | null {
  if (typeof expression !== 'object' || expression === null || Array.isArray(expression)) return null;
  const call = expression.unresolvedFunction as unknown as Call | undefined;
  if (call === undefined || !(call.functionName in CHAINED)) return null;
  return Array.isArray(call.arguments) && call.arguments.length === 2 ? call : null;
}
