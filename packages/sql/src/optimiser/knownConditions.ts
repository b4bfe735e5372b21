import { toAttribute } from '../plan/attribute.js';
import type { Expression, NamedExpression } from '../plan/expression.js';
import { collectReferences, splitConjuncts } from '../plan/expressions.js';
import type { LogicalNode } from '../plan/logical.js';
import { isDeterministic } from './determinism.js';
import { substitute } from './substitute.js';

/** More conditions of one plan are not looked at. */
const CONDITIONS_MAX = 40;

const known = new WeakMap<LogicalNode, readonly Expression[]>();

/** Deterministic conditions that are true for every row of a plan, over its columns; not all there are. */
export function knownConditions(node: LogicalNode): readonly Expression[] {
  const found = known.get(node);
  if (found !== undefined) return found;
  const conditions = find(node).filter(isDeterministic).slice(0, CONDITIONS_MAX);
  known.set(node, conditions);
  return conditions;
}

function find(node: LogicalNode): readonly Expression[] {
  switch (node.kind) {
    case 'filter':
      return [...splitConjuncts(node.condition), ...knownConditions(node.input)];
    case 'project':
      return renamed(knownConditions(node.input), node.expressions);
    case 'aggregate':
      // Without keys there is a row even for no input.
      return renamed(renamed(knownConditions(node.input), node.keys), node.results).filter(isOnColumns);
    case 'join': {
      const { type } = node;
      const left = type === 'right' || type === 'full' ? [] : knownConditions(node.left);
      const right = RIGHT_HOLDS.has(type) ? knownConditions(node.right) : [];
      const own = OWN_HOLDS.has(type) && node.condition !== null ? splitConjuncts(node.condition) : [];
      return [...own, ...left, ...right];
    }
    case 'sort':
    case 'limit':
    case 'tail':
    case 'repartition':
    case 'window':
    case 'generate':
    case 'sample':
    case 'subqueryAlias':
      return knownConditions(node.input);
    default:
      return [];
  }
}

/** The conditions on columns that are handed on, under their names above. */
function renamed(conditions: readonly Expression[], columns: readonly NamedExpression[]): Expression[] {
  const names = new Map<number, Expression>();
  for (const named of columns) {
    if (named.kind === 'attribute') names.set(named.id, named);
    else if (named.child.kind === 'attribute' && !names.has(named.child.id)) {
      names.set(named.child.id, toAttribute(named));
    }
  }
  return conditions
    .filter((condition) => [...collectReferences(condition)].every((id) => names.has(id)))
    .map((condition) => substitute(condition, names));
}

function isOnColumns(condition: Expression): boolean {
  return collectReferences(condition).size > 0;
}

/** Join types whose right columns come from the right side alone, and those whose condition holds for every row. */
const RIGHT_HOLDS: ReadonlySet<string> = new Set(['inner', 'cross', 'right']);
const OWN_HOLDS: ReadonlySet<string> = new Set(['inner', 'cross']);
