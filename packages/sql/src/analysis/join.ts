import { AnalysisError, ambiguousColumn, unsupported } from '../errors.js';
import { newAlias } from '../plan/attribute.js';
import { collectReferences, joinConjuncts, replaceExpression } from '../plan/expressions.js';
import type { Attribute, Expression, JoinType, NamedExpression } from '../plan/expression.js';
import type { Apart } from '../plan/freshIds.js';
import type { JoinNode, LogicalNode } from '../plan/logical.js';
import type { UnresolvedExpression } from '../plan/unresolved.js';
import { outputIds, outputOf } from '../plan/walk.js';
import { builtinCall } from './call.js';
import { resolveCondition } from './expression.js';
import { scopeOver } from './scope.js';
import { betweenSides, refuseUndecided } from './selfJoin.js';
import { isShown, revealKeys } from './usingKeys.js';
import { containsSubquery, extractSubqueries, pushNegations } from './subquery.js';
import type { Analysis } from './scope.js';

/** What a join is made of before its names are known. */
export interface JoinRequest {
  readonly type: JoinType;
  readonly condition: UnresolvedExpression | null;
  readonly using: readonly string[];
  readonly natural?: boolean;
}

/** The sides of a join, which have no column in common. */
export interface Sides extends Apart {
  readonly left: LogicalNode;
}

export function joinRows(analysis: Analysis, sides: Sides, request: JoinRequest): LogicalNode {
  const { left, right } = sides;
  const using = request.natural === true ? commonNames(left, right) : request.using;
  if (using.length > 0) return joinUsing(analysis, left, right, { ...request, using });
  if (request.condition !== null) {
    const wide = {
      left: revealKeys(left, [request.condition]),
      right: revealKeys(right, [request.condition]),
    };
    if (wide.left !== left || wide.right !== right) {
      const input = plainJoin(analysis, { ...sides, ...wide }, request);
      return { kind: 'project', input, expressions: outputOf(input).filter(isShown), using: true };
    }
  }
  return plainJoin(analysis, sides, request);
}

function plainJoin(analysis: Analysis, sides: Sides, request: JoinRequest): LogicalNode {
  const { left, right } = sides;
  const { type } = request;
  const condition = request.condition && joinCondition(analysis, sides, request.condition);
  const join: JoinNode = { kind: 'join', left, right, type, condition };
  return condition !== null && containsSubquery(condition) ? withSubqueries(analysis, join, condition) : join;
}

/** Each subquery of the condition becomes a column of the side that it refers to. */
function withSubqueries(analysis: Analysis, join: JoinNode, condition: Expression): LogicalNode {
  let { left, right } = join;
  const leftIds = outputIds(left);
  const rightIds = outputIds(right);
  const replaced = replaceExpression(pushNegations(condition, false), (inner) => {
    const negated = inner.kind === 'call' && inner.name === 'not' && inner.args[0].kind === 'subquery';
    if (inner.kind !== 'subquery' && !negated) return undefined;
    const used = [...collectReferences(inner)];
    if (used.every((id) => leftIds.has(id))) {
      const extracted = extractSubqueries(analysis, left, [inner]);
      left = extracted.input;
      return extracted.expressions[0];
    }
    if (!used.every((id) => rightIds.has(id))) {
      throw unsupported('a subquery in a join condition that refers to both sides');
    }
    const extracted = extractSubqueries(analysis, right, [inner]);
    right = extracted.input;
    return extracted.expressions[0];
  });
  const widened: JoinNode = { ...join, left, right, condition: replaced };
  return { kind: 'project', input: widened, expressions: outputOf(join) };
}

function joinCondition(
  analysis: Analysis,
  { left, right, selfJoin, renewed }: Sides,
  condition: UnresolvedExpression,
): Expression {
  const undecided = new Set<Expression>();
  const resolved = resolveCondition(condition, {
    ...scopeOver(analysis, 'join', left, right),
    undecided,
    renewed,
  });
  refuseUndecided(resolved, undecided, left, right);
  return selfJoin ? betweenSides(resolved, left, right) : resolved;
}

/** Names that both sides have, as the left spells them. */
function commonNames(left: LogicalNode, right: LogicalNode): readonly string[] {
  const names = outputOf(left).map((column) => column.name);
  return names.filter((name) => columnsNamed(name, right).length > 0);
}

function columnsNamed(name: string, plan: LogicalNode): readonly Attribute[] {
  return outputOf(plan).filter((column) => column.name.toLowerCase() === name.toLowerCase());
}

/**
 * join(other, ['k']): every key appears once, first: the left value, for a right join the right one, for a full join
 * whichever there is; then the other columns of the left, then of the right side.
 */
function joinUsing(
  analysis: Analysis,
  left: LogicalNode,
  right: LogicalNode,
  { type, using }: JoinRequest,
): LogicalNode {
  const scope = scopeOver(analysis, 'join', left, right);
  const pairs = using.map(
    (name) => [usingColumn(name, left, 'left'), usingColumn(name, right, 'right')] as const,
  );
  const condition = joinConjuncts(pairs.map(([a, b]) => builtinCall('=', [a, b], scope)));
  const join: JoinNode = { kind: 'join', left, right, type: type === 'cross' ? 'inner' : type, condition };
  const output = outputOf(join);
  const nowIn = (column: Attribute): Attribute =>
    output.find((candidate) => candidate.id === column.id) ?? column;
  const keys = pairs.map(([a, b]): NamedExpression => {
    if (type === 'right') return { ...nowIn(b), name: a.name };
    if (type !== 'full') return nowIn(a);
    return newAlias(builtinCall('coalesce', [nowIn(a), nowIn(b)], scope), a.name, a.metadata);
  });
  const keyIds = new Set(pairs.flat().map((column) => column.id));
  return {
    kind: 'project',
    input: join,
    expressions: [...keys, ...output.filter((column) => !keyIds.has(column.id))],
    ...(analysis.compat === '2.2' ? {} : { using: true }),
  };
}

function usingColumn(name: string, plan: LogicalNode, side: string): Attribute {
  const matching = columnsNamed(name, plan);
  if (matching.length === 1) return matching[0];
  const names = outputOf(plan)
    .map((column) => column.name)
    .join(', ');
  if (matching.length > 1)
    throw ambiguousColumn(
      [name],
      matching.map((column) => column.name),
    );
  throw new AnalysisError(
    'UNRESOLVED_COLUMN',
    `USING column \`${name}\` cannot be resolved on the ${side} side of the join. The ${side}-side columns: [${names}]`,
  );
}
