import { ParseError } from '../errors.js';
import { encodePlan } from '../plan/json.js';
import type { UnresolvedExpression } from '../plan/unresolved.js';
import type { Cursor } from './cursor.js';
import { expression } from './expression.js';

/** GROUP BY: the keys, each once; sets: the grouping sets as positions in keys, null for plain grouping. */
export interface Grouping {
  readonly keys: readonly UnresolvedExpression[];
  readonly sets: readonly (readonly number[])[] | null;
}

/** Spark groups by at most this many sets. */
const MOST_SETS = 4096;

/**
 * `a, b`, `a, b WITH ROLLUP | CUBE`, `a, b GROUPING SETS (...)`, and from 3.0 lists that mix expressions with
 * `ROLLUP (...)`, `CUBE (...)` and `GROUPING SETS (...)`, which stand for every combination of their sets.
 */
export function groupingClause(cursor: Cursor): Grouping {
  const start = cursor.peek();
  let plain = true;
  const items = cursor.list(() => {
    plain &&= !isSetClause(cursor);
    return groupingItem(cursor);
  });
  if (plain) {
    const keys = items.map((item) => item[0][0]);
    const singles = keys.map((key) => [key]);
    if (cursor.acceptWord('WITH', 'ROLLUP')) return indexed(keys, prefixes(singles), cursor);
    if (cursor.acceptWord('WITH', 'CUBE')) return indexed(keys, subsets(singles), cursor);
    if (cursor.acceptWord('GROUPING', 'SETS')) return indexed(keys, groupingSets(cursor), cursor);
    return { keys, sets: null };
  }
  const sets = items.reduce<UnresolvedExpression[][]>(
    (left, right) => left.flatMap((a) => right.map((b) => [...a, ...b])),
    [[]],
  );
  if (sets.length > MOST_SETS)
    throw cursor.failureAt(start, `GROUP BY asks for ${sets.length} grouping sets`);
  return indexed([], sets, cursor);
}

function isSetClause(cursor: Cursor): boolean {
  const isCalled = ['ROLLUP', 'CUBE'].some((word) => cursor.isWord(word)) && cursor.isSymbol('(', 1);
  return isCalled || cursor.isWord('GROUPING', 'SETS');
}

/** The sets that one item stands for. */
function groupingItem(cursor: Cursor): UnresolvedExpression[][] {
  if (cursor.isWord('ROLLUP') && cursor.isSymbol('(', 1)) {
    return prefixes(elements(cursor, 'ROLLUP'));
  }
  if (cursor.isWord('CUBE') && cursor.isSymbol('(', 1)) {
    return subsets(elements(cursor, 'CUBE'));
  }
  if (cursor.acceptWord('GROUPING', 'SETS')) return groupingSets(cursor);
  const place = cursor.place();
  const key = expression(cursor);
  return [[key.kind === 'literal' ? { ...key, place } : key]];
}

/** `(a, (b, c))`: each element one or several expressions. */
function elements(cursor: Cursor, clause: string): UnresolvedExpression[][] {
  const start = cursor.next();
  cursor.expectSymbol('(');
  const list = cursor.list(() => element(cursor));
  if (list.some((item) => item.length === 0)) {
    throw cursor.failureAt(start, `Empty set in ${clause} grouping sets is not supported.`);
  }
  cursor.expectSymbol(')');
  return list;
}

function element(cursor: Cursor): UnresolvedExpression[] {
  if (cursor.isSymbol('(') && cursor.isSymbol(')', 1)) {
    cursor.next();
    cursor.next();
    return [];
  }
  const item = expression(cursor);
  return item.kind === 'unresolvedFunction' && item.name === 'struct' ? [...item.args] : [item];
}

function groupingSets(cursor: Cursor): UnresolvedExpression[][] {
  cursor.expectSymbol('(');
  const sets = cursor
    .list(() => {
      const nested = ['ROLLUP', 'CUBE', 'GROUPING'].some((word) => cursor.isWord(word));
      return nested ? groupingItem(cursor) : [element(cursor)];
    })
    .flat();
  cursor.expectSymbol(')');
  return sets;
}

/** Longest first, down to the empty set. */
function prefixes(items: readonly UnresolvedExpression[][]): UnresolvedExpression[][] {
  return Array.from({ length: items.length + 1 }, (_, k) => items.slice(0, items.length - k).flat());
}

function subsets(items: readonly UnresolvedExpression[][]): UnresolvedExpression[][] {
  if (items.length === 0) return [[]];
  const rest = subsets(items.slice(1));
  return [...rest.map((set) => [...items[0], ...set]), ...rest];
}

/** Sets as positions in the keys; what only sets name becomes a key. */
function indexed(
  keys: readonly UnresolvedExpression[],
  sets: readonly UnresolvedExpression[][],
  cursor: Cursor,
): Grouping {
  const listed = keys.length > 0;
  const all = [...keys];
  const texts = keys.map(comparable);
  const positions = sets.map((set) =>
    set.map((item) => {
      const text = comparable(item);
      const found = texts.indexOf(text);
      if (found >= 0) return found;
      if (listed) {
        const reason = 'a grouping set names an expression that is not in the GROUP BY list';
        throw ParseError.at(reason, cursor.text, cursor.peek().start);
      }
      texts.push(text);
      all.push(item);
      return all.length - 1;
    }),
  );
  return { keys: all, sets: positions };
}

/** Equal for expressions that are written alike, names without regard to case. */
function comparable(item: UnresolvedExpression): string {
  return encodePlan(withoutPlaces(item)).toLowerCase();
}

/** The same plain data, wherever it stood in the text. */
function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'place');
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutPlaces(inner)]));
}
