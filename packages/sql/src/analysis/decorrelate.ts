import { invalidPlan } from '../errors.js';
import type { Attribute, Expression, NamedExpression, SubqueryCall } from '../plan/expression.js';
import {
  collectReferences,
  joinConjuncts,
  someExpression,
  splitConjuncts,
  transformExpression,
} from '../plan/expressions.js';
import type { AggregateNode, JoinNode, LogicalNode, ProjectNode } from '../plan/logical.js';
import { prettySql } from '../plan/prettySql.js';
import { childrenOf, expressionsOf, outputOf } from '../plan/walk.js';

/**
 * A correlated subquery taken apart: its plan without any reference to the outer query, and the conditions that
 * connect both. The plan hands up every column that the conditions use, behind its own columns.
 */
export interface Decorrelated {
  readonly plan: LogicalNode;
  readonly conditions: readonly Expression[];
  /** Columns that need both, by their id: computed over the plan's columns and those of the outer query. */
  readonly computed: ReadonlyMap<number, Expression>;
}

const NONE: ReadonlyMap<number, Expression> = new Map();

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
 * what stands for the outer columns in the conditions. computing: columns may be computed of both queries.
 */
export function decorrelate(
  node: LogicalNode,
  outer: SubqueryCall['outer'],
  computing = false,
): Decorrelated {
  const { plan, conditions, computed } = pull(node, computing);
  const values = new Map(outer.map(({ id, value }) => [id, value]));
  const inner = (expression: Expression): Expression =>
    transformExpression(expression, (one) =>
      one.kind === 'attribute' && one.outer === true ? (values.get(one.id) ?? one) : one,
    );
  return {
    plan,
    conditions: conditions.map(inner),
    computed: new Map([...computed].map(([id, expression]) => [id, inner(expression)])),
  };
}

function pull(node: LogicalNode, computing: boolean): Decorrelated {
  if (!isCorrelated(node)) return { plan: node, conditions: [], computed: NONE };
  switch (node.kind) {
    case 'filter': {
      const below = pull(node.input, computing);
      const conjuncts = splitConjuncts(substituted(node.condition, below.computed));
      const condition = joinConjuncts(conjuncts.filter((one) => !hasOuter(one)));
      const plan: LogicalNode =
        condition === null ? below.plan : { kind: 'filter', input: below.plan, condition };
      const conditions = [...below.conditions, ...conjuncts.filter(hasOuter)];
      return { plan, conditions, computed: below.computed };
    }
    case 'project':
      return pullThroughProject(node, computing);
    case 'aggregate':
      return pullThroughAggregate(node);
    case 'subqueryAlias':
    case 'sort':
    case 'shared':
    case 'generate': {
      const below = pull(node.input, computing);
      refuseOuter(expressionsOf(node).map((one) => substituted(one, below.computed)));
      return { ...below, plan: node.kind === 'shared' ? below.plan : { ...node, input: below.plan } };
    }
    case 'join':
      return pullThroughJoin(node, computing);
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

/** An expression over the columns of a plan, some of which are computed. */
export function substituted<E extends Expression>(
  expression: E,
  computed: ReadonlyMap<number, Expression>,
): E {
  if (computed.size === 0) return expression;
  return transformExpression(expression, (inner) =>
    inner.kind === 'attribute' ? (computed.get(inner.id) ?? inner) : inner,
  ) as E;
}

/** Computed columns leave the projection; what they and the conditions need of its input is handed up instead. */
function pullThroughProject(node: ProjectNode, computing: boolean): Decorrelated {
  const below = pull(node.input, computing);
  const kept: NamedExpression[] = [];
  const computed = new Map<number, Expression>();
  for (const named of node.expressions) {
    const value = substituted(named.kind === 'alias' ? named.child : named, below.computed);
    if (!hasOuter(value)) kept.push(named);
    else if (computing) computed.set(named.id, value);
    else refuseOuter([value]);
  }
  const needed = [...below.conditions, ...computed.values()];
  const expressions = [...kept, ...missingColumns(needed, kept, below.plan)];
  return { plan: { ...node, input: below.plan, expressions }, conditions: below.conditions, computed };
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
  const { plan, conditions } = pull(node.input, false);
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
  return { plan: { ...node, input: plan, keys, results }, conditions, computed: NONE };
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

function pullThroughJoin(node: JoinNode, computing: boolean): Decorrelated {
  const [leftPasses, rightPasses] = PASSING[node.type];
  const sides = [node.left, node.right].map((side, i): Decorrelated => {
    if (!isCorrelated(side)) return { plan: side, conditions: [], computed: NONE };
    if (i === 0 ? leftPasses : rightPasses) return pull(side, computing);
    throw invalidPlan(`Accessing outer query column is not allowed in:\n${node.type} join`);
  });
  const [left, right] = sides;
  const computed = new Map([...left.computed, ...right.computed]);
  const conjuncts = node.condition === null ? [] : splitConjuncts(substituted(node.condition, computed));
  const own = conjuncts.filter(hasOuter);
  if (own.length > 0 && node.type !== 'inner' && node.type !== 'cross') {
    throw invalidPlan(`Accessing outer query column is not allowed in:\n${node.type} join`);
  }
  const condition = joinConjuncts(conjuncts.filter((one) => !hasOuter(one)));
  const plan: LogicalNode = { ...node, left: left.plan, right: right.plan, condition };
  return { plan, conditions: [...left.conditions, ...right.conditions, ...own], computed };
}
