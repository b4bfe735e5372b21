import type { DataType } from '@graticule/columnar';
import type { Expression } from '../plan/expression.js';
import { splitConjuncts } from '../plan/expressions.js';
import type { JoinNode, LogicalNode } from '../plan/logical.js';
import { outputOf } from '../plan/walk.js';
import { rowsMax } from '../optimiser/rowsMax.js';

/**
 * Guesses of how many rows a plan has, to compare orders of joins by; nothing that is right or wrong depends on them.
 * Shares of rows that pass a condition are the usual rules of thumb: one in ten for an equality, one in three for a range.
 */

const EQUAL = 0.1;
const RANGE = 1 / 3;
const UNKNOWN = 0.5;
const NOT_NULL = 0.95;
/** Groups per row of the input. */
const GROUPS = 0.1;
/** Rows that a generator makes of one. */
const GENERATED = 4;

const known = new WeakMap<LogicalNode, number | null>();

/** null: nothing is known of what the plan reads. */
export function estimateRows(node: LogicalNode): number | null {
  const found = known.get(node);
  if (found !== undefined) return found;
  const estimated = compute(node);
  const rows = estimated === null ? null : Math.min(estimated, rowsMax(node));
  known.set(node, rows);
  return rows;
}

function compute(node: LogicalNode): number | null {
  switch (node.kind) {
    case 'scan':
      if (node.estimatedRows !== undefined) return node.estimatedRows;
      return node.estimatedBytes === undefined ? null : node.estimatedBytes / rowBytes(node);
    case 'local':
    case 'range':
      return rowsMax(node);
    case 'filter':
      return scaled(node.input, share(node.condition));
    case 'aggregate':
      return node.keys.length === 0 ? 1 : scaled(node.input, GROUPS);
    case 'generate':
      return scaled(node.input, GENERATED);
    case 'expand':
      return scaled(node.input, node.projections.length);
    case 'sample':
      return scaled(node.input, node.upper - node.lower);
    case 'limit':
    case 'tail': {
      const rows = estimateRows(node.input);
      return node.count === null ? rows : Math.min(rows ?? Infinity, node.count);
    }
    case 'union': {
      const rows = node.inputs.map(estimateRows);
      return rows.every((one) => one !== null) ? rows.reduce((sum, one) => sum + one, 0) : null;
    }
    case 'join':
      return ofJoin(node);
    case 'singleRow':
    case 'writeLayer':
      return 1;
    case 'kernel':
      return node.inputs.length === 1 ? estimateRows(node.inputs[0]) : null;
    default:
      return estimateRows(node.input);
  }
}

function scaled(input: LogicalNode, factor: number): number | null {
  const rows = estimateRows(input);
  return rows === null ? null : Math.max(1, rows * factor);
}

/** The share of rows that pass. */
function share(condition: Expression): number {
  if (condition.kind === 'literal') return condition.value === true ? 1 : 0;
  if (condition.kind !== 'call') return UNKNOWN;
  const { name, args } = condition;
  switch (name) {
    case 'and':
      return share(args[0]) * share(args[1]);
    case 'or':
      return 1 - (1 - share(args[0])) * (1 - share(args[1]));
    case 'not':
      return 1 - share(args[0]);
    case '=':
    case '<=>':
    case 'isnull':
      return EQUAL;
    case 'in':
      return Math.min(UNKNOWN, EQUAL * (args.length - 1));
    case 'isnotnull':
      return NOT_NULL;
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'like':
      return RANGE;
    default:
      return UNKNOWN;
  }
}

/**
 * Of equal keys one side usually has each value once: then every row of the other meets one row, or fewer when that
 * side was filtered before.
 */
function ofJoin(node: JoinNode): number | null {
  const left = estimateRows(node.left);
  const right = estimateRows(node.right);
  if (left === null || right === null) return null;
  const conditions = node.condition === null ? [] : splitConjuncts(node.condition);
  const equal = conditions.filter(isEquality).length;
  const values = Math.min(rowsBeforeFilters(node.left), rowsBeforeFilters(node.right));
  const others = conditions.filter((one) => !isEquality(one)).reduce((all, one) => all * share(one), 1);
  // More equalities than one are mostly parts of one key.
  const pairs = (equal > 0 ? (left * right) / Math.max(1, values) : left * right) * others;
  switch (node.type) {
    case 'left':
      return Math.max(pairs, left);
    case 'right':
      return Math.max(pairs, right);
    case 'full':
      return Math.max(pairs, left, right);
    case 'semi':
    case 'anti':
      return left * UNKNOWN;
    case 'existence':
      return left;
    default:
      return Math.max(1, pairs);
  }
}

function isEquality(condition: Expression): boolean {
  return condition.kind === 'call' && (condition.name === '=' || condition.name === '<=>');
}

/** The rows that the largest source of a plan has before conditions choose among them. */
function rowsBeforeFilters(node: LogicalNode): number {
  switch (node.kind) {
    case 'filter':
    case 'project':
    case 'sort':
    case 'repartition':
      return rowsBeforeFilters(node.input);
    case 'join':
      return Math.max(rowsBeforeFilters(node.left), rowsBeforeFilters(node.right));
    default:
      return estimateRows(node) ?? 1;
  }
}

/** A guess of the bytes of a decoded row. */
export function rowBytes(node: LogicalNode): number {
  return outputOf(node).reduce((bytes, { type }) => bytes + typeBytes(type), 0) || 1;
}

function typeBytes(type: DataType): number {
  switch (type.kind) {
    case 'boolean':
    case 'byte':
    case 'null':
      return 1;
    case 'short':
      return 2;
    case 'int':
    case 'float':
    case 'date':
      return 4;
    case 'string':
    case 'binary':
      return 20;
    case 'array':
      return 8 * typeBytes(type.element);
    case 'map':
      return 8 * (typeBytes(type.key) + typeBytes(type.value));
    case 'struct':
      return type.fields.reduce((bytes, field) => bytes + typeBytes(field.type), 0);
    default:
      return 8;
  }
}
