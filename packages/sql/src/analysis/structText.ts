import { quoteParts } from '../errors.js';
import type { Expression } from '../plan/expression.js';
import { prettySql } from '../plan/prettySql.js';
import type { UnresolvedExpression } from '../plan/unresolved.js';

/** A field of struct(...): its name, empty where it has none of its own, and its value. */
type NamedField = readonly [name: string, value: Expression];

/** Spark 2.x repeats the aliases: `a, id AS \`a\``. */
export function namedStructText(args: readonly UnresolvedExpression[], named: readonly NamedField[]): string {
  return named
    .map(([name, value], i) => {
      const text = prettySql(value, true);
      const shown = name === '' ? `col${i + 1}` : name;
      return `${shown}, ${args[i].kind === 'unresolvedAlias' ? `${text} AS ${quoteParts([name])}` : text}`;
    })
    .join(', ');
}

/** The fields as they were written: `id, x AS a`. */
export function structText(args: readonly UnresolvedExpression[], named: readonly NamedField[]): string {
  const aliased = args.length === named.length;
  return named
    .map(([name, value], i) => {
      const text = prettySql(value, false);
      return aliased && args[i].kind === 'unresolvedAlias' ? `${text} AS ${name}` : text;
    })
    .join(', ');
}
