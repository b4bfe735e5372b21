import { LONG, NULL, sameType } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { AnalysisError, invalidPlan } from '../errors.js';
import type { SparkVersion } from '../functions/definition.js';
import { newAlias, newAttribute, toAttribute } from '../plan/attribute.js';
import { joinConjuncts } from '../plan/expressions.js';
import type { Attribute, Expression, NamedExpression } from '../plan/expression.js';
import { columnsNamed } from '../plan/columnIndex.js';
import type { LogicalNode } from '../plan/logical.js';
import { withFreshIds } from '../plan/freshIds.js';
import { outputIds, outputOf } from '../plan/walk.js';
import { widerType } from '../types/coercion.js';
import { typeText } from '../types/text.js';
import { aggregateRows } from './aggregate.js';
import { builtinCall, implicitlyCast } from './call.js';
import { aggregateScope, scopeOver } from './scope.js';
import { distinctRows, refuseMaps } from './distinctRows.js';
import type { Analysis } from './scope.js';

/**
 * By position: inputs are brought to the common types; names and metadata come from the first, before 3.0 also whether
 * there may be nulls inside of arrays and maps.
 */
export function unionRows(inputs: readonly LogicalNode[], compat: SparkVersion): LogicalNode {
  const first = outputOf(inputs[0]);
  for (const [i, input] of inputs.entries()) {
    checkColumns('Union', first.length, outputOf(input).length, i);
  }
  const types = first.map((column, i) => {
    const common = commonType('Union', i, inputs, compat);
    return compat === '2.2' && sameType(common, column.type) ? column.type : common;
  });
  const nullable = first.map((_, i) => inputs.some((input) => outputOf(input)[i].nullable));
  const wide = inputs.map((input) => castRows(input, types));
  const seen = new Set<number>();
  const output = outputOf(wide[0]).map(({ id }, i): Attribute => {
    const { name, metadata } = first[i];
    const column = newAttribute(name, types[i], nullable[i], metadata);
    // The columns of a union are those of its first input, where they can be told apart.
    if (seen.has(id)) return column;
    seen.add(id);
    return { ...column, id };
  });
  return { kind: 'union', inputs: wide, output };
}

/** i: which input, from 0, has `found` columns. */
function checkColumns(operation: string, expected: number, found: number, i: number): void {
  if (found === expected) return;
  throw invalidPlan(
    `${operation} can only be performed on tables with the same number of columns, but the first table has ` +
      `${expected} columns and the ${ordinal(i)} table has ${found} columns`,
  );
}

/** `first`, `second`, `3th`: as Spark counts, from 0. */
function ordinal(i: number): string {
  return ['first', 'second'][i] ?? `${i + 1}th`;
}

function commonType(
  operation: string,
  index: number,
  inputs: readonly LogicalNode[],
  compat: SparkVersion,
): DataType {
  let common: DataType = NULL;
  for (const [i, input] of inputs.entries()) {
    const { type } = outputOf(input)[index];
    const wider = widerType(common, type);
    if (wider === null) {
      const [found, wanted] = [typeText(type), typeText(common)];
      const reason =
        compat === '2.2'
          ? `${found} <> ${wanted} at the ${ordinal(index)} column of the ${ordinal(i)} table`
          : `The ${ordinal(index)} column of the ${ordinal(i)} table is ${found} type which is not compatible with ` +
            `${wanted} at same column of first table`;
      throw invalidPlan(
        `${operation} can only be performed on tables with the compatible column types. ${reason}`,
      );
    }
    common = wider;
  }
  return common;
}

/** The input with its columns as the given types; the input itself when nothing changes. */
function castRows(input: LogicalNode, types: readonly DataType[]): LogicalNode {
  const columns = outputOf(input);
  const expressions = columns.map((column, i): NamedExpression => {
    const value = implicitlyCast(column, types[i]);
    return value === column ? column : newAlias(value, column.name, column.metadata);
  });
  return expressions.every((expression, i) => expression === columns[i])
    ? input
    : { kind: 'project', input, expressions };
}

/** unionByName: columns of the later inputs in the order of the first; allowMissing fills absent ones with null. */
export function unionByName(
  inputs: readonly LogicalNode[],
  allowMissing: boolean,
  compat: SparkVersion,
): LogicalNode {
  const names = inputs.reduce<readonly string[]>((known, input, i) => {
    const own = outputOf(input).map((column) => column.name);
    const lower = new Set(known.map((name) => name.toLowerCase()));
    const fresh = own.filter((name) => !lower.has(name.toLowerCase()));
    const ownLower = new Set(own.map((name) => name.toLowerCase()));
    const absent =
      i === 0 || allowMissing ? undefined : known.find((name) => !ownLower.has(name.toLowerCase()));
    if (absent !== undefined) throw missingName(absent, own);
    if (i > 0 && fresh.length > 0 && !allowMissing) throw missingName(fresh[0], known);
    return [...known, ...fresh];
  }, []);
  return unionRows(
    inputs.map((input) => inOrder(input, names, allowMissing)),
    compat,
  );
}

function inOrder(input: LogicalNode, names: readonly string[], allowMissing: boolean): LogicalNode {
  const columns = outputOf(input);
  const expressions = names.map((name): NamedExpression => {
    const [column] = columnsNamed(columns, name);
    if (column !== undefined) return column;
    if (!allowMissing)
      throw missingName(
        name,
        columns.map((candidate) => candidate.name),
      );
    return newAlias({ kind: 'literal', value: null, type: NULL }, name);
  });
  return { kind: 'project', input, expressions };
}

function missingName(name: string, names: readonly string[]): AnalysisError {
  return new AnalysisError(
    'UNRESOLVED_COLUMN',
    `Cannot resolve column name "${name}" among (${names.join(', ')})`,
  );
}

/** INTERSECT and EXCEPT: distinct rows of the left that are (not) on the right; null equals null. */
export function membershipRows(
  analysis: Analysis,
  operation: 'intersect' | 'except',
  inputs: readonly LogicalNode[],
  all: boolean,
): LogicalNode {
  if (all) return inputs.reduce((left, right) => multisetRows(analysis, operation, left, right));
  return inputs.reduce((left, right) => {
    const name = operation === 'except' ? 'Except' : 'Intersect';
    checkColumns(name, outputOf(left).length, outputOf(right).length, 1);
    refuseMaps(outputOf(left));
    const types = outputOf(left).map((_, i) => commonType(name, i, [left, right], analysis.compat));
    const wide = castRows(left, types);
    const other = castRows(right, types);
    const ids = outputIds(wide);
    const apart = outputOf(other).some((column) => ids.has(column.id)) ? withFreshIds(other) : other;
    const scope = scopeOver(analysis, operation, wide, apart);
    const equal = outputOf(wide).map((column, i): Expression =>
      builtinCall('<=>', [column, outputOf(apart)[i]], scope),
    );
    const type = operation === 'intersect' ? 'semi' : 'anti';
    return distinctRows(
      { kind: 'join', left: wide, right: apart, type, condition: joinConjuncts(equal) },
      null,
    );
  });
}

/**
 * INTERSECT ALL and EXCEPT ALL: every row as often as the smaller of its counts on both sides, or as often as it is
 * oftener on the left. Counts are taken in one aggregation over both sides; null equals null.
 */
function multisetRows(
  analysis: Analysis,
  operation: 'intersect' | 'except',
  left: LogicalNode,
  right: LogicalNode,
): LogicalNode {
  const marked = (input: LogicalNode, onLeft: bigint): LogicalNode => ({
    kind: 'project',
    input,
    expressions: [
      ...outputOf(input),
      newAlias({ kind: 'literal', value: onLeft, type: LONG }, 'left'),
      newAlias({ kind: 'literal', value: 1n - onLeft, type: LONG }, 'right'),
    ],
  });
  const both = unionRows([marked(left, 1n), marked(right, 0n)], analysis.compat);
  const columns = outputOf(both);
  const keys = columns.slice(0, -2);
  const scope = aggregateScope(analysis, operation, both);
  const [ofLeft, ofRight] = columns.slice(-2).map((column) => builtinCall('sum', [column], scope));
  const count =
    operation === 'except'
      ? builtinCall('-', [ofLeft, ofRight], scope)
      : builtinCall('least', [ofLeft, ofRight], scope);
  const times = newAlias(count, 'times');
  const counted = aggregateRows(both, keys, [...keys, times], analysis.compat);
  const generator = {
    kind: 'generator',
    name: 'replicate_rows',
    args: [toAttribute(times)],
    outer: false,
    type: { kind: 'struct', fields: [] },
    nullable: false,
  } as const;
  const repeated: LogicalNode = { kind: 'generate', input: counted, generator, columns: [] };
  return { kind: 'project', input: repeated, expressions: keys };
}
