import type {
  UnresolvedBound,
  UnresolvedExpression,
  UnresolvedFrame,
  UnresolvedSortOrder,
  WindowDefinition,
} from '../plan/unresolved.js';
import type { Cursor } from './cursor.js';

/** The expressions that a window definition is made of. */
export interface WindowGrammar {
  expression(cursor: Cursor): UnresolvedExpression;
  sortItem(cursor: Cursor): UnresolvedSortOrder;
}

/** What follows OVER: a name, or a definition in parentheses. */
export function overClause(
  cursor: Cursor,
  grammar: WindowGrammar,
): WindowDefinition | { readonly name: string } {
  if (!cursor.isSymbol('(')) return { name: cursor.identifier() };
  if (cursor.isSymbol(')', 2) && cursor.peek(1).kind !== 'symbol') {
    cursor.expectSymbol('(');
    const name = cursor.identifier();
    cursor.expectSymbol(')');
    return { name };
  }
  return windowDefinition(cursor, grammar);
}

/** `([PARTITION BY ...] [ORDER BY ...] [ROWS | RANGE ...])`; DISTRIBUTE, SORT and CLUSTER BY are taken too. */
export function windowDefinition(cursor: Cursor, grammar: WindowGrammar): WindowDefinition {
  const place = cursor.place();
  cursor.expectSymbol('(');
  let partitionBy: readonly UnresolvedExpression[] = [];
  let orderBy: readonly UnresolvedExpression[] = [];
  if (cursor.acceptWord('CLUSTER', 'BY')) partitionBy = cursor.list(() => grammar.expression(cursor));
  else {
    if (cursor.acceptWord('PARTITION', 'BY') || cursor.acceptWord('DISTRIBUTE', 'BY')) {
      partitionBy = cursor.list(() => grammar.expression(cursor));
    }
    if (cursor.acceptWord('ORDER', 'BY') || cursor.acceptWord('SORT', 'BY')) {
      orderBy = cursor.list(() => grammar.sortItem(cursor));
    }
  }
  const frame = windowFrame(cursor, grammar);
  cursor.expectSymbol(')');
  return { partitionBy, orderBy, frame, place };
}

function windowFrame(cursor: Cursor, grammar: WindowGrammar): UnresolvedFrame | null {
  const unit = cursor.acceptWord('ROWS') ? 'rows' : cursor.acceptWord('RANGE') ? 'range' : null;
  if (unit === null) return null;
  if (!cursor.acceptWord('BETWEEN')) {
    return { unit, lower: frameBound(cursor, grammar), upper: { kind: 'currentRow' } };
  }
  const lower = frameBound(cursor, grammar);
  cursor.expectWord('AND');
  return { unit, lower, upper: frameBound(cursor, grammar) };
}

function frameBound(cursor: Cursor, grammar: WindowGrammar): UnresolvedBound {
  if (cursor.acceptWord('CURRENT', 'ROW')) return { kind: 'currentRow' };
  if (cursor.acceptWord('UNBOUNDED', 'PRECEDING')) return { kind: 'unboundedPreceding' };
  if (cursor.acceptWord('UNBOUNDED', 'FOLLOWING')) return { kind: 'unboundedFollowing' };
  const offset = grammar.expression(cursor);
  if (cursor.acceptWord('FOLLOWING')) return { kind: 'offset', offset };
  cursor.expectWord('PRECEDING');
  const negated = { kind: 'unresolvedFunction', name: 'negative', args: [offset], distinct: false } as const;
  return { kind: 'offset', offset: negated };
}
