import { INT, INTERVAL } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { evaluateConstant } from '../evaluation/compile.js';
import { invalidPlan, placed, typeMismatch } from '../errors.js';
import type { SparkVersion } from '../functions/definition.js';
import type { Expression, FrameBound, Literal, SortOrder, WindowFrame } from '../plan/expression.js';
import { collectReferences } from '../plan/expressions.js';
import { frameSql, messageSql, orderText, planText, prettySql } from '../plan/prettySql.js';
import type { UnresolvedBound, UnresolvedExpression, WindowDefinition } from '../plan/unresolved.js';
import { canCast, isNumeric } from '../types/coercion.js';
import { isUnitInterval } from '../types/interval.js';
import { typeSql, typeText } from '../types/text.js';
import { implicitlyCast } from './call.js';
import type { Scope } from './context.js';
import { resolveExpression } from './expression.js';

/** What a window is made of around its frame. */
export interface WindowKeys {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortOrder[];
}

/** The frame that a window asks for. */
export function resolveFrame(window: WindowDefinition, keys: WindowKeys, scope: Scope): WindowFrame {
  return placed(window.place, () => checkedFrame(window, keys, scope));
}

function checkedFrame(window: WindowDefinition, keys: WindowKeys, scope: Scope): WindowFrame {
  const { unit, lower, upper } = window.frame as NonNullable<WindowDefinition['frame']>;
  const { orderBy } = keys;
  const order = orderBy.length === 1 ? orderBy[0].child.type : null;
  const converted = unit === 'range' && scope.compat !== '2.2' ? order : null;
  const texts = [lower, upper].map((bound) => boundText(bound, converted, scope));
  const text = `${unit.toUpperCase()} BETWEEN ${texts[0]} AND ${texts[1]}`;
  if (lower.kind === 'unboundedFollowing' || upper.kind === 'unboundedPreceding') {
    const [below, above] = [lower, upper].map((bound) => boundPlanText(bound, scope));
    throw typeMismatch(
      text,
      `Window frame upper bound '${above}' does not follow the lower bound '${below}'.`,
    );
  }
  if (unit === 'range' && orderBy.length === 0 && !isWhole(lower, upper)) {
    const reason = 'A range window frame cannot be used in an unordered window specification.';
    throw typeMismatch(windowSql(keys, text, scope.compat), reason);
  }
  const valued = lower.kind === 'offset' || upper.kind === 'offset';
  if (unit === 'range' && valued && orderBy.length > 1) {
    if (scope.compat === '2.2') {
      throw invalidWindow(
        keys,
        text,
        'This Range Window Frame only accepts at most one ORDER BY expression.',
      );
    }
    throw typeMismatch(
      windowSql(keys, text, scope.compat),
      'A range window frame with value boundaries cannot be used in a window specification with multiple order by ' +
        `expressions: ${orderBy.map((one) => orderText(one, planText)).join(',')}`,
    );
  }
  const resolved = (bound: UnresolvedBound, side: 'lower' | 'upper'): FrameBound =>
    bound.kind === 'offset' ? resolveBound(bound.offset, { unit, keys, side, text }, scope) : bound;
  const frame = { unit, lower: resolved(lower, 'lower'), upper: resolved(upper, 'upper') };
  const [first, last] = [placeOf(frame.lower), placeOf(frame.upper)];
  if (first !== null && last !== null && first > last) {
    if (scope.compat === '2.2') {
      throw invalidWindow(
        keys,
        framePlanText(frame, '2.2'),
        `The end of this Window Frame ${boundBefore3(frame.upper)} is smaller than the start of this Window Frame ` +
          `${boundBefore3(frame.lower)}.`,
      );
    }
    const reason = 'The lower bound of a window frame must be less than or equal to the upper bound';
    throw typeMismatch(text, reason);
  }
  return frame;
}

function boundBefore3(bound: FrameBound): string {
  if (bound.kind !== 'offset') return frameSql(bound);
  const { value } = bound.offset;
  const text = planText(bound.offset);
  if (value === 0 || value === 0n) return 'CURRENT ROW';
  return text.startsWith('-') ? `${text.slice(1)} PRECEDING` : `${text} FOLLOWING`;
}

/** The window as plans write it: `windowspecdefinition(id#1 ASC NULLS FIRST, ROWS ...)`; frame: its text. */
export function windowPlanText({ partitionBy, orderBy }: WindowKeys, frame: string): string {
  const keys = partitionBy.map((key) => planText(key));
  const orders = orderBy.map((order) => orderText(order, planText));
  return `windowspecdefinition(${[...keys, ...orders, frame].join(', ')})`;
}

/** What Spark 2 says of a window whose frame does not fit. */
function invalidWindow(keys: WindowKeys, frame: string, reason: string): Error {
  return invalidPlan(`Window specification ${windowPlanText(keys, frame)} is not valid because ${reason}`);
}

/** Where a bound lies, the current row at 0; null when that is no number. */
function placeOf(bound: FrameBound): number | null {
  if (bound.kind === 'currentRow') return 0;
  if (bound.kind !== 'offset' || !isNumeric(bound.offset.type)) return null;
  // Of decimals the unscaled number: both bounds have the type of the order.
  return bound.offset.value === null ? null : Number(bound.offset.value);
}

function isWhole(lower: UnresolvedBound, upper: UnresolvedBound): boolean {
  return lower.kind === 'unboundedPreceding' && upper.kind === 'unboundedFollowing';
}

/** The window in messages: `(ORDER BY id ASC NULLS FIRST RANGE ...)`. */
function windowSql({ partitionBy, orderBy }: WindowKeys, frame: string, compat: SparkVersion): string {
  const text = (expression: Expression): string => messageSql(expression, compat);
  const parts = [
    partitionBy.length === 0 ? '' : `PARTITION BY ${partitionBy.map(text).join(', ')}`,
    orderBy.length === 0 ? '' : `ORDER BY ${orderBy.map((one) => orderText(one, text)).join(', ')}`,
    frame,
  ];
  return `(${parts.filter((part) => part !== '').join(' ')})`;
}

/** order: the type that a bound of RANGE is brought to; null: it stays as it is. */
function boundText(bound: UnresolvedBound, order: DataType | null, scope: Scope): string {
  if (bound.kind !== 'offset') return frameSql(bound);
  const value = resolveExpression(bound.offset, scope);
  const type = order === null ? value.type : comparedType(value.type, order);
  if (type.kind !== value.type.kind)
    return `CAST(${messageSql(value, scope.compat)} AS ${typeSql(type)}) FOLLOWING`;
  const written = negatedPart(bound.offset);
  return written === null
    ? `${messageSql(value, scope.compat)} FOLLOWING`
    : `${messageSql(resolveExpression(written, scope), scope.compat)} PRECEDING`;
}

/** A bound is brought to the type of the order where that can be, but for times. */
function comparedType(type: DataType, order: DataType): DataType {
  return order.kind !== 'date' && order.kind !== 'timestamp' && canCast(type, order) ? order : type;
}

function boundPlanText(bound: UnresolvedBound, scope: Scope): string {
  if (bound.kind === 'offset') return planText(resolveExpression(bound.offset, scope));
  return `${bound.kind.toLowerCase()}$()`;
}

/** What stands before PRECEDING. */
function negatedPart(offset: UnresolvedExpression): UnresolvedExpression | null {
  return offset.kind === 'unresolvedFunction' && offset.name === 'negative' ? offset.args[0] : null;
}

/** The frame of a bound, for messages. */
interface BoundPlace {
  readonly unit: WindowFrame['unit'];
  readonly keys: WindowKeys;
  readonly side: 'lower' | 'upper';
  /** Of the frame. */
  readonly text: string;
}

function resolveBound(offset: UnresolvedExpression, place: BoundPlace, scope: Scope): FrameBound {
  const written = negatedPart(offset);
  const resolved = resolveExpression(offset, scope);
  if (collectReferences(resolved).size > 0) {
    const reason = `Window frame ${place.side} bound '${planText(resolved)}' is not a literal.`;
    throw typeMismatch(place.text, reason);
  }
  const literal =
    place.unit === 'rows' ? rowOffset(resolved, place) : rangeOffset(resolved, place, scope.compat);
  const negative =
    typeof literal.value === 'number' || typeof literal.value === 'bigint' ? literal.value < 0 : false;
  // The cast to the type of the order is not shown, but hides the sign that PRECEDING would stand for.
  const hidden = scope.compat !== '2.2' && place.unit === 'range' && isConverted(resolved, literal);
  const preceding = (written !== null && !hidden) || (negative && scope.compat === '2.2');
  const shown = preceding ? { preceding: true as const } : {};
  if (place.unit === 'rows') return { kind: 'offset', offset: literal, ...shown };
  if (hidden) return { kind: 'offset', offset: literal, shownText: prettySql(resolved, false) };
  const shownText = prettySql(resolveExpression(written ?? offset, scope), false);
  return { kind: 'offset', offset: literal, ...shown, shownText };
}

function isConverted({ type: from }: Expression, { type: to }: Literal): boolean {
  return isNumeric(from) && isNumeric(to) && from.kind !== to.kind;
}

const WHOLE = ['byte', 'short', 'int', 'long'];

function rowOffset(offset: Expression, place: BoundPlace): Literal {
  if (!WHOLE.includes(offset.type.kind)) throw misfit(offset.type, 'int', place);
  return constant(implicitlyCast(offset, INT));
}

function misfit(type: DataType, expected: string, { side, text }: BoundPlace): Error {
  return typeMismatch(
    text,
    `The data type of the ${side} bound '${typeText(type)}' does not match the expected data type '${expected}'.`,
  );
}

/** Numbers in the type of the order value; days (int) or an interval for a date, an interval for a timestamp. */
function rangeOffset(offset: Expression, place: BoundPlace, compat: SparkVersion): Literal {
  const [order] = place.keys.orderBy;
  const { type } = order.child;
  if (compat === '2.2' && !isNumeric(type)) {
    throw invalidWindow(
      place.keys,
      place.text,
      'The data type of the expression in the ORDER BY clause should be a numeric type.',
    );
  }
  const fits =
    (isNumeric(type) && isNumeric(offset.type)) ||
    (type.kind === 'date' && ['byte', 'short', 'int'].includes(offset.type.kind)) ||
    (type.kind === 'timestamp' && (offset.type.kind === 'interval' || isUnitInterval(offset.type))) ||
    (type.kind === 'date' && offset.type.kind === 'yearMonthInterval') ||
    (isUnitInterval(type) && type.kind === offset.type.kind);
  if (fits) return constant(implicitlyCast(offset, offsetType(type, offset.type)));
  const compared = comparedType(offset.type, type);
  if (!isNumeric(compared) && compared.kind !== 'interval' && !isUnitInterval(compared)) {
    const expected = '(numeric or interval day to second or interval year to month or interval)';
    throw misfit(compared, expected, place);
  }
  throw typeMismatch(
    windowSql(place.keys, place.text, compat),
    `The data type '${typeText(type)}' used in the order specification does not match the data type ` +
      `'${typeText(compared)}' which is used in the range frame.`,
  );
}

function offsetType(order: DataType, offset: DataType): DataType {
  if (isUnitInterval(order)) return offset;
  if (isUnitInterval(offset) || order.kind === 'timestamp') return INTERVAL;
  return order.kind === 'date' ? INT : order;
}

function constant(expression: Expression): Literal {
  return { kind: 'literal', value: evaluateConstant(expression), type: expression.type };
}

/** The frame as plans write it: `specifiedwindowframe(RowFrame, -1, currentrow$())`, in Spark 2 as in the text. */
export function framePlanText({ unit, lower, upper }: WindowFrame, compat: SparkVersion): string {
  if (compat === '2.2')
    return `${unit.toUpperCase()} BETWEEN ${boundBefore3(lower)} AND ${boundBefore3(upper)}`;
  const text = (bound: FrameBound): string =>
    bound.kind === 'offset' ? planText(bound.offset) : `${bound.kind.toLowerCase()}$()`;
  return `specifiedwindowframe(${unit === 'rows' ? 'RowFrame' : 'RangeFrame'}, ${text(lower)}, ${text(upper)})`;
}
