import type { Expression, NamedExpression } from '../plan/expression.js';
import { expressionChildren } from '../plan/expressions.js';
import type { LogicalNode, ProjectNode } from '../plan/logical.js';
import { outputOf, transformUp } from '../plan/walk.js';
import { isDeterministic } from './determinism.js';
import { definitionsOf, substitute } from './substitute.js';

/** Qualifiers have done their work once names are resolved. */
export function removeAliases(node: LogicalNode): LogicalNode {
  return transformUp(node, (inner) => (inner.kind === 'subqueryAlias' ? inner.input : inner));
}

/** Merges projections and removes those that change nothing. */
export function mergeProjections(node: LogicalNode): LogicalNode {
  return transformUp(node, (inner) => (inner.kind === 'project' ? simplifyProject(inner) : inner));
}

function simplifyProject(node: ProjectNode): LogicalNode {
  const { input } = node;
  if (input.kind === 'project' && canMerge(node, input)) return merge(node, input);
  const columns = outputOf(input);
  const unchanged =
    node.expressions.length === columns.length &&
    node.expressions.every(
      (named, i) =>
        named.kind === 'attribute' && named.id === columns[i].id && named.name === columns[i].name,
    );
  return unchanged ? input : node;
}

/** Merging must not compute anything twice, nor anything random. */
function canMerge(outer: ProjectNode, inner: ProjectNode): boolean {
  const uses = new Map<number, number>();
  for (const expression of outer.expressions) countUses(expression, uses);
  return inner.expressions.every((named) => {
    if (named.kind === 'attribute') return true;
    if (!isDeterministic(named)) return false;
    return isCheap(named.child) || (uses.get(named.id) ?? 0) <= 1;
  });
}

function countUses(expression: Expression, uses: Map<number, number>): void {
  if (expression.kind === 'attribute') uses.set(expression.id, (uses.get(expression.id) ?? 0) + 1);
  for (const child of expressionChildren(expression)) countUses(child, uses);
}

function isCheap(expression: Expression): boolean {
  if (expression.kind === 'field') return isCheap(expression.child);
  return expression.kind === 'attribute' || expression.kind === 'literal';
}

/** A plain column of the outer projection keeps its id: it becomes the inner one's definition under that id. */
function merge(outer: ProjectNode, inner: ProjectNode): ProjectNode {
  const definitions = definitionsOf(inner.expressions);
  const byId = new Map(inner.expressions.map((named) => [named.id, named]));
  const expressions = outer.expressions.map((named): NamedExpression => {
    if (named.kind === 'alias') return { ...named, child: substitute(named.child, definitions) };
    const definition = byId.get(named.id);
    return definition?.kind === 'alias' ? { ...definition, name: named.name } : named;
  });
  return { kind: 'project', input: inner.input, expressions };
}
