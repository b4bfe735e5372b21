import { unsupported } from '../errors.js';
import type { JoinType } from '../plan/expression.js';
import type { UnresolvedExpression, UnresolvedRelation } from '../plan/unresolved.js';
import type { Cursor } from './cursor.js';
import { expression, implicitAlias, namedExpression, sortItem, rowCount } from './expression.js';

type Relation = UnresolvedRelation;

/** Relations named by WITH, visible in the query they stand before; the innermost name wins. */
type Named = ReadonlyMap<string, Relation>;

/** A query, which is all that is understood as a statement. */
export function statement(cursor: Cursor): Relation {
  const token = cursor.peek();
  const known = ['SELECT', 'WITH', 'VALUES', 'TABLE', 'FROM'];
  if (token.kind === 'word' && !known.includes(token.text.toUpperCase())) {
    throw unsupported(`the statement ${token.text.toUpperCase()}`);
  }
  return query(cursor, new Map());
}

/** [WITH ...] set operations [ORDER BY] [LIMIT] */
function query(cursor: Cursor, outer: Named): Relation {
  const named = cursor.acceptWord('WITH') ? namedQueries(cursor, outer) : outer;
  let relation = setOperation(cursor, named);
  if (cursor.acceptWord('ORDER', 'BY')) {
    relation = { kind: 'sort', input: relation, orders: cursor.list(() => sortItem(cursor)), global: true };
  } else if (cursor.acceptWord('SORT', 'BY')) {
    relation = { kind: 'sort', input: relation, orders: cursor.list(() => sortItem(cursor)), global: false };
  } else if (cursor.isWord('CLUSTER', 'BY') || cursor.isWord('DISTRIBUTE', 'BY')) {
    throw unsupported(`${cursor.peek().text.toUpperCase()} BY`);
  }
  if (cursor.isWord('WINDOW')) throw unsupported('the WINDOW clause');
  if (cursor.acceptWord('LIMIT') && !cursor.acceptWord('ALL')) {
    relation = { kind: 'limit', input: relation, count: rowCount(cursor) };
  }
  if (cursor.acceptWord('OFFSET')) {
    const offset = rowCount(cursor);
    relation =
      relation.kind === 'limit'
        ? { ...relation, input: { kind: 'offset', input: relation.input, offset } }
        : { kind: 'offset', input: relation, offset };
  }
  return relation;
}

function namedQueries(cursor: Cursor, outer: Named): Named {
  const named = new Map(outer);
  const own = new Set<string>();
  cursor.list(() => {
    const start = cursor.peek();
    const name = cursor.identifier();
    const columns = columnNames(cursor);
    cursor.acceptWord('AS');
    const body = subquery(cursor, named);
    const key = name.toLowerCase();
    if (own.has(key)) throw cursor.failureAt(start, `CTE definition can't have duplicate names: '${name}'.`);
    own.add(key);
    named.set(key, { kind: 'subqueryAlias', alias: name, input: withNames(body, columns) });
  });
  return named;
}

/** `( query )` */
function subquery(cursor: Cursor, named: Named): Relation {
  cursor.expectSymbol('(');
  const relation = query(cursor, named);
  cursor.expectSymbol(')');
  return relation;
}

/** INTERSECT binds tighter than UNION and EXCEPT, which are left-associative. */
function setOperation(cursor: Cursor, named: Named): Relation {
  let left = intersection(cursor, named);
  for (;;) {
    const operation = cursor.acceptWord('UNION')
      ? 'union'
      : cursor.acceptWord('EXCEPT') || cursor.acceptWord('MINUS')
        ? 'except'
        : null;
    if (operation === null) return left;
    left = combine(operation, left, quantifier(cursor), intersection(cursor, named));
  }
}

function intersection(cursor: Cursor, named: Named): Relation {
  let left = queryTerm(cursor, named);
  while (cursor.acceptWord('INTERSECT')) {
    left = combine('intersect', left, quantifier(cursor), queryTerm(cursor, named));
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

function queryTerm(cursor: Cursor, named: Named): Relation {
  if (cursor.isSymbol('(')) return subquery(cursor, named);
  if (cursor.acceptWord('VALUES')) return inlineTable(cursor);
  if (cursor.acceptWord('TABLE')) return tableNamed(cursor, named);
  return selectBlock(cursor, named);
}

function selectBlock(cursor: Cursor, named: Named): Relation {
  let input: Relation | null = null;
  const fromFirst = cursor.acceptWord('FROM');
  if (fromFirst) input = fromClause(cursor, named);
  cursor.expectWord('SELECT');
  const distinct = cursor.acceptWord('DISTINCT');
  if (!distinct) cursor.acceptWord('ALL');
  const items = cursor.list(() => namedExpression(cursor));
  if (!fromFirst && cursor.acceptWord('FROM')) input = fromClause(cursor, named);
  if (cursor.acceptWord('WHERE')) {
    if (input === null) throw cursor.failure('FROM before WHERE');
    input = { kind: 'filter', input, condition: expression(cursor) };
  }
  const projected = aggregation(cursor, input, items);
  return distinct ? { kind: 'deduplicate', input: projected, columns: null } : projected;
}

/** GROUP BY and HAVING around the select list. */
function aggregation(
  cursor: Cursor,
  input: Relation | null,
  items: readonly UnresolvedExpression[],
): Relation {
  let relation: Relation = { kind: 'project', input, expressions: items };
  if (cursor.acceptWord('GROUP', 'BY')) {
    if (input === null) throw cursor.failure('FROM before GROUP BY');
    for (const form of ['ROLLUP', 'CUBE', 'GROUPING']) {
      if (cursor.isWord(form) && cursor.peek(1).kind !== 'end') refuseGrouping(cursor, form);
    }
    const keys = cursor.list(() => expression(cursor));
    for (const form of ['WITH', 'GROUPING']) if (cursor.isWord(form)) refuseGrouping(cursor, form);
    relation = { kind: 'aggregate', input, keys, aggregates: items, listed: true };
  }
  if (!cursor.acceptWord('HAVING')) return relation;
  if (relation.kind === 'project') {
    if (input === null) throw cursor.failure('FROM before HAVING');
    relation = { kind: 'aggregate', input, keys: [], aggregates: items, listed: true };
  }
  return { kind: 'filter', input: relation, condition: expression(cursor) };
}

function refuseGrouping(cursor: Cursor, form: string): never {
  const words = form === 'WITH' ? `WITH ${cursor.peek(1).text.toUpperCase()}` : form;
  throw unsupported(`GROUP BY ... ${words}`);
}

/** Relations separated by commas are a cross product. */
function fromClause(cursor: Cursor, named: Named): Relation {
  const relations = cursor.list(() => joined(cursor, named));
  if (cursor.isWord('LATERAL')) throw unsupported('LATERAL VIEW');
  if (cursor.isWord('PIVOT')) throw unsupported('PIVOT');
  return relations.reduce((left, right) => join(left, right, 'inner', null, []));
}

function join(
  left: Relation,
  right: Relation,
  type: JoinType,
  condition: UnresolvedExpression | null,
  using: readonly string[],
): Relation {
  return { kind: 'join', left, right, type, condition, using };
}

function joined(cursor: Cursor, named: Named): Relation {
  let left = relationPrimary(cursor, named);
  for (;;) {
    const natural = cursor.isWord('NATURAL');
    const type = joinType(cursor);
    if (type === null) return left;
    const right = relationPrimary(cursor, named);
    if (natural) left = { kind: 'join', left, right, type, condition: null, using: [], natural };
    else if (cursor.acceptWord('ON')) left = join(left, right, type, expression(cursor), []);
    else if (cursor.acceptWord('USING')) left = join(left, right, type, null, requiredNames(cursor));
    else left = join(left, right, type, null, []);
  }
}

const JOINS: readonly (readonly [words: readonly string[], type: JoinType])[] = [
  [['CROSS', 'JOIN'], 'cross'],
  [['INNER', 'JOIN'], 'inner'],
  [['JOIN'], 'inner'],
  [['LEFT', 'OUTER', 'JOIN'], 'left'],
  [['LEFT', 'SEMI', 'JOIN'], 'semi'],
  [['LEFT', 'ANTI', 'JOIN'], 'anti'],
  [['LEFT', 'JOIN'], 'left'],
  [['RIGHT', 'OUTER', 'JOIN'], 'right'],
  [['RIGHT', 'JOIN'], 'right'],
  [['FULL', 'OUTER', 'JOIN'], 'full'],
  [['FULL', 'JOIN'], 'full'],
  [['SEMI', 'JOIN'], 'semi'],
  [['ANTI', 'JOIN'], 'anti'],
];

function joinType(cursor: Cursor): JoinType | null {
  cursor.acceptWord('NATURAL');
  const found = JOINS.find(([words]) => cursor.acceptWord(...words));
  return found?.[1] ?? null;
}

function relationPrimary(cursor: Cursor, named: Named): Relation {
  const relation = relationBody(cursor, named);
  if (cursor.isWord('TABLESAMPLE')) throw unsupported('TABLESAMPLE');
  const explicit = cursor.acceptWord('AS');
  const alias = explicit ? cursor.identifier() : implicitAlias(cursor);
  if (alias === null) return relation;
  return { kind: 'subqueryAlias', alias, input: withNames(relation, columnNames(cursor)) };
}

function relationBody(cursor: Cursor, named: Named): Relation {
  if (cursor.acceptWord('VALUES')) return inlineTable(cursor);
  if (!cursor.isSymbol('(')) return tableNamed(cursor, named);
  if (opensQuery(cursor)) return subquery(cursor, named);
  cursor.expectSymbol('(');
  const relation = joined(cursor, named);
  cursor.expectSymbol(')');
  return relation;
}

/** Whether the word behind the coming parentheses begins a query rather than a list of joined tables. */
function opensQuery(cursor: Cursor): boolean {
  let ahead = 0;
  while (cursor.isSymbol('(', ahead)) ahead += 1;
  const token = cursor.peek(ahead);
  return token.kind === 'word' && ['SELECT', 'WITH', 'VALUES', 'FROM'].includes(token.text.toUpperCase());
}

function tableNamed(cursor: Cursor, named: Named): Relation {
  if (cursor.peek().kind === 'word' && cursor.isSymbol('(', 1)) return tableFunction(cursor);
  const parts = [cursor.identifier()];
  while (cursor.acceptSymbol('.')) parts.push(cursor.identifier());
  const common = parts.length === 1 ? named.get(parts[0].toLowerCase()) : undefined;
  return common ?? { kind: 'table', parts };
}

/** `range(end)`, `range(start, end)`, `range(start, end, step)`. */
function tableFunction(cursor: Cursor): Relation {
  const start = cursor.peek();
  const name = cursor.identifier();
  if (name.toLowerCase() !== 'range') throw unsupported(`the table function ${name}`);
  cursor.expectSymbol('(');
  const bounds = cursor.list(() => {
    const bound = expression(cursor);
    if (bound.kind !== 'literal' || !['int', 'long'].includes(bound.type.kind)) {
      throw cursor.failureAt(start, 'range() takes whole numbers');
    }
    return BigInt(bound.value as number | bigint);
  });
  cursor.expectSymbol(')');
  if (bounds.length > 3) throw cursor.failureAt(start, 'range() takes a start, an end and a step');
  const [first, end] = bounds.length === 1 ? [0n, bounds[0]] : bounds;
  const step = bounds[2] ?? 1n;
  if (step === 0n) throw cursor.failureAt(start, 'the step of range() must not be 0');
  return { kind: 'range', start: first, end, step };
}

/** `VALUES (1, 'a'), (2, 'b')`: columns col1, col2. */
function inlineTable(cursor: Cursor): Relation {
  const rows = cursor.list(() => {
    const start = cursor.peek();
    const item = expression(cursor);
    const cells = item.kind === 'unresolvedFunction' && item.name === 'struct' ? item.args : [item];
    return { start, cells };
  });
  const width = rows[0].cells.length;
  const relations = rows.map(({ start, cells }): Relation => {
    if (cells.length !== width) {
      throw cursor.failureAt(
        start,
        `expected ${width} columns but found ${cells.length} columns in this row`,
      );
    }
    const expressions = cells.map(
      (child, i) => ({ kind: 'unresolvedAlias', child, names: [`col${i + 1}`] }) as const,
    );
    return { kind: 'project', input: null, expressions };
  });
  if (relations.length === 1) return relations[0];
  return {
    kind: 'setOperation',
    operation: 'union',
    inputs: relations,
    all: true,
    byName: false,
    allowMissing: false,
  };
}

function requiredNames(cursor: Cursor): string[] {
  cursor.expectSymbol('(');
  const names = cursor.list(() => cursor.identifier());
  cursor.expectSymbol(')');
  return names;
}

function columnNames(cursor: Cursor): string[] {
  return cursor.isSymbol('(') ? requiredNames(cursor) : [];
}

function withNames(relation: Relation, names: readonly string[]): Relation {
  return names.length === 0 ? relation : { kind: 'toDF', input: relation, names };
}
