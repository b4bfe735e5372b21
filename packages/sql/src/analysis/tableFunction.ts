import { LONG } from '@graticule/columnar';
import { evaluateConstant } from '../evaluation/compile.js';
import { invalidPlan } from '../errors.js';
import { lookupFunction } from '../functions/registry.js';
import { newAttribute } from '../plan/attribute.js';
import { prettySql } from '../plan/prettySql.js';
import type { LogicalNode, RangeNode } from '../plan/logical.js';
import type { UnresolvedExpression, UnresolvedRelation } from '../plan/unresolved.js';
import { inputType } from '../types/coercion.js';
import { implicitlyCast } from './call.js';
import { oneRow } from './columns.js';
import type { Scope } from './context.js';
import { resolveExpression } from './expression.js';
import { generateRows } from './generate.js';
import { scopeOfNothing } from './scope.js';
import type { Analysis } from './scope.js';

type TableFunction = Extract<UnresolvedRelation, { kind: 'tableFunction' }>;

/** `range(...)`, or the rows that a generator makes of constants. */
export function tableFunction({ name, args, place }: TableFunction, analysis: Analysis): LogicalNode {
  const scope = scopeOfNothing(analysis, name);
  if (name.toLowerCase() === 'range') return rangeRows(args, scope);
  if (lookupFunction(name)?.kind !== 'generator') {
    throw invalidPlan(`could not resolve \`${name}\` to a table-valued function`, place);
  }
  const call = { kind: 'unresolvedFunction', name, args, distinct: false } as const;
  const node = generateRows(oneRow(), { call, names: [], text: true }, scope, false);
  return { kind: 'project', input: node, expressions: node.columns };
}

/** range(end), range(start, end), range(start, end, step), and with a number of partitions, which is not needed. */
function rangeRows(args: readonly UnresolvedExpression[], scope: Scope): RangeNode {
  const bounds = args.map((arg) => wholeNumber(arg, scope));
  if (bounds.length < 1 || bounds.length > 4) {
    throw invalidPlan(
      `error: table-valued function range with alternatives (end), (start, end), (start, end, step) ` +
        `cannot be applied to ${args.length} arguments`,
    );
  }
  const [start, end] = bounds.length === 1 ? [0n, bounds[0]] : bounds;
  const step = bounds[2] ?? 1n;
  if (step === 0n) throw invalidPlan('step must not be 0');
  return { kind: 'range', output: [newAttribute('id', LONG, false)], start, end, step };
}

function wholeNumber(arg: UnresolvedExpression, scope: Scope): bigint {
  const value = resolveExpression(arg, scope);
  const fits = ['byte', 'short', 'int', 'long', 'float', 'double', 'decimal', 'string'].includes(
    value.type.kind,
  );
  const found =
    fits && inputType(value.type, LONG) !== null ? evaluateConstant(implicitlyCast(value, LONG)) : null;
  if (typeof found === 'bigint') return found;
  throw invalidPlan(`range() takes whole numbers, found ${prettySql(value, false)}`);
}
