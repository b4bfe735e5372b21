import { quoteParts } from '../errors.js';
import type { Expression, FunctionCall } from '../plan/expression.js';
import { prettySql } from '../plan/prettySql.js';
import type { UnresolvedExpression, UnresolvedFunction } from '../plan/unresolved.js';
import { collectUnresolved } from '../plan/unresolvedExpressions.js';
import { unresolvedText } from '../plan/unresolvedText.js';
import type { Scope } from './context.js';

/** A field of struct(...): its name, empty where it has none of its own, and its value. */
type NamedField = readonly [name: string, value: Expression];

/** Spark 2.x repeats the aliases: `named_struct(a, id AS \`a\`)`. null: there are none, or a star among the fields. */
export function foundStructText(args: readonly UnresolvedExpression[], struct: FunctionCall): string | null {
  const aliased = args.some((arg) => arg.kind === 'unresolvedAlias');
  if (!aliased || struct.args.length !== 2 * args.length) return null;
  const fields = args.map((arg, i) => {
    const [name, value] = [struct.args[2 * i], struct.args[2 * i + 1]].map((part) => prettySql(part, true));
    return `${name}, ${value}${arg.kind === 'unresolvedAlias' ? ` AS ${quoteParts([name])}` : ''}`;
  });
  return `named_struct(${fields.join(', ')})`;
}

/** Before their columns are looked up, Spark 2.x shows fields without the names that they will have. */
export function placeholderText(args: readonly UnresolvedExpression[], named: readonly NamedField[]): string {
  const hasStar = args.length !== named.length || args.some((arg) => arg.kind === 'unresolvedStar');
  const fields = args.map((arg, i) => {
    if (arg.kind === 'unresolvedStar') return `${PLACEHOLDER}, unresolvedstar()`;
    // Behind a star the values have moved.
    const value = hasStar ? unresolvedText(arg, '2.2') : prettySql(named[i][1], true);
    const shown = arg.kind === 'unresolvedAlias' && !hasStar ? `${value} AS ${quoteParts(arg.names)}` : value;
    return `${fieldName(arg, i)}, ${shown}`;
  });
  return `named_struct(${fields.join(', ')})`;
}

const PLACEHOLDER = 'NamePlaceholder()';

function fieldName(arg: UnresolvedExpression, position: number): string {
  if (arg.kind === 'unresolvedAlias') return isFound(arg.child) ? arg.names[0] : PLACEHOLDER;
  if (arg.kind !== 'unresolvedAttribute') return `col${position + 1}`;
  return isFound(arg) ? arg.parts[arg.parts.length - 1] : PLACEHOLDER;
}

/** Whether every column in the expression was taken from a frame, and so is known. */
function isFound(expression: UnresolvedExpression): boolean {
  const isByName = (inner: UnresolvedExpression): inner is UnresolvedExpression =>
    inner.kind === 'unresolvedStar' ||
    inner.kind === 'sqlText' ||
    (inner.kind === 'unresolvedAttribute' && inner.relation === undefined);
  return collectUnresolved(expression, isByName).length === 0;
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

/** The name that a field has of its own; empty where it has none. */
export function structFieldName(arg: UnresolvedExpression): string {
  if (arg.kind === 'unresolvedAlias') return arg.names[0];
  if (arg.kind === 'unresolvedAttribute') return arg.parts[arg.parts.length - 1];
  return '';
}

/** Spark 2.2 names a struct() of a select list once its fields are known, other calls of the DataFrame before. */
export function isStructOfFrame(
  expression: UnresolvedExpression,
  scope: Scope,
): expression is UnresolvedFunction {
  if (scope.compat !== '2.2' || scope.text || scope.named === 'written') return false;
  return expression.kind === 'unresolvedFunction' && expression.name.toLowerCase() === 'struct';
}
