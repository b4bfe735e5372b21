import { newAttributeId } from './attribute.js';
import { transformExpression } from './expressions.js';
import type { Attribute, Expression, NamedExpression } from './expression.js';
import type { LogicalNode } from './logical.js';
import { childrenOf, expressionsOf, mapChildren, mapExpressions, outputIds, outputOf } from './walk.js';

/** Copies of plans under fresh attribute ids, for the second use of a plan in a join. */

/** Copies -> what they are copies of. */
const origins = new WeakMap<LogicalNode, LogicalNode>();

/** The plan that a node is a copy of under fresh ids (directly or over several copies), or the node itself. */
export function originOf(node: LogicalNode): LogicalNode {
  return origins.get(node) ?? node;
}

/** What one copying knows: which nodes get fresh ids for what they make, and old ids -> new ones. */
interface Renewal {
  readonly renews: (node: LogicalNode) => boolean;
  readonly renamed: Map<number, number>;
}

/**
 * A copy of the plan that produces the same rows under fresh attribute ids. Shared sub-plans stay shared: they are read
 * once more and only renamed above.
 */
export function withFreshIds(node: LogicalNode): LogicalNode {
  return renew(node, { renews: () => true, renamed: new Map() });
}

/** The right side of a join, apart from the left. */
export interface Apart {
  readonly right: LogicalNode;
  /** The sides have columns in common: both come from one plan. */
  readonly selfJoin: boolean;
  /** Columns of the right side whose source stands on the left too: old id -> new one. */
  readonly renewed: ReadonlyMap<number, number>;
}

/**
 * Sides of a join with no column in common. As in Spark only what makes such a column gets fresh ids, with all it makes;
 * whenRead: and every source that the left reads too, which 3.x renews even where its columns come out of neither side.
 */
export function apartFrom(left: LogicalNode, right: LogicalNode, whenRead: boolean): Apart {
  const leftIds = outputIds(left);
  const selfJoin = outputOf(right).some(({ id }) => leftIds.has(id));
  let other = right;
  const renewed = new Map<number, number>();
  if (whenRead) {
    const read = new Set<number>();
    collectSources(left, read, new Set());
    const renews = (node: LogicalNode): boolean =>
      childrenOf(node).length === 0 && outputOf(node).some(({ id }) => read.has(id));
    other = renew(right, { renews, renamed: new Map() });
    const fresh = outputOf(other);
    outputOf(right).forEach(({ id }, i) => {
      if (fresh[i].id !== id) renewed.set(id, fresh[i].id);
    });
  }
  const common = new Set(outputOf(other).flatMap(({ id }) => (leftIds.has(id) ? [id] : [])));
  if (common.size > 0) {
    other = renew(other, { renews: (node) => makes(node).some((id) => common.has(id)), renamed: new Map() });
  }
  return { right: other, selfJoin, renewed };
}

function collectSources(node: LogicalNode, ids: Set<number>, seen: Set<LogicalNode>): void {
  if (seen.has(node)) return;
  seen.add(node);
  const children = childrenOf(node);
  if (children.length === 0) for (const { id } of outputOf(node)) ids.add(id);
  for (const child of children) collectSources(child, ids, seen);
}

/** Ids of columns that the node does not take from its inputs. */
function makes(node: LogicalNode): readonly number[] {
  switch (node.kind) {
    case 'scan':
    case 'local':
    case 'range':
    case 'kernel':
    case 'writeLayer':
    case 'expand':
    case 'shared':
      return outputOf(node).map(({ id }) => id);
    case 'generate':
      return node.columns.map(({ id }) => id);
    case 'join':
      return node.exists === undefined ? [] : [node.exists.id];
    case 'project':
    case 'aggregate':
    case 'window':
      return expressionsOf(node).flatMap((expression) =>
        expression.kind === 'alias' ? [expression.id] : [],
      );
    default:
      return [];
  }
}

function freshAttribute(attribute: Attribute, renamed: Map<number, number>): Attribute {
  const id = newAttributeId();
  renamed.set(attribute.id, id);
  return { ...attribute, id };
}

function renew(node: LogicalNode, renewal: Renewal): LogicalNode {
  const copied = mapChildren(node, (child) => renew(child, renewal));
  const renews = renewal.renews(node);
  if (copied === node && !renews) return node;
  const copy = renews ? refreshed(copied, renewal.renamed) : follow(copied, renewal.renamed);
  origins.set(copy, originOf(node));
  return copy;
}

/** The node over renewed inputs; what it makes itself keeps its ids. */
function follow(copied: LogicalNode, renamed: Map<number, number>): LogicalNode {
  if (copied.kind === 'union') return { ...copied, output: followFirst(copied, renamed) };
  // An alias under the id of an input's column (distinctRows) stays with that column.
  const moved = mapExpressions(copied, (expression) =>
    transformExpression(expression, (inner) =>
      inner.kind === 'alias' && renamed.has(inner.id)
        ? { ...inner, id: renamed.get(inner.id) as number }
        : moveTo(inner, renamed),
    ),
  );
  if (moved.kind === 'expand' || moved.kind === 'kernel') {
    return { ...moved, output: moved.output.map((attribute) => moveTo(attribute, renamed) as Attribute) };
  }
  if (moved.kind !== 'generate' || moved.kept === undefined) return moved;
  return { ...moved, kept: moved.kept.map((attribute) => moveTo(attribute, renamed) as Attribute) };
}

/** A union's columns have the ids of its first input; one that stands there twice has its own. */
function followFirst(
  union: Extract<LogicalNode, { kind: 'union' }>,
  renamed: Map<number, number>,
): readonly Attribute[] {
  const first = outputOf(union.inputs[0]);
  const seen = new Set<number>();
  return union.output.map((column, i) => {
    const { id } = first[i];
    if (seen.has(id)) return freshAttribute(column, renamed);
    seen.add(id);
    renamed.set(column.id, id);
    return { ...column, id };
  });
}

function refreshed(copied: LogicalNode, renamed: Map<number, number>): LogicalNode {
  if (copied.kind === 'shared') {
    const expressions = outputOf(copied).map((attribute): NamedExpression => {
      const { id } = freshAttribute(attribute, renamed);
      const { name, type, nullable, metadata } = attribute;
      const alias = { kind: 'alias', child: attribute, name, id, type, nullable } as const;
      return metadata ? { ...alias, metadata } : alias;
    });
    return { kind: 'project', input: copied, expressions };
  }
  switch (copied.kind) {
    case 'scan': {
      const output = copied.output.map((attribute) => freshAttribute(attribute, renamed));
      return mapExpressions({ ...copied, output }, (expression) => rename(expression, renamed));
    }
    case 'local':
    case 'range':
    case 'writeLayer':
      return { ...copied, output: copied.output.map((attribute) => freshAttribute(attribute, renamed)) };
    case 'union':
      return { ...copied, output: followFirst(copied, renamed) };
    case 'generate': {
      const inner = mapExpressions(copied, (expression) => rename(expression, renamed)) as typeof copied;
      const columns = copied.columns.map((attribute) => freshAttribute(attribute, renamed));
      const kept = copied.kept?.map((attribute) => rename(attribute, renamed) as Attribute);
      return kept === undefined ? { ...inner, columns } : { ...inner, columns, kept };
    }
    case 'expand': {
      const inner = mapExpressions(copied, (expression) => rename(expression, renamed)) as typeof copied;
      return { ...inner, output: copied.output.map((attribute) => freshAttribute(attribute, renamed)) };
    }
    case 'join': {
      const inner = mapExpressions(copied, (expression) => rename(expression, renamed)) as typeof copied;
      if (copied.exists === undefined) return inner;
      return { ...inner, exists: freshAttribute(copied.exists, renamed) };
    }
    case 'kernel': {
      const output = copied.output.map((attribute) => freshAttribute(attribute, renamed));
      const inner = mapExpressions(copied, (expression) => rename(expression, renamed));
      return { ...(inner as typeof copied), output };
    }
    default:
      return mapExpressions(copied, (expression) => rename(expression, renamed));
  }
}

/** Refers to the new ids; an alias gets a fresh one itself. Keys of an aggregate are renamed before its results. */
function rename(expression: Expression, renamed: Map<number, number>): Expression {
  return transformExpression(expression, (inner) => {
    if (inner.kind !== 'alias') return moveTo(inner, renamed);
    const id = newAttributeId();
    renamed.set(inner.id, id);
    return { ...inner, id };
  });
}

function moveTo(expression: Expression, renamed: ReadonlyMap<number, number>): Expression {
  if (expression.kind !== 'attribute') return expression;
  const id = renamed.get(expression.id);
  return id === undefined ? expression : { ...expression, id };
}
