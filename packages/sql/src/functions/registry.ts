import { aggregateFunctions } from './aggregates/index.js';
import { arithmeticFunctions, termFunctions } from './arithmetic.js';
import { comparisonFunctions } from './comparison.js';
import { conditionalFunctions } from './conditional.js';
import { ArgumentError } from './definition.js';
import { arrayFunctions } from './arrays.js';
import { arraySort } from './arraySort.js';
import { generatorFunctions } from './generators.js';
import { higherOrderFunctions } from './higherOrder.js';
import { csvFunctions } from './csv.js';
import { jsonFunctions, jsonGenerators } from './json/index.js';
import { mapFunctions } from './maps.js';
import { sequence } from './sequence.js';
import { windowFunctions } from './windowFunctions.js';
import type { FunctionDefinition } from './definition.js';
import { truncationFunctions } from './dateTruncation.js';
import { datetimeFunctions } from './datetime.js';
import { integerFunctions } from './integers.js';
import { sessionFunctions } from './session.js';
import { timeTextFunctions } from './timeTexts.js';
import { timePartFunctions } from './timeParts.js';
import { timeWindow } from './timeWindow.js';
import { encodingFunctions } from './encoding.js';
import { encryptionFunctions } from './encryption.js';
import { numberFormatFunctions } from './numberFormats.js';
import { tryArithmeticFunctions } from './tryArithmetic.js';
import { formatFunctions } from './formatText.js';
import { hashFunctions } from './hash/index.js';
import { logicFunctions } from './logic.js';
import { mathFunctions } from './math.js';
import { roundingFunctions } from './rounding.js';
import { nestedFunctions } from './nested.js';
import { partitionFunctions } from './partition.js';
import { textFunctions } from './text.js';
import { xpathFunctions } from './xml/index.js';
import { textPatternFunctions } from './textPatterns.js';
import { textPartFunctions } from './textParts.js';

export * from './definition.js';

const lists: readonly (readonly FunctionDefinition[])[] = [
  arithmeticFunctions,
  termFunctions,
  tryArithmeticFunctions,
  comparisonFunctions,
  logicFunctions,
  conditionalFunctions,
  mathFunctions,
  roundingFunctions,
  textFunctions,
  datetimeFunctions,
  timeTextFunctions,
  truncationFunctions,
  timePartFunctions,
  [timeWindow],
  integerFunctions,
  sessionFunctions,
  nestedFunctions,
  arrayFunctions,
  [sequence, arraySort],
  mapFunctions,
  higherOrderFunctions,
  generatorFunctions,
  windowFunctions,
  jsonFunctions,
  jsonGenerators,
  csvFunctions,
  xpathFunctions,
  partitionFunctions,
  hashFunctions,
  encodingFunctions,
  encryptionFunctions,
  numberFormatFunctions,
  formatFunctions,
  textPartFunctions,
  textPatternFunctions,
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

/** All definitions that users may call, in registration order, for the reference and for SHOW FUNCTIONS. */
export function listFunctions(): readonly FunctionDefinition[] {
  return lists.flat().filter(({ internal }) => internal !== true);
}
