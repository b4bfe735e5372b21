import { argumentType } from '../analysis/call.js';
import { requireFunction } from '../functions/registry.js';
import { newAttribute } from '../plan/attribute.js';
import type { AggregateCall, Attribute, Expression } from '../plan/expression.js';
import type { AggregateNode } from '../plan/logical.js';
import type { AggregateStep } from '../plan/physical.js';
import { bind } from './bind.js';

/** The values that a grouping is by. */
export function keyValues(node: AggregateNode, columns: readonly Attribute[]): Expression[] {
  return node.keys.map((key) => bind(key.kind === 'alias' ? key.child : key, columns));
}

/** The columns of a call's state. index: of the call, for the names. */
export function stateColumns(call: AggregateCall, index: number): Attribute[] {
  const definition = requireFunction(call.name);
  if (definition.kind !== 'aggregate') throw new Error(`${call.name} is not an aggregate function`);
  return definition
    .stateTypes(call.args.map(argumentType))
    .map((type, i) => newAttribute(`state ${index}.${i}`, type, true));
}

/** Calls over rows. columns: those of the rows. */
export function rowSteps(calls: readonly AggregateCall[], columns: readonly Attribute[]): AggregateStep[] {
  return calls.map((call) => ({ call: bind(call, columns), states: null }));
}

/** Merging of states that lie side by side from ordinal `start`. columns: of the rows that the states were made of. */
export function mergeSteps(
  calls: readonly AggregateCall[],
  states: readonly (readonly Attribute[])[],
  start: number,
  columns: readonly Attribute[],
): AggregateStep[] {
  let next = start;
  return calls.map((call, index) => {
    const own = next;
    next += states[index].length;
    return { call: bind(call, columns), states: own };
  });
}
