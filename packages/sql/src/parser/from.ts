import { invalidPlan, unsupported } from '../errors.js';
import { lookupFunction } from '../functions/registry.js';
import type { JoinType } from '../plan/expression.js';
import type { UnresolvedExpression, UnresolvedFunction, UnresolvedRelation } from '../plan/unresolved.js';
import { collectUnresolved } from '../plan/unresolvedExpressions.js';
import type { Cursor } from './cursor.js';
import { expression, implicitAlias, namedExpression } from './expression.js';
import { relationSample } from './sample.js';

type Relation = UnresolvedRelation;

/** Relations separated by commas are a cross product. */
export function fromClause(cursor: Cursor): Relation {
  const relations = cursor.list(() => joined(cursor));
  let relation = relations.reduce((left, right) => join(left, right, 'inner', null, []));
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
  const alias = implicitAlias(cursor) ?? '';
  cursor.acceptWord('AS');
  const names =
    alias === '' || implicitAliasFollows(cursor) ? cursor.list(() => cursor.identifier()) : ([] as string[]);
  return { kind: 'lateralView', input, generator, outer, alias, names };
}

function implicitAliasFollows(cursor: Cursor): boolean {
  const mark = cursor.mark();
  const found = implicitAlias(cursor) !== null;
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

function joined(cursor: Cursor): Relation {
  let left = relationPrimary(cursor);
  for (;;) {
    const natural = cursor.isWord('NATURAL');
    const type = joinType(cursor);
    if (type === null) return left;
    const right = relationPrimary(cursor);
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

/** `( query )` */
function parenthesisedQuery(cursor: Cursor): Relation {
  cursor.expectSymbol('(');
  const relation = cursor.query(cursor);
  cursor.expectSymbol(')');
  return relation;
}

function relationPrimary(cursor: Cursor): Relation {
  const relation = relationBody(cursor);
  const sampled = cursor.acceptWord('TABLESAMPLE') ? relationSample(cursor, relation) : relation;
  if (cursor.isWord('UNPIVOT') && cursor.isSymbol('(', 1)) {
    throw unsupported('UNPIVOT in SQL text (the DataFrame method is)');
  }
  const explicit = cursor.acceptWord('AS');
  const alias = explicit ? cursor.identifier() : implicitAlias(cursor);
  if (alias === null) return sampled;
  return { kind: 'subqueryAlias', alias, input: withNames(sampled, columnNames(cursor)) };
}

function relationBody(cursor: Cursor): Relation {
  if (cursor.acceptWord('VALUES')) return inlineTable(cursor);
  if (!cursor.isSymbol('(')) return tableNamed(cursor);
  if (opensQuery(cursor)) return parenthesisedQuery(cursor);
  cursor.expectSymbol('(');
  const relation = joined(cursor);
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

export function tableNamed(cursor: Cursor): Relation {
  if (cursor.peek().kind === 'word' && cursor.isSymbol('(', 1)) return tableFunction(cursor);
  const parts = [cursor.identifier()];
  while (cursor.acceptSymbol('.')) parts.push(cursor.identifier());
  const common = parts.length === 1 ? cursor.named.get(parts[0].toLowerCase()) : undefined;
  return common ?? { kind: 'table', parts };
}

/** `range(10)`, `explode(array(1, 2))` in place of a table. */
function tableFunction(cursor: Cursor): Relation {
  const name = cursor.identifier();
  cursor.expectSymbol('(');
  const args = cursor.isSymbol(')') ? [] : cursor.list(() => expression(cursor));
  cursor.expectSymbol(')');
  return { kind: 'tableFunction', name, args };
}

/** `VALUES (1, 'a'), (2, 'b')`: columns col1, col2. */
export function inlineTable(cursor: Cursor): Relation {
  const rows = cursor.list(() => {
    const item = expression(cursor);
    const cells = item.kind === 'unresolvedFunction' && item.name === 'struct' ? item.args : [item];
    cells.forEach(refuseUncertain);
    return cells;
  });
  const width = rows[0].length;
  const relations = rows.map((cells, row): Relation => {
    if (cells.length !== width) {
      throw invalidPlan(`expected ${width} columns but found ${cells.length} columns in row ${row}`);
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

/** What VALUES holds must be computed once for all. */
function refuseUncertain(cell: UnresolvedExpression): void {
  const [call] = collectUnresolved(cell, (inner): inner is UnresolvedFunction => {
    const definition = inner.kind === 'unresolvedFunction' ? lookupFunction(inner.name) : undefined;
    return definition !== undefined && (definition.kind !== 'scalar' || !definition.deterministic);
  });
  if (call !== undefined) {
    throw invalidPlan(`cannot evaluate expression ${call.name}(...) in inline table definition`);
  }
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

export function withNames(relation: Relation, names: readonly string[]): Relation {
  return names.length === 0 ? relation : { kind: 'toDF', input: relation, names };
}
