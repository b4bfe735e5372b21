import { AnalysisError } from '../errors.js';
import type { SparkVersion } from '../functions/definition.js';
import type { Attribute, NamedExpression } from '../plan/expression.js';
import { containsAggregate } from '../plan/expressions.js';
import { planText } from '../plan/prettySql.js';

/**
 * Raises an error where columns were taken from a frame that the input does not have. columns: those of the input;
 * operator: what asks for them, as plans write it.
 */
export function refuseForeign(
  foreign: readonly Attribute[],
  columns: readonly Attribute[],
  operator: () => string,
  compat: SparkVersion,
): void {
  if (foreign.length === 0) return;
  const [missing, input] = [foreign, columns].map((some) =>
    [...new Set(some.map((one) => planText(one)))].join(','),
  );
  const subject = compat === '2.2' ? 'resolved' : 'Resolved';
  const end = compat === '2.2' ? ';' : '.';
  throw new AnalysisError(
    'MISSING_COLUMN',
    `${subject} attribute(s) ${missing} missing from ${input} in operator !${operator()}${end}` +
      sameNames(foreign, columns, compat),
  );
}

/** From 2.3 a hint to columns of the input that are called the same. */
function sameNames(
  foreign: readonly Attribute[],
  columns: readonly Attribute[],
  compat: SparkVersion,
): string {
  if (compat === '2.2') return '';
  const names = new Set(columns.map((column) => column.name));
  const same = [...new Set(foreign.map((column) => column.name))].filter((name) => names.has(name));
  if (same.length === 0) return '';
  return (
    ` Attribute(s) with the same name appear in the operation: ${same.join(',')}. ` +
    'Please check if the right attribute(s) are used.'
  );
}

/** `Project [a#1, (b#2 + 1) AS c#3]`, `Aggregate [sum(a#1) AS s#2]` */
export function projectText(expressions: readonly NamedExpression[]): string {
  const items = expressions.map((named) => {
    const text = planText(named, true);
    return named.kind === 'alias' ? `${text} AS ${named.name}#${named.id}` : text;
  });
  return `${expressions.some(containsAggregate) ? 'Aggregate' : 'Project'} [${items.join(', ')}]`;
}
