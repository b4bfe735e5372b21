import { AnalysisError, ParseError } from '../errors.js';
import { ArgumentError } from '../functions/registry.js';
import type { NamedExpression } from '../plan/expression.js';
import type { LogicalNode } from '../plan/logical.js';
import { outputOf } from '../plan/walk.js';
import { typeText } from '../types/text.js';
import { linesOf } from './cells.js';
import type { GoldenSession } from './session.js';
import type { GoldenStatement } from './statements.js';

/** Runs one statement; null when schema and rows, or the kind of error, are those recorded, else what differs. */
export async function difference(session: GoldenSession, statement: GoldenStatement): Promise<string | null> {
  const wantsError = /^(org\.apache|java\.)[\w.]*Exception/.exec(statement.output)?.[0];
  try {
    const { plan, rows } = await session.run(statement.sql);
    if (wantsError !== undefined) return `no error, expected ${wantsError}`;
    const schema =
      rows === null
        ? 'struct<>'
        : `struct<${outputOf(plan)
            .map(({ name, type }) => `${name}:${typeText(type)}`)
            .join(',')}>`;
    const isCommand = /^\s*(set|create|drop|cache|use)\b/i.test(statement.sql);
    if (schema !== statement.schema && !isCommand) return `schema ${schema}, expected ${statement.schema}`;
    if (rows === null || isCommand) return null;
    return rowDifference(linesOf(rows, session.compat), statement.output, orderOf(plan));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (wantsError === undefined) return `${error.name}: ${error.message.trim().split('\n')[0]}`;
    const known = error instanceof AnalysisError || error instanceof ArgumentError;
    if (!known || (error instanceof AnalysisError && error.code === 'UNSUPPORTED')) {
      return `${error.name}: ${error.message.trim().split('\n')[0]}, expected ${wantsError}`;
    }
    const isParse = error instanceof ParseError;
    return isParse === wantsError.endsWith('ParseException') ? null : `${error.name}, expected ${wantsError}`;
  }
}

/**
 * The positions of the output columns by which the rows of a plan are in order; null: they are in none. Sort keys that
 * the output does not show are left out. An ORDER BY below a join or an aggregation, or inside
 * the query of a condition, orders nothing.
 */
export function orderOf(plan: LogicalNode): readonly number[] | null {
  const visible = new Map(outputOf(plan).map((column, i) => [column.id, i]));
  let node = plan;
  for (;;) {
    switch (node.kind) {
      case 'sort': {
        if (!node.global) return null;
        if (node.input.kind === 'project') seeThrough(node.input.expressions, visible);
        return node.orders.flatMap(({ child }) => {
          const position = child.kind === 'attribute' ? visible.get(child.id) : undefined;
          return position === undefined ? [] : [position];
        });
      }
      case 'project':
        seeThrough(node.expressions, visible);
        node = node.input;
        break;
      case 'filter':
      case 'limit':
      case 'subqueryAlias':
      case 'shared':
        node = node.input;
        break;
      default:
        return null;
    }
  }
}

/** A visible column that only gives another one a new name shows that one. */
function seeThrough(expressions: readonly NamedExpression[], visible: Map<number, number>): void {
  for (const named of expressions) {
    const position = visible.get(named.id);
    if (position === undefined || named.kind !== 'alias' || named.child.kind !== 'attribute') continue;
    if (!visible.has(named.child.id)) visible.set(named.child.id, position);
  }
}

/**
 * What differs between the rows found and the recorded text; null: nothing. The rows must be the same, each as often;
 * in ordered results (sortedBy: see orderOf) the visible sort keys must come in the same sequence too, so that only
 * rows whose order ORDER BY leaves open may change places.
 */
export function rowDifference(
  found: readonly (readonly string[])[],
  output: string,
  sortedBy: readonly number[] | null,
): string | null {
  // Spark's files lack spaces at the ends of lines and of the text.
  const plain = (text: string): string => text.replace(/[^\S\n]+$/gm, '').replace(/^\n+|\n+$/g, '');
  const actual = plain(found.map((cells) => cells.join('\t')).join('\n'));
  const expected = plain(output);
  const sorted = (text: string): string => text.split('\n').sort().join('\n');
  const differ = (what: string, left: string, right: string): string =>
    `${what} ${JSON.stringify(left).slice(0, 300)}, expected ${JSON.stringify(right).slice(0, 300)}`;
  if (sorted(actual) !== sorted(expected)) {
    return differ('rows', sorted(actual), sorted(expected));
  }
  if (sortedBy === null || actual === expected) return null;
  const recorded = expected.split('\n').map((line) => line.split('\t'));
  const whole =
    recorded.length === found.length && recorded.every((cells, i) => cells.length === found[i].length);
  if (!whole) return differ('order of rows with line breaks', actual, expected);
  const keys = (rows: readonly (readonly string[])[]): string =>
    rows.map((cells) => sortedBy.map((at) => cells[at]).join('\t')).join('\n');
  return keys(found) === keys(recorded) ? null : differ('order', keys(found), keys(recorded));
}
