import type { Attribute, Expression, NamedExpression } from '../plan/expression.js';
import { collectReferences, someExpression } from '../plan/expressions.js';
import type { LogicalNode } from '../plan/logical.js';
import { expressionsOf, mapChildren, outputIds, outputOf } from '../plan/walk.js';

/**
 * Removes columns that nobody uses, down to the scans, so that sources read and exchanges carry only what is needed.
 * The columns of the plan itself stay.
 */
export function pruneColumns(node: LogicalNode): LogicalNode {
  return prune(node, outputIds(node));
}

function prune(node: LogicalNode, wanted: ReadonlySet<number>): LogicalNode {
  switch (node.kind) {
    case 'scan': {
      const used = withReferences(wanted, node.pushedFilters);
      const output = atLeastOne(
        node.output.filter((column) => used.has(column.id)),
        node.output,
      );
      return output.length === node.output.length ? node : { ...node, output };
    }
    case 'project': {
      const expressions = atLeastOne(
        node.expressions.filter((named) => wanted.has(named.id)),
        node.expressions,
      );
      return { ...node, expressions, input: prune(node.input, withReferences(new Set(), expressions)) };
    }
    case 'aggregate': {
      const results = atLeastOne(
        node.results.filter((named) => wanted.has(named.id)),
        node.results,
      );
      // References to keys are among these too; a key's own id is not a column of the input, which does no harm.
      const used = withReferences(new Set(), [...node.keys, ...results]);
      const countsRows = used.size === 0 && !results.some(isDistinct);
      return { ...node, results, input: countsRows ? counted(node.input) : prune(node.input, used) };
    }
    case 'filter':
      return { ...node, input: prune(node.input, withReferences(wanted, [node.condition])) };
    case 'sort':
    case 'repartition':
      return { ...node, input: narrow(node.input, withReferences(wanted, expressionsOf(node))) };
    case 'limit':
    case 'tail':
    case 'singleRow':
      return { ...node, input: narrow(node.input, wanted) };
    case 'sample':
      return { ...node, input: prune(node.input, wanted) };
    case 'window':
      return pruneWindow(node, wanted);
    case 'generate': {
      const input = narrow(node.input, withReferences(wanted, [node.generator]));
      const columns = outputOf(input);
      const used = columns.filter((column) => wanted.has(column.id));
      return { ...node, input, kept: node.columns.length > 0 ? used : atLeastOne(used, columns) };
    }
    case 'expand':
      return pruneExpand(node, wanted);
    case 'join': {
      const used = withReferences(wanted, expressionsOf(node));
      return { ...node, left: narrow(node.left, used), right: narrow(node.right, used) };
    }
    case 'union':
      return pruneUnion(node, wanted);
    case 'subqueryAlias':
      return { ...node, input: prune(node.input, wanted) };
    default:
      return mapChildren(node, (child) => pruneColumns(child));
  }
}

/** Prunes and, where more columns than wanted remain, projects them away before rows are exchanged. */
function narrow(node: LogicalNode, wanted: ReadonlySet<number>): LogicalNode {
  const input = prune(node, wanted);
  const columns = outputOf(input);
  const kept = atLeastOne(
    columns.filter((column) => wanted.has(column.id)),
    columns,
  );
  return kept.length === columns.length ? input : { kind: 'project', input, expressions: kept };
}

function pruneUnion(node: LogicalNode & { kind: 'union' }, wanted: ReadonlySet<number>): LogicalNode {
  const output = atLeastOne(
    node.output.filter((column) => wanted.has(column.id)),
    node.output,
  );
  const positions = output.map((column) => node.output.indexOf(column));
  const inputs = node.inputs.map((input) => {
    const columns = outputOf(input);
    const kept = positions.map((position) => columns[position]);
    const pruned = prune(input, new Set(kept.map((column) => column.id)));
    const now = outputOf(pruned);
    const same = now.length === kept.length && now.every((column, i) => column.id === kept[i].id);
    return same ? pruned : ({ kind: 'project', input: pruned, expressions: kept } as const);
  });
  return { ...node, inputs, output };
}

/** Without a function that somebody wants the rows are those of the input, in an order that nobody asked for. */
function pruneWindow(node: LogicalNode & { kind: 'window' }, wanted: ReadonlySet<number>): LogicalNode {
  const functions = node.functions.filter((named) => wanted.has(named.id));
  if (functions.length === 0) return prune(node.input, wanted);
  const keys = [...node.partitionBy, ...node.orderBy.map((order) => order.child)];
  return { ...node, functions, input: narrow(node.input, withReferences(wanted, [...keys, ...functions])) };
}

function pruneExpand(node: LogicalNode & { kind: 'expand' }, wanted: ReadonlySet<number>): LogicalNode {
  const output = atLeastOne(
    node.output.filter((column) => wanted.has(column.id)),
    node.output,
  );
  const positions = output.map((column) => node.output.indexOf(column));
  const projections = node.projections.map((row) => positions.map((position) => row[position]));
  return {
    ...node,
    output,
    projections,
    input: prune(node.input, withReferences(new Set(), projections.flat())),
  };
}

/**
 * A plan whose rows are only counted, in the task that makes them: sources need not read any column then. The number of
 * columns that it has left may be 0.
 */
function counted(node: LogicalNode): LogicalNode {
  switch (node.kind) {
    case 'scan': {
      const used = withReferences(new Set(), node.pushedFilters);
      const output = node.output.filter((column) => used.has(column.id));
      return output.length === node.output.length ? node : { ...node, output };
    }
    case 'project':
    case 'sort':
      return counted(node.input);
    case 'union':
      return { ...node, inputs: node.inputs.map(counted).map(withoutColumns), output: [] };
    default:
      return prune(node, new Set());
  }
}

/** Rows of distinct values are exchanged before they are counted. */
function isDistinct(result: Expression): boolean {
  return someExpression(result, (inner) => inner.kind === 'aggregate' && inner.distinct);
}

function withoutColumns(node: LogicalNode): LogicalNode {
  return outputOf(node).length === 0 ? node : { kind: 'project', input: node, expressions: [] };
}

function withReferences(wanted: ReadonlySet<number>, expressions: readonly Expression[]): Set<number> {
  const used = new Set(wanted);
  for (const expression of expressions) collectReferences(expression, used);
  return used;
}

/** Rows without any column have no batches to travel in; the narrowest column stands for them. */
function atLeastOne<T extends NamedExpression | Attribute>(
  kept: readonly T[],
  all: readonly T[],
): readonly T[] {
  if (kept.length > 0 || all.length === 0) return kept;
  const narrowest = all.find((column) => NARROW.has(column.type.kind)) ?? all[0];
  return [narrowest];
}

const NARROW = new Set(['boolean', 'byte', 'short', 'int', 'long', 'float', 'double', 'date', 'timestamp']);
