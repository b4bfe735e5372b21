import { AnalysisError, ambiguousColumn } from '../errors.js';
import {
  collectReferences,
  expressionChildren,
  someExpression,
  transformExpression,
} from '../plan/expressions.js';
import type { Attribute, Expression } from '../plan/expression.js';
import { columnsNamed, placeOf } from '../plan/columnIndex.js';
import { originOf } from '../plan/freshIds.js';
import type { LogicalNode } from '../plan/logical.js';
import { childrenOf, outputOf } from '../plan/walk.js';
import type { Scope } from './context.js';

/**
 * Columns of frames (`df.a`) after a join of frames with a common source. As in Spark a column is found by its id, which
 * the left side keeps; 3.x raises an error where the input has another copy of the same frame's column beside it.
 */

const CHECKED = 'spark.sql.analyzer.failAmbiguousSelfJoin';

/** Whether the input shows another copy of the frame's column than the one with that id. */
export function hasOtherCopy(frame: LogicalNode, ordinal: number, id: number, scope: Scope): boolean {
  if (scope.compat === '2.2' || scope.belowRoot === true) return false;
  if (scope.context.conf(CHECKED)?.toLowerCase() === 'false') return false;
  if (scope.plans.length < 2 && !scope.plans.some(containsJoin)) return false;
  const wanted = originOf(frame);
  const seen = new Set<LogicalNode>();
  const found = (node: LogicalNode): boolean => {
    if (seen.has(node)) return false;
    seen.add(node);
    if (originOf(node) === wanted) {
      const other = outputOf(node)[ordinal].id;
      if (other !== id && placeOf(scope.columns, other) >= 0) return true;
    }
    return childrenOf(node).some(found);
  };
  return scope.plans.some(found);
}

const joins = new WeakMap<LogicalNode, boolean>();

function containsJoin(node: LogicalNode): boolean {
  const known = joins.get(node);
  if (known !== undefined) return known;
  const contains = node.kind === 'join' || childrenOf(node).some(containsJoin);
  joins.set(node, contains);
  return contains;
}

/** A column of a frame, or what a cast is made of one. */
function castColumn(expression: Expression): Attribute | null {
  if (expression.kind === 'attribute') return expression;
  return expression.kind === 'cast' ? castColumn(expression.child) : null;
}

function equalityOf(expression: Expression): readonly [Expression, Expression] | null {
  if (expression.kind !== 'call' || (expression.name !== '=' && expression.name !== '<=>')) return null;
  return [expression.args[0], expression.args[1]];
}

/**
 * Raises for the columns of the condition that stand in `undecided`, save where it does not matter: `df.a == df.a`, which
 * compares the sides, and a comparison with a constant in the join of a frame with itself.
 */
export function refuseUndecided(
  condition: Expression,
  undecided: ReadonlySet<Expression>,
  left: LogicalNode,
  right: LogicalNode,
): void {
  if (undecided.size === 0) return;
  const sameFrame = originOf(left) === originOf(right);
  const isConstant = (expression: Expression): boolean => collectReferences(expression).size === 0;
  const check = (expression: Expression): void => {
    const equality = equalityOf(expression);
    if (equality !== null) {
      const [a, b] = equality.map(castColumn);
      if (a !== null && b !== null && a.id === b.id) return;
      if (sameFrame && a !== null && isConstant(equality[1])) return;
      if (sameFrame && b !== null && isConstant(equality[0])) return;
    }
    if (expression.kind === 'attribute' && undecided.has(expression)) throw ambiguousFrame(expression);
    expressionChildren(expression).forEach(check);
  };
  check(condition);
}

/** `df.a == df.a` in the join of sides with a common source compares the left column of that name with the right one. */
export function betweenSides(condition: Expression, left: LogicalNode, right: LogicalNode): Expression {
  if (!someExpression(condition, isTrivial)) return condition;
  return transformExpression(condition, (inner) => {
    if (inner.kind !== 'call' || !isTrivial(inner)) return inner;
    const [{ name }] = inner.args as readonly Attribute[];
    return { ...inner, args: [onlyColumn(name, left), onlyColumn(name, right)] };
  });
}

function isTrivial(expression: Expression): boolean {
  const [a, b] = equalityOf(expression) ?? [];
  return a?.kind === 'attribute' && b?.kind === 'attribute' && a.id === b.id;
}

function onlyColumn(name: string, side: LogicalNode): Attribute {
  const matching = columnsNamed(outputOf(side), name);
  if (matching.length === 1) return matching[0];
  throw ambiguousColumn(
    [name],
    matching.map((column) => column.name),
  );
}

/** A column taken from a DataFrame of which the input holds two copies. */
export function ambiguousFrame({ name, id }: Pick<Attribute, 'name' | 'id'>): AnalysisError {
  return new AnalysisError(
    'AMBIGUOUS_COLUMN',
    `Column ${name}#${id} are ambiguous. It's probably because you joined several Datasets together, and some of these ` +
      'Datasets are the same. This column points to one of the Datasets but Spark is unable to figure out which one. ' +
      'Please alias the Datasets with different names via `Dataset.as` before joining them, and specify the column ' +
      'using qualified name, e.g. `df.as("a").join(df.as("b"), $"a.id" > $"b.id")`. You can also set ' +
      `${CHECKED} to false to disable this check.`,
  );
}
