import { INT, LONG } from '@graticule/columnar';
import { evaluateConstant } from '../evaluation/compile.js';
import { invalidPlan, tableNotFound, unsupported } from '../errors.js';
import type { Place } from '../errors.js';
import { attributesOf, newAttribute } from '../plan/attribute.js';
import type { LogicalNode } from '../plan/logical.js';
import { apartFrom, withFreshIds } from '../plan/freshIds.js';
import { messageSql } from '../plan/prettySql.js';
import { collectReferences, containsAggregate } from '../plan/expressions.js';
import { typeText } from '../types/text.js';
import type { UnresolvedExpression, UnresolvedRelation } from '../plan/unresolved.js';
import { parseSql } from '../parser/parse.js';
import { groupRows } from './aggregate.js';
import { distinctRows } from './distinctRows.js';
import { dropColumns, nameColumns, projectRows, renameColumns, withColumns } from './columns.js';
import { compatOf } from './context.js';
import type { AnalysisContext } from './context.js';
import { resolveExpression } from './expression.js';
import { lateralView } from './generate.js';
import { hintedRows } from './hint.js';
import { inlineRows } from './inlineTable.js';
import { joinRows } from './join.js';
import { lateralJoin } from './lateral.js';
import { filterRows, sortedByAll, sortRows } from './ordering.js';
import { repartitionRows } from './repartition.js';
import { aggregateScope, scopeOver } from './scope.js';
import type { Analysis } from './scope.js';
import { pivotRows } from './pivot.js';
import { queried } from './queried.js';
import { tableFunction } from './tableFunction.js';
import { unpivotRows } from './unpivot.js';
import { membershipRows, unionByName, unionRows } from './setOperation.js';

/**
 * Finds every name and type in a relation. Raises AnalysisError or ParseError for what the user got wrong. The result
 * refers to columns by attribute id; plans of `resolved` relations are taken in as they are, not copied.
 */
export async function analyse(
  relation: UnresolvedRelation,
  context: AnalysisContext,
  options: { readonly statement?: boolean } = {},
): Promise<LogicalNode> {
  refuseSettings(context);
  return analyseRelation(relation, {
    context,
    compat: compatOf(context),
    statement: options.statement === true,
  });
}

/** Settings that would change what names and operators mean, and are not honoured. */
function refuseSettings(context: AnalysisContext): void {
  for (const key of ['spark.sql.caseSensitive', 'spark.sql.ansi.enabled']) {
    if (context.conf(key)?.toLowerCase() === 'true') throw unsupported(`the setting ${key}=true`);
  }
}

export async function analyseRelation(
  relation: UnresolvedRelation,
  analysis: Analysis,
): Promise<LogicalNode> {
  const { context } = analysis;
  const below = (input: UnresolvedRelation): Promise<LogicalNode> => analyseRelation(input, analysis);
  switch (relation.kind) {
    case 'resolved':
      return relation.plan;
    case 'read':
      return context.read(relation);
    case 'table':
      return tableRows(relation, analysis);
    case 'localRelation':
      return { kind: 'local', output: attributesOf(relation.schema), batches: relation.batches };
    case 'tableFunction':
      return tableFunction(relation, analysis);
    case 'inlineTable':
      return inlineRows(analysis, relation.rows, relation.place);
    case 'range': {
      const { start, end, step, partitions } = relation;
      return { kind: 'range', output: [newAttribute('id', LONG, false)], start, end, step, partitions };
    }
    case 'project': {
      const input = relation.input && (await below(relation.input));
      return projectRows(analysis, input, await queried(relation.expressions, analysis, input));
    }
    case 'filter': {
      const input = await below(relation.input);
      const [condition] = await queried([relation.condition], analysis, input);
      return filterRows(analysis, input, condition, relation.having);
    }
    case 'withColumns': {
      const input = await below(relation.input);
      return withColumns(analysis, input, await queried(relation.aliases, analysis, input));
    }
    case 'lateralView':
      return lateralView(analysis, await below(relation.input), relation);
    case 'pivot':
      return pivotRows(analysis, await below(relation.input), relation);
    case 'unpivot':
      return unpivotRows(analysis, await below(relation.input), relation);
    case 'sample': {
      const { lower, upper, withReplacement } = relation;
      const seed = relation.seed ?? BigInt(Math.floor(Math.random() * 1e15));
      const rows = await below(relation.input);
      const input = relation.sorted === true ? sortedByAll(rows) : rows;
      return { kind: 'sample', input, lower, upper, withReplacement, seed };
    }
    case 'withColumnsRenamed':
      return renameColumns(await below(relation.input), relation.renames);
    case 'drop':
      return dropColumns(analysis, await below(relation.input), relation.columns, relation.names);
    case 'toDF':
      return nameColumns(await below(relation.input), relation.names, relation.place);
    case 'subqueryAlias':
      return { kind: 'subqueryAlias', input: await below(relation.input), alias: relation.alias };
    case 'aggregate': {
      const { keys, listed, sets } = relation;
      const input = await below(relation.input);
      const groups = await queried(keys, analysis, input);
      const aggregates = await queried(relation.aggregates, analysis, input);
      return groupRows(analysis, input, groups, aggregates, listed === true, sets ?? null);
    }
    case 'sort': {
      const input = await below(relation.input);
      const orders = await queried(relation.orders, analysis, input);
      return sortRows(analysis, input, orders, relation.global);
    }
    case 'limit': {
      const input = await below(relation.input);
      return { kind: 'limit', input, count: rowCount('limit', relation.count, input, analysis), offset: 0 };
    }
    case 'offset': {
      const input = await below(relation.input);
      const offset = rowCount('offset', relation.offset, input, analysis);
      return { kind: 'limit', input, count: null, offset };
    }
    case 'tail':
      return { kind: 'tail', input: await below(relation.input), count: relation.count };
    case 'join':
      return joinOf(relation, await below(relation.left), await below(relation.right), analysis);
    case 'lateralJoin': {
      if (relation.left === null) return below(relation.right);
      const left = await below(relation.left);
      const outer = scopeOver(analysis, 'lateral', left);
      const right = await analyseRelation(relation.right, { ...analysis, outer });
      return lateralJoin(analysis, left, right, relation.type, relation.condition);
    }
    case 'setOperation':
      return setOperationRows(relation, analysis);
    case 'deduplicate':
      return distinctRows(await below(relation.input), relation.columns);
    case 'repartition':
      return repartitionRows(
        analysis,
        await below(relation.input),
        relation.partitions,
        relation.keys,
        relation.shuffle,
      );
    case 'hint':
      return hintedRows(analysis, await below(relation.input), relation.name, relation.parameters);
    case 'tool': {
      const inputs: Record<string, LogicalNode> = {};
      for (const [name, input] of Object.entries(relation.inputs)) inputs[name] = await below(input);
      return context.tool(relation, inputs);
    }
    case 'sql': {
      const statement = parseSql(relation.text, analysis.compat);
      if (statement.kind === 'query') {
        return analyseRelation(statement.relation, { ...analysis, statement: true });
      }
      if (context.command === undefined) throw unsupported(`the statement ${relation.text}`);
      return context.command(statement);
    }
  }
}

async function joinOf(
  request: Extract<UnresolvedRelation, { kind: 'join' }>,
  left: LogicalNode,
  right: LogicalNode,
  analysis: Analysis,
): Promise<LogicalNode> {
  const sides = { left, ...apartFrom(left, right, analysis.compat !== '2.2') };
  if (request.condition === null) return joinRows(analysis, sides, request);
  const [condition] = await queried([request.condition], analysis, left, sides.right);
  return joinRows(analysis, sides, { ...request, condition });
}

/** Within a subquery a table gets ids of its own: the same one may stand in the query around it. */
async function tableRows(
  { parts, place }: Extract<UnresolvedRelation, { kind: 'table' }>,
  { context, outer }: Analysis,
): Promise<LogicalNode> {
  const known = await context.table(parts);
  const found = known !== undefined && outer !== undefined ? withFreshIds(known) : known;
  const input = found ?? (await filesNamed(parts, place, context));
  return { kind: 'subqueryAlias', input, alias: parts[parts.length - 1] };
}

/** Sources that SQL text can name with a path, as in csv.`/data/a.csv`. */
const FILE_FORMATS = new Set(['csv', 'json', 'orc', 'parquet', 'text']);

function filesNamed(
  parts: readonly string[],
  place: Place | undefined,
  context: AnalysisContext,
): Promise<LogicalNode> {
  const format = parts[0].toLowerCase();
  if (parts.length === 2 && format === 'jdbc') {
    throw invalidPlan(`Unsupported data source type for direct query on files: ${format}`, place);
  }
  if (parts.length !== 2 || !FILE_FORMATS.has(format)) throw tableNotFound(parts, compatOf(context), place);
  if (parts[1] === '') throw invalidPlan('Can not create a Path from an empty string', place);
  return context.read({ kind: 'read', format, paths: [parts[1]], options: {} });
}

/** The rows of LIMIT and OFFSET: a constant whole number, not negative. */
function rowCount(
  clause: 'limit' | 'offset',
  count: number | UnresolvedExpression,
  input: LogicalNode,
  analysis: Analysis,
): number {
  if (typeof count === 'number' && count >= 0) return count;
  const given = typeof count === 'number' ? ({ kind: 'literal', value: count, type: INT } as const) : count;
  const value = resolveExpression(given, { ...aggregateScope(analysis, clause, input), text: true });
  if (collectReferences(value).size > 0 || containsAggregate(value)) {
    throw invalidPlan(
      `The ${clause} expression must evaluate to a constant value, but got ${messageSql(value, analysis.compat)}`,
    );
  }
  if (value.type.kind !== 'int') {
    throw invalidPlan(`The ${clause} expression must be integer type, but got ${typeText(value.type)}`);
  }
  const rows = evaluateConstant(value);
  if (typeof rows === 'number' && rows >= 0) return rows;
  throw invalidPlan(`The ${clause} expression must be equal to or greater than 0, but got ${String(rows)}`);
}

async function setOperationRows(
  relation: Extract<UnresolvedRelation, { kind: 'setOperation' }>,
  analysis: Analysis,
): Promise<LogicalNode> {
  const { operation, all, byName, allowMissing } = relation;
  const inputs: LogicalNode[] = [];
  for (const input of relation.inputs) inputs.push(await analyseRelation(input, analysis));
  if (operation !== 'union') {
    if (byName) throw unsupported(`${operation.toUpperCase()} by name`);
    return membershipRows(analysis, operation, inputs, all);
  }
  const { compat } = analysis;
  const union = byName ? unionByName(inputs, allowMissing, compat) : unionRows(inputs, compat);
  return all ? union : distinctRows(union, null);
}
