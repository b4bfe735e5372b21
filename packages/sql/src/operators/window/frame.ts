import { isValid, valueComparison, type Batch, type Column } from '@graticule/columnar';
import { columnsOf } from '../expressions.js';
import type { EvaluationContext } from '../../functions/definition.js';
import type { Expression, FrameBound, Literal, SortOrder, WindowFrame } from '../../plan/expression.js';
import type { WindowRows } from './windowRows.js';

/**
 * The frame of row i is the rows starts[i] .. ends[i] (end exclusive, never before the start). Within a partition both
 * grow with i. partition: every frame is the whole partition; growing: every frame begins with it; sliding: neither.
 */
export interface Frames {
  readonly shape: 'partition' | 'growing' | 'sliding';
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** batch: the sorted rows, over which order's expressions are bound. */
export function framesOf(
  frame: WindowFrame,
  rows: WindowRows,
  orderBy: readonly SortOrder[],
  batch: Batch,
  context: EvaluationContext,
): Frames {
  const { lower, upper } = frame;
  const starts =
    frame.unit === 'rows'
      ? rowBounds(lower, rows, 0)
      : rangeBounds(lower, rows, orderBy, batch, context, 'start');
  const ends =
    frame.unit === 'rows'
      ? rowBounds(upper, rows, 1)
      : rangeBounds(upper, rows, orderBy, batch, context, 'end');
  for (let i = 0; i < rows.length; i++) if (ends[i] < starts[i]) ends[i] = starts[i];
  const toEnd = upper.kind === 'unboundedFollowing';
  const onlyPeers = orderBy.length === 0 && frame.unit === 'range' && upper.kind === 'currentRow';
  const shape =
    lower.kind !== 'unboundedPreceding' ? 'sliding' : toEnd || onlyPeers ? 'partition' : 'growing';
  return { shape, starts, ends };
}

/** Bounds counted in rows. after: 1 for ends, which are exclusive. */
function rowBounds(bound: FrameBound, rows: WindowRows, after: 0 | 1): Int32Array {
  const { partitionStarts } = rows;
  const out = new Int32Array(rows.length);
  const shift = bound.kind === 'offset' ? Number(bound.offset.value) + after : after;
  for (let p = 0; p + 1 < partitionStarts.length; p++) {
    const start = partitionStarts[p];
    const end = partitionStarts[p + 1];
    if (bound.kind === 'unboundedPreceding') out.fill(start, start, end);
    else if (bound.kind === 'unboundedFollowing') out.fill(end, start, end);
    else for (let i = start; i < end; i++) out[i] = Math.min(end, Math.max(start, i + shift));
  }
  return out;
}

function rangeBounds(
  bound: FrameBound,
  rows: WindowRows,
  orderBy: readonly SortOrder[],
  batch: Batch,
  context: EvaluationContext,
  side: 'start' | 'end',
): Int32Array {
  if (bound.kind === 'unboundedPreceding' || bound.kind === 'unboundedFollowing')
    return rowBounds(bound, rows, 0);
  const out = peerBounds(rows, side);
  if (bound.kind === 'currentRow') return out;
  if (orderBy.length !== 1)
    throw new Error(`a range with an offset has one order value, not ${orderBy.length}`);
  const [order] = orderBy;
  const [values, targets] = columnsOf([order.child, shifted(order, bound.offset)], context)(batch);
  moveToTargets(values, targets, order.ascending, rows, side, out);
  return out;
}

/** First row of the row's peers, or the row after the last one. */
function peerBounds({ peerStarts, length }: WindowRows, side: 'start' | 'end'): Int32Array {
  const out = new Int32Array(length);
  for (let g = 0; g + 1 < peerStarts.length; g++) {
    out.fill(peerStarts[side === 'start' ? g : g + 1], peerStarts[g], peerStarts[g + 1]);
  }
  return out;
}

/** The order value moved by the offset in the direction of the order, as an expression of the order value's type. */
function shifted({ child, ascending }: SortOrder, offset: Literal): Expression {
  const { type } = child;
  const common = { kind: 'call', args: [child, offset], type, nullable: true } as const;
  if (type.kind === 'date' && offset.type.kind !== 'interval') {
    return { ...common, name: ascending ? 'date_add' : 'date_sub' };
  }
  const sum: Expression = { ...common, name: ascending ? '+' : '-' };
  return type.kind === 'decimal' ? { kind: 'cast', child: sum, type, nullable: true } : sum;
}

/**
 * Overwrites the bound of every row whose order value is not null by the first row at its target or, for ends, by the
 * first row past it. Targets are sorted as the values are, so both pointers only move forward.
 */
function moveToTargets(
  values: Column,
  targets: Column,
  ascending: boolean,
  { partitionStarts }: WindowRows,
  side: 'start' | 'end',
  out: Int32Array,
): void {
  const compare = valueComparison(values, targets);
  for (let p = 0; p + 1 < partitionStarts.length; p++) {
    let first = partitionStarts[p];
    let end = partitionStarts[p + 1];
    while (first < end && !isValid(values, first)) first++;
    while (end > first && !isValid(values, end - 1)) end--;
    let at = first;
    for (let i = first; i < end; i++) {
      for (; at < end; at++) {
        const order = ascending ? compare(at, i) : -compare(at, i);
        if (side === 'start' ? order >= 0 : order > 0) break;
      }
      out[i] = at;
    }
  }
}
