import { AnalysisError, ambiguousColumn, ambiguousFrame, unsupported } from '../errors.js';
import { newAlias } from '../plan/attribute.js';
import { collectReferences, joinConjuncts, replaceExpression, splitConjuncts } from '../plan/expressions.js';
import type { Attribute, Expression, JoinType, NamedExpression } from '../plan/expression.js';
import type { JoinNode, LogicalNode } from '../plan/logical.js';
import type { UnresolvedExpression } from '../plan/unresolved.js';
import { outputIds, outputOf, withFreshIds } from '../plan/walk.js';
import { builtinCall } from './call.js';
import { resolveCondition } from './expression.js';
import { scopeOver } from './scope.js';
import { containsSubquery, extractSubqueries, pushNegations } from './subquery.js';
import type { Analysis } from './scope.js';

/** What a join is made of before its names are known. */
export interface JoinRequest {
  readonly type: JoinType;
  readonly condition: UnresolvedExpression | null;
  readonly using: readonly string[];
  readonly natural?: boolean;
}

/** The right side of a join; where both sides come from the same plan its columns get fresh ids. */
export function apart(left: LogicalNode, right: LogicalNode): LogicalNode {
  const leftIds = outputIds(left);
  const shared = outputOf(right).some((column) => leftIds.has(column.id));
  return shared ? withFreshIds(right) : right;
}

/** A join of sides that are apart. */
export function joinRows(
  analysis: Analysis,
  left: LogicalNode,
  right: LogicalNode,
  request: JoinRequest,
): LogicalNode {
  const using = request.natural === true ? commonNames(left, right) : request.using;
  if (using.length > 0) return joinUsing(analysis, left, right, { ...request, using });
  const { type } = request;
  const condition = request.condition && joinCondition(analysis, left, right, request.condition);
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

/**
 * `df.join(df, df.a == df.a)`: both operands name the same column of the same frame; the first is meant on the left,
 * the second on the right. Any other use of a column that both sides of a self-join have is ambiguous: Spark 2.x takes
 * the left one, 3.x raises an error.
 */
function joinCondition(
  analysis: Analysis,
  left: LogicalNode,
  right: LogicalNode,
  condition: UnresolvedExpression,
): Expression {
  const undecided = new Map<number, Attribute>();
  const scope = { ...scopeOver(analysis, 'join', left, right), undecided };
  const conjuncts = splitConjuncts(resolveCondition(condition, scope)).map((conjunct) => {
    const separated = separateSides(conjunct, left, right);
    if (separated !== null) return separated;
    const ambiguous = [...collectReferences(conjunct)].find((id) => undecided.has(id));
    if (ambiguous !== undefined && analysis.compat !== '2.2') {
      throw ambiguousFrame((undecided.get(ambiguous) as Attribute).name);
    }
    return conjunct;
  });
  return joinConjuncts(conjuncts) as Expression;
}

function separateSides(conjunct: Expression, left: LogicalNode, right: LogicalNode): Expression | null {
  if (conjunct.kind !== 'call' || (conjunct.name !== '=' && conjunct.name !== '<=>')) return null;
  const [a, b] = conjunct.args;
  if (a.kind !== 'attribute' || b.kind !== 'attribute' || a.id !== b.id) return null;
  const inLeft = columnsNamed(a.name, left);
  const inRight = columnsNamed(a.name, right);
  if (inLeft.length !== 1 || inRight.length !== 1) return null;
  return { ...conjunct, args: [inLeft[0], inRight[0]] };
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
