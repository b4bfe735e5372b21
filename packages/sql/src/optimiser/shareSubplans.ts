import { aliasWithId } from '../plan/attribute.js';
import type { Attribute, Expression } from '../plan/expression.js';
import { expressionKey } from '../plan/expressionKey.js';
import { encodePlan } from '../plan/json.js';
import type { LogicalNode } from '../plan/logical.js';
import { childrenOf, expressionsOf, mapChildren, outputOf } from '../plan/walk.js';
import { estimateRows, rowBytes } from '../planner/estimateRows.js';
import { isDeterministic } from './determinism.js';

/** Rows of a plan that are expected to take more memory than this are rather computed twice than kept. */
const KEPT_BYTES_MAX = 256 * 1024 * 1024;

/** Operators that are worth being run once: they move rows, or do much with each. */
const EXPENSIVE = new Set(['aggregate', 'join', 'window', 'kernel', 'sort']);

/** Operators with effects, and those that are shared already. */
const UNIQUE = new Set(['writeLayer', 'shared']);

let sharedPlans = 0;

/**
 * Finds sub-plans that compute the same rows (self-joins, a WITH query used twice) and has each computed once and read
 * by all that use it. Sub-plans with anything random in them are never taken for the same.
 */
export function shareSubplans(node: LogicalNode): LogicalNode {
  if (countExpensive(node) < 2) return node;
  const classes = new Classes();
  const uses = new Map<number, number>();
  const count = (inner: LogicalNode): void => {
    const id = classes.of(inner);
    const before = id === null ? 0 : (uses.get(id) ?? 0);
    if (id !== null) uses.set(id, before + 1);
    // What lies below a repeated plan is repeated only because of it.
    if (before === 0) childrenOf(inner).forEach(count);
  };
  count(node);
  const shared = new Map<number, LogicalNode & { readonly kind: 'shared' }>();
  const replace = (inner: LogicalNode): LogicalNode => {
    const id = classes.of(inner);
    if (id === null || (uses.get(id) ?? 0) < 2 || !isWorthwhile(inner)) return mapChildren(inner, replace);
    const first = shared.get(id);
    if (first !== undefined) return renamed(first, outputOf(inner));
    sharedPlans += 1;
    const made = { kind: 'shared', id: `plan-${sharedPlans}`, input: mapChildren(inner, replace) } as const;
    shared.set(id, made);
    return made;
  };
  return replace(node);
}

function isWorthwhile(node: LogicalNode): boolean {
  const rows = estimateRows(node);
  if (rows !== null && rows * rowBytes(node) > KEPT_BYTES_MAX) return false;
  return containsExpensive(node);
}

function containsExpensive(node: LogicalNode): boolean {
  return EXPENSIVE.has(node.kind) || childrenOf(node).some(containsExpensive);
}

function countExpensive(node: LogicalNode): number {
  return childrenOf(node).reduce(
    (count, child) => count + countExpensive(child),
    EXPENSIVE.has(node.kind) ? 1 : 0,
  );
}

/** The shared rows under other ids; columns are the same by position. */
function renamed(shared: LogicalNode, output: readonly Attribute[]): LogicalNode {
  const columns = outputOf(shared);
  if (columns.every((column, i) => column.id === output[i].id)) return shared;
  const expressions = output.map(({ id, name, metadata }, i) => aliasWithId(columns[i], name, id, metadata));
  return { kind: 'project', input: shared, expressions };
}

/** Numbers for plans: equal for two that compute the same rows, columns by position. */
class Classes {
  readonly #ids = new Map<string, number>();
  readonly #known = new Map<LogicalNode, number | null>();
  readonly #batches = new Map<object, number>();

  /** null: like no other plan. */
  of(node: LogicalNode): number | null {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const text = this.#text(node);
    let id: number | null = null;
    if (text !== null) {
      id = this.#ids.get(text) ?? this.#ids.size;
      this.#ids.set(text, id);
    }
    this.#known.set(node, id);
    return id;
  }

  #text(node: LogicalNode): string | null {
    const children = childrenOf(node);
    const inputs = children.map((child) => this.of(child));
    if (UNIQUE.has(node.kind) || inputs.includes(null)) return null;
    if (!expressionsOf(node).every(isDeterministic)) return null;
    const places = new Map<number, string>();
    children.forEach((child, i) => outputOf(child).forEach(({ id }, k) => places.set(id, `${i}.${k}`)));
    return `${node.kind} ${inputs.join(',')} ${this.#details(node, places)}`;
  }

  #details(node: LogicalNode, places: ReadonlyMap<number, string>): string {
    const key = (expression: Expression): string =>
      expressionKey(expression, ({ id }) => places.get(id) ?? `?${id}`);
    const list = (expressions: readonly Expression[]): string => expressions.map(key).join(';');
    const orders = (all: (LogicalNode & { kind: 'sort' })['orders']): string =>
      all.map(({ child, ascending, nullsFirst }) => `${key(child)} ${ascending} ${nullsFirst}`).join(';');
    switch (node.kind) {
      case 'scan': {
        const own = new Map(node.output.map(({ id, name }) => [id, name]));
        const filters = node.pushedFilters.map((filter) =>
          expressionKey(filter, ({ id }) => own.get(id) ?? '?'),
        );
        const columns = node.output.map(({ name, type }) => [name, type]);
        return encodePlan([node.source, columns, node.extent, filters]);
      }
      case 'local': {
        const id = this.#batches.get(node.batches) ?? this.#batches.size;
        this.#batches.set(node.batches, id);
        return String(id);
      }
      case 'range':
        return `${node.start} ${node.end} ${node.step}`;
      case 'aggregate': {
        const keys = new Map(places);
        node.keys.forEach((named, i) => keys.set(named.id, `key.${i}`));
        const results = node.results.map((result) =>
          expressionKey(result, ({ id }) => keys.get(id) ?? `?${id}`),
        );
        return `${list(node.keys)} | ${results.join(';')}`;
      }
      case 'sort':
        return `${node.global} ${orders(node.orders)}`;
      case 'limit':
        return `${node.count} ${node.offset} ${node.partial === true}`;
      case 'tail':
        return String(node.count);
      case 'join': {
        const condition = node.condition === null ? '' : key(node.condition);
        return `${node.type} ${node.nullAware === true} ${condition}`;
      }
      case 'repartition':
        return `${node.partitions} ${node.shuffle} ${list(node.keys)}`;
      case 'window':
        return `${list(node.functions)} | ${list(node.partitionBy)} | ${orders(node.orderBy)}`;
      case 'generate':
        return `${key(node.generator)} ${list(node.kept ?? [])} ${node.kept === undefined}`;
      case 'expand':
        return node.projections.map(list).join(' | ');
      case 'sample':
        return `${node.lower} ${node.upper} ${node.withReplacement} ${node.seed}`;
      case 'kernel': {
        const required = node.requirements.map((one) =>
          one.kind === 'hash' ? `hash ${list(one.keys)}` : one.kind,
        );
        const columns = node.output.map(({ name, type }) => [name, type]);
        return `${required.join()} ${encodePlan([node.kernel, node.parameters, columns])}`;
      }
      default:
        return list(expressionsOf(node));
    }
  }
}
