import { invalidPlan, unsupportedGenerator } from '../errors.js';
import { lookupFunction } from '../functions/registry.js';
import { newAttribute } from '../plan/attribute.js';
import type { Attribute, GeneratorCall } from '../plan/expression.js';
import { someExpression } from '../plan/expressions.js';
import { prettySql } from '../plan/prettySql.js';
import type { GenerateNode, LogicalNode } from '../plan/logical.js';
import type { UnresolvedExpression, UnresolvedFunction, UnresolvedLateralView } from '../plan/unresolved.js';
import { parseNamedExpression } from '../parser/parse.js';
import type { Scope } from './context.js';
import { resolveExpression } from './expression.js';
import { scopeOver } from './scope.js';
import type { Analysis } from './scope.js';

/** An item of a select list that makes rows: `explode(x)`, `posexplode(x) AS (i, v)`. */
export interface GeneratorItem {
  readonly call: UnresolvedFunction;
  readonly names: readonly string[];
  /** Written as SQL text. */
  readonly text: boolean;
}

/** The generator that an item is, under its names; null for any other item. */
export function generatorItem(item: UnresolvedExpression, scope: Scope): GeneratorItem | null {
  if (item.kind === 'sqlText') {
    const parsed = item.parsed ?? parseNamedExpression(item.text, scope.compat);
    return generatorItem(parsed, { ...scope, text: true });
  }
  if (item.kind === 'unresolvedAlias') {
    const inner = generatorItem(item.child, scope);
    return inner && { ...inner, names: item.names };
  }
  if (item.kind !== 'unresolvedFunction') return null;
  if (lookupFunction(item.name)?.kind !== 'generator') return null;
  return { call: item, names: [], text: scope.text };
}

/** A generator and the columns that it makes. */
export type Generated = Pick<GenerateNode, 'generator' | 'columns'>;

/** The rows that a generator makes of each row of `input`. */
export function generateRows(
  input: LogicalNode,
  item: GeneratorItem,
  scope: Scope,
  outer: boolean,
): GenerateNode {
  return { kind: 'generate', input, ...resolveGenerator(item, scope, outer) };
}

/** names empty: the generator's own. */
export function resolveGenerator(item: GeneratorItem, scope: Scope, outer: boolean): Generated {
  const call = resolveExpression(item.call, { ...scope, text: item.text, belowRoot: true });
  if (call.kind !== 'generator') throw new Error(`${item.call.name} is no generator`);
  if (call.args.some((arg) => someExpression(arg, (inner) => inner.kind === 'generator'))) {
    throw unsupportedGenerator({ nested: prettySql(call, false) }, scope.compat);
  }
  const generator = outer ? { ...call, outer: true } : call;
  return { generator, columns: generatedColumns(generator, item.names) };
}

function generatedColumns(generator: GeneratorCall, names: readonly string[]): Attribute[] {
  const { fields } = generator.type;
  if (names.length > 0 && names.length !== fields.length) {
    throw invalidPlan(
      'The number of aliases supplied in the AS clause does not match the number of columns output by the UDTF ' +
        `expected ${fields.length} aliases but got ${names.join(',')}`,
    );
  }
  return fields.map((field, i) =>
    newAttribute(names[i] ?? field.name, field.type, field.nullable || generator.outer, field.metadata),
  );
}

/** LATERAL VIEW: the generator's columns stand behind those of the input, under the view's alias. */
export function lateralView(
  analysis: Analysis,
  input: LogicalNode,
  view: UnresolvedLateralView,
): LogicalNode {
  const scope = scopeOver(analysis, 'lateral view', input);
  const item = generatorItem(view.generator, scope);
  if (item === null) throw invalidPlan('LATERAL VIEW needs a generator, such as explode(...)');
  const node = generateRows(input, { ...item, names: view.names }, scope, view.outer);
  if (view.alias === '') return node;
  return { ...node, columns: node.columns.map((column) => ({ ...column, qualifier: [view.alias] })) };
}
