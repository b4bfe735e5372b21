import { INT, INTERVAL, NULL } from '@graticule/columnar';
import type { DataType } from '@graticule/columnar';
import { evaluateConstant } from '../evaluation/compile.js';
import { invalidPlan, typeMismatch } from '../errors.js';
import { lookupFunction } from '../functions/registry.js';
import { newAlias, toAttribute } from '../plan/attribute.js';
import type {
  Alias,
  AggregateCall,
  Attribute,
  Expression,
  FrameBound,
  FunctionCall,
  Literal,
  SortOrder,
  WindowCall,
  WindowFrame,
} from '../plan/expression.js';
import { collectReferences, replaceExpression, sameExpression, someExpression } from '../plan/expressions.js';
import type { LogicalNode, WindowNode } from '../plan/logical.js';
import { prettySql } from '../plan/prettySql.js';
import type {
  UnresolvedBound,
  UnresolvedExpression,
  UnresolvedFunction,
  UnresolvedWindow,
  WindowDefinition,
} from '../plan/unresolved.js';
import { isUnitInterval } from '../types/interval.js';
import { typeText } from '../types/text.js';
import { builtinCall, calledName, implicitlyCast } from './call.js';
import type { Scope } from './context.js';
import { resolveExpression } from './expression.js';

/** `function OVER (...)` with its names and types found and its frame written out. */
export function resolveWindow(call: UnresolvedWindow, scope: Scope): WindowCall {
  const { window } = call;
  if ('name' in window) {
    throw invalidPlan(`Window specification ${window.name} is not defined in the WINDOW clause.`);
  }
  if (call.function.kind === 'sqlText') throw invalidPlan('OVER needs a function, found text');
  const inner = windowFunction(call.function, scope);
  const partitionBy = window.partitionBy.map((key) => resolveExpression(key, scope));
  const orderBy = window.orderBy.map((order) => resolveOrder(order, scope));
  const fixed = fixedFrame(inner, scope);
  if (orderBy.length === 0 && needsOrder(inner)) {
    throw invalidPlan(
      `Window function ${prettySql(inner, false)} requires window to be ordered, please add ORDER BY clause. ` +
        `For example SELECT ${prettySql(inner, false)}(value_expr) OVER (PARTITION BY window_partition ` +
        'ORDER BY window_ordering) from table',
    );
  }
  const asked = window.frame === null ? null : resolveFrame(window, orderBy, scope);
  if (fixed !== null && asked !== null && !sameFrame(fixed, asked)) {
    throw invalidPlan(`Window Frame must match the required frame of ${prettySql(inner, false)}`);
  }
  const frame = asked ?? fixed ?? defaultFrame(orderBy.length > 0);
  const { type, nullable } = inner;
  return { kind: 'window', function: inner, partitionBy, orderBy, frame, type, nullable };
}

function windowFunction(call: UnresolvedExpression, scope: Scope): AggregateCall | FunctionCall {
  if (call.kind !== 'unresolvedFunction') throw invalidPlan('OVER needs an aggregate or window function');
  const definition = lookupFunction(call.name);
  if (definition !== undefined && definition.kind !== 'aggregate' && definition.kind !== 'window') {
    throw invalidPlan(`Expression '${call.name}' not supported within a window function.`);
  }
  if (call.distinct)
    throw invalidPlan(`Distinct window functions are not supported: ${call.name}(DISTINCT ...)`);
  const args = windowArguments(call, scope);
  const filter = call.filter === undefined ? null : resolveExpression(call.filter, scope);
  if (filter !== null && definition?.kind === 'window') {
    throw invalidPlan('window aggregate function with filter predicate is not supported yet.');
  }
  return builtinCall(calledName(call), args, scope, { distinct: false, filter, windowed: true }) as
    AggregateCall | FunctionCall;
}

const ONE: Literal = { kind: 'literal', value: 1, type: INT };

/** Spark takes arguments of these and leaves them out. */
const RANKS = new Set(['rank', 'dense_rank', 'percent_rank']);

/** lag and lead are shown with all their arguments. */
function windowArguments(call: UnresolvedFunction, scope: Scope): Expression[] {
  const name = call.name.toLowerCase();
  const star = name === 'count' && call.args.length === 1 && call.args[0].kind === 'unresolvedStar';
  const args = star ? [ONE] : call.args.map((arg) => resolveExpression(arg, scope));
  if (RANKS.has(name)) return [];
  if (name !== 'lag' && name !== 'lead') return args;
  const ignoresNulls = call.ignoresNulls === true;
  const [value, offset = ONE, fallback = { kind: 'literal', value: null, type: NULL } as const, ...rest] =
    ignoresNulls ? args.slice(0, -1) : args;
  if (value === undefined || rest.length > 0) return args;
  const distance = constant(offset, 'the offset of lag and lead');
  return ignoresNulls ? [value, distance, fallback, args[args.length - 1]] : [value, distance, fallback];
}

function resolveOrder(order: UnresolvedExpression, scope: Scope): SortOrder {
  const item =
    order.kind === 'unresolvedSortOrder' ? order : { child: order, ascending: true, nullsFirst: null };
  const { ascending } = item;
  const child = resolveExpression(item.child, scope);
  return { child, ascending, nullsFirst: item.nullsFirst ?? ascending };
}

function needsOrder(inner: AggregateCall | FunctionCall): boolean {
  const definition = lookupFunction(inner.name);
  return definition?.kind === 'window' && definition.family !== 'value';
}

const FROM_START: FrameBound = { kind: 'unboundedPreceding' };
const TO_HERE: FrameBound = { kind: 'currentRow' };

/** The frame that belongs to a ranking or offset function, whatever the window says. */
function fixedFrame(inner: AggregateCall | FunctionCall, scope: Scope): WindowFrame | null {
  const definition = lookupFunction(inner.name);
  if (definition?.kind !== 'window') return null;
  if (definition.family === 'rank') {
    return { unit: inner.name === 'cume_dist' ? 'range' : 'rows', lower: FROM_START, upper: TO_HERE };
  }
  if (definition.family !== 'offset') return null;
  const distance = Number((inner.args[1] as Literal).value);
  const bound = offsetBound(inner.name === 'lag' ? -distance : distance, scope);
  return { unit: 'rows', lower: bound, upper: bound };
}

function offsetBound(distance: number, scope: Scope): FrameBound {
  const offset: Literal = { kind: 'literal', value: distance, type: INT };
  return distance < 0 && scope.compat === '2.2'
    ? { kind: 'offset', offset, preceding: true }
    : { kind: 'offset', offset };
}

function sameFrame(a: WindowFrame, b: WindowFrame): boolean {
  const same = (x: FrameBound, y: FrameBound): boolean =>
    x.kind === y.kind && (x.kind !== 'offset' || x.offset.value === (y as typeof x).offset.value);
  return a.unit === b.unit && same(a.lower, b.lower) && same(a.upper, b.upper);
}

function defaultFrame(ordered: boolean): WindowFrame {
  if (ordered) return { unit: 'range', lower: FROM_START, upper: TO_HERE };
  return { unit: 'rows', lower: FROM_START, upper: { kind: 'unboundedFollowing' } };
}

function resolveFrame(window: WindowDefinition, orderBy: readonly SortOrder[], scope: Scope): WindowFrame {
  const { unit, lower, upper } = window.frame as NonNullable<WindowDefinition['frame']>;
  if (unit === 'range' && orderBy.length === 0 && !isWhole(lower, upper)) {
    throw invalidPlan('A range window frame cannot be used in an unordered window specification.');
  }
  const valued = lower.kind === 'offset' || upper.kind === 'offset';
  if (unit === 'range' && valued && orderBy.length > 1) {
    throw invalidPlan(
      'A range window frame with value boundaries cannot be used in a window specification with multiple order by ' +
        `expressions: ${orderBy.map((order) => prettySql(order.child, false)).join(', ')}`,
    );
  }
  if (lower.kind === 'unboundedFollowing' || upper.kind === 'unboundedPreceding') {
    throw invalidPlan('The lower bound of a window frame must not lie behind its upper bound.');
  }
  const bound = (one: UnresolvedBound): FrameBound =>
    one.kind === 'offset' ? resolveBound(one.offset, unit, orderBy, scope) : one;
  const frame = { unit, lower: bound(lower), upper: bound(upper) };
  const [first, last] = [placeOf(frame.lower), placeOf(frame.upper)];
  if (first !== null && last !== null && first > last) {
    throw invalidPlan('The lower bound of a window frame must be less than or equal to the upper bound');
  }
  return frame;
}

/** Where a bound lies, the current row at 0; null when that is no number. */
function placeOf(bound: FrameBound): number | null {
  if (bound.kind === 'currentRow') return 0;
  if (bound.kind !== 'offset' || !NUMBERS.includes(bound.offset.type.kind)) return null;
  // Of decimals the unscaled number: both bounds have the type of the order.
  return bound.offset.value === null ? null : Number(bound.offset.value);
}

function isWhole(lower: UnresolvedBound, upper: UnresolvedBound): boolean {
  return lower.kind === 'unboundedPreceding' && upper.kind === 'unboundedFollowing';
}

function resolveBound(
  offset: UnresolvedExpression,
  unit: WindowFrame['unit'],
  orderBy: readonly SortOrder[],
  scope: Scope,
): FrameBound {
  const written = offset.kind === 'unresolvedFunction' && offset.name === 'negative' ? offset.args[0] : null;
  const resolved = resolveExpression(offset, scope);
  const literal = unit === 'rows' ? rowOffset(resolved) : rangeOffset(resolved, orderBy[0].child);
  const negative =
    typeof literal.value === 'number' || typeof literal.value === 'bigint' ? literal.value < 0 : false;
  const preceding = written !== null || (negative && scope.compat === '2.2');
  const shown = preceding ? { preceding: true as const } : {};
  if (!isUnitInterval(resolved.type)) return { kind: 'offset', offset: literal, ...shown };
  const shownText = prettySql(resolveExpression(written ?? offset, scope), false);
  return { kind: 'offset', offset: literal, ...shown, shownText };
}

function rowOffset(offset: Expression): Literal {
  if (!['byte', 'short', 'int', 'long'].includes(offset.type.kind)) {
    throw typeMismatch(
      prettySql(offset, false),
      `a ROWS frame needs whole numbers, found ${typeText(offset.type)}`,
    );
  }
  return constant(implicitlyCast(offset, INT), 'a bound of a window frame');
}

const NUMBERS = ['byte', 'short', 'int', 'long', 'float', 'double', 'decimal'];

/** Numbers in the type of the order value; days (int) or an interval for a date, an interval for a timestamp. */
function rangeOffset(offset: Expression, order: Expression): Literal {
  const { type } = order;
  const fits =
    (NUMBERS.includes(type.kind) && NUMBERS.includes(offset.type.kind)) ||
    (type.kind === 'date' && ['byte', 'short', 'int'].includes(offset.type.kind)) ||
    (type.kind === 'timestamp' && (offset.type.kind === 'interval' || isUnitInterval(offset.type))) ||
    (type.kind === 'date' && offset.type.kind === 'yearMonthInterval') ||
    (isUnitInterval(type) && type.kind === offset.type.kind);
  if (!fits) {
    throw typeMismatch(
      prettySql(offset, false),
      `The data type '${typeText(type)}' used in the order specification does not match the data type ` +
        `'${typeText(offset.type)}' which is used in the range frame.`,
    );
  }
  return constant(implicitlyCast(offset, offsetType(type, offset.type)), 'a bound of a window frame');
}

function offsetType(order: DataType, offset: DataType): DataType {
  if (isUnitInterval(order)) return offset;
  if (isUnitInterval(offset) || order.kind === 'timestamp') return INTERVAL;
  return order.kind === 'date' ? INT : order;
}

function constant(expression: Expression, what: string): Literal {
  if (collectReferences(expression).size > 0) {
    throw invalidPlan(`${what} must be a constant, found ${prettySql(expression, false)}`);
  }
  return { kind: 'literal', value: evaluateConstant(expression), type: expression.type };
}

export function containsWindow(expression: Expression): boolean {
  return someExpression(expression, (inner) => inner.kind === 'window');
}

/**
 * Takes the window functions out of expressions over `input`: a chain of window nodes computes them, one node per
 * partition and order, and the expressions refer to their columns.
 */
export function extractWindows<E extends Expression>(
  input: LogicalNode,
  expressions: readonly E[],
): { readonly input: LogicalNode; readonly expressions: readonly E[] } {
  let plan = input;
  let current = expressions;
  while (current.some(containsWindow)) {
    const columns: { call: WindowCall; alias: Alias }[] = [];
    current = current.map(
      (expression) =>
        replaceExpression(expression, (inner) => {
          if (inner.kind !== 'window' || hasWindowInside(inner)) return undefined;
          return columnOf(inner, columns);
        }) as E,
    );
    plan = windowNodes(plan, columns);
  }
  return { input: plan, expressions: current };
}

function hasWindowInside(call: WindowCall): boolean {
  const parts = [...call.function.args, ...call.partitionBy, ...call.orderBy.map((order) => order.child)];
  return parts.some(containsWindow);
}

function columnOf(call: WindowCall, columns: { call: WindowCall; alias: Alias }[]): Attribute {
  let known = columns.find((column) => sameExpression(column.call, call));
  if (known === undefined) {
    known = { call, alias: newAlias(call, `window ${columns.length}`) };
    columns.push(known);
  }
  return toAttribute(known.alias);
}

/** Calls that share partition and order share a node, in the order in which they were written. */
function windowNodes(
  input: LogicalNode,
  columns: readonly { call: WindowCall; alias: Alias }[],
): LogicalNode {
  const groups: { call: WindowCall; functions: Alias[] }[] = [];
  for (const { call, alias } of columns) {
    const group = groups.find((one) => sameWindow(one.call, call));
    if (group === undefined) groups.push({ call, functions: [alias] });
    else group.functions.push(alias);
  }
  return groups.reduce<LogicalNode>((plan, { call, functions }): WindowNode => {
    const { partitionBy, orderBy } = call;
    return { kind: 'window', input: plan, partitionBy, orderBy, functions };
  }, input);
}

function sameWindow(a: WindowCall, b: WindowCall): boolean {
  const all = [...a.partitionBy, ...a.orderBy.map((order) => order.child)];
  const others = [...b.partitionBy, ...b.orderBy.map((order) => order.child)];
  return (
    a.partitionBy.length === b.partitionBy.length &&
    all.length === others.length &&
    all.every((one, i) => sameExpression(one, others[i])) &&
    a.orderBy.every(
      ({ ascending, nullsFirst }, i) =>
        ascending === b.orderBy[i].ascending && nullsFirst === b.orderBy[i].nullsFirst,
    )
  );
}
