import { invalidPlan } from '../errors.js';
import type { Attribute, Expression, NamedExpression, SubqueryCall } from '../plan/expression.js';
import {
  collectReferences,
  joinConjuncts,
  someExpression,
  splitConjuncts,
  transformExpression,
} from '../plan/expressions.js';
import type { AggregateNode, JoinNode, LogicalNode } from '../plan/logical.js';
import { prettySql } from '../plan/prettySql.js';
import { childrenOf, expressionsOf, outputOf } from '../plan/walk.js';

/**
 * A correlated subquery taken apart: its plan without any reference to the outer query, and the conditions that
 * connect both. The plan hands up every column that the conditions use, behind its own columns.
 */
export interface Decorrelated {
  readonly plan: LogicalNode;
  readonly conditions: readonly Expression[];
}

export function hasOuter(expression: Expression): boolean {
  return someExpression(expression, (inner) => inner.kind === 'attribute' && inner.outer === true);
}

/** The columns of the outer query that a plan refers to, each once, by their id. */
export function outerColumns(node: LogicalNode, into = new Map<number, Attribute>()): Map<number, Attribute> {
  for (const expression of expressionsOf(node)) {
    someExpression(expression, (inner) => {
      if (inner.kind === 'attribute' && inner.outer === true) into.set(inner.id, inner);
      return false;
    });
  }
  for (const child of childrenOf(node)) outerColumns(child, into);
  return into;
}

/** A column of the outer query as that query itself refers to it. */
export function asInner(column: Attribute): Expression {
  if (column.outerCall !== undefined) return column.outerCall;
  const { kind, id, name, type, nullable, metadata, qualifier } = column;
  return {
    kind,
    id,
    name,
    type,
    nullable,
    ...(metadata === undefined ? {} : { metadata }),
    ...(qualifier === undefined ? {} : { qualifier }),
  };
}

/**
 * Raises an error where the outer query is referred to in a place that cannot become a condition of a join. outer:
 * what stands for the outer columns in the conditions.
 */
export function decorrelate(node: LogicalNode, outer: SubqueryCall['outer']): Decorrelated {
  const { plan, conditions } = pull(node);
  const values = new Map(outer.map(({ id, value }) => [id, value]));
  return {
    plan,
    conditions: conditions.map((condition) =>
      transformExpression(condition, (inner) =>
        inner.kind === 'attribute' && inner.outer === true ? (values.get(inner.id) ?? inner) : inner,
      ),
    ),
  };
}

function pull(node: LogicalNode): Decorrelated {
  if (!isCorrelated(node)) return { plan: node, conditions: [] };
  switch (node.kind) {
    case 'filter': {
      const below = pull(node.input);
      const conjuncts = splitConjuncts(node.condition);
      const condition = joinConjuncts(conjuncts.filter((one) => !hasOuter(one)));
      const plan: LogicalNode =
        condition === null ? below.plan : { kind: 'filter', input: below.plan, condition };
      return { plan, conditions: [...below.conditions, ...conjuncts.filter(hasOuter)] };
    }
    case 'project': {
      refuseOuter(node.expressions);
      const { plan, conditions } = pull(node.input);
      const added = missingColumns(conditions, node.expressions, plan);
      return { plan: { ...node, input: plan, expressions: [...node.expressions, ...added] }, conditions };
    }
    case 'aggregate':
      return pullThroughAggregate(node);
    case 'subqueryAlias':
    case 'sort':
    case 'shared': {
      refuseOuter(expressionsOf(node));
      const { plan, conditions } = pull(node.input);
      return { plan: node.kind === 'shared' ? plan : { ...node, input: plan }, conditions };
    }
    case 'generate': {
      refuseOuter(expressionsOf(node));
      const { plan, conditions } = pull(node.input);
      return { plan: { ...node, input: plan }, conditions };
    }
    case 'join':
      return pullThroughJoin(node);
    default:
      throw invalidPlan(`Accessing outer query column is not allowed in:\n${node.kind}`);
  }
}

/** Whether the plan refers to the outer query anywhere. */
export function isCorrelated(node: LogicalNode): boolean {
  return expressionsOf(node).some(hasOuter) || childrenOf(node).some(isCorrelated);
}

function refuseOuter(expressions: readonly Expression[]): void {
  const outer = expressions.find(hasOuter);
  if (outer === undefined) return;
  throw invalidPlan(
    'Expressions referencing the outer query are not supported outside of WHERE/HAVING clauses: ' +
      prettySql(outer, false),
  );
}

/** Columns that conditions need of the plan and the named expressions do not hand up. */
function missingColumns(
  conditions: readonly Expression[],
  named: readonly NamedExpression[],
  plan: LogicalNode,
): Attribute[] {
  const wanted = new Set<number>();
  for (const condition of conditions) collectReferences(condition, wanted);
  for (const { id } of named) wanted.delete(id);
  return outputOf(plan).filter((column) => wanted.has(column.id));
}

/** Grouping by the columns of the conditions keeps the rows of every outer row apart; they must be equalities. */
function pullThroughAggregate(node: AggregateNode): Decorrelated {
  refuseOuter([...node.keys, ...node.results]);
  const { plan, conditions } = pull(node.input);
  for (const condition of conditions) {
    if (!isEquality(condition)) {
      throw invalidPlan(
        `Correlated column is not allowed in a non-equality predicate:\n${prettySql(condition, false)}`,
      );
    }
  }
  const keyed = missingColumns(conditions, node.keys, plan);
  const keys = [...node.keys, ...keyed];
  const wanted = new Set<number>();
  for (const condition of conditions) collectReferences(condition, wanted);
  const shown = new Set(node.results.map((result) => result.id));
  const added = keys.filter((key) => wanted.has(key.id) && !shown.has(key.id));
  const results = [...node.results, ...added.filter((key): key is Attribute => key.kind === 'attribute')];
  return { plan: { ...node, input: plan, keys, results }, conditions };
}

/** A condition that compares one value of the subquery with one of the outer query. */
export function isEquality(condition: Expression): boolean {
  if (condition.kind !== 'call' || (condition.name !== '=' && condition.name !== '<=>')) return false;
  const [a, b] = condition.args;
  const pure = (one: Expression, other: Expression): boolean =>
    hasOuter(one) && collectReferences(one).size === 0 && !hasOuter(other);
  return pure(a, b) || pure(b, a);
}

const PASSING: Readonly<Record<JoinNode['type'], readonly [left: boolean, right: boolean]>> = {
  inner: [true, true],
  cross: [true, true],
  left: [true, false],
  semi: [true, false],
  anti: [true, false],
  existence: [true, false],
  right: [false, true],
  full: [false, false],
};

function pullThroughJoin(node: JoinNode): Decorrelated {
  const [leftPasses, rightPasses] = PASSING[node.type];
  const sides = [node.left, node.right].map((side, i) => {
    if (!isCorrelated(side)) return { plan: side, conditions: [] };
    if (i === 0 ? leftPasses : rightPasses) return pull(side);
    throw invalidPlan(`Accessing outer query column is not allowed in:\n${node.type} join`);
  });
  const [left, right] = sides;
  const conjuncts = node.condition === null ? [] : splitConjuncts(node.condition);
  const own = conjuncts.filter(hasOuter);
  if (own.length > 0 && node.type !== 'inner' && node.type !== 'cross') {
    throw invalidPlan(`Accessing outer query column is not allowed in:\n${node.type} join`);
  }
  const condition = joinConjuncts(conjuncts.filter((one) => !hasOuter(one)));
  const plan: LogicalNode = { ...node, left: left.plan, right: right.plan, condition };
  return { plan, conditions: [...left.conditions, ...right.conditions, ...own] };
}
