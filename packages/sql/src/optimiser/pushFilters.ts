import type { Expression } from '../plan/expression.js';
import { containsAggregate, splitConjuncts } from '../plan/expressions.js';
import { expressionKey } from '../plan/expressionKey.js';
import type {
  AggregateNode,
  ExpandNode,
  GenerateNode,
  LogicalNode,
  ProjectNode,
  ScanNode,
  UnionNode,
  WindowNode,
} from '../plan/logical.js';
import { mapChildren, outputIds, outputOf } from '../plan/walk.js';
import { filtered, isAbout } from './conditions.js';
import { isDeterministic } from './determinism.js';
import { pushIntoJoin } from './pushIntoJoin.js';
import type { ExpressionSimplifier } from './simplifyExpression.js';
import { definitionsOf, substitute } from './substitute.js';

/**
 * Moves conditions as near to the data as they can go without changing the result: through projections, sorts,
 * grouping and partitioning keys, unions and the sides of joins, and, for a source to skip data by, into scans.
 * Conditions that are not deterministic stay where they are, and nothing moves past them.
 */
export function pushFilters(node: LogicalNode, simplifier: ExpressionSimplifier): LogicalNode {
  return new Pusher(simplifier).push(node, []);
}

class Pusher {
  constructor(private readonly simplifier: ExpressionSimplifier) {}

  /** The plan of the rows of `node` for which all conditions hold. */
  push(node: LogicalNode, conditions: readonly Expression[]): LogicalNode {
    switch (node.kind) {
      case 'filter': {
        const own = splitConjuncts(node.condition);
        if (own.every(isDeterministic)) return this.push(node.input, [...own, ...conditions]);
        return this.#place({ ...node, input: this.push(node.input, []) }, conditions);
      }
      case 'project':
        return this.#throughProject(node, conditions);
      case 'aggregate':
        return this.#throughAggregate(node, conditions);
      case 'join':
        return pushIntoJoin(node, conditions, this.simplifier, (side, pushed) => this.push(side, pushed));
      case 'union':
        return this.#intoUnion(node, conditions);
      case 'sort':
      case 'repartition':
        return { ...node, input: this.push(node.input, conditions) };
      case 'window': {
        const keys = new Set(node.partitionBy.map((key) => (key.kind === 'attribute' ? key.id : -1)));
        return this.#past(node, conditions, keys);
      }
      case 'generate':
        return this.#past(node, conditions, outputIds(node.input));
      case 'expand':
        return this.#throughExpand(node, conditions);
      case 'scan':
        return this.#intoScan(node, conditions);
      default:
        return this.#place(
          mapChildren(node, (child) => this.push(child, [])),
          conditions,
        );
    }
  }

  #place(input: LogicalNode, conditions: readonly Expression[]): LogicalNode {
    return filtered(input, conditions, this.simplifier);
  }

  /** Conditions about these columns alone, which the node hands on as they are, go below it. */
  #past(
    node: WindowNode | GenerateNode,
    conditions: readonly Expression[],
    ids: ReadonlySet<number>,
  ): LogicalNode {
    const below = conditions.filter((condition) => isAbout(condition, ids));
    const above = conditions.filter((condition) => !below.includes(condition));
    return this.#place({ ...node, input: this.push(node.input, below) }, above);
  }

  #throughProject(node: ProjectNode, conditions: readonly Expression[]): LogicalNode {
    if (!node.expressions.every(isDeterministic)) {
      return this.#place({ ...node, input: this.push(node.input, []) }, conditions);
    }
    return {
      ...node,
      input: this.push(node.input, this.#replaced(conditions, definitionsOf(node.expressions))),
    };
  }

  /** Conditions over what columns stand for, simplified where that makes a difference. */
  #replaced(
    conditions: readonly Expression[],
    definitions: ReadonlyMap<number, Expression>,
  ): readonly Expression[] {
    if (definitions.size === 0) return conditions;
    return conditions.flatMap((condition) => {
      const replaced = substitute(condition, definitions);
      return replaced === condition ? [condition] : splitConjuncts(this.simplifier.condition(replaced));
    });
  }

  /** Conditions on keys alone hold for all rows of a group or none. Without keys there is a row even for no input. */
  #throughAggregate(node: AggregateNode, conditions: readonly Expression[]): LogicalNode {
    const keys = new Set(node.keys.map((key) => key.id));
    const results = definitionsOf(node.results);
    const overKeys = conditions.map((condition) => substitute(condition, results));
    const moves = overKeys.map((condition) => isAbout(condition, keys) && !containsAggregate(condition));
    const below = this.#replaced(
      overKeys.filter((_, i) => moves[i]),
      definitionsOf(node.keys),
    );
    return this.#place(
      { ...node, input: this.push(node.input, below) },
      conditions.filter((_, i) => !moves[i]),
    );
  }

  #intoUnion(node: UnionNode, conditions: readonly Expression[]): LogicalNode {
    const inputs = node.inputs.map((input) => {
      const columns = outputOf(input);
      const definitions = new Map<number, Expression>(
        node.output.map((column, i) => [column.id, columns[i]] as const),
      );
      return this.push(
        input,
        conditions.map((condition) => substitute(condition, definitions)),
      );
    });
    return { ...node, inputs };
  }

  /** Conditions on columns that all projections fill alike. */
  #throughExpand(node: ExpandNode, conditions: readonly Expression[]): LogicalNode {
    const [first, ...others] = node.projections;
    const alike = new Map<number, Expression>();
    node.output.forEach((column, i) => {
      const key = expressionKey(first[i]);
      const same = isDeterministic(first[i]) && others.every((other) => expressionKey(other[i]) === key);
      if (same) alike.set(column.id, first[i]);
    });
    const moves = new Set(conditions.filter((condition) => isAbout(condition, new Set(alike.keys()))));
    return this.#place(
      { ...node, input: this.push(node.input, this.#replaced([...moves], alike)) },
      conditions.filter((condition) => !moves.has(condition)),
    );
  }

  #intoScan(node: ScanNode, conditions: readonly Expression[]): LogicalNode {
    const pushedFilters = conditions.filter(isSimple);
    const same = pushedFilters.length === 0 && node.pushedFilters.length === 0;
    return this.#place(same ? node : { ...node, pushedFilters }, conditions);
  }
}

const COMPARISONS = new Set(['=', '!=', '<=>', '<', '<=', '>', '>=', 'in', 'isnull', 'isnotnull', 'like']);
const OPERATORS = new Set(['and', 'or', 'not']);

/** Comparisons of columns with literals; sources know what to do with these. */
function isSimple(condition: Expression): boolean {
  if (condition.kind !== 'call') return false;
  if (OPERATORS.has(condition.name)) return condition.args.every(isSimple);
  return COMPARISONS.has(condition.name) && condition.args.every(isPlain);
}

function isPlain(value: Expression): boolean {
  if (value.kind === 'cast' || value.kind === 'field') return isPlain(value.child);
  return value.kind === 'attribute' || value.kind === 'literal';
}
