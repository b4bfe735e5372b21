import { INT, NULL } from '@graticule/columnar';
import { evaluateConstant } from '../evaluation/compile.js';
import { invalidPlan, placed, typeMismatch } from '../errors.js';
import { lookupFunction, requireFunction } from '../functions/registry.js';
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
import { messageCall, planText } from '../plan/prettySql.js';
import type { UnresolvedExpression, UnresolvedFunction, UnresolvedWindow } from '../plan/unresolved.js';
import { builtinCall, calledName } from './call.js';
import { writtenText } from './writtenText.js';
import type { Scope } from './context.js';
import { resolveExpression } from './expression.js';
import { checkCount } from './misfit.js';
import { cannotEvaluate } from './unevaluable.js';
import { framePlanText, resolveFrame, windowPlanText } from './windowFrame.js';

/** `function OVER (...)` with its names and types found and its frame written out. */
export function resolveWindow(call: UnresolvedWindow, around: Scope): WindowCall {
  const scope: Scope = { ...around, belowRoot: true };
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
    const shown = functionText(inner, false);
    throw invalidPlan(
      `Window function ${shown} requires window to be ordered, please add ORDER BY clause. ` +
        `For example SELECT ${shown}(value_expr) OVER (PARTITION BY window_partition ` +
        'ORDER BY window_ordering) from table',
    );
  }
  const frameText = (one: WindowFrame): string => framePlanText(one, scope.compat);
  const asked = window.frame === null ? null : resolveFrame(window, { partitionBy, orderBy }, scope);
  if (fixed !== null && asked !== null && !sameFrame(fixed, asked)) {
    throw invalidPlan(
      inner.name === 'lag' || inner.name === 'lead'
        ? `Cannot specify window frame for ${inner.name} function`
        : `Window Frame ${frameText(asked)} must match the required frame ${frameText(fixed)}`,
    );
  }
  const frame = asked ?? fixed ?? defaultFrame(orderBy.length > 0);
  if (call.function.kind === 'unresolvedFunction' && call.function.distinct) {
    const window = windowPlanText({ partitionBy, orderBy }, frameText(frame));
    throw invalidPlan(`Distinct window functions are not supported: ${functionText(inner, true)} ${window}`);
  }
  const { type } = inner;
  const before3 = scope.compat === '2.2';
  // Before 3.0 ranks may be null, as far as their schema goes.
  const nullable = inner.nullable || (before3 && lookupFunction(inner.name)?.kind === 'window');
  const resolved: WindowCall = {
    kind: 'window',
    function: inner,
    partitionBy,
    orderBy,
    frame,
    type,
    nullable,
  };
  return before3 && !scope.statement && window.frame === null ? { ...resolved, framed: false } : resolved;
}

/** The function of a window as plans write it; lag has its distance below zero. */
function functionText({ name, args }: AggregateCall | FunctionCall, distinct: boolean): string {
  const offset = name === 'lag' || name === 'lead';
  const shown = args.slice(0, offset ? 3 : args.length).map((arg) => planText(arg));
  if (name === 'lag') shown[1] = shown[1].startsWith('-') ? shown[1].slice(1) : `-${shown[1]}`;
  return `${name}(${distinct ? 'distinct ' : ''}${shown.join(', ')})`;
}

function windowFunction(call: UnresolvedExpression, scope: Scope): AggregateCall | FunctionCall {
  if (call.kind !== 'unresolvedFunction') throw invalidPlan('OVER needs an aggregate or window function');
  const definition = lookupFunction(call.name);
  if (definition !== undefined && definition.kind !== 'aggregate' && definition.kind !== 'window') {
    const shown = planText(resolveExpression(call, scope));
    throw invalidPlan(`Expression '${shown}' not supported within a window function.`);
  }
  const args = windowArguments(call, scope);
  const filter = call.filter === undefined ? null : resolveExpression(call.filter, scope);
  if (filter !== null && definition?.kind === 'window') {
    throw invalidPlan('window aggregate function with filter predicate is not supported yet.');
  }
  const clauses = { distinct: false, filter, windowed: true } as const;
  const resolved = placed(call.place, () => builtinCall(calledName(call), args, scope, clauses)) as
    AggregateCall | FunctionCall;
  const given = scope.compat === '2.2' ? args.slice(0, call.args.length) : args;
  const shownText = scope.compat === '2.2' ? writtenText(call, given, filter, scope) : null;
  return shownText === null ? resolved : { ...resolved, shownText };
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
  // In text only IGNORE NULLS says so.
  if (name === 'nth_value' && call.place !== undefined && call.ignoresNulls !== true) {
    placed(call.place, () => checkCount(requireFunction(name), args.length, 2, 2, scope.compat));
  }
  if (name !== 'lag' && name !== 'lead') return args;
  const ignoresNulls = call.ignoresNulls === true;
  const type = args.length > 0 ? args[0].type : NULL;
  const [value, offset = ONE, fallback = { kind: 'literal', value: null, type } as const, ...rest] =
    ignoresNulls ? args.slice(0, -1) : args;
  if (value === undefined || rest.length > 0) return args;
  if (collectReferences(offset).size > 0) {
    if (scope.compat === '2.2') throw cannotEvaluate(offset);
    const reason = `Offset expression '${name === 'lag' ? '-' : ''}${planText(offset)}' must be a literal.`;
    return placed(call.place, () => {
      throw typeMismatch(messageCall(name, [value, offset, fallback], false, scope.compat), reason);
    });
  }
  const distance: Literal = { kind: 'literal', value: evaluateConstant(offset), type: offset.type };
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

export const isWindow = ({ kind }: Expression): boolean => kind === 'window';

export function containsWindow(expression: Expression): boolean {
  return someExpression(expression, isWindow);
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
