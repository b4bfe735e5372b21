import type { ParseError, Place } from '../errors.js';
import type { JoinType } from '../plan/expression.js';
import type { UnresolvedExpression, UnresolvedRelation } from '../plan/unresolved.js';
import type { Cursor } from './cursor.js';
import type { Token } from './lexer.js';
import { expression, namedExpression } from './expression.js';
import { implicitAlias, startsQuery, tableName } from './keywords.js';
import { relationSample } from './sample.js';

type Relation = UnresolvedRelation;

/** Relations separated by commas are a cross product. */
export function fromClause(cursor: Cursor): Relation {
  let relation = joined(cursor, null);
  while (cursor.acceptSymbol(',')) relation = joined(cursor, relation);
  for (;;) {
    if (cursor.acceptWord('LATERAL', 'VIEW')) relation = lateralView(cursor, relation);
    else if (cursor.isWord('PIVOT') && cursor.isSymbol('(', 1)) relation = pivot(cursor, relation);
    else return relation;
  }
}

/** `[OUTER] explode(x) t AS a, b`, past LATERAL VIEW. */
function lateralView(cursor: Cursor, input: Relation): Relation {
  const outer = cursor.acceptWord('OUTER');
  const generator = expression(cursor);
  const alias = implicitAlias(cursor, 'table') ?? '';
  cursor.acceptWord('AS');
  const names =
    alias === '' || implicitAliasFollows(cursor) ? cursor.list(() => cursor.identifier()) : ([] as string[]);
  return { kind: 'lateralView', input, generator, outer, alias, names };
}

function implicitAliasFollows(cursor: Cursor): boolean {
  const mark = cursor.mark();
  const found = implicitAlias(cursor, 'table') !== null;
  cursor.reset(mark);
  return found;
}

/** `PIVOT (sum(x) AS s, max(x) FOR k IN (1 AS one, 2))`, or `FOR (a, b) IN ((1, 2), (3, 4))`. */
function pivot(cursor: Cursor, input: Relation): Relation {
  cursor.expectWord('PIVOT');
  cursor.expectSymbol('(');
  const aggregates = cursor.list(() => namedExpression(cursor));
  cursor.expectWord('FOR');
  const names = cursor.isSymbol('(') ? requiredNames(cursor) : [cursor.identifier()];
  cursor.expectWord('IN');
  cursor.expectSymbol('(');
  const values = cursor.list(() => namedExpression(cursor));
  cursor.expectSymbol(')');
  cursor.expectSymbol(')');
  const columns = names.map((name) => ({ kind: 'unresolvedAttribute', parts: [name] }) as const);
  return { kind: 'pivot', input, keys: null, columns, values, aggregates };
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

/** A relation and what is joined to it; before: the relation that a comma separates it from, null for the first one. */
function joined(cursor: Cursor, before: Relation | null): Relation {
  const start = cursor.peek();
  const first = lateralOrPlain(cursor, before);
  if (before === null || first.kind === 'lateralJoin') return joins(cursor, first, start);
  return join(before, joins(cursor, first, start), 'inner', null, []);
}

/** LATERAL (query) beside what stands before it, or a relation on its own. */
function lateralOrPlain(cursor: Cursor, before: Relation | null): Relation {
  if (!isLateral(cursor)) return relationPrimary(cursor);
  return { kind: 'lateralJoin', left: before, right: lateralQuery(cursor), type: 'inner', condition: null };
}

function isLateral(cursor: Cursor): boolean {
  return cursor.isWord('LATERAL') && !cursor.isWord('LATERAL', 'VIEW') && cursor.compat !== '2.2';
}

function lateralQuery(cursor: Cursor): Relation {
  cursor.expectWord('LATERAL');
  const start = cursor.peek();
  if (start.text !== '(' || !opensQuery(cursor)) {
    throw cursor.failureAt(start, 'Invalid SQL syntax: LATERAL can only be used with subquery.');
  }
  return relationPrimary(cursor);
}

const LATERAL_JOINS: ReadonlySet<JoinType> = new Set(['inner', 'cross', 'left']);

function joins(cursor: Cursor, first: Relation, start: Token): Relation {
  let left = first;
  for (;;) {
    const natural = cursor.isWord('NATURAL');
    const type = joinType(cursor);
    if (type === null) return left;
    if (isLateral(cursor)) {
      left = lateralJoin(cursor, left, type, natural, start);
      continue;
    }
    const right = relationPrimary(cursor);
    if (natural) left = { kind: 'join', left, right, type, condition: null, using: [], natural };
    else if (cursor.acceptWord('ON')) left = join(left, right, type, expression(cursor), []);
    else if (cursor.acceptWord('USING')) left = join(left, right, type, null, requiredNames(cursor));
    else left = join(left, right, type, null, []);
  }
}

function lateralJoin(
  cursor: Cursor,
  left: Relation,
  type: JoinType,
  natural: boolean,
  start: Token,
): Relation {
  const refused = (what: string): ParseError =>
    cursor.failureAt(start, `The feature is not supported: LATERAL ${what}.`);
  if (!LATERAL_JOINS.has(type)) throw refused(`join type ${type.toUpperCase()}`);
  if (natural) throw refused('join with NATURAL join');
  const right = lateralQuery(cursor);
  if (cursor.isWord('USING')) throw refused('join with USING join');
  const condition = cursor.acceptWord('ON') ? expression(cursor) : null;
  return { kind: 'lateralJoin', left, right, type, condition };
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

/** `( query )` */
function parenthesisedQuery(cursor: Cursor): Relation {
  cursor.expectSymbol('(');
  const relation = cursor.query(cursor);
  cursor.expectSymbol(')');
  return relation;
}

function relationPrimary(cursor: Cursor): Relation {
  const place = cursor.place();
  const relation = relationBody(cursor);
  const sampled = cursor.acceptWord('TABLESAMPLE') ? relationSample(cursor, relation) : relation;
  const explicit = cursor.acceptWord('AS');
  const alias = explicit ? tableName(cursor) : implicitAlias(cursor, 'table');
  if (alias === null) return sampled;
  return { kind: 'subqueryAlias', alias, input: withNames(sampled, relationColumns(cursor, sampled), place) };
}

/** Spark 2 takes names of columns only behind VALUES. */
function relationColumns(cursor: Cursor, relation: Relation): readonly string[] {
  if (cursor.compat === '2.2' && relation.kind !== 'inlineTable') return [];
  return columnNames(cursor);
}

function relationBody(cursor: Cursor): Relation {
  if (cursor.isWord('VALUES')) return inlineTable(cursor);
  if (!cursor.isSymbol('(')) return tableNamed(cursor);
  if (opensQuery(cursor)) return parenthesisedQuery(cursor);
  cursor.expectSymbol('(');
  const relation = joined(cursor, null);
  cursor.expectSymbol(')');
  return relation;
}

/** Whether the word behind the coming parentheses begins a query rather than a list of joined tables. */
function opensQuery(cursor: Cursor): boolean {
  let ahead = 0;
  while (cursor.isSymbol('(', ahead)) ahead += 1;
  return startsQuery(cursor, ahead);
}

export function tableNamed(cursor: Cursor): Relation {
  if (cursor.peek().kind === 'word' && cursor.isSymbol('(', 1)) return tableFunction(cursor);
  const place = cursor.place();
  const parts = [cursor.identifier()];
  while (cursor.acceptSymbol('.')) parts.push(cursor.identifier());
  const common = parts.length === 1 ? cursor.named.get(parts[0].toLowerCase()) : undefined;
  return common ?? { kind: 'table', parts, place };
}

/** `range(10)`, `explode(array(1, 2))` in place of a table. */
function tableFunction(cursor: Cursor): Relation {
  const place = cursor.place();
  const name = cursor.identifier();
  cursor.expectSymbol('(');
  const args = cursor.isSymbol(')') ? [] : cursor.list(() => expression(cursor));
  cursor.expectSymbol(')');
  return { kind: 'tableFunction', name, args, place };
}

/** `VALUES (1, 'a'), (2, 'b')`: columns col1, col2. */
export function inlineTable(cursor: Cursor): Relation {
  const place = cursor.place();
  cursor.expectWord('VALUES');
  const rows = cursor.list(() => {
    const item = expression(cursor);
    return item.kind === 'unresolvedFunction' && item.name === 'struct' ? item.args : [item];
  });
  return { kind: 'inlineTable', rows, place };
}

function requiredNames(cursor: Cursor): string[] {
  cursor.expectSymbol('(');
  const names = cursor.list(() => cursor.identifier());
  cursor.expectSymbol(')');
  return names;
}

export function columnNames(cursor: Cursor): string[] {
  return cursor.isSymbol('(') ? requiredNames(cursor) : [];
}

/** place: of the relation. */
export function withNames(relation: Relation, names: readonly string[], place: Place): Relation {
  return names.length === 0 ? relation : { kind: 'toDF', input: relation, names, place };
}
