import { INT } from '@graticule/columnar';
import type { UnresolvedExpression, UnresolvedRelation, WindowDefinition } from '../plan/unresolved.js';
import { mapUnresolved } from '../plan/unresolvedExpressions.js';
import type { Cursor } from './cursor.js';
import { expression, namedExpression, rowCount, sortItem } from './expression.js';
import { implicitAlias, setQuantifier, tableName } from './keywords.js';
import { columnNames, fromClause, inlineTable, tableNamed, withNames } from './from.js';
import { groupingClause } from './grouping.js';
import { windowDefinition } from './window.js';

type Relation = UnresolvedRelation;

/** [WITH ...] set operations [ORDER BY | SORT BY | CLUSTER BY | DISTRIBUTE BY] [LIMIT] */
export function query(cursor: Cursor): Relation {
  const outer = cursor.named;
  if (cursor.acceptWord('WITH')) namedQueries(cursor);
  let relation = ordered(cursor, setOperation(cursor));
  const windows = windowClause(cursor);
  if (windows.size > 0) relation = withWindows(relation, windows, cursor);
  if (cursor.acceptWord('LIMIT') && !cursor.acceptWord('ALL')) {
    relation = { kind: 'limit', input: relation, count: rowCount(cursor) };
  }
  cursor.named = outer;
  return relation;
}

const ORDERINGS = ['ORDER', 'SORT', 'CLUSTER', 'DISTRIBUTE'];

function ordered(cursor: Cursor, input: Relation): Relation {
  const start = cursor.peek();
  const relation = orderedOnce(cursor, input);
  if (ORDERINGS.some((word) => cursor.isWord(word, 'BY'))) {
    throw cursor.failureAt(
      start,
      'Combination of ORDER BY/SORT BY/DISTRIBUTE BY/CLUSTER BY is not supported',
    );
  }
  return relation;
}

function orderedOnce(cursor: Cursor, input: Relation): Relation {
  if (cursor.acceptWord('ORDER', 'BY')) {
    return { kind: 'sort', input, orders: cursor.list(() => sortItem(cursor)), global: true };
  }
  if (cursor.acceptWord('CLUSTER', 'BY')) {
    const keys = cursor.list(() => expression(cursor));
    const spread = { kind: 'repartition', input, partitions: null, shuffle: true, keys } as const;
    return { kind: 'sort', input: spread, orders: keys, global: false };
  }
  let relation = input;
  if (cursor.acceptWord('DISTRIBUTE', 'BY')) {
    const keys = cursor.list(() => expression(cursor));
    relation = { kind: 'repartition', input, partitions: null, shuffle: true, keys };
  }
  if (!cursor.acceptWord('SORT', 'BY')) return relation;
  return { kind: 'sort', input: relation, orders: cursor.list(() => sortItem(cursor)), global: false };
}

/** Makes the names of a WITH clause visible; each query sees those before it. */
function namedQueries(cursor: Cursor): void {
  const own = new Set<string>();
  const start = cursor.peek(-1);
  cursor.list(() => {
    const place = cursor.place();
    const name = cursor.identifier();
    const columns = columnNames(cursor);
    cursor.acceptWord('AS');
    const body = subquery(cursor);
    const key = name.toLowerCase();
    if (own.has(key)) {
      const reason =
        cursor.compat === '2.2' ? 'Found duplicate keys' : "CTE definition can't have duplicate names:";
      throw cursor.failureAt(start, `${reason} '${name}'.`);
    }
    own.add(key);
    const relation = { kind: 'subqueryAlias', alias: name, input: withNames(body, columns, place) } as const;
    cursor.named = new Map([...cursor.named, [key, relation]]);
  });
}

/** `( query )` */
function subquery(cursor: Cursor): Relation {
  cursor.expectSymbol('(');
  const relation = query(cursor);
  cursor.expectSymbol(')');
  return relation;
}

/** INTERSECT binds tighter than UNION and EXCEPT, which are left-associative. */
function setOperation(cursor: Cursor): Relation {
  let left = intersection(cursor);
  for (;;) {
    const operation = cursor.acceptWord('UNION')
      ? 'union'
      : cursor.acceptWord('EXCEPT') || cursor.acceptWord('MINUS')
        ? 'except'
        : null;
    if (operation === null) return left;
    left = combine(operation, left, quantifier(cursor), intersection(cursor));
  }
}

function intersection(cursor: Cursor): Relation {
  let left = queryTerm(cursor);
  while (cursor.acceptWord('INTERSECT')) {
    left = combine('intersect', left, quantifier(cursor), queryTerm(cursor));
  }
  return left;
}

/** true for ALL. */
function quantifier(cursor: Cursor): boolean {
  return cursor.acceptWord('ALL') || (cursor.acceptWord('DISTINCT'), false);
}

function combine(
  operation: 'union' | 'intersect' | 'except',
  left: Relation,
  all: boolean,
  right: Relation,
): Relation {
  return { kind: 'setOperation', operation, inputs: [left, right], all, byName: false, allowMissing: false };
}

function queryTerm(cursor: Cursor): Relation {
  if (cursor.isSymbol('(')) return subquery(cursor);
  if (cursor.isWord('VALUES')) return namedInlineTable(cursor);
  if (cursor.acceptWord('TABLE')) return tableNamed(cursor);
  return selectBlock(cursor);
}

/** `VALUES (1, 2) AS t(a, b)` as a query of its own. */
function namedInlineTable(cursor: Cursor): Relation {
  const place = cursor.place();
  const relation = inlineTable(cursor);
  const alias = cursor.acceptWord('AS') ? tableName(cursor) : implicitAlias(cursor, 'table');
  if (alias === null) return relation;
  return { kind: 'subqueryAlias', alias, input: withNames(relation, columnNames(cursor), place) };
}

function selectBlock(cursor: Cursor): Relation {
  let input: Relation | null = null;
  const fromFirst = cursor.acceptWord('FROM');
  if (fromFirst) input = fromClause(cursor);
  cursor.expectWord('SELECT');
  const hints = hintClauses(cursor);
  const distinct = setQuantifier(cursor);
  const items = cursor.list(() => namedExpression(cursor));
  if (!fromFirst && cursor.acceptWord('FROM')) input = fromClause(cursor);
  if (cursor.acceptWord('WHERE')) {
    input = { kind: 'filter', input: input ?? ONE_ROW, condition: expression(cursor) };
  }
  let projected = aggregation(cursor, input, items);
  const windows = windowClause(cursor);
  if (windows.size > 0) projected = withWindows(projected, windows, cursor);
  const selected: Relation = distinct ? { kind: 'deduplicate', input: projected, columns: null } : projected;
  return hints.reduceRight<Relation>((input, hint) => ({ ...hint, input }), selected);
}

type Hint = Omit<Extract<Relation, { kind: 'hint' }>, 'input'>;

/** What stands in a comment that begins with `+`: `broadcast(t), coalesce(2)`. */
function hintClauses(cursor: Cursor): Hint[] {
  const hints: Hint[] = [];
  while (cursor.acceptSymbol('/*+')) {
    do {
      const name = cursor.identifier();
      let parameters: UnresolvedExpression[] = [];
      if (cursor.acceptSymbol('(')) {
        parameters = cursor.list(() => expression(cursor));
        cursor.expectSymbol(')');
      }
      hints.push({ kind: 'hint', name, parameters });
      cursor.acceptSymbol(',');
    } while (!cursor.acceptSymbol('*/'));
  }
  return hints;
}

/** What a SELECT without FROM computes over. */
const ONE_ROW: Relation = {
  kind: 'project',
  input: null,
  expressions: [
    { kind: 'unresolvedAlias', child: { kind: 'literal', value: 1, type: INT }, names: ['one row'] },
  ],
};

/** GROUP BY and HAVING around the select list. */
function aggregation(
  cursor: Cursor,
  input: Relation | null,
  items: readonly UnresolvedExpression[],
): Relation {
  let relation: Relation = { kind: 'project', input, expressions: items };
  if (cursor.acceptWord('GROUP', 'BY')) {
    const { keys, sets } = groupingClause(cursor);
    const grouped = {
      kind: 'aggregate',
      input: input ?? ONE_ROW,
      keys,
      aggregates: items,
      listed: true,
    } as const;
    relation = sets === null ? grouped : { ...grouped, sets };
  }
  if (!cursor.acceptWord('HAVING')) return relation;
  // Before 2.4 a query without aggregates has a condition of its rows then.
  if (relation.kind === 'project' && cursor.compat !== '2.2') {
    relation = { kind: 'aggregate', input: input ?? ONE_ROW, keys: [], aggregates: items, listed: true };
  }
  return { kind: 'filter', input: relation, condition: expression(cursor), having: true };
}

/** `WINDOW w AS (...), v AS (...)` */
function windowClause(cursor: Cursor): ReadonlyMap<string, WindowDefinition> {
  const windows = new Map<string, WindowDefinition>();
  const start = cursor.peek();
  if (!cursor.acceptWord('WINDOW')) return windows;
  cursor.list(() => {
    const name = cursor.identifier();
    cursor.expectWord('AS');
    if (windows.has(name.toLowerCase()) && cursor.compat !== '2.2') {
      throw cursor.failureAt(
        start,
        `Invalid SQL syntax: The definition of window \`${name}\` is repetitive.`,
      );
    }
    windows.set(name.toLowerCase(), windowDefinition(cursor, { expression, sortItem }));
  });
  return windows;
}

/** Puts the definitions where a select list, or an ORDER BY above it, names a window. */
function withWindows(
  relation: Relation,
  windows: ReadonlyMap<string, WindowDefinition>,
  cursor: Cursor,
): Relation {
  const define = (item: UnresolvedExpression): UnresolvedExpression =>
    mapUnresolved(item, (inner) => {
      if (inner.kind !== 'unresolvedWindow' || !('name' in inner.window)) return inner;
      const definition = windows.get(inner.window.name.toLowerCase());
      if (definition !== undefined) return { ...inner, window: definition };
      throw cursor.failureAt(
        cursor.peek(),
        `Window specification ${inner.window.name} is not defined in the WINDOW clause.`,
      );
    });
  switch (relation.kind) {
    case 'project':
      return { ...relation, expressions: relation.expressions.map(define) };
    case 'aggregate':
      return { ...relation, aggregates: relation.aggregates.map(define) };
    case 'sort':
      return {
        ...relation,
        orders: relation.orders.map(define),
        input: withWindows(relation.input, windows, cursor),
      };
    case 'filter':
    case 'deduplicate':
      return { ...relation, input: withWindows(relation.input, windows, cursor) };
    default:
      return relation;
  }
}
