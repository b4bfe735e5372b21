import { STRING, TIMESTAMP } from '@graticule/columnar';
import { invalidPlan } from '../errors.js';
import { parseNamedExpression } from '../parser/parse.js';
import { newAlias, toAttribute } from '../plan/attribute.js';
import type { Attribute, Expression } from '../plan/expression.js';
import { sameExpression } from '../plan/expressions.js';
import type { LogicalNode } from '../plan/logical.js';
import type { UnresolvedExpression, UnresolvedFrame, UnresolvedFunction } from '../plan/unresolved.js';
import { collectUnresolved, mapUnresolved } from '../plan/unresolvedExpressions.js';
import { outputOf } from '../plan/walk.js';
import { projectValues } from './aggregate.js';
import { builtinCall, implicitlyCast } from './call.js';
import { resolveExpression } from './expression.js';
import { generateRows } from './generate.js';
import { scopeOver } from './scope.js';
import type { Analysis } from './scope.js';

/**
 * `window(time, ...)` and `session_window(time, gap)` anywhere in the expressions of an operation: as in Spark they
 * become a column of its input that is named after them, so that `window.start` is found, too.
 */

const MAY_HOLD = /\b(?:session_)?window\s*\(/i;

export interface Windowed<E> {
  readonly input: LogicalNode;
  readonly expressions: readonly E[];
}

function isWindowCall(expression: UnresolvedExpression): expression is UnresolvedFunction {
  return (
    expression.kind === 'unresolvedFunction' &&
    ['window', 'session_window'].includes(expression.name.toLowerCase())
  );
}

/** keys: what rows are grouped by besides; sessions are those of rows with equal keys. null: rows are not grouped. */
export function withTimeWindows<E extends UnresolvedExpression>(
  analysis: Analysis,
  input: LogicalNode,
  expressions: readonly E[],
  keys: readonly UnresolvedExpression[] | null,
): Windowed<E> {
  const parsed = expressions.map((expression) => parseTexts(expression, analysis));
  const calls = parsed.flatMap((expression) => collectUnresolved(expression, isWindowCall));
  if (calls.length === 0) return { input, expressions };
  const scope = { ...scopeOver(analysis, 'window', input), text: false };
  const resolved = calls.map((call) => call.args.map((arg) => resolveExpression(arg, scope)));
  const differs = calls.some(
    ({ name }, i) =>
      name.toLowerCase() !== calls[0].name.toLowerCase() ||
      resolved[i].length !== resolved[0].length ||
      resolved[i].some((arg, k) => !sameExpression(arg, resolved[0][k])),
  );
  if (differs) {
    throw invalidPlan(
      'Multiple time/session window expressions would result in a cartesian product of rows, ' +
        'therefore they are currently not supported.',
    );
  }
  const made =
    calls[0].name.toLowerCase() === 'window'
      ? windows(analysis, input, calls[0])
      : sessions(analysis, input, resolved[0], othersOf(keys, analysis));
  return {
    input: made.input,
    expressions: parsed.map(
      (expression) => mapUnresolved(expression, (one) => (isWindowCall(one) ? made.column : one)) as E,
    ),
  };
}

function parseTexts(expression: UnresolvedExpression, { compat }: Analysis): UnresolvedExpression {
  return mapUnresolved(expression, (inner) => {
    if (inner.kind !== 'sqlText' || inner.parsed !== undefined || !MAY_HOLD.test(inner.text)) return inner;
    return { ...inner, parsed: parseNamedExpression(inner.text, compat) };
  });
}

interface MadeColumn {
  readonly input: LogicalNode;
  readonly column: Attribute;
}

function windows(analysis: Analysis, input: LogicalNode, call: UnresolvedFunction): MadeColumn {
  const scope = scopeOver(analysis, 'window', input);
  const node = generateRows(input, { call, names: [], text: scope.text }, scope, false);
  return { input: node, column: node.columns[0] };
}

/** The keys without the window itself. */
function othersOf(
  keys: readonly UnresolvedExpression[] | null,
  analysis: Analysis,
): readonly UnresolvedExpression[] | null {
  if (keys === null) return null;
  return keys
    .map((key) => parseTexts(key, analysis))
    .filter((key) => collectUnresolved(key, isWindowCall).length === 0)
    .map((key) => (key.kind === 'unresolvedAlias' ? key.child : key));
}

const UNTIL_NOW: UnresolvedFrame = {
  unit: 'rows',
  lower: { kind: 'unboundedPreceding' },
  upper: { kind: 'currentRow' },
};
const BEFORE_NOW: UnresolvedFrame = {
  ...UNTIL_NOW,
  upper: { kind: 'offset', offset: { kind: 'literal', value: -1, type: { kind: 'int' } } },
};

/**
 * A row opens a span from its time to the end of the gap; spans of equal keys that touch are one session. Rows without
 * a time and with a gap that is not positive are left out. keys null: every span is a session of its own.
 */
function sessions(
  analysis: Analysis,
  input: LogicalNode,
  args: readonly Expression[],
  keys: readonly UnresolvedExpression[] | null,
): MadeColumn {
  if (args.length !== 2) {
    throw invalidPlan(`session_window takes a time and a gap, found ${args.length} arguments`);
  }
  let node = input;
  const scope = () => ({ ...scopeOver(analysis, 'session_window', node), text: false });
  const add = (name: string, expression: UnresolvedExpression | Expression): Attribute => {
    const alias = newAlias(resolveExpression(expression as UnresolvedExpression, scope()), name);
    node = projectValues(analysis, node, [...outputOf(node), alias]);
    return toAttribute(alias);
  };
  const call = (name: string, ...values: UnresolvedExpression[]): UnresolvedFunction => ({
    kind: 'unresolvedFunction',
    name,
    args: values,
    distinct: false,
  });
  const over = (
    function_: UnresolvedFunction,
    partitionBy: readonly UnresolvedExpression[],
    frame: UnresolvedFrame | null,
  ): UnresolvedExpression => ({
    kind: 'unresolvedWindow',
    function: function_,
    window: { partitionBy, orderBy: frame === null ? [] : [time], frame },
  });
  const text = (value: string): UnresolvedExpression => ({ kind: 'literal', value, type: STRING });
  const whole = (value: number): UnresolvedExpression => ({ kind: 'literal', value, type: { kind: 'int' } });

  const time = addResolved(implicitlyCast(args[0], TIMESTAMP), 'time');
  const gap = args[1].type.kind === 'string' ? implicitlyCast(args[1], { kind: 'interval' }) : args[1];
  const end = addResolved(builtinCall('+', [time, gap], scope()), 'end');
  // False for null, too.
  node = { kind: 'filter', input: node, condition: builtinCall('>', [end, time], scope()) };
  if (keys === null) {
    const column = add('session_window', call('named_struct', text('start'), time, text('end'), end));
    return { input: node, column };
  }
  const before = add('before', over(call('max', end), keys, BEFORE_NOW));
  const opens = add('opens', {
    kind: 'unresolvedCase',
    branches: [{ when: call('>=', before, time), then: whole(0) }],
    otherwise: whole(1),
  });
  const session = add('session', over(call('sum', opens), keys, UNTIL_NOW));
  const own = [...keys, session];
  const column = add(
    'session_window',
    call(
      'named_struct',
      text('start'),
      over(call('min', time), own, null),
      text('end'),
      over(call('max', end), own, null),
    ),
  );
  return { input: node, column };

  function addResolved(expression: Expression, name: string): Attribute {
    const alias = newAlias(expression, name);
    node = { kind: 'project', input: node, expressions: [...outputOf(node), alias] };
    return toAttribute(alias);
  }
}
