import { fromValues } from '@graticule/columnar';
import type { DataType, Value } from '@graticule/columnar';
import { evaluateConstant } from '../evaluation/compile.js';
import { invalidPlan } from '../errors.js';
import type { Place } from '../errors.js';
import { lookupFunction } from '../functions/registry.js';
import type { EvaluationContext } from '../functions/registry.js';
import { isNullable, newAttribute, schemaOf } from '../plan/attribute.js';
import type { Expression, LiteralValue } from '../plan/expression.js';
import { someExpression } from '../plan/expressions.js';
import type { LogicalNode } from '../plan/logical.js';
import { prettySql } from '../plan/prettySql.js';
import type { UnresolvedExpression } from '../plan/unresolved.js';
import { sharedType } from '../types/coercion.js';
import { implicitlyCast } from './call.js';
import { resolveExpression } from './expression.js';
import { scopeOfNothing } from './scope.js';
import type { Analysis } from './scope.js';

/** VALUES: constants in rows, computed once for all. Columns are named col1, col2 ...; numbers may differ in type. */
export function inlineRows(
  analysis: Analysis,
  rows: readonly (readonly UnresolvedExpression[])[],
  place?: Place,
): LogicalNode {
  const width = rows[0].length;
  const scope = { ...scopeOfNothing(analysis, 'inline table'), aggregated: [] };
  const cells = rows.map((row, i) => {
    if (row.length === width) return row.map((cell) => constantCell(resolveExpression(cell, scope)));
    throw invalidPlan(`expected ${width} columns but found ${row.length} columns in row ${i}`, place);
  });
  const context = constantContext(analysis);
  const columns = rows[0].map((_, k) => {
    const values = cells.map((row) => row[k]);
    const type = commonType(values, k, place);
    const nullable = values.some(isNullable);
    return {
      attribute: newAttribute(`col${k + 1}`, type, nullable),
      column: fromValues(type, values.map((value) => valueOf(value, type, context)) as Value[]),
    };
  });
  const output = columns.map(({ attribute }) => attribute);
  const batch = {
    schema: schemaOf(output),
    length: rows.length,
    columns: columns.map(({ column }) => column),
  };
  return { kind: 'local', output, batches: [batch], inline: true };
}

function constantCell(cell: Expression): Expression {
  if (!someExpression(cell, isUncertain)) return cell;
  throw invalidPlan(`cannot evaluate expression ${prettySql(cell, false)} in inline table definition`);
}

function isUncertain(expression: Expression): boolean {
  if (expression.kind !== 'call') {
    return ['aggregate', 'window', 'generator', 'subquery'].includes(expression.kind);
  }
  const definition = lookupFunction(expression.name);
  return definition?.kind === 'scalar' && !definition.deterministic;
}

function commonType(values: readonly Expression[], position: number, place: Place | undefined): DataType {
  let common: DataType | null = { kind: 'null' };
  for (const { type } of values) common = common && sharedType(common, type);
  if (common !== null) return common;
  throw invalidPlan(`incompatible types found in column col${position + 1} for inline table`, place);
}

function valueOf(cell: Expression, type: DataType, context: EvaluationContext): LiteralValue {
  const value = implicitlyCast(cell, type);
  return value.kind === 'literal' ? value.value : evaluateConstant(value, context);
}

function constantContext({ context, compat }: Analysis): EvaluationContext {
  const policy = (key: string): string => context.conf(key)?.toUpperCase() ?? 'EXCEPTION';
  return {
    compat,
    timeZone: context.conf('spark.sql.session.timeZone') ?? 'UTC',
    timeParserPolicy: policy('spark.sql.legacy.timeParserPolicy') as EvaluationContext['timeParserPolicy'],
    mapKeyDedupPolicy: policy('spark.sql.mapKeyDedupPolicy') as EvaluationContext['mapKeyDedupPolicy'],
    queryMicros: BigInt(Date.now()) * 1000n,
    task: 0,
    rowOffset: 0,
    inputFile: null,
  };
}
