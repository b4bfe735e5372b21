import { aliasWithId } from '../plan/attribute.js';
import type { Attribute, NamedExpression } from '../plan/expression.js';
import type { JoinNode, LogicalNode, UnionNode } from '../plan/logical.js';
import { outputIds, outputOf, transformUp } from '../plan/walk.js';
import { FALSE, isLiteral, literal } from './build.js';

/** Operators that have nothing to work on go, and with them the sources that they would have read. */
export function dropEmpty(node: LogicalNode): LogicalNode {
  return transformUp(node, drop);
}

/** A relation without rows. */
function nothing(node: LogicalNode): LogicalNode {
  return { kind: 'local', output: outputOf(node), batches: [] };
}

export function isEmpty(node: LogicalNode): boolean {
  return node.kind === 'local' && node.batches.every((batch) => batch.length === 0);
}

function drop(node: LogicalNode): LogicalNode {
  switch (node.kind) {
    case 'filter':
      return isEmpty(node.input) || isLiteral(node.condition, false) ? nothing(node) : node;
    case 'limit':
    case 'tail':
      return isEmpty(node.input) || node.count === 0 ? nothing(node) : node;
    case 'project':
    case 'sort':
    case 'repartition':
    case 'window':
    case 'generate':
    case 'expand':
    case 'sample':
      return isEmpty(node.input) ? nothing(node) : node;
    case 'aggregate':
      return node.keys.length > 0 && isEmpty(node.input) ? nothing(node) : node;
    case 'join':
      return dropFromJoin(node);
    case 'union':
      return dropFromUnion(node);
    default:
      return node;
  }
}

function dropFromJoin(node: JoinNode): LogicalNode {
  const { left, right, type } = node;
  const never = node.condition !== null && isLiteral(node.condition, false);
  const noLeft = isEmpty(left);
  const noRight = isEmpty(right) || (never && type !== 'right' && type !== 'full');
  switch (type) {
    case 'inner':
    case 'cross':
    case 'semi':
      return noLeft || noRight ? nothing(node) : node;
    case 'left':
      if (noLeft) return nothing(node);
      return noRight ? withNulls(node, left) : node;
    case 'right':
      if (isEmpty(right)) return nothing(node);
      return noLeft || never ? withNulls(node, right) : node;
    case 'full':
      if (noLeft && noRight) return nothing(node);
      if (noLeft) return withNulls(node, right);
      return noRight ? withNulls(node, left) : node;
    case 'anti':
      if (noLeft) return nothing(node);
      return noRight ? left : node;
    case 'existence': {
      if (noLeft) return nothing(node);
      if (!noRight || node.exists === undefined) return node;
      const { id, name } = node.exists;
      const expressions = [...outputOf(left), aliasWithId(FALSE, name, id)];
      return { kind: 'project', input: left, expressions };
    }
  }
}

/** The rows of the one side; all columns of the other are null. */
function withNulls(node: JoinNode, side: LogicalNode): LogicalNode {
  const there = outputIds(side);
  const expressions = outputOf(node).map((column): NamedExpression =>
    there.has(column.id) ? column : nullNamed(column),
  );
  return { kind: 'project', input: side, expressions };
}

function nullNamed({ id, name, type, metadata }: Attribute): NamedExpression {
  return aliasWithId(literal(null, type), name, id, metadata);
}

function dropFromUnion(node: UnionNode): LogicalNode {
  const inputs = node.inputs.filter((input) => !isEmpty(input));
  if (inputs.length === node.inputs.length) return node;
  if (inputs.length === 0) return nothing(node);
  if (inputs.length > 1) return { ...node, inputs };
  const columns = outputOf(inputs[0]);
  const expressions = node.output.map(({ id, name, metadata }, i) =>
    aliasWithId(columns[i], name, id, metadata),
  );
  return { kind: 'project', input: inputs[0], expressions };
}
