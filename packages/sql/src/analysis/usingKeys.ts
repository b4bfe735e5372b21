import type { Attribute } from '../plan/expression.js';
import type { LogicalNode } from '../plan/logical.js';
import type { UnresolvedAttribute, UnresolvedExpression, UnresolvedStar } from '../plan/unresolved.js';
import { collectUnresolved } from '../plan/unresolvedExpressions.js';
import { outputOf } from '../plan/walk.js';

/**
 * A join with USING shows every key once. From 3.x the key of either side may still be named with its qualifier
 * (`b.k`, `b.*`) where the join is the input of a select list, a grouping or another join.
 */

/** The plan with the keys that the expressions name by qualifier added to its output, marked `qualifiedOnly`. */
export function revealKeys(plan: LogicalNode, expressions: readonly UnresolvedExpression[]): LogicalNode {
  const wanted = new Set(
    expressions.flatMap((one) => collectUnresolved(one, isNaming).flatMap(qualifiedName)),
  );
  return wanted.size === 0 ? plan : reveal(plan, wanted);
}

/** A column that may be named without its qualifier. */
export function isShown(column: Attribute): boolean {
  return column.qualifiedOnly !== true;
}

/** A column as a result shows it. */
export function shownColumn(column: Attribute): Attribute {
  return isShown(column) ? column : { ...column, qualifiedOnly: false };
}

function isNaming(expression: UnresolvedExpression): expression is UnresolvedAttribute | UnresolvedStar {
  return expression.kind === 'unresolvedAttribute' || expression.kind === 'unresolvedStar';
}

/** `b.k` or `b.*` in lower case. */
function qualifiedName(expression: UnresolvedAttribute | UnresolvedStar): string[] {
  if (expression.relation !== undefined) return [];
  const [qualifier, name] =
    expression.kind === 'unresolvedStar' ? [...expression.target, '*'] : expression.parts;
  return name === undefined ? [] : [`${qualifier}.${name}`.toLowerCase()];
}

function reveal(plan: LogicalNode, wanted: ReadonlySet<string>): LogicalNode {
  switch (plan.kind) {
    case 'filter':
    case 'sort': {
      const input = reveal(plan.input, wanted);
      return input === plan.input ? plan : { ...plan, input };
    }
    case 'join': {
      const left = reveal(plan.left, wanted);
      const right = reveal(plan.right, wanted);
      return left === plan.left && right === plan.right ? plan : { ...plan, left, right };
    }
    case 'project': {
      if (plan.using !== true) return plan;
      const input = reveal(plan.input, wanted);
      const shown = new Set(plan.expressions.map(({ id }) => id));
      const added = outputOf(input)
        .filter((column) => !shown.has(column.id) && isWanted(column, wanted))
        .map((column) => ({ ...column, qualifiedOnly: true }));
      return added.length === 0 ? plan : { ...plan, input, expressions: [...plan.expressions, ...added] };
    }
    default:
      return plan;
  }
}

function isWanted({ name, qualifier }: Attribute, wanted: ReadonlySet<string>): boolean {
  const table = qualifier?.at(-1)?.toLowerCase();
  return table !== undefined && (wanted.has(`${table}.*`) || wanted.has(`${table}.${name.toLowerCase()}`));
}
