import { STRING, field, structType } from '@graticule/columnar';
import { AnalysisError, unresolvedFunction } from '../errors.js';
import { usageOf } from '../functions/reference.js';
import { lookupFunction } from '../functions/registry.js';
import { introducedIn } from '../functions/since.js';
import { specialForms } from '../functions/specialForms.js';
import type { LogicalNode } from '../plan/logical.js';
import { outputOf } from '../plan/walk.js';
import { typeText } from '../types/text.js';
import { rows } from './commandRows.js';
import { checkDatabase, isSpark2 } from './commandSession.js';
import type { CommandSession } from './commandSession.js';

const INFORMATION = structType([field('info_name', STRING, false), field('info_value', STRING, false)]);

/** What is known of columns of stored tables only. */
const STATISTICS = ['min', 'max', 'num_nulls', 'distinct_count', 'avg_col_len', 'max_col_len', 'histogram'];

export function describeColumns(plan: LogicalNode): LogicalNode {
  const schema = structType([
    field('col_name', STRING, false, { comment: 'name of the column' }),
    field('data_type', STRING, false, { comment: 'data type of the column' }),
    field('comment', STRING, true, { comment: 'comment of the column' }),
  ]);
  const columns = outputOf(plan).map(({ name, type, metadata }) => {
    const comment = metadata?.comment;
    return [name, typeText(type), typeof comment === 'string' ? comment : null];
  });
  return rows(schema, columns);
}

export function describeColumn(plan: LogicalNode, parts: readonly string[], extended: boolean): LogicalNode {
  const wanted = parts.join('.').toLowerCase();
  const column = outputOf(plan).find(({ name }) => name.toLowerCase() === wanted);
  if (column === undefined)
    throw new AnalysisError('UNRESOLVED_COLUMN', `Column ${parts.join('.')} does not exist`);
  const comment = column.metadata?.comment;
  const statistics = extended ? STATISTICS.map((name) => [name, 'NULL']) : [];
  return rows(INFORMATION, [
    ['col_name', column.name],
    ['data_type', typeText(column.type)],
    ['comment', typeof comment === 'string' ? comment : 'NULL'],
    ...statistics,
  ]);
}

/** The only database. */
export function describeDatabase(name: string): LogicalNode {
  checkDatabase(name, "Namespace '%' not found");
  return rows(INFORMATION, [
    ['Namespace Name', 'default'],
    ['Comment', 'default database'],
    ['Location', ''],
    ['Owner', ''],
  ]);
}

/** How a function is called, what it does and since when it is there; null for no such function. */
function usageText(name: string): readonly string[] | null {
  const lower = name.toLowerCase();
  const definition = lookupFunction(lower);
  const form = specialForms.find((special) => special.name === lower);
  if (definition?.internal === true || (definition === undefined && form === undefined)) return null;
  const usage = definition === undefined ? (form?.usage ?? '') : usageOf(definition, lower);
  const since = introducedIn(lower);
  const lines = [`Usage: ${usage} - ${definition?.doc ?? form?.doc ?? ''}`];
  return since === undefined ? lines : [...lines, `Since: ${since}`];
}

export function describeFunction(name: string, session: CommandSession): LogicalNode {
  const usage = usageText(name);
  if (usage === null && !isSpark2(session)) {
    throw unresolvedFunction(name, '3.3');
  }
  const lines =
    usage === null ? [`Function: ${name} not found.`] : [`Function: ${name.toLowerCase()}`, ...usage];
  return rows(
    structType([field('function_desc', STRING, false)]),
    lines.map((line) => [line]),
  );
}
