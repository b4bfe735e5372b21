import { AnalysisError, invalidPlan, unsupported } from '../errors.js';
import type { Place } from '../errors.js';
import { newAlias, newAttribute } from '../plan/attribute.js';
import { containsAggregate } from '../plan/expressions.js';
import type { Attribute, NamedExpression } from '../plan/expression.js';
import type { LogicalNode, RangeNode } from '../plan/logical.js';
import type { UnresolvedAlias, UnresolvedAttribute, UnresolvedExpression } from '../plan/unresolved.js';
import { columnsNamed } from '../plan/columnIndex.js';
import { outputOf } from '../plan/walk.js';
import { groupedResults, projectValues } from './aggregate.js';
import { projectText, refuseForeign } from './foreign.js';
import { idInFrame } from './names.js';
import { refuseGenerators, selectList } from './selectList.js';
import type { Scope } from './context.js';
import { resolveExpression, resolveNamed } from './expression.js';
import { generateRows, generatorItem } from './generate.js';
import { withTimeWindows } from './timeWindows.js';
import { replaceGrouping } from './groupingSets.js';
import { aggregateScope, scopeOver } from './scope.js';
import { revealKeys } from './usingKeys.js';
import type { Analysis } from './scope.js';

/** A SELECT without FROM computes over one row. */
export function oneRow(): RangeNode {
  return {
    kind: 'range',
    output: [newAttribute('id', { kind: 'long' }, false)],
    start: 0n,
    end: 1n,
    step: 1n,
  };
}

/** select: aggregate functions among the items make it an aggregation over all rows. input null: one row. */
export function projectRows(
  analysis: Analysis,
  input: LogicalNode | null,
  items: readonly UnresolvedExpression[],
): LogicalNode {
  const source = input === null ? oneRow() : revealKeys(input, items);
  const windowed = withTimeWindows(analysis, source, items, null);
  return projectWindowed(analysis, windowed.input, input === null, windowed.expressions);
}

function projectWindowed(
  analysis: Analysis,
  source: LogicalNode,
  standsAlone: boolean,
  items: readonly UnresolvedExpression[],
): LogicalNode {
  const visible = { ...aggregateScope(analysis, 'select', source), foreign: [] };
  const scope = standsAlone ? { ...visible, plans: [], columns: [], aggregated: [] } : visible;
  const { expressions, generated } = selectList(items, scope);
  refuseForeign(scope.foreign, scope.columns, () => projectText(expressions), analysis.compat);
  if (expressions.some(containsAggregate) || generated?.generator.args.some(containsAggregate) === true) {
    return groupedResults(analysis, source, [], expressions, null, generated);
  }
  return projectValues(
    analysis,
    source,
    expressions.map((expression) => replaceGrouping(expression, null, scope)),
    generated,
  );
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** withColumn(s): a column of that name is replaced where it stands, a new one comes last; all see the input. */
export function withColumns(
  analysis: Analysis,
  input: LogicalNode,
  aliases: readonly UnresolvedAlias[],
): LogicalNode {
  const scope = { ...aggregateScope(analysis, 'withColumn', input), foreign: [] };
  if (aliases.some((alias) => generatorItem(alias, scope) !== null)) {
    return withGenerated(input, aliases, scope);
  }
  const added = aliases.map((alias): NamedExpression => {
    const [named] = resolveNamed(alias, scope);
    return named;
  });
  const byName = new Map<string, NamedExpression>();
  for (const named of added) {
    const key = named.name.toLowerCase();
    if (byName.has(key)) {
      throw invalidPlan(`Found duplicate column(s) in given column names: \`${named.name}\``);
    }
    byName.set(key, named);
  }
  const existing = outputOf(input);
  const expressions = existing.map(
    (column): NamedExpression => byName.get(column.name.toLowerCase()) ?? column,
  );
  const appended = added.filter((named) => columnsNamed(existing, named.name).length === 0);
  const all = [...expressions, ...appended];
  refuseForeign(scope.foreign, existing, () => projectText(all), analysis.compat);
  refuseGenerators(all, analysis.compat);
  if (!added.some(containsAggregate)) return projectValues(analysis, input, all);
  return groupedResults(analysis, input, [], all, null);
}

/** withColumn('x', explode(...)): one generator that makes one column. */
function withGenerated(input: LogicalNode, aliases: readonly UnresolvedAlias[], scope: Scope): LogicalNode {
  const [alias] = aliases;
  const generator = generatorItem(alias, scope);
  if (aliases.length !== 1 || generator === null) {
    throw unsupported('withColumns with a generator beside other columns');
  }
  const node = generateRows(input, generator, scope, false);
  const [column] = node.columns;
  const replaced = outputOf(input).some((one) => sameName(one.name, column.name));
  const expressions = outputOf(input).map((one) => (sameName(one.name, column.name) ? column : one));
  return { kind: 'project', input: node, expressions: replaced ? expressions : [...expressions, column] };
}

/** withColumnRenamed: all columns of that name; one that does not exist changes nothing. */
export function renameColumns(
  input: LogicalNode,
  renames: readonly { readonly from: string; readonly to: string }[],
): LogicalNode {
  const expressions = outputOf(input).map((column): NamedExpression => {
    const name = renames.reduce(
      (current, { from, to }) => (sameName(current, from) ? to : current),
      column.name,
    );
    return name === column.name ? column : newAlias(column, name, column.metadata);
  });
  return { kind: 'project', input, expressions };
}

/** toDF: new names for all columns. place: of a relation that SQL text gives names to. */
export function nameColumns(input: LogicalNode, names: readonly string[], place?: Place): LogicalNode {
  const columns = outputOf(input);
  if (names.length !== columns.length && place !== undefined) {
    throw invalidPlan(
      'Number of column aliases does not match number of columns. Number of column aliases: ' +
        `${names.length}; number of columns: ${columns.length}.`,
      place,
    );
  }
  if (names.length !== columns.length) {
    throw invalidPlan(
      `The number of columns doesn't match.\nOld column names (${columns.length}): ` +
        `${columns.map((column) => column.name).join(', ')}\nNew column names (${names.length}): ${names.join(', ')}`,
    );
  }
  const expressions = columns.map((column, i) => newAlias(column, names[i], column.metadata));
  return { kind: 'project', input, expressions };
}

/** drop: names are literal column names; a column object drops that column; what does not exist is ignored. */
export function dropColumns(
  analysis: Analysis,
  input: LogicalNode,
  columns: readonly UnresolvedExpression[],
  names: readonly string[],
): LogicalNode {
  const scope = scopeOver(analysis, 'drop', input);
  const dropped = new Set<number>();
  for (const column of columns) {
    if (column.kind !== 'unresolvedAttribute') throw invalidPlan('drop() takes columns, found an expression');
    const id =
      idInFrame(column, scope) ?? columnId(column, (attribute) => resolveExpression(attribute, scope));
    if (id !== null) dropped.add(id);
  }
  const droppedNames = new Set(names.map((name) => name.toLowerCase()));
  const kept = outputOf(input).filter(
    (column) => !dropped.has(column.id) && !droppedNames.has(column.name.toLowerCase()),
  );
  return { kind: 'project', input, expressions: kept };
}

function columnId(
  column: UnresolvedAttribute,
  resolve: (column: UnresolvedAttribute) => { readonly kind: string },
): number | null {
  try {
    const resolved = resolve(column);
    return resolved.kind === 'attribute' ? (resolved as Attribute).id : null;
  } catch (error) {
    const missing =
      error instanceof AnalysisError && ['UNRESOLVED_COLUMN', 'MISSING_COLUMN'].includes(error.code);
    if (missing) return null;
    throw error;
  }
}
