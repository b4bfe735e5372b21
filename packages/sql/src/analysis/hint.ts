import { invalidPlan } from '../errors.js';
import type { Expression } from '../plan/expression.js';
import type { LogicalNode } from '../plan/logical.js';
import type { UnresolvedExpression } from '../plan/unresolved.js';
import { resolveExpression } from './expression.js';
import { scopeOver } from './scope.js';
import type { Analysis } from './scope.js';

/** Hints that say into how many partitions, and by what, rows are spread. */
const PARTITIONING = new Set(['COALESCE', 'REPARTITION', 'REPARTITION_BY_RANGE', 'REBALANCE']);

/** Hints about partitions are followed; others (how to join, unknown names) are advice that sizes decide here. */
export function hintedRows(
  analysis: Analysis,
  input: LogicalNode,
  name: string,
  parameters: readonly UnresolvedExpression[],
): LogicalNode {
  const hint = name.toUpperCase();
  if (!PARTITIONING.has(hint)) return input;
  const partitions = parameters.length > 0 ? partitionCount(parameters[0]) : null;
  const rest = partitions === null ? parameters : parameters.slice(1);
  if (hint === 'COALESCE') {
    if (partitions === null || rest.length > 0) {
      throw invalidPlan('COALESCE Hint expects a partition number as a parameter');
    }
    return { kind: 'repartition', input, partitions, keys: [], shuffle: false };
  }
  const scope = scopeOver(analysis, hint, input);
  const keys = rest.map((parameter): Expression => {
    const column = parameter.kind === 'unresolvedAttribute';
    if (column) return resolveExpression(parameter, scope);
    throw invalidPlan(`${hint} Hint parameter should include columns, but found a ${parameter.kind}`);
  });
  if (hint === 'REPARTITION' && partitions === null && keys.length === 0) {
    throw invalidPlan('REPARTITION Hint expects a partition number as a parameter');
  }
  if (hint !== 'REPARTITION_BY_RANGE') return { kind: 'repartition', input, partitions, keys, shuffle: true };
  const orders = keys.map((child) => ({ child, ascending: true, nullsFirst: true }));
  return { kind: 'repartition', input, partitions, keys: [], orders, shuffle: true };
}

function partitionCount(parameter: UnresolvedExpression): number | null {
  if (parameter.kind !== 'literal' || typeof parameter.value !== 'number') return null;
  return Number.isInteger(parameter.value) && parameter.value > 0 ? parameter.value : null;
}
