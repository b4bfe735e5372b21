import { aggregateFunctions } from './aggregates/index.js';
import { arithmeticFunctions } from './arithmetic.js';
import { comparisonFunctions } from './comparison.js';
import { conditionalFunctions } from './conditional.js';
import { ArgumentError } from './definition.js';
import type { FunctionDefinition } from './definition.js';
import { datetimeFunctions } from './datetime.js';
import { logicFunctions } from './logic.js';
import { mathFunctions } from './math.js';
import { nestedFunctions } from './nested.js';
import { partitionFunctions } from './partition.js';
import { textFunctions } from './text.js';

export * from './definition.js';

const lists: readonly (readonly FunctionDefinition[])[] = [
  arithmeticFunctions,
  comparisonFunctions,
  logicFunctions,
  conditionalFunctions,
  mathFunctions,
  textFunctions,
  datetimeFunctions,
  nestedFunctions,
  partitionFunctions,
  aggregateFunctions,
];

const byName = new Map<string, FunctionDefinition>();
for (const list of lists) {
  for (const definition of list) {
    for (const name of definition.names) {
      if (byName.has(name)) throw new Error(`function ${name} is registered twice`);
      byName.set(name, definition);
    }
  }
}

/** The built-in function or operator of that name (any case), or undefined. */
export function lookupFunction(name: string): FunctionDefinition | undefined {
  return byName.get(name.toLowerCase());
}

/** As lookupFunction, for calls that analysis has already resolved. */
export function requireFunction(name: string): FunctionDefinition {
  const definition = lookupFunction(name);
  if (definition === undefined) throw new ArgumentError(`Undefined function: '${name}'.`);
  return definition;
}

/** All definitions in registration order, for the reference and for SHOW FUNCTIONS. */
export function listFunctions(): readonly FunctionDefinition[] {
  return lists.flat();
}
