import { AnalysisError, invalidPlan } from '../errors.js';
import { aliasWithId } from '../plan/attribute.js';
import type { Attribute, Expression, NamedExpression } from '../plan/expression.js';
import type { LogicalNode } from '../plan/logical.js';
import { columnsNamed } from '../plan/columnIndex.js';
import { outputOf } from '../plan/walk.js';
import { containsMap } from '../types/coercion.js';
import { typeText } from '../types/text.js';

/** distinct (columns null) and dropDuplicates: the first row of every group, columns in their order and with their ids. */
export function distinctRows(input: LogicalNode, columns: readonly string[] | null): LogicalNode {
  const output = outputOf(input);
  if (columns === null) refuseMaps(output);
  const keys = columns === null ? output : columns.flatMap((name) => requiredColumns(name, output));
  const keyIds = new Set(keys.map((key) => key.id));
  const results = output.map((column): NamedExpression => {
    if (keyIds.has(column.id)) return column;
    return aliasWithId(firstOf(column), column.name, column.id, column.metadata);
  });
  return { kind: 'aggregate', input, keys, results };
}

/** Maps have no equality. */
export function refuseMaps(columns: readonly Attribute[]): void {
  const map = columns.find(({ type }) => containsMap(type));
  if (map === undefined) return;
  throw invalidPlan(
    'Cannot have map type columns in DataFrame which calls set operations(intersect, except, etc.), but the type ' +
      `of column ${map.name} is ${typeText(map.type)}`,
  );
}

function requiredColumns(name: string, output: readonly Attribute[]): readonly Attribute[] {
  const matching = columnsNamed(output, name);
  if (matching.length > 0) return matching;
  const names = output.map((column) => column.name).join(', ');
  throw new AnalysisError('UNRESOLVED_COLUMN', `Cannot resolve column name "${name}" among (${names})`);
}

function firstOf(column: Attribute): Expression {
  const { type, nullable } = column;
  return { kind: 'aggregate', name: 'first', args: [column], distinct: false, filter: null, type, nullable };
}
